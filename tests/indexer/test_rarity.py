"""Counting what words and trigrams weigh: each reader's own marks, stored beside the checkpoint, read by a search."""

import pytest

from indexer import rarity
from mappings import names
from mappings.document import AsOf
from mappings.indices import Layout, state_definition
from search_api.index import PublicIndex, StaffIndex
from similarity import keys


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch):
    """Readers keep the counts for a minute; rooms of one session bear the same name."""
    monkeypatch.setattr("search_api.index._rarities", {})


def test_what_is_counted_is_what_the_readers_may_read_and_is_stored_for_them(room):
    room.file(*range(6))
    room.drain()
    found = rarity.count(room.client, room.deployment)
    assert found["dossiers"].marks == 6
    assert found["public"].marks <= 6
    assert found["dossiers"].heard_by == keys.EAR.signature
    for reader, collection in ((StaffIndex, "dossiers"), (PublicIndex, "public")):
        assert reader(room.client, room.deployment).rarity() == found[collection]
    assert any(count == 6 for count in found["dossiers"].words.values()) or found["dossiers"].grams


def test_what_is_not_counted_weighs_the_same(room):
    room.file(1)
    room.drain()
    nothing = StaffIndex(room.client, room.deployment).rarity()
    assert nothing.marks == 0
    assert nothing.of_word("ANY") == nothing.of_gram("_AN") == nothing.of_sound("_an") == 1


def test_a_state_index_of_an_earlier_version_takes_the_counts(room):
    index = names.state(room.deployment, public=False)
    room.client.indices.delete(index=index, params={"ignore_unavailable": "true"})
    body = state_definition(Layout())
    body["mappings"]["properties"] = {name: body["mappings"]["properties"][name] for name in AsOf.model_fields}
    room.client.indices.create(index=index, body=body)
    room.file(1)
    room.drain()
    rarity.count(room.client, room.deployment)
    assert StaffIndex(room.client, room.deployment).rarity().marks == 1

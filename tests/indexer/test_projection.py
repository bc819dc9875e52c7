"""Every document is what the contract says: the models, the hash, the snapshots, the same bytes every time."""

import dataclasses
from collections.abc import Mapping

import orjson
import pytest

import exchange
from desk.rules import projection as rules_of
from indexer.projection import documents
from indexer.rules import Rules
from mappings import digest
from mappings.document import PublicationDocument
from mappings.number import DossierKey
from mappings.record import Event, Kind, Mark
from offices.office import load
from offices.sample import DEMO
from registry.facts import plain
from tests.indexer.projecting import DAY, frozen, mark, projected, state


def test_the_documents_of_a_whole_office_are_those_of_the_models(demo_records):
    rules = rules_of(load(DEMO))
    kinds = set()
    for record in demo_records:
        found = projected(state(record, snapshots=(frozen(record),)), rules)
        assert found.keys() == {"publications~1", "dossiers", "public"}
        kinds.add(record.kind)
    assert kinds == set(Kind)


@pytest.mark.thorough
def test_the_documents_of_real_records_are_those_of_the_models(shared_data):
    paths = [*sorted(shared_data.glob("uspto-*/*.xml")), *shared_data.glob("eutm/*.gz")]
    count = 0
    for path in paths:
        for reading in exchange.read(path, exchange.guess(path)):
            if reading.record and count < 3_000:
                count += 1
                projected(state(reading.record, snapshots=(frozen(reading.record),)))
    assert count >= 3_000


def test_both_documents_are_the_same_bytes_where_nothing_is_hidden():
    operations = documents(state(mark(mark=Mark(verbal_element="TIDE"))), "xb", Rules())
    assert len({operation.source for operation in operations}) == 1
    assert {operation.alias for operation in operations} == {"blazon-xb-tm-dossiers", "blazon-xb-tm-public"}


@pytest.mark.parametrize("published", [True, False])
def test_a_deleted_dossier_is_a_tombstone_and_what_was_published_of_it_stays(published: bool):
    key = DossierKey("XB", Kind.TRADEMARK, "TM/2026/000123")
    found = projected(state(None, key=key, published=published, snapshots=(frozen(mark()),)))
    assert found.keys() == {"dossiers", "publications~1"} | ({"public"} if published else set())
    stone = found["dossiers"]
    assert stone["deleted"] is True
    known = {
        "id",
        "office",
        "kind",
        "number",
        "numbers",
        "version",
        "sequence",
        "tie",
        "recorded_at",
        "content_hash",
        "deleted",
    }
    assert stone.keys() == known


def test_a_snapshot_is_carried_as_it_was_frozen_and_never_changes_with_the_dossier():
    record = mark(mark=Mark(verbal_element="TIDE"), classes=({"number": "30", "goods": "Tea"},))
    once = frozen(record)
    before = documents(state(record, snapshots=(once,)), "xb", Rules())[0]
    amended = record.model_copy(update={"mark": Mark(verbal_element="EBB")})
    after = documents(state(amended, version=9, snapshots=(once,)), "xb", Rules())[0]
    assert before == after
    assert before.version == 1
    document = PublicationDocument.model_validate_json(before.source)
    assert (document.title, document.classes, document.root) == ("TIDE", ("30",), once.root)
    plain_form = document.model_dump(mode="json")
    assert digest.root(digest.header(plain_form), document.digests) == once.root
    assert digest.differing(document.salts, document.digests, document.fields) == []


def test_a_published_event_bears_the_title_of_the_snapshot_before_it():
    record = mark(mark=Mark(verbal_element="TIDE"), classes=({"number": "30"},))
    event = Event(date=DAY, code="assigned", text="Assigned")
    found = projected(state(record, snapshots=(frozen(record), frozen(record, 2, event))))
    published = found["publications~e9"]
    assert (published["type"], published["title"], published["classes"]) == ("event", "TIDE", ["30"])
    assert published["event"]["code"] == "assigned"


def redacted(snapshot, *names):
    fields, salts = (
        {name: value for name, value in held.items() if name not in names} for held in (snapshot.fields, snapshot.salts)
    )
    return dataclasses.replace(snapshot, fields=fields, salts=salts)


def test_each_redacted_field_is_a_version_more_of_its_publication_and_of_those_after_it():
    record = mark(mark=Mark(verbal_element="TIDE"), classes=({"number": "30"},), filing_date=DAY)
    event = Event(date=DAY, code="assigned", text="Assigned")
    frozen_so = [frozen(record), frozen(record, 2, event), frozen(record, 3)]
    assert versions(record, frozen_so) == [1, 1, 1]
    frozen_so[1] = redacted(frozen_so[1], "event")
    assert versions(record, frozen_so) == [1, 2, 2]
    frozen_so[0] = redacted(frozen_so[0], "mark", "classes")
    assert versions(record, frozen_so) == [3, 4, 4]
    found = projected(state(record, snapshots=tuple(frozen_so)))
    first, second, third = (found[f"publications~{n}"] for n in ("1", "e9", "3"))
    assert first["title"] == second["title"] == "TM/2026/000123"
    assert "TIDE" not in str([first, second])
    assert (second["type"], "event" in second) == ("event", False)
    assert third["title"] == "TIDE"
    for document in (first, second, third):
        assert digest.root(digest.header(document), document["digests"]) == document["root"]
        assert digest.differing(document["salts"], document["digests"], document["fields"]) == []


def versions(record, snapshots):
    made = documents(state(record, snapshots=tuple(snapshots)), "xb", Rules())
    return [each.version for each in made if "publications" in each.alias]


def test_the_publication_date_is_the_first_anywhere():
    elsewhere = mark(publications=({"date": "2025-12-01"},))
    assert projected(state(elsewhere))["public"]["publication_date"] == "2025-12-01"
    assert projected(state(mark()))["public"]["publication_date"] == DAY.isoformat()


def test_the_same_state_gives_the_same_bytes_whatever_the_order_of_keys(demo_records):
    for record in demo_records:
        one = state(record)
        other = one._replace(record=orjson.dumps(turned(plain(record))).decode())
        assert documents(one, "xb", Rules()) == documents(other, "xb", Rules())


def turned(value):
    if isinstance(value, Mapping):
        return {name: turned(value[name]) for name in reversed(list(value))}
    return [turned(item) for item in value] if isinstance(value, list) else value


def test_any_change_gives_another_hash():
    record = mark(mark=Mark(verbal_element="TIDE"))
    one = documents(state(record), "xb", Rules())[0]
    for other in (
        state(record, version=4),
        state(record, sequence=78),
        state(record, published=False),
        state(mark(mark=Mark(verbal_element="TIDES"))),
        state(mark(mark=Mark(verbal_element="TIDE"), notes=({"name": "n", "value": "v"},))),
    ):
        assert documents(other, "xb", Rules())[0].hash != one.hash

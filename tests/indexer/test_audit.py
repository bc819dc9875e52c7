"""The audit finds every way in which an index can differ from the register, and the repair mends it."""

import pytest

from indexer import batches
from indexer.audit import Auditor
from indexer.bulk import Patience
from indexer.repair import repair
from indexer.rules import Rules
from mappings import names
from mappings.record import Kind
from registry import handle
from registry.commands import Delete, Publish

DOSSIERS, PUBLIC, PUBLICATIONS = "dossiers", "public", "publications"


@pytest.fixture
def filled(room):
    """Twenty published marks, one with a snapshot, one unpublished, one deleted."""
    room.drain()
    keys = [outcome.key for outcome in room.file(*range(20))]
    room.file(20, publications=())
    handle(room.register, Publish(key=keys[0], stage="registration", issue=""))
    handle(room.register, Delete(key=keys[1], reason="by order"))
    room.drain()
    assert room.differences() == (0, 0, 0)
    room.keys = keys
    return room


def alias(room, collection: str) -> str:
    return names.alias(room.deployment, Kind.TRADEMARK, collection)


def mend(room):
    auditor = Auditor(room.register, room.client, room.deployment, Rules())
    refused = repair(auditor, auditor.audit(), Patience(limit=20))
    assert refused == []
    assert room.differences() == (0, 0, 0)


def change(room, collection: str, identifier: str, **fields):
    """Changes the stored document behind the indexer's back, keeping its version."""
    found = room.client.get(index=alias(room, collection), id=identifier)
    room.client.index(
        index=alias(room, collection),
        id=identifier,
        body={**found["_source"], **fields},
        params={"version": found["_version"], "version_type": "external_gte"},
    )


def test_the_report_is_the_contract(filled):
    report = filled.audit().json()
    assert list(report)[:5] == ["register", "index", "missing", "stale", "surplus"]
    assert report["register"] == report["index"] == 21
    assert report["collections"] == {
        "dossiers": {"register": 21, "index": 21},
        "public": {"register": 20, "index": 20},
        "publications": {"register": 1, "index": 1},
    }
    assert (report["pending"], report["missing_ids"], report["stale_ids"], report["surplus_ids"]) == (0, [], [], [])


@pytest.mark.parametrize("collection", [DOSSIERS, PUBLIC, PUBLICATIONS])
def test_a_missing_document_is_found_and_mended(filled, collection: str):
    identifier = filled.keys[0].id + ("~1" if collection == PUBLICATIONS else "")
    filled.client.delete(index=alias(filled, collection), id=identifier)
    assert filled.differences() == (1, 0, 0)
    assert filled.audit().json()["missing_ids"] == [f"{alias(filled, collection)}/{identifier}"]
    mend(filled)
    settings = filled.client.indices.get_settings(index=alias(filled, collection), name="index.gc_deletes")
    assert settings == {}


@pytest.mark.parametrize("collection", [DOSSIERS, PUBLIC, PUBLICATIONS])
def test_a_document_changed_by_hand_is_found_and_mended(filled, collection: str):
    identifier = filled.keys[0].id + ("~1" if collection == PUBLICATIONS else "")
    change(filled, collection, identifier, title="FORGED")
    found = filled.audit()
    assert [d.why for d in found.differences] == ["its content is not what its hash says"]
    mend(filled)


def test_a_document_forged_with_its_hash_is_found(filled):
    from indexer.operations import content_hash

    identifier = filled.keys[3].id
    source = filled.client.get(index=alias(filled, PUBLIC), id=identifier)["_source"] | {"title": "FORGED"}
    change(filled, PUBLIC, identifier, title="FORGED", content_hash=content_hash(source))
    assert [d.why for d in filled.audit().differences] == ["another content hash"]
    mend(filled)


def test_an_old_version_is_found_and_mended(filled):
    with filled.register.session() as session:
        from registry import reading

        (identifier,) = reading.ids_of(session, [filled.keys[4]]).values()
        note = batches.outbox.Note(0, identifier, 1, 0, 0, None)
        before = batches.project(session, [note], filled.deployment, Rules())
    filled.file(4, words="NEWER")
    filled.drain()
    fake = [operation._replace(version=2) for operation in before.operations]
    assert batches.bulk.write(filled.client, fake, Patience(limit=5)) == []
    assert filled.differences() == (0, 2, 0)
    mend(filled)


def test_an_index_that_is_ahead_of_the_register_is_found_and_mended(filled):
    identifier = filled.keys[5].id
    source = filled.client.get(index=alias(filled, DOSSIERS), id=identifier)["_source"]
    filled.client.index(
        index=alias(filled, DOSSIERS), id=identifier, body=source, params={"version": 9, "version_type": "external_gte"}
    )
    found = filled.audit()
    assert [d.why for d in found.differences] == ["version 9 instead of 1"]
    mend(filled)
    assert filled.held()[identifier] == 1
    filled.file(5, words="NEXT")
    filled.drain()
    assert filled.held()[identifier] == 2


@pytest.mark.parametrize("collection", [DOSSIERS, PUBLIC, PUBLICATIONS])
def test_a_document_nobody_asked_for_is_found_and_removed(filled, collection: str):
    identifier = f"EM.tm.unknown-{collection}" + ("~1" if collection == PUBLICATIONS else "")
    filled.client.index(index=alias(filled, collection), id=identifier, body={"id": identifier})
    filled.client.index(index=alias(filled, collection), id=f"no id {collection}", body={"id": "none"})
    assert filled.differences() == (0, 0, 2)
    mend(filled)


def test_an_unpublished_dossier_in_the_public_index_is_surplus(filled):
    identifier = f"EM.tm.{filled.number(20)}"
    source = filled.client.get(index=alias(filled, DOSSIERS), id=identifier)["_source"]
    filled.client.index(index=alias(filled, PUBLIC), id=identifier, body=source)
    found = filled.audit()
    assert found.of("surplus") == [f"{alias(filled, PUBLIC)}/{identifier}"]
    mend(filled)


def test_one_missing_and_one_surplus_do_not_hide_each_other(filled):
    filled.client.delete(index=alias(filled, DOSSIERS), id=filled.keys[7].id)
    filled.client.index(index=alias(filled, DOSSIERS), id="EM.tm.other", body={"id": "EM.tm.other"})
    assert filled.differences() == (1, 0, 1)


def test_what_waits_in_the_outbox_is_told_apart(filled):
    filled.file(30)
    found = filled.audit()
    assert found.pending == 1
    assert len(found.of("missing")) == 2
    filled.drain()
    assert filled.differences() == (0, 0, 0)


def test_a_dossier_that_cannot_be_projected_is_neither_clean_nor_surplus(filled, monkeypatch):
    real = batches.documents

    def failing(state, deployment, rules, *more):
        if state.key == filled.keys[6]:
            raise ValueError("no such thing")
        return real(state, deployment, rules, *more)

    monkeypatch.setattr(batches, "documents", failing)
    found = filled.audit()
    assert found.differences == []
    assert not found.clean
    assert found.unprojectable == {filled.keys[6].id: "projection: ValueError: no such thing"}

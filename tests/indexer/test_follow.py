"""The follower: everything is brought over once, nothing goes back, and the checkpoint is true."""

import datetime as dt
import time

import pytest
from sqlalchemy import text

from indexer import batches
from mappings import names
from mappings.document import PublicationDocument
from mappings.record import Kind
from registry import handle, outbox, reading
from registry.commands import Amend, CloseIssue, Delete, MarkIssuePublished, OpenIssue, Publish, RedactField, TakeOut
from tests.waiting import until


def test_drain_brings_everything_over_and_says_up_to_where(room):
    outcomes = room.file(*range(30))
    summary = room.drain()
    assert (summary.dossiers, summary.documents, summary.set_aside) == (30, 60, 0)
    assert room.held() == room.held("public") == {outcome.key.id: 1 for outcome in outcomes}
    assert room.as_of().sequence >= max(outcome.sequence for outcome in outcomes)
    assert room.as_of(public=True).sequence == room.as_of().sequence
    assert room.differences() == (0, 0, 0)


def test_drain_of_nothing_still_says_up_to_where(room):
    assert room.drain().dossiers == 0
    assert room.as_of().gaps == ()


def test_several_versions_of_a_dossier_are_indexed_once_as_the_newest(room):
    key = room.file(1)[0].key
    for words in ("ONE", "TWO", "THREE"):
        handle(room.register, Amend(key=key, changes={"mark": {"verbal_element": words}}))
    assert room.drain().dossiers == 1
    assert room.held() == {key.id: 4}
    assert room.differences() == (0, 0, 0)


def test_a_publication_is_written_once_beside_the_dossier(room):
    key = room.file(1, publications=())[0].key
    room.drain()
    assert room.held("public") == {}
    handle(room.register, OpenIssue(issue="2026/01", date="2026-01-05"))
    handle(room.register, Publish(key=key, stage="application"))
    handle(room.register, CloseIssue(issue="2026/01"))
    room.drain()
    assert room.held("publications") == {f"{key.id}~1": 1}
    assert room.held("public") == {}
    assert room.differences() == (0, 0, 0)
    handle(room.register, MarkIssuePublished(issue="2026/01"))
    room.drain()
    assert room.held("publications") == {f"{key.id}~1": 1}
    assert room.held("public") == {key.id: 3}
    assert room.differences() == (0, 0, 0)


def test_a_deleted_dossier_stays_a_tombstone_whatever_comes_late(room, monkeypatch):
    key = room.file(1)[0].key
    with room.register.session() as session:
        (late,) = batches.project(session, room_notes(room), room.deployment, room.follower().rules).operations[:1]
    handle(room.register, Delete(key=key, reason="by order"))
    room.drain()
    assert batches.bulk.write(room.client, [late], batches.bulk.Patience(limit=5)) == []
    for collection in ("dossiers", "public"):
        alias = names.alias(room.deployment, Kind.TRADEMARK, collection)
        assert room.client.get(index=alias, id=key.id)["_source"]["deleted"] is True
    assert room.differences() == (0, 0, 0)


def test_a_redacted_field_leaves_the_index_and_no_late_write_brings_it_back(room):
    key = room.file(1)[0].key
    handle(room.register, Publish(key=key, stage="application", issue=""))
    with room.register.session() as session:
        late = batches.project(session, room_notes(room), room.deployment, room.follower().rules).operations
    room.drain()
    handle(room.register, RedactField(key=key, snapshot=1, field="mark", reason="an order"))
    room.drain()
    assert batches.bulk.write(room.client, late, batches.bulk.Patience(limit=5)) == []
    alias = names.alias(room.deployment, Kind.TRADEMARK, "publications")
    held = room.client.get(index=alias, id=f"{key.id}~1")["_source"]
    assert "mark" not in held["fields"]
    assert "mark" not in held["salts"]
    assert "mark" in held["digests"]
    assert room.held("publications") == {f"{key.id}~1": 2}
    assert room.differences() == (0, 0, 0)


def test_what_was_taken_out_of_an_issue_leaves_the_index_and_no_late_write_brings_it_back(room):
    key = room.file(1)[0].key
    handle(room.register, OpenIssue("2031/01", dt.date(2031, 1, 1)))
    handle(room.register, Publish(key=key, stage="application", issue="2031/01"))
    with room.register.session() as session:
        late = batches.project(session, room_notes(room), room.deployment, room.follower().rules).operations
    room.drain()
    alias = names.alias(room.deployment, Kind.TRADEMARK, "publications")
    assert room.client.get(index=alias, id=f"{key.id}~1")["_source"]["issue"] == "2031/01"
    handle(room.register, TakeOut(key, "2031/01", "an order of secrecy"))
    room.drain()
    assert batches.bulk.write(room.client, late, batches.bulk.Patience(limit=5)) == []
    held = room.client.get(index=alias, id=f"{key.id}~1")["_source"]
    assert PublicationDocument.model_validate(held).type == "taken-out"
    assert {"issue", "fields", "salts", "digests", "root", "title"}.isdisjoint(held)
    assert room.held("publications") == {f"{key.id}~1": 2}
    assert room.differences() == (0, 0, 0)


def room_notes(room):
    with room.register.session() as session:
        return [outbox.Note(0, dossier, 1, 0, 0, None) for dossier in reading.all_ids(session)]


def test_a_sleeping_follower_is_woken_by_a_commit(room, following):
    following(settings=room.settings(poll_seconds=60.0))
    until(lambda: room.reached() >= 0)
    time.sleep(0.5)
    begun = time.monotonic()
    (outcome,) = room.file(7)
    until(lambda: room.as_of().sequence >= outcome.sequence)
    assert time.monotonic() - begun < 5
    assert room.held() == {outcome.key.id: 1}


def test_what_the_checkpoint_covers_can_be_searched(room, following):
    following()
    for number in range(10):
        (outcome,) = room.file(number)
        until(lambda outcome=outcome: room.reached() >= outcome.sequence)
        alias = names.alias(room.deployment, Kind.TRADEMARK, "public")
        found = room.client.search(index=alias, body={"query": {"term": {"id": outcome.key.id}}})
        assert found["hits"]["total"]["value"] == 1


def test_the_checkpoint_moves_on_while_changes_keep_trickling_in(room, following):
    room.drain()
    following()
    first = room.file(1)[0]
    for change in range(600):
        room.file(1, words=f"CHANGE {change}")
        if room.reached() >= first.sequence:
            return
    pytest.fail("600 changes came and went before the checkpoint moved")


def test_an_open_transaction_holds_the_checkpoint_back(room):
    room.file(1)
    with room.register.session() as open_one:
        open_one.execute(text("select pg_current_xact_id()"))
        (outcome,) = room.file(2)
        assert room.drain().as_of.sequence < outcome.sequence
    assert room.drain().as_of.sequence >= outcome.sequence


def test_two_followers_share_the_work_and_lose_nothing(room, following):
    settings = room.settings(batch=7)
    following(settings=settings)
    following(settings=settings)
    for first in range(0, 200, 40):
        room.file(*range(first, first + 40))
    last = room.file(*range(10), words="AMENDED")[-1]
    until(lambda: room.reached() >= last.sequence)
    assert len(room.held()) == 200
    assert room.differences() == (0, 0, 0)

"""The follower: nothing is lost, nothing goes back, nobody is held up, and the checkpoint is true."""

import threading
import time

import pytest
from opensearchpy.exceptions import AuthorizationException, TransportError
from sqlalchemy import text

from indexer import batches, checkpoint, projection
from indexer.errors import EngineLost, EngineRefuses, IndexLost, OtherFormat, RegisterLost
from indexer.generations import FIRST, ensure_indices
from mappings import names
from mappings.record import Kind
from registry import handle, outbox, reading
from registry.commands import Amend, CloseIssue, Delete, MarkIssuePublished, OpenIssue, Publish


def until(holds, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


@pytest.fixture
def following(room):
    """Starts followers in threads; all are ended and must have ended well."""
    running = []

    def start(**more):
        stop = threading.Event()
        follower = room.follower(stop=stop, **more)
        problems = []

        def run():
            try:
                follower.follow()
            except BaseException as problem:  # noqa: BLE001 - shown by the test's own thread
                problems.append(problem)

        thread = threading.Thread(target=run)
        thread.start()
        running.append((stop, thread, problems))
        return follower

    yield start
    for stop, _thread, _problems in running:
        stop.set()
    for _stop, thread, problems in running:
        thread.join(30)
        assert not thread.is_alive()
        assert problems == []


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


def room_notes(room):
    with room.register.session() as session:
        return [outbox.Note(0, dossier, 1, 0, 0, None) for dossier in reading.all_ids(session)]


def test_a_sleeping_follower_is_woken_by_a_commit(room, following):
    following(settings=room.settings(poll_seconds=60.0))
    until(lambda: room_as_of(room) >= 0)
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
        until(lambda outcome=outcome: room_as_of(room) >= outcome.sequence)
        alias = names.alias(room.deployment, Kind.TRADEMARK, "public")
        found = room.client.search(index=alias, body={"query": {"term": {"id": outcome.key.id}}})
        assert found["hits"]["total"]["value"] == 1


def test_the_checkpoint_moves_on_while_changes_keep_trickling_in(room, following):
    room.drain()
    following()
    first = room.file(1)[0]
    for change in range(600):
        room.file(1, words=f"CHANGE {change}")
        if room_as_of(room) >= first.sequence:
            return
    pytest.fail("600 changes came and went before the checkpoint moved")


def room_as_of(room) -> int:
    """The checkpoint's sequence; -1 before the first, also while its index is being made."""
    try:
        found = checkpoint.read(room.client, room.deployment, public=False)
    except TransportError as problem:
        if problem.status_code != 503:
            raise
        return -1
    return found.sequence if found else -1


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
    until(lambda: room_as_of(room) >= last.sequence)
    assert len(room.held()) == 200
    assert room.differences() == (0, 0, 0)


def test_a_dossier_that_cannot_be_projected_is_a_named_gap_and_holds_nobody_up(room, monkeypatch):
    real = projection.documents

    def failing(state, deployment, rules):
        if state.key.number == room.number(3):
            raise ValueError("no such thing")
        return real(state, deployment, rules)

    monkeypatch.setattr(batches, "documents", failing)
    outcomes = room.file(*range(6))
    bad = outcomes[3]
    said: list[str] = []
    summary = room.drain(tell=said.append)
    assert (summary.dossiers, summary.set_aside) == (5, 1)
    assert len(room.held()) == 5
    assert room.as_of().gaps == room.as_of(public=True).gaps == (bad.key.id,)
    assert room.as_of().sequence >= outcomes[-1].sequence
    assert any("ValueError: no such thing" in sentence for sentence in said)
    with room.register.session() as session:
        (gap,) = outbox.gaps(session)
    assert "projection: ValueError: no such thing" in gap.reason

    monkeypatch.setattr(batches, "documents", real)
    assert room.drain().dossiers == 0  # set aside is set aside until its dossier changes or somebody releases it
    room.file(3, words="LATER")
    room.drain()
    assert room.as_of().gaps == ()
    assert room.differences() == (0, 0, 0)


def test_a_document_that_the_engine_refuses_is_a_named_gap(room, monkeypatch):
    real = projection.documents

    def strange(state, deployment, rules):
        operations = real(state, deployment, rules)
        if state.key.number == room.number(2):
            return [operations[0], operations[1]._replace(source=b'{"colour":"red"}')]
        return operations

    monkeypatch.setattr(batches, "documents", strange)
    outcomes = room.file(*range(5))
    assert room.drain().set_aside == 1
    assert room.as_of().gaps == (outcomes[2].key.id,)
    with room.register.session() as session:
        assert "strict_dynamic_mapping_exception" in outbox.gaps(session)[0].reason


def test_the_public_does_not_hear_of_gaps_that_were_never_published(room, monkeypatch):
    monkeypatch.setattr(batches, "documents", lambda *_: 1 / 0)
    room.file(1, publications=())
    room.drain()
    assert len(room.as_of().gaps) == 1
    assert room.as_of(public=True).gaps == ()


@pytest.mark.parametrize("failure", ["busy", "busy item", "cut before", "cut after"])
def test_an_engine_that_fails_now_and_then_loses_nothing(room, relay, relayed, failure):
    room.file(*range(50))
    relay.failures = [failure, "", failure, failure]
    summary = room.drain(client=relayed, settings=room.settings(batch=10))
    assert summary.dossiers == 50
    assert room.differences() == (0, 0, 0)


def test_a_lost_engine_ends_a_drain_with_a_sentence_and_gives_the_notes_back(room, relay, relayed):
    room.drain()
    room.file(*range(5))
    relay.gone.set()
    with pytest.raises(EngineLost, match=r"did not answer for|no write was taken"):
        room.drain(client=relayed, settings=room.settings(patience_seconds=0.5, lease_seconds=600))
    relay.gone.clear()
    assert room.drain(client=relayed).dossiers == 5


def test_a_follower_waits_for_a_lost_engine_and_goes_on(room, relay, relayed, following):
    said: list[str] = []
    room.drain()
    following(client=relayed, tell=said.append)
    relay.gone.set()
    (outcome,) = room.file(1)
    until(lambda: said)
    time.sleep(1)
    relay.gone.clear()
    until(lambda: room_as_of(room) >= outcome.sequence)
    assert room.held() == {outcome.key.id: 1}
    assert len(said) <= 4


def test_a_follower_that_is_told_to_end_gives_its_notes_back(room, relay, relayed):
    room.drain()
    room.file(*range(5))
    relay.gone.set()
    stop = threading.Event()
    threading.Timer(0.7, stop.set).start()
    settings = room.settings(lease_seconds=600)
    room.follower(client=relayed, stop=stop, settings=settings).follow()
    assert room.drain(settings=settings).dossiers == 5


def test_notes_of_a_follower_that_died_are_taken_over_when_their_lease_ends(room):
    room.drain()
    room.file(*range(5))
    assert len(batches.claim(room.register, 500, "dead", outbox.dt.timedelta(seconds=1.5))) == 5
    begun = time.monotonic()
    assert room.drain().dossiers == 5
    assert 1 < time.monotonic() - begun < 10


def test_a_register_or_an_engine_that_says_no_ends_the_follower_with_a_sentence(room, monkeypatch):
    """Waiting for what will never come would leave a site that ages unseen."""
    room.drain()
    with monkeypatch.context() as patched:
        refusal = AuthorizationException(403, "security_exception", "no permissions for [indices:data/write/bulk]")
        patched.setattr(checkpoint, "take", _raising(refusal))
        with pytest.raises(EngineRefuses, match="security_exception"):
            room.follower().follow()
    room.file(1)
    with room.register.session() as session:
        session.execute(text("alter table outbox add constraint no_claims check (claimed_until is null)"))
    with pytest.raises(RegisterLost, match="no_claims"):
        room.follower().follow()


def _raising(problem: Exception):
    def fail(*_args):
        raise problem

    return fail


def test_a_note_released_while_the_checkpoint_is_read_is_a_gap_or_not_covered(room, monkeypatch):
    monkeypatch.setattr(batches, "documents", lambda *_: 1 / 0)
    (outcome,) = room.file(1)
    room.drain()
    complete_to = outbox.complete_to

    def released_meanwhile(session):
        sequence = complete_to(session)
        with room.register.session() as other:
            outbox.release(other)
        return sequence

    monkeypatch.setattr(outbox, "complete_to", released_meanwhile)
    as_of = checkpoint.take(room.register, room.client, room.deployment)
    assert as_of.sequence < outcome.sequence or as_of.gaps == (outcome.key.id,)


def test_a_missing_index_is_never_made_anew_empty(room):
    room.file(1)
    room.drain()
    room.client.indices.delete(index=f"{names.alias(room.deployment, Kind.TRADEMARK, 'public')}-*")
    with pytest.raises(IndexLost, match="blazon index rebuild"):
        room.drain()


def test_an_engine_that_lost_everything_is_filled_again(room):
    room.file(*range(5))
    room.drain()
    room.client.indices.delete(index=f"blazon-{room.deployment}-*")
    room.drain()
    assert len(room.held()) == 5
    assert room.differences() == (0, 0, 0)


def test_indices_of_another_format_are_not_written_to(room):
    alias = names.alias(room.deployment, Kind.TRADEMARK, "public")
    room.client.indices.delete(index=f"blazon-{room.deployment}-*")
    room.client.indices.create(index=f"{alias}-0-{FIRST}", body={"aliases": {alias: {}}})
    with pytest.raises(OtherFormat, match="run `blazon index rebuild`"):
        ensure_indices(room.client, room.deployment)


def test_two_who_make_the_indices_at_once_make_them_once(room):
    room.client.indices.delete(index=f"blazon-{room.deployment}-*")
    problems: list[BaseException] = []

    def make():
        try:
            ensure_indices(room.client, room.deployment)
        except BaseException as problem:  # noqa: BLE001 - shown by the test's own thread
            problems.append(problem)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(room.client.indices.get(index=f"blazon-{room.deployment}-*")) == 11

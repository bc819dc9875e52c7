"""The outbox: each change is noted once, worked on by one, given back by the dead, and counted in what is complete.

A transaction of another test's database that ends between the snapshot and the look at its lock is not known to be
another database's: what is complete lies lower for that moment, and is therefore waited for where it shall have risen.
"""

import datetime as dt
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url, text

import registry
from local_stack.stack import Running
from mappings.record import Record
from registry import outbox, reading, timeline
from registry.commands import Amend, Delete, FileRecord
from registry.database import Register
from tests.waiting import until


def file(register: Register, mark: Callable[..., Record], count: int):
    return [outcome.key for outcome in registry.handle_many(register, (FileRecord(mark(str(n))) for n in range(count)))]


def claim(register: Register, limit: int = 100, worker: str = "w", lease: dt.timedelta = outbox.LEASE):
    with register.session() as session:
        return outbox.claim(session, limit, worker, lease)


def in_session(register: Register, function: Callable[..., Any], *args: Any):
    with register.session() as session:
        return function(session, *args)


def test_two_workers_never_hold_the_same_note(register: Register, mark: Callable[..., Record]):
    file(register, mark, 6)
    with register.session() as session:
        first = outbox.claim(session, 4, "one")
        assert len(claim(register, worker="two")) == 2
    assert claim(register) == []
    assert len(first) == 4


def test_a_dead_workers_notes_come_back(register: Register, mark: Callable[..., Record]):
    file(register, mark, 2)
    notes = claim(register, lease=dt.timedelta(milliseconds=50))
    assert claim(register) == []
    time.sleep(0.06)
    assert [note.dossier_id for note in claim(register)] == [note.dossier_id for note in notes]


def test_the_newest_version_covers_the_older_notes(register: Register, mark: Callable[..., Record]):
    (key,) = file(register, mark, 1)
    registry.handle(register, Amend(key, {"language": "de"}))
    (note,) = claim(register)
    assert note.version == 2
    registry.handle(register, Amend(key, {"language": "fr"}))
    in_session(register, outbox.done, [note])
    assert in_session(register, outbox.pending_count) == 1
    (note,) = claim(register)
    registry.handle(register, Delete(key, "error"))
    in_session(register, outbox.done, [note._replace(version=4)])
    assert in_session(register, outbox.pending_count) == 0


def test_a_note_that_failed_waits_and_counts(register: Register, mark: Callable[..., Record]):
    file(register, mark, 2)
    one, two = claim(register)
    in_session(register, outbox.retry, one, "429", dt.timedelta(seconds=60))
    in_session(register, outbox.retry, [two], "429", 0)
    (again,) = claim(register)
    assert (again.dossier_id, again.attempts) == (two.dossier_id, 1)


def test_a_poison_note_becomes_a_named_gap_and_heals(register: Register, mark: Callable[..., Record]):
    keys = file(register, mark, 3)
    poison, *others = claim(register)
    in_session(register, outbox.set_aside, poison, "field too long")
    in_session(register, outbox.done, others)
    (gap,) = in_session(register, outbox.gaps)
    assert (gap.key, gap.reason, gap.version, gap.published) == (keys[0], "field too long", 1, False)
    assert claim(register) == []
    assert in_session(register, outbox.pending_count) == 0
    until(lambda: in_session(register, outbox.complete_to) >= gap.sequence)
    assert in_session(register, outbox.release, [poison.dossier_id]) == 1
    assert in_session(register, outbox.complete_to) < gap.sequence
    in_session(register, outbox.set_aside, claim(register), "still too long")
    registry.handle(register, Amend(keys[0], {"language": "de"}))
    in_session(register, outbox.done, claim(register))
    assert in_session(register, outbox.gaps) == []
    assert in_session(register, outbox.release) == 0


def test_complete_is_below_every_transaction_under_way(register: Register, mark: Callable[..., Record]):
    with register.session() as slow:
        early = slow.execute(text(f"select {timeline.CURRENT}")).scalar_one()
        outcome = registry.handle(register, FileRecord(mark("1")))
        in_session(register, outbox.done, claim(register))
        assert outcome.sequence > early
        assert in_session(register, outbox.complete_to) < early
        until(lambda: in_session(register, outbox.complete_to) == early - 1)
    until(lambda: in_session(register, outbox.complete_to) >= outcome.sequence)


def test_another_database_of_the_server_holds_nothing_back(
    register: Register, mark: Callable[..., Record], stack: Running
):
    address = make_url(stack.registry_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as other:
        other.execute("select pg_current_xact_id()")
        outcome = registry.handle(register, FileRecord(mark("1")))
        in_session(register, outbox.done, claim(register))
        until(lambda: in_session(register, outbox.complete_to) >= outcome.sequence)


def test_complete_is_below_every_note_that_waits(register: Register, mark: Callable[..., Record]):
    first, second = (registry.handle(register, FileRecord(mark(number))) for number in "12")
    notes = claim(register)
    in_session(register, outbox.done, notes[1:])
    until(lambda: in_session(register, outbox.complete_to) == first.sequence - 1)
    assert in_session(register, outbox.lag) > dt.timedelta()
    in_session(register, outbox.done, notes)
    until(lambda: in_session(register, outbox.complete_to) >= second.sequence)
    assert in_session(register, outbox.lag) == dt.timedelta()


def test_a_listener_is_woken_by_a_change_and_by_none_is_not(register: Register, mark: Callable[..., Record]):
    with register.listen() as connection:
        assert outbox.wait(connection, 0.05) is False
        filing = threading.Timer(0.1, lambda: registry.handle(register, FileRecord(mark("1"))))
        filing.start()
        started = time.monotonic()
        assert outbox.wait(connection, 10) is True
        assert time.monotonic() - started < 5
        filing.join()


def test_an_unchanged_record_leaves_no_note(register: Register, mark: Callable[..., Record]):
    file(register, mark, 1)
    in_session(register, outbox.done, claim(register))
    file(register, mark, 1)
    assert in_session(register, outbox.pending_count) == 0
    in_session(register, outbox.note_again, in_session(register, reading.all_ids))
    assert [note.version for note in claim(register)] == [1]


@pytest.mark.thorough
def test_thousands_of_notes_are_drained_batch_by_batch(register: Register, mark: Callable[..., Record]):
    file(register, mark, 4_000)
    drained = 0
    while notes := claim(register, 1_000):
        states = in_session(register, reading.states, [note.dossier_id for note in notes])
        in_session(register, outbox.done, notes)
        drained += len(states)
    assert drained == 4_000
    assert in_session(register, outbox.pending_count) == 0


def test_a_batch_is_found_by_index_whatever_the_statistics_say(register: Register, mark: Callable[..., Record]):
    """An outbox analysed while it was empty is read from end to end for each batch if Postgres is left to choose."""
    file(register, mark, 40)
    in_session(register, outbox.done, claim(register))
    with register.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("analyze outbox"))
    with register.session() as session:
        outbox.note_again(session, reading.all_ids(session))
    scans = text("select seq_scan from pg_stat_xact_user_tables where relname = 'outbox'")
    with register.session() as session:
        before = session.scalar(scans)
        notes = outbox.claim(session, 30, "w")
        outbox.done(session, notes)
        after = session.scalar(scans)
    assert len(notes) == 30
    assert after == before
    assert in_session(register, outbox.pending_count) == 10

"""The outbox: which dossiers must be projected anew. Notes are claimed in batches, and removed when done.

A claim is a lease: a worker that dies gives its notes back when the lease ends. Projecting the newest version covers
all older notes of that dossier, so a claim names each dossier once. A note that cannot be projected is set aside with
its reason; it holds nobody up, and stays a named gap until its dossier is projected after all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import psycopg
from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.number import DossierKey
from mappings.record import Kind
from registry import timeline
from registry.database import array

LEASE = dt.timedelta(seconds=60)  # a bulk takes a few seconds; a killed worker's notes come back within a minute


class Note(NamedTuple):
    """Dossier `dossier_id` has reached `version`. `attempts` counts earlier tries that failed."""

    id: int
    dossier_id: int
    version: int
    sequence: int
    attempts: int
    recorded_at: dt.datetime


@dataclass(frozen=True)
class Gap:
    """A dossier whose version could not be projected, and why."""

    dossier_id: int
    key: DossierKey
    version: int
    sequence: int
    reason: str
    since: dt.datetime
    published: bool


def claim(session: Session, limit: int, worker: str, lease: dt.timedelta = LEASE) -> list[Note]:
    """Up to `limit` notes that nobody else works on, oldest first, the newest of each dossier; leased to `worker`.

    Others pass over them at once (SKIP LOCKED) and, after the commit, until the lease ends.
    """
    _by_index(session)
    rows = session.execute(
        text("""
            update outbox set claimed_until = clock_timestamp() + :lease, claimed_by = :worker
            where id = any(array(
                select id from outbox
                where set_aside_at is null and (claimed_until is null or claimed_until <= clock_timestamp())
                    and (next_attempt_at is null or next_attempt_at <= clock_timestamp())
                order by id limit :limit for update skip locked
            ))
            returning id, dossier_id, version, sequence, attempts, recorded_at
        """),
        {"limit": limit, "lease": lease, "worker": worker},
    )
    newest: dict[int, Note] = {}
    for row in sorted(rows, key=lambda row: (row.version, row.id)):
        newest[row.dossier_id] = Note(*row)
    return sorted(newest.values(), key=lambda note: note.id)


def renew(session: Session, notes: Iterable[Note], worker: str, lease: dt.timedelta = LEASE) -> None:
    """The lease of `worker` on these notes begins anew; those that others have claimed meanwhile stay theirs."""
    session.execute(
        text("""
            update outbox set claimed_until = clock_timestamp() + :lease
            where id = any(cast(:ids as bigint[])) and claimed_by = :worker
        """),
        {"ids": array(note.id for note in notes), "lease": lease, "worker": worker},
    )


def done(session: Session, notes: Iterable[Note]) -> None:
    """The dossiers are projected to these versions: their notes up to there go, set-aside ones among them."""
    listed = list(notes)
    _by_index(session)
    session.execute(
        text("""
            delete from outbox where id = any(array(
                select covered.id
                from unnest(cast(:ids as bigint[]), cast(:versions as int[])) as projected(dossier_id, version)
                cross join lateral (
                    select id from outbox
                    where outbox.dossier_id = projected.dossier_id and outbox.version <= projected.version
                    for update skip locked
                ) as covered
            ))
        """),
        _arrays(listed),
    )


def retry(session: Session, note: Note | Iterable[Note], reason: str, delay: dt.timedelta | float) -> None:
    """Gives notes back, to be claimed again after `delay` (seconds when a number); counts the try."""
    listed = [note] if isinstance(note, Note) else list(note)
    wait_for = delay if isinstance(delay, dt.timedelta) else dt.timedelta(seconds=delay)
    session.execute(
        text(f"""
            update outbox set attempts = attempts + 1, next_attempt_at = clock_timestamp() + :delay, reason = :reason,
                claimed_until = null, claimed_by = null
            {_COVERED} and set_aside_at is null
        """),  # noqa: S608 - no input in it
        {**_arrays(listed), "delay": wait_for, "reason": reason},
    )


def set_aside(session: Session, note: Note | Iterable[Note], reason: str) -> None:
    """Takes notes that cannot be projected out of the way; they become gaps with this reason."""
    listed = [note] if isinstance(note, Note) else list(note)
    session.execute(
        text(f"""
            update outbox set set_aside_at = clock_timestamp(), reason = :reason, attempts = attempts + 1,
                claimed_until = null, claimed_by = null
            {_COVERED}
        """),  # noqa: S608 - no input in it
        {**_arrays(listed), "reason": reason},
    )


def release(session: Session, dossier_ids: Iterable[int] | None = None) -> int:
    """Puts set-aside notes back to be tried again, of these dossiers or of all; how many."""
    ids = None if dossier_ids is None else list(dossier_ids)
    rows = session.execute(
        text("""
            with back as (
                update outbox set set_aside_at = null, next_attempt_at = null, attempts = 0
                where set_aside_at is not null
                    and (cast(:ids as bigint[]) is null or dossier_id = any(cast(:ids as bigint[])))
                returning id
            ) select count(*), pg_notify('blazon_outbox', '')::text from back group by 2
        """),
        {"ids": ids},
    ).one_or_none()
    return int(rows[0]) if rows else 0


def note_again(session: Session, dossier_ids: Iterable[int]) -> None:
    """Writes a note of the present version of each dossier, so that it is projected again (for audit and repair).

    A dossier that has a note nobody has claimed yet gets no second one.
    """
    session.execute(
        text("""
            insert into outbox (dossier_id, version, sequence, recorded_at)
            select id, version, sequence, clock_timestamp() from dossier
            where id = any(cast(:ids as bigint[])) and not exists (
                select from outbox
                where dossier_id = dossier.id and set_aside_at is null and claimed_until is null
            )
        """),
        {"ids": array(dossier_ids)},
    )


def gaps(session: Session) -> list[Gap]:
    """The dossiers that were set aside, each once with its newest version, by id."""
    rows = session.execute(
        text("""
            select distinct on (dossier_id) dossier_id, office, kind, number, outbox.version, outbox.sequence,
                coalesce(reason, ''), set_aside_at, published_on is not null
            from outbox join dossier on dossier.id = outbox.dossier_id
            where set_aside_at is not null order by dossier_id, outbox.version desc
        """)
    )
    return [Gap(row[0], DossierKey(row[1], Kind(row[2]), row[3]), *row[4:]) for row in rows]


def complete_to(session: Session) -> int:
    """The sequence up to which every transaction has ended and every note is projected, or is one of the gaps."""
    return int(
        session.execute(
            text(f"""
                select least({timeline.ENDED}, (select min(sequence) - 1 from outbox where set_aside_at is null))
            """)  # noqa: S608 - no input in it
        ).scalar_one()
    )


def pending_count(session: Session) -> int:
    """Notes that wait or are being worked on; set-aside ones do not count."""
    return int(session.execute(text("select count(*) from outbox where set_aside_at is null")).scalar_one())


def lag(session: Session) -> dt.timedelta:
    """The age of the oldest note that is not projected yet; zero when there is none."""
    age = session.execute(
        text("select clock_timestamp() - min(recorded_at) from outbox where set_aside_at is null")
    ).scalar_one()
    return max(age, dt.timedelta()) if isinstance(age, dt.timedelta) else dt.timedelta()


def wait(connection: psycopg.Connection, timeout: float) -> bool:
    """Waits for a new note, at most `timeout` seconds; True when there is one. `connection` is `Register.listen`'s."""
    return any(True for _ in connection.notifies(timeout=timeout, stop_after=1))


_COVERED = """
    from unnest(cast(:ids as bigint[]), cast(:versions as int[])) as covered(dossier_id, version)
    where outbox.dossier_id = covered.dossier_id and outbox.version <= covered.version
"""


def _by_index(session: Session) -> None:
    """For the rest of the transaction, finds notes by index.

    The outbox is empty now and a million notes a minute later; with the statistics of the empty one Postgres would
    read all of it for every batch.
    """
    session.execute(text("set local enable_seqscan = off"))


def _arrays(notes: list[Note]) -> dict[str, str]:
    return {"ids": array(note.dossier_id for note in notes), "versions": array(note.version for note in notes)}

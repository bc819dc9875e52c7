"""What is read of merges of stakeholders: how each stands, what was broken off, which files were left as they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.number import DossierKey
from mappings.record import Kind
from registry.database import Register
from registry.queues import SHOWN, Hidden, hiding

State = Literal["going-on", "done", "undoing", "undone"]
_AT_WORK = 0x626C617A  # "blaz": who does the files of a merge holds a lock of this class


@dataclass(frozen=True)
class Merge:
    """A merge as it stands; `parties` counts those of files by what became of them."""

    id: int
    gone: str
    kept: str
    state: State
    actor: str
    reason: str | None
    parties: dict[str, int]


@dataclass(frozen=True)
class Refusal:
    """A file that could not be changed, or whose party has changed since."""

    key: DossierKey
    role: str
    state: str  # refused, left
    said: str


def unfinished(register: Register) -> list[Merge]:
    """Merges and undoings that were broken off: nobody is at work on them."""
    with register.session() as session:
        ids = session.scalars(
            text("""
                select id from stakeholder_merge where state in ('going-on', 'undoing') and not exists (
                    select from pg_locks
                    where locktype = 'advisory' and objsubid = 2 and classid = cast(:class as bigint)
                        and objid = stakeholder_merge.id and granted
                        and database = (select oid from pg_database where datname = current_database()))
                order by id
            """),
            {"class": _AT_WORK},
        ).all()
    return [find(register, each) for each in ids]


def find(register: Register, merge_id: int) -> Merge:
    with register.session() as session:
        return _merge(session, merge_id)


@contextmanager
def at_work(register: Register, merge_id: int) -> Iterator[None]:
    """Whoever asks knows that a process does the files of this merge, until the block, or the process, ends."""
    with register.session() as session:
        given = {"class": _AT_WORK, "id": merge_id}
        session.execute(text("select pg_advisory_xact_lock_shared(:class, cast(:id as int))"), given)
        yield


def stands(session: Session, merge_id: int) -> State:
    """How it stands, which stays so until the transaction ends."""
    found: State = session.execute(
        text("select state from stakeholder_merge where id = :id for update"), {"id": merge_id}
    ).scalar_one()
    return found


def newest(session: Session, gone: str) -> Merge | None:
    """The last merge of this one into another."""
    found = session.scalar(text("select max(id) from stakeholder_merge where gone = :gone"), {"gone": gone})
    return _merge(session, found) if found else None


def of(session: Session, number: str) -> list[Merge]:
    """The merges in which one was, the newest first."""
    rows = session.scalars(
        text("select id from stakeholder_merge where :number in (gone, kept) order by id desc"), {"number": number}
    )
    return [_merge(session, each) for each in rows.all()]


def refusals(session: Session, merge_id: int, hidden: Hidden = frozenset(), *, limit: int = 100) -> list[Refusal]:
    """The files that a merge or its undoing left as they were, with the reason; none under a `hidden` status."""
    rows = session.execute(
        text(f"""
            select d.office, d.kind, d.number, p.role, p.state, coalesce(p.said, '')
            from stakeholder_merged_party p join dossier d on d.id = p.dossier_id
            where p.merge = :id and p.state in ('refused', 'left') and {SHOWN}
            order by d.number, p.role limit :limit
        """),  # noqa: S608 - text of ours
        {"id": merge_id, "limit": limit, **hiding(hidden)},
    )
    return [Refusal(DossierKey(row[0], Kind(row[1]), row[2]), *row[3:]) for row in rows]


def _merge(session: Session, merge_id: int) -> Merge:
    row = session.execute(
        text("select id, gone, kept, state, actor, reason from stakeholder_merge where id = :id"), {"id": merge_id}
    ).one()
    counts = session.execute(
        text("select state, count(*) from stakeholder_merged_party where merge = :id group by 1 order by 1"),
        {"id": merge_id},
    )
    id_, gone, kept, state, actor, reason = row
    return Merge(id_, gone, kept, state, actor, reason, {became: int(count) for became, count in counts})

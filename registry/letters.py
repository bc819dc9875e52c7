"""Letters that actions bring: which wait to be written, and one written, numbered and kept with its file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.number import DossierKey
from mappings.record import Document, Kind, Record
from registry import closing, numbers, standings
from registry.changing import document_change, hold, record_change
from registry.database import Register
from registry.standings import Taken


@dataclass(frozen=True)
class Waiting:
    """A letter that an action brought and nobody has written."""

    key: DossierKey
    act: int  # its ordinal
    letter: str


@dataclass(frozen=True)
class Facts:
    """What a letter is written from: the file, the action, and the deadlines as they stood after it."""

    record: Record
    taken: Taken
    due: dt.date | None


@dataclass(frozen=True)
class Letter:
    """A letter that was written."""

    number: str
    kind: str
    act: int
    language: str
    date: dt.date
    digest: str  # of its PDF


@dataclass(frozen=True)
class _Command:
    command_id: UUID
    actor: str


def waiting(register: Register, limit: int = 1_000) -> list[Waiting]:
    """Letters of actions that stand and that were not written, the oldest action first."""
    with register.session() as session:
        rows = session.execute(
            text("""
                select office, kind, number, act.ordinal, act.letter
                from act join dossier on dossier.id = act.dossier_id
                where act.letter is not null and dossier.deleted_at is null
                    and not exists (select from act undo where undo.dossier_id = act.dossier_id
                        and undo.undoes = act.ordinal)
                    and not exists (select from letter where letter.dossier_id = act.dossier_id
                        and letter.act = act.ordinal)
                order by act.recorded_at, act.dossier_id, act.ordinal limit :limit
            """),
            {"limit": limit},
        )
        return [Waiting(DossierKey(row[0], Kind(row[1]), row[2]), row[3], row[4]) for row in rows]


def write(
    register: Register, letter: Waiting, command_id: UUID, render: Callable[[str, Facts], tuple[str, Document]]
) -> str | None:
    """Writes a letter with the next number of its series; its number, None when another has written it meanwhile.

    `render` gives, for the number and the facts, the language and the document, whose content is in the store already.
    """
    with register.session() as session:
        closing.closed(session)  # and no day is closed meanwhile
        held = hold(session, letter.key, None)
        there = text("select exists (select from letter where dossier_id = :id and act = :act)")
        if session.scalar(there, {"id": held.id, "act": letter.act}):
            return None
        taken = next(one for one in standings.acts(session, held.id) if one.ordinal == letter.act)
        taken = replace(taken, date=closing.first_open(session, taken.date))
        number = numbers.give(
            session,
            register.procedure.letter_numbers,
            office=held.key.office,
            kind="lt",
            purpose="letter",
            year=taken.date.year,
        )
        facts = Facts(Record.model_validate(held.present), taken, _due(session, held.id, letter.act))
        language, document = render(number, facts)
        change = document_change(session, document, taken.date)
        record_change(session, register, held, [change], _Command(command_id, "letters"))
        session.execute(
            text("""
                insert into letter (number, dossier_id, act, kind, language, date, digest)
                values (:number, :id, :act, :kind, :language, :date, :digest)
            """),
            {
                "number": number,
                "id": held.id,
                "act": letter.act,
                "kind": letter.letter,
                "language": language,
                "date": taken.date,
                "digest": document.digest,
            },
        )
    return number


def of(session: Session, dossier_id: int) -> list[Letter]:
    """The letters of a file, in the order of their numbers."""
    rows = session.execute(
        text("select number, kind, act, language, date, digest from letter where dossier_id = :id order by number"),
        {"id": dossier_id},
    )
    return [Letter(*row) for row in rows]


def _due(session: Session, dossier_id: int, act: int) -> dt.date | None:
    """The last day of the deadline that the action started or put off; None when it did neither."""
    acts = standings.acts(session, dossier_id)
    before = {one.ordinal: one for one in standings.before(session, dossier_id, act).deadlines}
    later = next((one.ordinal for one in acts if one.ordinal > act), None)
    if later is None:
        now = standings.deadlines(session, dossier_id)
    else:
        now = standings.before(session, dossier_id, later).deadlines
    changed = [one for one in now if one.state == "running" and before.get(one.ordinal) != one]
    return min((one.due for one in changed), default=None)

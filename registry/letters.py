"""Letters that actions bring: which wait to be written, one drafted with its number, and all of a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.number import DossierKey
from mappings.record import Document, Kind, Record
from registry import closing, letter_steps, numbers, standings
from registry.changing import hold, know
from registry.database import Register
from registry.letter_errors import LetterConflict, LetterRefused, NoSuchLetter
from registry.letter_steps import Progress
from registry.progress import Clocked
from registry.standings import Taken
from registry.steps import Held

WRITER = "letters"  # who drafts and issues, where nobody says it


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
    """A letter that was written; its PDF is the newest draft, or the one that was issued."""

    number: str
    kind: str
    act: int
    language: str
    date: dt.date
    digest: str  # of its PDF
    state: str  # drafted, refused, approved, issued, void
    approves: tuple[str, ...]  # the roles of which one approves next


Render = Callable[[str, Facts], tuple[str, Document]]  # a number and the facts into language and document, in the store


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


def write(register: Register, letter: Waiting, render: Render) -> str | None:
    """Drafts a letter with the next number of its series; its number, None when another has written it meanwhile.

    Who approves it is what the office's rule says now. One that nobody approves is approved by that.
    """
    with register.session() as session:
        closing.closed(session)  # and no day is closed meanwhile
        held = hold(session, letter.key, None)
        there = text("select exists (select from letter where dossier_id = :id and act = :act)")
        if session.scalar(there, {"id": held.id, "act": letter.act}):
            return None
        facts = facts_of(session, held, letter.act)
        facts = replace(facts, taken=replace(facts.taken, date=closing.first_open(session, facts.taken.date)))
        number = numbers.give(
            session,
            register.procedure.letter_numbers,
            office=held.key.office,
            kind="lt",
            purpose="letter",
            year=facts.taken.date.year,
        )
        language, document = render(number, facts)
        know(session, document)
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
                "date": facts.taken.date,
                "digest": document.digest,
            },
        )
        approvals = _approvals(register, letter.letter)
        letter_steps.record_step(
            session, number, step="drafted", digest=document.digest, approvals=approvals, actor=WRITER
        )
    return number


def write_anew(
    register: Register, number: str, note: str, actor: str, render: Render, *, expected: int | None = None
) -> str:
    """A new draft, under the same number, of a letter that was refused; `note` stands in the place of the officer's.

    `expected` is the letter's last step as it was seen. The digest of its PDF. NoSuchLetter, LetterRefused,
    LetterConflict.
    """
    with register.session() as session:
        held, letter, stands = held_letter(session, number)
        if expected is not None and expected != stands.last:
            raise LetterConflict(number, expected, stands.last, f"it is {letter.state}")
        if letter.state != "refused":
            raise LetterRefused(number, f"it is {letter.state}; a new draft is written of one that was refused")
        rule = register.procedure.letter_rules.get(letter.kind)
        if rule and rule.reasons and not note.strip():
            raise LetterRefused(number, "it states the reasons, and none are given")
        facts = facts_of(session, held, letter.act)
        facts = replace(facts, taken=replace(facts.taken, note=note.strip() or None))
        _, document = render(number, facts)
        know(session, document)
        letter_steps.record_step(
            session,
            number,
            step="drafted",
            digest=document.digest,
            approvals=_approvals(register, letter.kind),
            actor=actor,
            reason=note,
        )
    return document.digest


def of(session: Session, dossier_id: int) -> list[Letter]:
    """The letters of a file, in the order of their numbers."""
    rows = session.execute(
        text("select number, kind, act, language, date from letter where dossier_id = :id order by number"),
        {"id": dossier_id},
    ).all()
    undone = {one.ordinal for one in standings.acts(session, dossier_id) if one.undone} if rows else set()
    found = []
    for number, kind, act, language, date in rows:
        stands = letter_steps.progress(letter_steps.steps(session, number), undone=act in undone)
        found.append(Letter(number, kind, act, language, date, stands.digest, stands.state, stands.next))
    return found


def held_letter(session: Session, number: str) -> tuple[Held, Letter, Progress]:
    """A letter with its file, locked: who approves, issues or sends it does so alone. NoSuchLetter."""
    row = session.execute(
        text("""
            select office, dossier.kind, dossier.number from letter join dossier on dossier.id = dossier_id
            where letter.number = :number
        """),
        {"number": number},
    ).one_or_none()
    if row is None:
        raise NoSuchLetter(number)
    held = hold(session, DossierKey(row[0], Kind(row[1]), row[2]), None)
    letter = next(one for one in of(session, held.id) if one.number == number)
    steps = letter_steps.steps(session, number)
    return held, letter, letter_steps.progress(steps, undone=letter.state == "void")


def facts_of(session: Session, held: Held, act: int) -> Facts:
    taken = next(one for one in standings.acts(session, held.id) if one.ordinal == act)
    changed = started(session, held.id, act)
    return Facts(Record.model_validate(held.present), taken, min((one.due for one in changed), default=None))


def _approvals(register: Register, kind: str) -> dict[str, list[list[str]]]:
    rule = register.procedure.letter_rules.get(kind)
    return {"steps": [list(roles) for roles in rule.approvals] if rule else []}


def started(session: Session, dossier_id: int, act: int) -> list[Clocked]:
    """The deadlines that an action started or put off, as they stood after it."""
    acts = standings.acts(session, dossier_id)
    before = {one.ordinal: one for one in standings.before(session, dossier_id, act).deadlines}
    later = next((one.ordinal for one in acts if one.ordinal > act), None)
    if later is None:
        now = standings.deadlines(session, dossier_id)
    else:
        now = standings.before(session, dossier_id, later).deadlines
    return [one for one in now if one.state == "running" and before.get(one.ordinal) != one]

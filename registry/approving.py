"""A letter is approved by the office's people in their order, or refused; approved, it is issued onto its file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.record import Document
from registry import letter_steps
from registry.changing import document_change, record_change
from registry.database import Register
from registry.errors import NotPermitted
from registry.letter_errors import LetterConflict, LetterRefused
from registry.letter_steps import Progress, Step
from registry.letters import WRITER, Letter, held_letter
from registry.steps import Held

SIGNS = "has to be signed: say `blazon letters key create`, or name the office's key in BLAZON_DESK_LETTERS_KEY"


@dataclass(frozen=True)
class Decision:
    """What an officer says of the draft that they read. `expected` is the letter's last step as they saw it."""

    letter: str
    decision: Literal["approved", "refused"]
    role: str
    actor: str
    reason: str | None = None
    expected: int | None = None


@dataclass(frozen=True)
class _Command:
    command_id: UUID
    actor: str


def decide(register: Register, asked: Decision) -> Progress:
    """Approves the next step, or refuses the draft. NoSuchLetter, NotPermitted, LetterConflict, LetterRefused."""
    with register.session() as session:
        held, letter, stands = held_letter(session, asked.letter)
        steps = letter_steps.steps(session, letter.number)
        if asked.expected is not None and asked.expected != stands.last:
            raise LetterConflict(letter.number, asked.expected, stands.last, _said(steps[-1]))
        if stands.state != "drafted":
            raise LetterRefused(letter.number, f"it is {stands.state}: {_said(steps[-1])}")
        if asked.role not in stands.next:
            raise NotPermitted(held.key, f"the next approval of {letter.number}", asked.role, stands.next)
        reason = (asked.reason or "").strip() or None
        if asked.decision == "refused" and reason is None:
            raise LetterRefused(letter.number, "a refusal needs its reason; say what has to be written otherwise")
        before = next((one for one in stands.approved if one.actor == asked.actor), None)
        if asked.decision == "approved" and before and register.procedure.correspondence.one_approval_each:
            raise LetterRefused(letter.number, f"{_said(before)}; the next approval is another person's")
        letter_steps.record_step(
            session,
            letter.number,
            step=asked.decision,
            digest=stands.digest,
            role=asked.role,
            actor=asked.actor,
            reason=reason,
        )
        return letter_steps.progress(letter_steps.steps(session, letter.number), undone=False)


def issue(register: Register, number: str, finish: Callable[[Held, Letter], Document | None]) -> bool:
    """Puts the approved letter onto its file, for its parties; False when it is there already.

    `finish` gives the document, signed where the office signs it; None when there is no key for that.
    NoSuchLetter, LetterRefused.
    """
    with register.session() as session:
        held, letter, stands = held_letter(session, number)
        if stands.state == "issued":
            return False
        if stands.state != "approved":
            raise LetterRefused(number, f"it is {stands.state}, and only one that is approved can be issued")
        document = finish(held, letter)
        if document is None:
            raise LetterRefused(number, SIGNS)
        command = _Command(uuid5(NAMESPACE_URL, f"blazon:letter/{held.key}/{number}"), WRITER)
        record_change(session, register, held, [document_change(session, document, letter.date)], command)
        letter_steps.record_step(session, number, step="issued", digest=document.digest, actor=WRITER)
        return True


def approved(register: Register, limit: int = 1_000) -> list[str]:
    """The numbers of letters that are approved and not issued, the oldest first."""
    with register.session() as session:
        rows = session.scalars(
            text("""
                select letter.number, draft.approvals from letter
                join dossier on dossier.id = letter.dossier_id
                join lateral (select ordinal, approvals from letter_step where letter = letter.number
                    and step = 'drafted' order by ordinal desc limit 1) draft on true
                where deleted_at is null
                    and not exists (select from act undo where undo.dossier_id = letter.dossier_id
                        and undo.undoes = letter.act)
                    and not exists (select from letter_step done where done.letter = letter.number
                        and (done.step = 'issued' or done.step = 'refused' and done.ordinal > draft.ordinal))
                    and jsonb_array_length(draft.approvals -> 'steps') = (
                        select count(*) from letter_step done where done.letter = letter.number
                            and done.step = 'approved' and done.ordinal > draft.ordinal)
                order by letter.recorded_at, letter.number limit :limit
            """),
            {"limit": limit},
        )
        return list(rows)


def history(session: Session, number: str) -> list[Step]:
    """All that became of a letter, oldest first. NoSuchLetter."""
    held_letter(session, number)
    return letter_steps.steps(session, number)


def _said(step: Step) -> str:
    role = f" ({step.role})" if step.role else ""
    return f"{step.actor}{role} has {step.step} it"

"""What became of a letter, step by step: drafted, approved in order or refused, issued. Its state is read from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from registry.letter_models import LetterStepRow

State = Literal["drafted", "refused", "approved", "issued", "void"]


@dataclass(frozen=True)
class Step:
    ordinal: int
    step: str  # drafted, approved, refused, issued
    digest: str  # of the PDF that it is about
    approvals: tuple[tuple[str, ...], ...]  # of a draft: the roles of which one approves, step by step
    role: str | None
    actor: str
    reason: str | None
    recorded_at: dt.datetime


@dataclass(frozen=True)
class Progress:
    """How far a letter has come. `void`: the action that brought it was undone before it was issued."""

    state: State
    digest: str  # of its newest PDF
    approved: tuple[Step, ...]  # of the newest draft
    next: tuple[str, ...]  # the roles of which one approves next; none when nobody has to
    last: int  # the ordinal of its last step


def progress(steps: Sequence[Step], *, undone: bool) -> Progress:
    """Pure; of at least a draft."""
    begun = max(index for index, one in enumerate(steps) if one.step == "drafted")
    draft, since = steps[begun], steps[begun + 1 :]
    approved = tuple(one for one in since if one.step == "approved")
    last = steps[-1]
    waits = draft.approvals[len(approved) :]
    state: State = "drafted" if waits else "approved"
    if last.step in {"refused", "issued"}:
        state = "refused" if last.step == "refused" else "issued"
    if undone and state != "issued":
        state = "void"
    return Progress(state, last.digest, approved, waits[0] if state == "drafted" else (), last.ordinal)


def steps(session: Session, letter: str) -> list[Step]:
    """In their order."""
    rows = session.execute(
        text("""
            select ordinal, step, digest, approvals, role, actor, reason, recorded_at from letter_step
            where letter = :letter order by ordinal
        """),
        {"letter": letter},
    )
    return [_step(row) for row in rows]


def record_step(session: Session, letter: str, **values: Any) -> None:
    """Writes the next step down, by the columns of `letter_step`."""
    ordinal = session.scalar(
        text("select coalesce(max(ordinal), 0) + 1 from letter_step where letter = :letter"), {"letter": letter}
    )
    session.execute(insert(LetterStepRow).values({"letter": letter, "ordinal": ordinal, **values}))


def _step(row: Sequence[Any]) -> Step:
    ordinal, step, digest, approvals, *rest = row
    return Step(ordinal, step, digest, tuple(map(tuple, (approvals or {}).get("steps", ()))), *rest)

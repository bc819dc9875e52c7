"""Answers: which letter an action answers, and which letters wait for one and by when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.number import DossierKey
from mappings.record import Kind
from registry import letters, standings
from registry.commands import Act
from registry.database import Register
from registry.errors import ActionRefused
from registry.steps import Held


@dataclass(frozen=True)
class Answer:
    """The action by which an answer was taken in."""

    act: int  # its ordinal
    action: str
    date: dt.date


@dataclass(frozen=True)
class Awaited:
    """A letter to which an answer is awaited: the deadline that its action set, as it runs now."""

    letter: str
    kind: str
    deadline: str
    due: dt.date
    last: dt.date
    frozen_on: dt.date | None


def check(session: Session, held: Held, command: Act) -> None:
    """ActionRefused unless the letter that the action answers is one of the file, was issued and has no answer yet."""
    if command.answers is None:
        return
    found = {one.number: one for one in letters.of(session, held.id)}
    letter = found.get(command.answers)
    if letter is None:
        there = ", ".join(found) or "none"
        raise ActionRefused(held.key, command.action, f"the file has no letter {command.answers}; it has {there}")
    if letter.state != "issued":
        raise ActionRefused(held.key, command.action, f"letter {letter.number} is {letter.state}: nobody has got it")
    if answer := answers(session, held.id).get(letter.number):
        raise ActionRefused(
            held.key, command.action, f"letter {letter.number} was answered by `{answer.action}` of {answer.date}"
        )


def answers(session: Session, dossier_id: int) -> dict[str, Answer]:
    """The answers that stand, by the letters that they answer."""
    return {
        one.answers: Answer(one.ordinal, one.action, one.date)
        for one in standings.acts(session, dossier_id)
        if one.answers and not one.undone
    }


def awaited(session: Session, dossier_id: int) -> list[Awaited]:
    """The letters of a file to which an answer is awaited, the soonest first."""
    there = answers(session, dossier_id)
    running = {one.ordinal: one for one in standings.deadlines(session, dossier_id) if one.state == "running"}
    undone = {one.ordinal for one in standings.acts(session, dossier_id) if one.undone}
    found = []
    for letter in letters.of(session, dossier_id) if running else ():
        if letter.state != "issued" or letter.number in there or letter.act in undone:
            continue
        set_by = {one.ordinal for one in letters.started(session, dossier_id, letter.act)}
        clock = min((running[one] for one in set_by & running.keys()), key=lambda one: one.due, default=None)
        if clock:
            found.append(Awaited(letter.number, letter.kind, clock.name, clock.due, clock.last, clock.frozen_on))
    return sorted(found, key=lambda one: (one.due, one.letter))


def awaiting(register: Register, limit: int = 1_000) -> list[tuple[DossierKey, Awaited]]:
    """The letters of all files to which an answer is awaited, the soonest first."""
    with register.session() as session:
        rows = session.execute(
            text("""
                select distinct dossier.id, office, dossier.kind, dossier.number from letter
                join dossier on dossier.id = letter.dossier_id
                join deadline on deadline.dossier_id = dossier.id and state = 'running'
                where deleted_at is null order by dossier.id limit :limit
            """),
            {"limit": limit},
        ).all()
        found = [
            (DossierKey(office, Kind(kind), number), one)
            for dossier_id, office, kind, number in rows
            for one in awaited(session, dossier_id)
        ]
    return sorted(found, key=lambda one: (one[1].due, one[1].letter))

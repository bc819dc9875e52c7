"""The office's clock: what a deadline brings when nothing came in time, taken once whoever runs it how often."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from mappings.number import DossierKey
from mappings.workflow import CLOCK
from registry import closing, standings
from registry.acting import workflow_of
from registry.changing import hold
from registry.closing import day
from registry.commands import Act
from registry.database import Register
from registry.errors import RegistryError
from registry.handling import handle
from registry.standings import Due

BATCH = 200  # deadlines read at a time


@dataclass(frozen=True)
class Lapsed:
    """What became of a deadline that was missed: the action taken, or why it could not be."""

    key: DossierKey
    deadline: str
    last: dt.date
    action: str | None
    refused: str | None = None


def run(register: Register, until: dt.date | None = None) -> Iterator[Lapsed]:
    """Takes the action of every deadline that ended before `until`, by default the office's day; the longest first.

    Each is taken as of the day after its last day, so that it does not matter when the clock is run; where that day is
    closed, as of the first open one, and the note says when the deadline ended. What is refused is told and tried again
    at the next run. Deadlines whose passing has no consequence are passed over.
    """
    with register.session() as session:
        end = until or day(session, register)
    told: set[tuple[DossierKey, int]] = set()
    while True:
        with register.session() as session:
            due = [
                one
                for one in standings.missed(session, end, BATCH + len(told), _consequent(register))
                if (one.key, one.ordinal) not in told
            ]
        if not due:
            return
        for one in due:
            told.add((one.key, one.ordinal))
            yield _take(register, one)


def _consequent(register: Register) -> list[str]:
    """The deadlines whose passing has a consequence, by name."""
    found = register.procedure.workflows.values()
    return sorted({name for workflow in found for name, rule in workflow.deadlines.items() if rule.missed})


def _take(register: Register, due: Due) -> Lapsed:
    after = due.last + dt.timedelta(days=1)
    try:
        with register.session() as session:
            first = closing.first_open(session, after)
            held = hold(session, due.key, None)
            rule = workflow_of(register.procedure, held).deadlines.get(due.name)
            last = standings.last(session, held.id)
        action = rule.missed if rule else None
        if action is None:
            return Lapsed(due.key, due.name, due.last, None, "its workflow says no consequence")
        date = max(first, last.date if last else first)
        note = f"{due.name} ended on {due.last}; the days until {first - dt.timedelta(days=1)} are closed"
        # The same deadline as it stands now is acted on once, also by two clocks at the same time.
        said = f"blazon:clock/{due.key}/{due.ordinal}/{due.last}/{held.version}"
        command_id = uuid5(NAMESPACE_URL, said)
        noted = note if first > after else None
        handle(register, Act(due.key, action, CLOCK, date, note=noted, command_id=command_id, actor=CLOCK))
    except RegistryError as error:
        return Lapsed(due.key, due.name, due.last, None, str(error))
    return Lapsed(due.key, due.name, due.last, action)

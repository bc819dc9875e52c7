"""The office's clock: what a deadline brings when nothing came in time, taken once whoever runs it how often."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from mappings.number import DossierKey
from mappings.workflow import CLOCK
from registry import standings
from registry.acting import day, workflow_of
from registry.changing import hold
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

    Each is taken as of the day after its last day, so that it does not matter when the clock is run. What is refused
    is told and tried again at the next run. Deadlines whose passing has no consequence are passed over.
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
    try:
        with register.session() as session:
            held = hold(session, due.key, None)
            rule = workflow_of(register.procedure, held).deadlines.get(due.name)
            last = standings.last(session, held.id)
        action = rule.missed if rule else None
        if action is None:
            return Lapsed(due.key, due.name, due.last, None, "its workflow says no consequence")
        date = max(due.last + dt.timedelta(days=1), last.date if last else due.last)
        # The same deadline as it stands now is acted on once, also by two clocks at the same time.
        said = f"blazon:clock/{due.key}/{due.ordinal}/{due.last}/{held.version}"
        handle(register, Act(due.key, action, CLOCK, date, command_id=uuid5(NAMESPACE_URL, said), actor=CLOCK))
    except RegistryError as error:
        return Lapsed(due.key, due.name, due.last, None, str(error))
    return Lapsed(due.key, due.name, due.last, action)

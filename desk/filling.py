"""The sample office into the register: applications in the order of their filing, then what happens, day by day.

Every command has an id of its own made from seed, file and step, so that a filling that was interrupted goes on where
it was: what is done already is recognised and left alone.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any
from uuid import UUID, uuid5

from mappings.number import DossierKey
from mappings.record import ITEM_KEYS, Event, Record
from offices.calendar import issue_for
from offices.office import Office
from offices.sample import Filing, Step, office, size
from registry import Outcome, Rejected, handle, handle_many, reading
from registry.commands import Amend, CloseIssue, Delete, FileApplication, OpenIssue, Publish, RecordEvent
from registry.commands import Register as RegisterRight
from registry.database import Register
from registry.documents import DocumentStore, keep
from registry.writing import today as today_of

NAMESPACE = UUID("6f6c1c50-6a4e-5f0b-9d0e-b1a205f5ea11")
WINDOW = 200  # filings between two rounds of what happened meanwhile
ACTOR = "sample"
ANOTHER = "this register holds another sample; say its --marks and --seed, or set BLAZON_HOME to an empty folder"

Command = FileApplication | Amend | RecordEvent | RegisterRight | Publish | Delete
Progress = Callable[[str, int, int], None]


class ClockBehind(Exception):
    """The sample's history goes on after the day that it is: the register would refuse what is filed in the future."""

    def __init__(self, today: dt.date, clock: dt.date) -> None:
        super().__init__(
            f"the sample's history goes to {today}, but by the register's clock it is {clock}; set the clock of the "
            f"database's machine right, or make a sample that ends earlier: `blazon sample --today {clock}`"
        )
        self.today, self.clock = today, clock


class SampleRefused(Exception):
    """The register refused what the sample wants; the register holds other files than this sample's."""


@dataclass(frozen=True)
class Filled:
    filings: int
    steps: int
    issues: tuple[str, ...]  # closed, oldest first


@dataclass(order=True)
class _Due:
    """The next step of one file; ordered by day, then file."""

    date: dt.date
    position: int
    step: int
    file: _File = field(compare=False)


@dataclass
class _File:
    key: DossierKey
    steps: tuple[Step, ...]
    held: dict[str, Any]  # the list fields as they stand


def fill(
    register: Register,
    documents: DocumentStore,
    rules: Office,
    *,
    marks: int,
    seed: int,
    today: dt.date,
    progress: Progress = lambda _step, _done, _total: None,
) -> Filled:
    """An office of `marks` trademarks, a tenth as many patents and designs, with all that happened up to `today`.

    Its last command opens the next issue; where that has been handled, `is_filled` and there is nothing to do.
    ClockBehind when that day has not come yet; SampleRefused when the register already holds something that
    contradicts it.
    """
    with register.session() as session:
        clock = today_of(session, register.timezone)
    if today > clock:
        raise ClockBehind(today, clock)
    filings = enumerate(office(marks, seed, today))
    total, done, steps = size(marks), 0, 0
    waiting: list[_Due] = []
    gazette = _Issues(register, rules, seed)
    while window := list(islice(filings, WINDOW)):
        for position, file in _filed(register, documents, window, seed):
            if len(file.steps) > 1:  # the first is the filing itself
                heapq.heappush(waiting, _Due(file.steps[1].date, position, 1, file))
        done += len(window)
        until = window[-1][1].record.filing_date or today
        steps += _happen(register, gazette, waiting, until, seed)
        progress("Filing applications", done, total)
    steps += _happen(register, gazette, waiting, today, seed)
    closed = gazette.close(today)
    number, date = issue_for(rules.gazette, today + dt.timedelta(days=1))
    handle(register, OpenIssue(number, date, command_id=_last(seed, marks, today), actor=ACTOR))
    return Filled(done, steps, closed)


def is_filled(register: Register, *, marks: int, seed: int, today: dt.date) -> bool:
    """Whether this register holds the whole of that sample."""
    return reading.handled(register, _last(seed, marks, today))


def _last(seed: int, marks: int, today: dt.date) -> UUID:
    return _id(seed, "whole", marks, today)


def _filed(
    register: Register, documents: DocumentStore, window: list[tuple[int, Filing]], seed: int
) -> Iterator[tuple[int, _File]]:
    for _, filing in window:
        for document, content in filing.files:
            keep(documents, content, name=document.name, role=document.role)
    commands = [
        FileApplication(
            filing.record.model_copy(update={"status": filing.steps[0].status}),
            event=_event(filing.steps[0]),
            command_id=_id(seed, position),
            actor=ACTOR,
        )
        for position, filing in window
    ]
    for (position, filing), outcome in zip(window, handle_many(register, commands), strict=True):
        if isinstance(outcome, Rejected):
            raise SampleRefused(f"{ANOTHER}: {filing.record.application_number}: {outcome.reason}")
        assert isinstance(outcome, Outcome)
        yield position, _File(outcome.key, filing.steps, _lists(filing.record))


def _happen(register: Register, gazette: _Issues, waiting: list[_Due], until: dt.date, seed: int) -> int:
    """Every step up to `until`, in the order of the days."""

    def commands() -> Iterator[Command]:
        while waiting and waiting[0].date <= until:
            due = heapq.heappop(waiting)
            step = due.file.steps[due.step]
            for number, command in enumerate(_commands(due.file, step, gazette)):
                yield _with_id(command, _id(seed, due.position, due.step, number))
            if due.step + 1 < len(due.file.steps):
                heapq.heappush(waiting, _Due(due.file.steps[due.step + 1].date, due.position, due.step + 1, due.file))

    count = 0
    for outcome in handle_many(register, commands()):
        if isinstance(outcome, Rejected):
            raise SampleRefused(f"{ANOTHER}: {type(outcome.command).__name__}: {outcome.reason}")
        count += 1
    return count


def _commands(file: _File, step: Step, gazette: _Issues) -> Iterator[Command]:
    event = _event(step)
    if step.action == "delete":
        yield Delete(file.key, step.text, actor=ACTOR)
        return
    if step.changes:
        yield _amendment(file, step)
    if step.action == "register" and step.registration_date:
        yield RegisterRight(
            file.key, step.registration_date, step.expiry_date, status=step.status, event=event, actor=ACTOR
        )
    elif step.action == "publish" and step.stage:
        yield Publish(
            file.key,
            step.stage,
            issue=gazette.issue(step.date),
            part=step.part,
            event=Event(date=step.event[0], code=step.event[1]) if step.event else None,
            corrects=step.corrects,
            actor=ACTOR,
        )
    else:
        yield RecordEvent(file.key, event, status=step.status, actor=ACTOR)


def _event(step: Step) -> Event:
    return Event(
        date=step.date, code=step.code, text=step.text, standard_code=step.standard_code, audience=step.audience
    )


def _amendment(file: _File, step: Step) -> Amend:
    """The change; what a whole new list no longer holds is removed."""
    removed: dict[str, list[tuple[Any, ...]]] = {}
    for name, value in step.changes.items():
        if name in ITEM_KEYS:
            keys = {_item_key(name, item) for item in value}
            gone = [_item_key(name, item) for item in file.held.get(name, ()) if _item_key(name, item) not in keys]
            if gone:
                removed[name] = gone
            file.held[name] = value
    return Amend(file.key, dict(step.changes), remove=removed, valid_from=step.date, actor=ACTOR)


def _item_key(name: str, item: Any) -> tuple[Any, ...]:
    return tuple(getattr(item, part) for part in ITEM_KEYS[name])


def _lists(record: Record) -> dict[str, Any]:
    return {name: getattr(record, name) for name in ITEM_KEYS}


class _Issues:
    """Opens the issues of the gazette as publications need them."""

    def __init__(self, register: Register, rules: Office, seed: int) -> None:
        self._register, self._rules, self._seed = register, rules, seed
        self._opened: dict[str, dt.date] = {}

    def issue(self, day: dt.date) -> str:
        number, date = issue_for(self._rules.gazette, day)
        if number not in self._opened:
            handle(self._register, OpenIssue(number, date, command_id=_id(self._seed, "open", number), actor=ACTOR))
            self._opened[number] = date
        return number

    def close(self, today: dt.date) -> tuple[str, ...]:
        """Closes every issue whose day has come; the next one stays open."""
        past = sorted((date, number) for number, date in self._opened.items() if date <= today)
        for _, number in past:
            handle(self._register, CloseIssue(number, command_id=_id(self._seed, "close", number), actor=ACTOR))
        return tuple(number for _, number in past)


def _id(seed: int, *parts: object) -> UUID:
    return uuid5(NAMESPACE, "/".join(map(str, (seed, *parts))))


def _with_id(command: Command, command_id: UUID) -> Command:
    return replace(command, command_id=command_id)

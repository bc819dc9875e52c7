"""How one file stands in its workflow: what runs, what is pending, and what somebody wants to do. Values alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

State = Literal["running", "met", "missed", "void"]


class Refused(Exception):
    """The action cannot be taken now; the message says why, and what could be done."""


@dataclass(frozen=True)
class Clocked:
    """One deadline of a file. `last` is the day after which it is missed: `due`, or the end of the grace period."""

    ordinal: int  # 1, 2, … within the file
    name: str
    base: dt.date  # from which it runs
    due: dt.date
    last: dt.date
    extended: int = 0
    frozen_on: dt.date | None = None
    state: State = "running"


@dataclass(frozen=True)
class Pending:
    """One proceeding of a file."""

    ordinal: int  # 1, 2, … within the file
    name: str
    opened_on: dt.date
    closed_on: dt.date | None = None


@dataclass(frozen=True)
class Standing:
    status: str | None  # the office's code
    deadlines: tuple[Clocked, ...] = ()
    proceedings: tuple[Pending, ...] = ()

    def running(self, name: str) -> Clocked | None:
        """The deadline of that name that runs or stands still."""
        return next((one for one in self.deadlines if one.name == name and one.state == "running"), None)

    def pending(self, name: str) -> tuple[Pending, ...]:
        return tuple(one for one in self.proceedings if one.name == name and one.closed_on is None)


@dataclass(frozen=True)
class Asked:
    """An action that somebody wants to take."""

    name: str
    day: dt.date
    issue: dt.date | None = None  # of the gazette's issue into which it publishes
    proceeding: int | None = None  # which one it closes
    by_clock: bool = False

"""Closed days: the office closes a day, and from then on nothing is written that is dated on it or before it.

What a command is dated is said in one place (`dated`) and checked in its transaction, which those who close days wait
for. Days are opened again with a reason; both leave a row that is never changed, and the newest holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from registry import commands
from registry.database import Register
from registry.errors import RegistryError
from registry.pipeline import Statement, pipelined
from registry.writing import NOW, today

_LOCK = 0x626C617A64  # "blazd": shared by every command until it ends, held alone by who closes or opens days
# The second sees what was committed while the first waited.
READ: tuple[Statement, Statement] = (
    (f"select pg_advisory_xact_lock_shared({_LOCK})", {}),
    ("select (select through from closing order by id desc limit 1), clock_timestamp()", {}),
)


class DayClosed(RegistryError):
    def __init__(self, day: dt.date, through: dt.date) -> None:
        until = "" if day == through else f", as are all days until {through}"
        super().__init__(
            f"{day} is closed{until}: date it {through + dt.timedelta(days=1)} or later, or open the day again "
            f"(`blazon day reopen {day} --reason … --actor …`)"
        )
        self.day, self.through = day, through


class NotClosed(RegistryError):
    """A day that cannot be closed, or opened again; the message says why."""


@dataclass(frozen=True)
class Closing:
    """All days until `through` are closed since `recorded_at`. `reason`: why days were opened again."""

    through: dt.date
    reason: str | None
    actor: str
    recorded_at: dt.datetime


def closed(session: Session) -> dt.date | None:
    """The last closed day; it stays so until this transaction ends. None when none ever was."""
    return read(session, pipelined(session.connection(), READ)[1])


def read(session: Session, rows: Sequence[tuple[Any, ...]]) -> dt.date | None:
    """The last closed day, of what the second of READ gave; what time it is stays with the session."""
    ((through, session.info[NOW]),) = rows
    last: dt.date | None = through
    return last


def check(session: Session, register: Register, command: Any, through: dt.date | None) -> None:
    """DayClosed when the command is dated on a closed day."""
    if through is None or isinstance(command, commands.FileRecord | commands.IssueCommand):
        return
    _refuse(dated(command) or day(session, register), through)


def check_day(session: Session, date: dt.date) -> None:
    """DayClosed when the day is closed."""
    through = closed(session)
    if through is not None:
        _refuse(date, through)


def first_open(session: Session, date: dt.date) -> dt.date:
    """The day itself, or the first after the closed ones."""
    through = closed(session)
    return date if through is None else max(date, through + dt.timedelta(days=1))


def dated(command: Any) -> dt.date | None:
    """The day that a command says it is of; None for the day on which it is handled.

    Records of other registers and issues of the gazette have days of their own, which no closing concerns.
    """
    match command:
        case commands.FileApplication():
            return command.record.filing_date
        case commands.RecordEvent():
            return command.event.date
        case commands.Amend():
            return command.valid_from
        case commands.Act() | commands.FileRequest() | commands.DecideRequest() | commands.Register():
            return command.date
        case _:
            return None


def day(session: Session, register: Register) -> dt.date:
    """The office's day, by its clock or else the database's."""
    if register.procedure.clock is not None:
        return register.procedure.clock().astimezone(register.timezone).date()
    return today(session, register.timezone)


def present_day(register: Register) -> dt.date:
    """The same, asked for by itself."""
    with register.session() as session:
        return day(session, register)


def close(register: Register, date: dt.date, actor: str) -> Closing:
    """Closes the day and all before it, once the commands that run have ended. NotClosed for a day to come."""
    with register.session() as session:
        through = _alone(session)
        now = day(session, register)
        if date > now:
            raise NotClosed(f"{date} lies in the future; close it when it is over")
        if through is not None and date <= through:
            raise NotClosed(f"{date} is closed already, as are all days until {through}")
        return _write(session, date, None, actor)


def reopen(register: Register, date: dt.date, reason: str, actor: str) -> Closing:
    """Opens the day and all after it. NotClosed when it is open, or no reason is given."""
    if not reason.strip():
        raise NotClosed(f"{date} is opened again with a reason only: say which")
    with register.session() as session:
        through = _alone(session)
        if through is None or date > through:
            raise NotClosed(
                f"{date} is open: " + (f"days are closed until {through}" if through else "no day is closed")
            )
        return _write(session, date - dt.timedelta(days=1), reason.strip(), actor)


def closings(session: Session) -> list[Closing]:
    """What was closed and opened again, oldest first."""
    rows = session.execute(text("select through, reason, actor, recorded_at from closing order by id"))
    return [Closing(*row) for row in rows]


def _alone(session: Session) -> dt.date | None:
    session.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    through: dt.date | None = session.scalar(text("select through from closing order by id desc limit 1"))
    return through


def _write(session: Session, through: dt.date, reason: str | None, actor: str) -> Closing:
    row = session.execute(
        text("""
            insert into closing (through, reason, actor) values (:through, :reason, :actor)
            returning through, reason, actor, recorded_at
        """),
        {"through": through, "reason": reason, "actor": actor},
    ).one()
    return Closing(*row)


def _refuse(date: dt.date, through: dt.date) -> None:
    if date <= through:
        raise DayClosed(date, through)

"""The issues of the gazette and, once closed, the list of what each holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, TypedDict

from sqlalchemy import text
from sqlalchemy.orm import Session

from registry.database import Register
from registry.errors import IssueOpen, NoSuchIssue
from registry.writing import today


class ClosingRow(TypedDict):
    """One snapshot of an issue: whose it is, its number within the dossier, the dossier's version, its root hash."""

    office: str
    kind: str
    number: str
    snapshot: int
    version: int
    root: str
    part: str | None
    stage: str
    date: str  # ISO 8601


@dataclass(frozen=True)
class Issue:
    id: str
    date: dt.date
    status: str  # open, closed, published
    closed_sequence: int | None


@dataclass(frozen=True)
class ClosingList:
    """What a closed issue holds, in the order of part, kind, office, number. Complete at `sequence`, and frozen."""

    issue: str
    date: dt.date
    sequence: int
    rows: tuple[ClosingRow, ...]


def list_issues(register: Register) -> list[Issue]:
    """All issues, oldest first."""
    with register.session() as session:
        rows = session.execute(text("select id, date, status, closed_sequence from issue order by date, id"))
        return [Issue(*row) for row in rows]


def list_closed(register: Register) -> list[tuple[Issue, int]]:
    """The closed issues, those that are out too, oldest first, each with the number of lines of its closing list."""
    with register.session() as session:
        rows = session.execute(
            text("""
                select id, date, status, closed_sequence, jsonb_array_length(closing) from issue
                where status <> 'open' order by date, id
            """)
        )
        return [(Issue(*row[:4]), row[4]) for row in rows]


def list_due(register: Register) -> list[Issue]:
    """The closed issues whose day has come where the office is, those that are out too, oldest first."""
    with register.session() as session:
        rows = session.execute(
            text("""
                select id, date, status, closed_sequence from issue where status <> 'open' and date <= :day
                order by date, closed_sequence, id
            """),
            {"day": today(session, register.timezone)},
        )
        return [Issue(*row) for row in rows]


def closing_list(register: Register, issue: str) -> ClosingList:
    """The list that `CloseIssue` froze. NoSuchIssue, IssueOpen."""
    with register.session() as session:
        return read_closing_list(session, issue)


def read_closing_list(session: Session, issue: str) -> ClosingList:
    row = session.execute(
        text("select id, date, closed_sequence, closing from issue where id = :id"), {"id": issue}
    ).one_or_none()
    if row is None:
        raise NoSuchIssue(issue)
    if row[3] is None:
        raise IssueOpen(issue)
    return ClosingList(row[0], row[1], row[2], tuple(row[3]))


def closing_row(row: Any) -> ClosingRow:
    """A row of the list from (office, kind, number, ordinal, version, root, part, stage, date)."""
    return ClosingRow(
        office=row[0],
        kind=row[1],
        number=row[2],
        snapshot=row[3],
        version=row[4],
        root=row[5],
        part=row[6],
        stage=row[7],
        date=row[8].isoformat(),
    )

"""An issue as a table: CSV by RFC 4180, UTF-8, a head and one line a publication.

A cell that a spreadsheet would take for a formula is guarded: one that begins with `=`, `+`, `-`, `@`, a tab or a
carriage return gets an apostrophe before it, and so does one that begins with an apostrophe. Where a comma divides
numbers, spreadsheets divide cells at semicolons or tabs, and at the end of a line: what follows one of these within a
cell, behind spaces and quotes, is guarded in the same way. So whoever wants the text itself takes one apostrophe away
wherever one stands at these places (`unguarded`), and no text is ever mistaken for another.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from exchange.st96_tree import holdable
from mappings.record import Record, Role

GUARD = "'"
WIDE = ("\uff1d", "\uff0b", "\uff0d", "\uff20")  # the full-width forms of = + - @, which spreadsheets read alike
SIGNS = ("=", "+", "-", "@", *WIDE, GUARD)
GUARDED = (*SIGNS, "\t", "\r", "\n")
_DIVIDED = r"([;\t\r\n][;\s\"]*)"  # behind it another cell may begin within one
_BARE = re.compile(f"{_DIVIDED}([{re.escape(''.join(SIGNS))}]?)")
_HELD = re.compile(f"{_DIVIDED}{GUARD}?")
BETWEEN = "; "


@dataclass(frozen=True, slots=True)
class Line:
    """One publication: the record as published, and what the gazette says of it. Of an event that was published alone
    the record holds what it bears of the file.
    """

    record: Record | Mapping[str, Any]
    stage: str
    part: str | None = None  # of the gazette
    root: str | None = None  # root hash, hex
    event: Mapping[str, Any] | None = None  # that it makes known


def _priorities(record: Record) -> str:
    said = ((one.office, one.number, one.date.isoformat() if one.date else None) for one in record.priorities)
    return BETWEEN.join(" ".join(text for text in one if text) for one in said)


def _classes(record: Record) -> str:
    """Nice numbers as they stand; those of another scheme, and Locarno and IPC symbols, with its name."""
    goods = (one.number if one.scheme == "nice" else f"{one.scheme} {one.number}" for one in record.classes)
    codes = (f"{one.scheme} {one.code}" for one in record.classifications if one.scheme in {"locarno", "ipc"})
    return BETWEEN.join((*goods, *codes))


def _vienna(record: Record) -> str:
    return BETWEEN.join(one.code for one in record.classifications if one.scheme == "vienna")


def _names(record: Record, *roles: Role) -> str:
    """Of the first of the roles that anybody has."""
    for role in roles:
        names = [party.name for party in record.parties if party.role is role]
        if names:
            return BETWEEN.join(names)
    return ""


COLUMNS: Mapping[str, Callable[[Line, Record], str | None]] = {
    "number": lambda _, record: record.application_number,
    "kind": lambda _, record: record.kind.value,
    "stage": lambda line, _: line.stage,
    "part": lambda line, _: line.part,
    "title": lambda _, record: record.title(),
    "filing_date": lambda _, record: record.filing_date.isoformat() if record.filing_date else None,
    "registration_number": lambda _, record: record.registration_number,
    "priority": lambda _, record: _priorities(record),
    "classes": lambda _, record: _classes(record),
    "vienna": lambda _, record: _vienna(record),
    "owners": lambda _, record: _names(record, Role.HOLDER, Role.APPLICANT),
    "representatives": lambda _, record: _names(record, Role.REPRESENTATIVE),
    "status": lambda _, record: (record.status.text or record.status.group.value) if record.status else None,
    "event_code": lambda line, _: (line.event or {}).get("code"),
    "event": lambda line, _: (line.event or {}).get("text"),
    "root": lambda line, _: line.root,
}


def rows(lines: Iterable[Line]) -> Iterator[bytes]:
    """The head, then a line a publication, each as it comes."""
    yield _encoded(list(COLUMNS))
    for line in lines:
        record = line.record if isinstance(line.record, Record) else Record.model_validate(line.record)
        yield _encoded([guarded(column(line, record) or "") for column in COLUMNS.values()])


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula, wherever it divides the line."""
    held = _BARE.sub(lambda found: found[1] + (found[2] and GUARD + found[2]), holdable(text))
    return f"{GUARD}{held}" if held.startswith(GUARDED) else held


def unguarded(cell: str) -> str:
    """The text of a cell."""
    return _HELD.sub(r"\1", cell.removeprefix(GUARD))


def _encoded(cells: list[str]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerow(cells)
    return written.getvalue().encode("utf-8")

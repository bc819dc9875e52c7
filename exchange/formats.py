"""The catalogue of formats, and the three things one does with a file: guess its format, check it, read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from exchange import eutm, st66, st96, st96_design, st96_patent, uspto_bulk, uspto_patent, xml
from exchange.opening import contents
from exchange.reading import DEFAULT_LIMITS, Format, Head, Limits, MalformedFile, Reading, UnknownFormat

FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        st96.FORMAT,
        st96_patent.FORMAT,
        st96_design.FORMAT,
        st66.FORMAT,
        uspto_bulk.FORMAT,
        uspto_patent.FORMAT,
        eutm.FORMAT,
    )
}


def named(name: str) -> Format:
    """The format of that name; UnknownFormat, with the names there are, for another."""
    if name not in FORMATS:
        raise UnknownFormat(f"no format {name!r}; there are {', '.join(FORMATS)}")
    return FORMATS[name]


def guess(path: Path, limits: Limits = DEFAULT_LIMITS) -> Format:
    """The format that fits the start of the file, whatever its name.

    Raises UnknownFormat, with the formats there are, when none fits, and MalformedFile when it cannot be opened.
    """
    found = _head(path, limits)
    for one in FORMATS.values():
        if one.recognise(found):
            return one
    what = f"its root is {found.root!r}" if found.root else "it is neither XML nor JSON Lines"
    known = "; ".join(f"{one.name} ({one.title})" for one in FORMATS.values())
    raise UnknownFormat(f"{path}: the file is of no known format ({what}). Known are: {known}")


def _head(path: Path, limits: Limits) -> Head:
    for content in contents(path, limits):
        first = next(content.chunks, b"")
        if first.lstrip().startswith(b"{"):
            return eutm.head(first.partition(b"\n")[0])
        try:
            return xml.safe_start([first], content.label, limits)[0]
        except MalformedFile:
            if first.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00").startswith(b"<"):
                raise
            return Head()
    return Head()


def check(path: Path, expected: Format, limits: Limits = DEFAULT_LIMITS) -> int:
    """Goes through the whole file once without making a record; how many it holds.

    Raises MalformedFile when it is not well-formed, is cut short, unpacks to more than `limits`, declares entities, is
    of another format or holds no record. After this, `read` fails only if the file has changed.
    """
    held = expected.check_all(path, limits)
    if held == 0 and not expected.may_be_empty:
        raise MalformedFile(path.name, f"holds no record of {expected.title}")
    return held


def read(path: Path, expected: Format, limits: Limits = DEFAULT_LIMITS) -> Iterator[Reading]:
    """One Reading a record, in the file's order, as it streams by. A bad record is a Reading with its problem.

    A number that was in the file before is read again, with a warning: filed in order, the later amends the earlier.
    """
    seen: set[int] = set()  # hashes: 155,000 numbers of an annual file are a few megabytes
    for reading in expected.read_all(path, limits):
        if reading.record:
            mark = hash((reading.record.office, reading.record.kind, reading.record.application_number))
            if mark in seen:
                said = f"the number {reading.record.application_number} was in this file before; this record amends it"
                yield replace(reading, warnings=(*reading.warnings, said))
                continue
            seen.add(mark)
        yield reading

"""A file of marks, each searched for: every row of the file gives its hits or a named error, never silence.

The file is CSV in UTF-8 with a line of column names. Rows are read, searched and written one by one, so that its size
does not matter; the results stand under their name only when they are complete. So they do of a folder of pictures
(`desk.picture_batch`), which shares all that is not reading.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import os
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol, TypeAlias, TypeVar

from pydantic_core import PydanticCustomError

from desk.results import ENDINGS, WORDS, A, Columns, Writer, writer
from search_api.errors import InvalidRequest, Problem
from search_api.similar import SimilarAnswer
from search_api.text import nice_class, without_controls

COLUMNS = ("words", "name", "mark")  # the first that is there holds the words, where none is named
SEPARATORS = re.compile(r"[;,\s]+")  # of classes
Report: TypeAlias = Callable[[str, int, int], None]  # step, done, total
STEP = "Marks searched for"
LEAD = 20  # characters before a byte that is no UTF-8: enough to find it by
IN_UTF_8 = "Save the file as UTF-8; from Latin-1 with: iconv -f ISO-8859-1 -t UTF-8 FILE > NEW."


class BadBatch(Exception):
    """A file that cannot be searched row by row; the message names file, line and remedy."""


class Asking(Protocol):
    """A row that can be searched for: its line, the name that the results call it by, what it asks for."""

    @property
    def line(self) -> int: ...

    @property
    def id(self) -> str: ...

    @property
    def asked(self) -> str: ...


R = TypeVar("R", bound=Asking)


@dataclass(frozen=True)
class Row:
    """One mark to search for; `id` is the file's own, else the line. `classes` and `before` go before the command's."""

    line: int
    id: str
    words: str
    classes: tuple[str, ...] = ()
    before: dt.date | None = None

    @property
    def asked(self) -> str:
        return self.words


@dataclass(frozen=True)
class Unreadable:
    """A row that cannot be searched for, and why."""

    line: int
    id: str
    asked: str
    problem: Problem


@dataclass(frozen=True)
class Tally:
    """How many rows there were, and how many of them gave an error."""

    rows: int
    failed: int


Search: TypeAlias = Callable[[Row], SimilarAnswer]


def run(file: Path, out: Path, search: Search, *, column: str | None = None, report: Report) -> Tally:
    """Search for every row of `file`; the results are in `out`, whose ending (.csv, .jsonl) says how.

    A row that fails stands in the results with its problem and stops no other. BadBatch for a file without rows or
    columns, and for a place where nothing can be written; then `out` is left as it was.
    """
    writable(out)
    if out.resolve() == file.resolve():
        raise BadBatch(f"{out}: the results would take the place of the marks; give another name")
    total = sum(1 for _ in rows(file, column))
    if not total:
        raise BadBatch(f"{file}:2: there is no mark below the names of the columns; put one on each line")
    return searched(rows(file, column), out, search, WORDS, lambda done: report(STEP, done, total))


def writable(out: Path) -> None:
    """BadBatch for a name whose ending says no format."""
    if out.suffix not in ENDINGS:
        raise BadBatch(f"{out}: results are written as {' or '.join(ENDINGS)}; end the name so")


def searched(
    asked: Iterable[R | Unreadable],
    out: Path,
    search: Callable[[R], A],
    columns: Columns[A],
    report: Callable[[int], None],
) -> Tally:
    """Every row searched for, one by one; told is how many are done. BadBatch where nothing can be written."""
    done = failed = 0
    report(0)
    with _written_whole(out) as opened:
        write = writer(out.suffix, opened, columns)
        for row in asked:
            failed += not _searched(row, search, write)
            done += 1
            report(done)
    return Tally(done, failed)


def _searched(row: R | Unreadable, search: Callable[[R], A], write: Writer[A]) -> bool:
    """Whether the row had an answer; written is either."""
    if isinstance(row, Unreadable):
        write.problem(row.line, row.id, row.asked, row.problem)
        return False
    try:
        answer = search(row)
    except Problem as problem:
        write.problem(row.line, row.id, row.asked, problem)
        return False
    write.answer(row.line, row.id, row.asked, answer)
    return True


def rows(file: Path, column: str | None = None) -> Iterator[Row | Unreadable]:
    """The rows of a file, one by one; blank lines are none. BadBatch."""
    try:
        with _opened(file) as lines:
            yield from _rows(csv.reader(lines), file, column)
    except (OSError, EOFError, zlib.error, csv.Error) as problem:  # a file that was cut off ends in EOFError
        said = problem.strerror if isinstance(problem, OSError) and problem.strerror else str(problem)
        remedy = "look at its name" if isinstance(problem, FileNotFoundError) else "give a whole CSV file"
        raise BadBatch(f"{file}: cannot be read: {said}; {remedy}") from problem


def _rows(reader: Any, file: Path, column: str | None) -> Iterator[Row | Unreadable]:
    names = [name.strip().lower() for name in next(reader, [])]
    place = _place(names, file, column)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as problem:
            yield Unreadable(line, str(line), "", invalid("row", str(problem), "Quote the cell and end the quote."))
            continue
        if cells is None:
            return
        if cells:
            yield _row(cells, names, place, line)


def _place(names: Sequence[str], file: Path, column: str | None) -> int:
    """Where the words stand."""
    if any(map(_bytes, names)):
        raise BadBatch(f"{file}:1: the names of the columns are not UTF-8. {IN_UTF_8}")
    if not any(names):
        raise BadBatch(f"{file}:1: the first line names the columns, such as id,words,classes,before")
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice:
        raise BadBatch(f"{file}:1: two columns are called {twice!r}; give each its own name")
    wanted = [column.strip().lower()] if column else list(COLUMNS)
    found = next((name for name in wanted if name in names), None)
    if found is None:
        if len(names) == 1 and ";" in names[0]:
            raise BadBatch(f"{file}:1: the columns are separated by semicolons; save the file with commas")
        there = ", ".join(names)
        raise BadBatch(f"{file}:1: no column {' or '.join(wanted)}; there are: {there}; name the one with --column")
    return names.index(found)


def _row(cells: list[str], names: Sequence[str], place: int, line: int) -> Row | Unreadable:
    given = dict(zip(names, cells, strict=False))
    name = given.get("id", "").strip() or str(line)
    words = cells[place].strip() if place < len(cells) else ""
    try:
        if len(cells) != len(names):
            remedy = "Give each column its cell; quote a cell that holds commas."
            raise invalid("row", f"there are {len(cells)} cells instead of {len(names)}", remedy)
        words = _checked(names[place], without_controls, words)
        classes = [one for one in SEPARATORS.split(given.get("classes", "")) if one]
        return Row(
            line=line,
            id=name,
            words=words,
            classes=tuple(_checked("classes", nice_class, one) for one in classes),
            before=_day(given.get("before", "").strip()),
        )
    except InvalidRequest as problem:
        return Unreadable(line, name, words, problem)


def _checked(name: str, check: Callable[[str], str], text: str) -> str:
    try:
        return check(text)
    except PydanticCustomError as problem:
        if strange := _bytes(text):
            detail = f"the byte {strange[0]} after {text[: strange[1]][-LEAD:]!r} is no UTF-8"
            raise invalid(name, detail, IN_UTF_8) from problem
        raise invalid(name, problem.message(), (problem.context or {})["remedy"]) from problem


def _bytes(text: str) -> tuple[str, int] | None:
    """The first byte that is no UTF-8, and its place."""
    place = next((n for n, character in enumerate(text) if "\udc80" <= character <= "\udcff"), None)
    return None if place is None else (f"0x{ord(text[place]) - 0xDC00:02X}", place)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as problem:
        raise invalid("before", f"{text[:40]!r} is no day", "Write the day as 2026-11-23.") from problem


def invalid(name: str, detail: str, remedy: str) -> InvalidRequest:
    return InvalidRequest([{"parameter": name, "detail": detail, "remedy": remedy}])


@contextmanager
def _opened(file: Path) -> Iterator[IO[str]]:
    """The text of a file, also of a .gz; bytes that are no UTF-8 come as half characters, which no mark may hold."""
    kind: Any = gzip.open if file.suffix == ".gz" else open
    with kind(file, "rt", encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
        yield lines


@contextmanager
def _written_whole(out: Path) -> Iterator[IO[str]]:
    """A file that takes its name at the end of the block; after an error nothing is left of it."""
    half = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        with half.open("x", encoding="utf-8", errors="backslashreplace", newline="") as opened:
            yield opened
        half.replace(out)
    except OSError as problem:
        raise BadBatch(f"{out}: cannot be written: {problem.strerror}; name a place where it can be") from problem
    finally:
        half.unlink(missing_ok=True)

"""What a reader of a standard file gives: one `Reading` a record, or a `MalformedFile` for the whole file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mappings.record import Record

MEBIBYTE = 1024 * 1024


class MalformedFile(Exception):
    """The file as a whole cannot be trusted: not well-formed, cut short, too large, or with forbidden declarations."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place = place
        self.reason = reason


class UnknownFormat(Exception):
    """No format of the catalogue fits the file, or the format asked for is none of them."""


@dataclass(frozen=True)
class Limits:
    """How large a file may be before it is refused. Bytes are those after decompression.

    record_bytes: the largest real record seen has 10.9 MB, so 64 MiB leaves room for six times that.
    total_bytes: one part of the USPTO's annual file has a few gigabytes; 32 GiB is ten times that.
    ratio: real XML of trademarks packs 10 to 25 times; deflate can reach 1,032. Judged only after `ratio_from` bytes,
        as a small file of blanks harms nobody.
    members: files in one zip.
    prolog_bytes: what stands before the first element.
    """

    record_bytes: int = 64 * MEBIBYTE
    total_bytes: int = 32 * 1024 * MEBIBYTE
    ratio: int = 200
    ratio_from: int = 16 * MEBIBYTE
    members: int = 1_000
    prolog_bytes: int = MEBIBYTE


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class Reading:
    """One record of a file, or the reason why there is none.

    place: `file:line`, with `#number` after it when the number is known.
    Exactly one of `record` and `problem` is given. `warnings` say what was left out or mended.
    """

    place: str
    record: Record | None = None
    problem: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Head:
    """What the start of a file says about its format."""

    root: str | None = None  # local name of the XML root
    namespace: str | None = None
    keys: frozenset[str] = frozenset()  # of the JSON object on the first line


@dataclass(frozen=True)
class Format:
    """A standard or an office's own way of writing records.

    recognise: True when a file with this head is of the format.
    read_all: path, limits → one Reading a record; raises MalformedFile where the file breaks.
    check_all: path, limits → the number of records, converting none; raises MalformedFile.
    """

    name: str
    title: str
    recognise: Callable[[Head], bool]
    read_all: Callable[[Path, Limits], Iterator[Reading]]
    check_all: Callable[[Path, Limits], int]
    may_be_empty: bool = False

"""Files of other offices into the register: read purely, filed one command a record, reported record by record."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import ClassVar

import exchange
from exchange.reading import MalformedFile, Reading, UnknownFormat
from mappings.record import Record
from registry import handle_many
from registry.commands import FileRecord, Rejected
from registry.database import Register

ACTOR = "import"
# An annual file has 155,000 records: what is told of them is bounded, so that the memory stays flat; all are counted.
KEPT = 1_000  # errors, and as many warnings
LONGEST = 1_000  # characters of a place or a reason


@dataclass(frozen=True)
class Problem:
    place: str  # file, line and number where known
    reason: str


@dataclass
class Report:
    """What became of each record. The JSON of `blazon import` is this, in this order.

    `errors` and `warnings` hold the first `KEPT` of each; those left out are counted.
    """

    COUNTED: ClassVar[tuple[str, ...]] = ("filed", "updated", "unchanged", "rejected")

    read: int = 0
    filed: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    errors_left_out: int = 0
    warnings_left_out: int = 0

    def reject(self, place: str, reason: str) -> None:
        """One record or file that was not filed."""
        self.rejected += 1
        self.errors_left_out += _left_out(self.errors, place, reason)

    def warn(self, place: str, reason: str) -> None:
        """What was left out of a record, or mended."""
        self.warnings_left_out += _left_out(self.warnings, place, reason)

    def json(self) -> dict[str, object]:
        return asdict(self)


def _left_out(kept: list[Problem], place: str, reason: str) -> int:
    """Keeps the problem; how many, 0 or 1, there was no more room for."""
    if len(kept) >= KEPT:
        return 1
    kept.append(Problem(_short(place), _short(reason)))
    return 0


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text):,} characters)"


def import_files(
    register: Register,
    paths: Sequence[Path],
    *,
    own_office: str,
    format_name: str | None = None,
    progress: Callable[[str, int, int], None] = lambda _step, _done, _total: None,
) -> Report:
    """Files every record of `paths`; what could not be filed stands in the report with its place and reason.

    Each file is read twice: first through to its end, so that a malformed file changes nothing, then record by
    record. Records of `own_office` are filed unpublished; those of other offices count as published (ADR 5).
    """
    report = Report()
    for path in paths:
        try:
            known = exchange.FORMATS[format_name] if format_name else exchange.guess(path)
            total = exchange.check(path, known)
        except (MalformedFile, UnknownFormat, OSError) as problem:
            report.reject(getattr(problem, "place", str(path)), getattr(problem, "reason", str(problem)))
            continue
        step, before = f"Importing {path.name}", report.read

        def tell(read: int, step: str = step, before: int = before, total: int = total) -> None:
            progress(step, read - before, max(total, read - before))

        _file(register, exchange.read(path, known), own_office, report, tell)
    return report


def _file(
    register: Register,
    readings: Iterable[Reading],
    own_office: str,
    report: Report,
    progress: Callable[[int], None],
) -> None:
    """One stream from the file to the register: no more readings are held than one of its transactions takes."""
    places: deque[str] = deque()

    def commands() -> Iterator[FileRecord]:
        for reading in readings:
            report.read += 1
            for warning in reading.warnings:
                report.warn(reading.place, warning)
            if reading.record is None:
                report.reject(reading.place, reading.problem or "no record")
                continue
            places.append(reading.place)
            yield FileRecord(reading.record, published_on=published_on(reading.record, own_office), actor=ACTOR)

    for outcome in handle_many(register, commands()):
        place = places.popleft()
        if isinstance(outcome, Rejected):
            report.reject(place, outcome.reason)
        else:
            setattr(report, outcome.effect, getattr(report, outcome.effect) + 1)
        progress(report.read)


def published_on(record: Record, own_office: str) -> dt.date | None:
    """Since when the public may read an imported record: for other offices' open data its own dates say it (ADR 5)."""
    if record.office == own_office:
        return None
    days = [publication.date for publication in record.publications]
    return min(days, default=record.registration_date or record.filing_date or dt.datetime.now(dt.UTC).date())

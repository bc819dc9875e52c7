"""EUIPO figurative marks as JSON Lines (the TradeMarks2020 data set), plain or gzipped: one object a line.

Keys: `application_number`, `filing_date` (ISO), `text` (or null), `vienna_codes` (six digits, no dots).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

from exchange import dates
from exchange.building import reading, sentence
from exchange.opening import contents
from exchange.reading import Format, Head, Limits, MalformedFile, Reading
from exchange.text import cleaned
from mappings.record import Classification, Kind

KEYS = frozenset({"application_number", "filing_date", "text", "vienna_codes"})
OFFICE = "EM"
VIENNA = re.compile(r"^(\d{2})\.?(\d{2})(?:\.?(\d{2}))?$")


class Line(BaseModel):
    """One line of the file. Keys it does not know are refused, so that nothing is lost without a word."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    application_number: str
    filing_date: str
    text: str | None = None
    vienna_codes: list[str] = []


def record(raw: bytes, place: str) -> Reading:
    """One line."""
    try:
        line = Line.model_validate(orjson.loads(raw))
    except orjson.JSONDecodeError as problem:
        return Reading(place, problem=f"no JSON object: {problem.msg} at column {problem.colno}")
    except ValidationError as problem:
        return Reading(place, problem=sentence(problem))
    warnings = []
    words, removed = cleaned(line.text)
    if removed:
        warnings.append(f"{removed} control character(s) taken out of text")
    codes = []
    for written in line.vienna_codes:
        match = VIENNA.match(written)
        if match:
            codes.append(Classification(scheme="vienna", code=".".join(part for part in match.groups() if part)))
        else:
            warnings.append(f"Vienna code {written[:20]!r} is none; left out")
    day = dates.date(line.filing_date)
    if day is None:
        return Reading(
            f"{place}#{line.application_number}", problem=f"filing_date {line.filing_date[:40]!r} is no date"
        )
    fields = {
        "kind": Kind.TRADEMARK,
        "office": OFFICE,
        "application_number": cleaned(line.application_number).text,
        "filing_date": day,
        "mark": {"verbal_element": words, "feature": "combined" if words else "figurative"},
        "classifications": codes,
    }
    return reading(place, fields, warnings)


def lines(path: Path, limits: Limits) -> Iterator[tuple[int, bytes, str]]:
    """The number, bytes and place of each line that is not blank; MalformedFile for one larger than a record may be."""
    for content in contents(path, limits):
        number, rest = 0, b""
        for chunk in content.chunks:
            *whole, rest = (rest + chunk).split(b"\n")
            for line in whole:
                number += 1
                if line.strip():
                    yield number, line, f"{content.label}:{number}"
            if len(rest) > limits.record_bytes:
                raise MalformedFile(
                    f"{content.label}:{number + 1}", f"a line of more than {limits.record_bytes:,} bytes"
                )
        if rest.strip():
            yield number + 1, rest, f"{content.label}:{number + 1}"


def head(first: bytes) -> Head:
    """The keys of the object on the first line; none when it is no object."""
    try:
        found = orjson.loads(first)
    except orjson.JSONDecodeError:
        return Head()
    return Head(keys=frozenset(found)) if isinstance(found, dict) else Head()


def read(path: Path, limits: Limits) -> Iterator[Reading]:
    for _, line, place in lines(path, limits):
        yield record(line, place)


def check(path: Path, limits: Limits) -> int:
    """Unpacks the whole file. A bad line is its record's problem; a first line without the keys is the file's."""
    count = 0
    for _, line, place in lines(path, limits):
        if count == 0 and not recognise(head(line)):
            raise MalformedFile(place, f"no {FORMAT.title}: a line is an object with {', '.join(sorted(KEYS))}")
        count += 1
    return count


def recognise(head: Head) -> bool:
    return {"application_number", "filing_date"} <= head.keys <= KEYS


FORMAT = Format("eutm", "EUTM JSON Lines", recognise, read, check)

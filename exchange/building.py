"""From what a reader gathered to one `Reading`: list items made distinct, the record validated, the reason said."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from exchange import dates
from exchange.branch import NO, YES, Branch, Leaf
from exchange.numbers import whole
from exchange.reading import Reading
from exchange.text import cleaned
from exchange.xml import Element
from mappings.record import ITEM_KEYS, Note, Record

Made = TypeVar("Made", bound=BaseModel)
NICE_CLASSES = 45
# Classes the USPTO keeps beside Nice: certification marks for goods (A) and services (B), collective membership (200).
US_OWN_CLASSES = frozenset({"A", "B", "200"})
OFFICE = re.compile(r"^[A-Z]{2}$")
log = logging.getLogger(__name__)


class Unusable(Exception):
    """The record cannot be filed; the message says why and what would help."""


def reading(place: str, fields: Mapping[str, Any], warnings: Iterable[str]) -> Reading:
    """The record, or the reason why it is none. List items with the same key are made one.

    Without a filing date a record is filed only when it is registered (old registrations have none), with a warning.
    """
    said = list(warnings)
    number = fields.get("application_number")
    if not number:
        return Reading(
            place, problem="has no application number; every file is kept by its number", warnings=tuple(said)
        )
    place = f"{place}#{number}"
    if not fields.get("filing_date"):
        if not fields.get("registration_date"):
            problem = "has no filing date that can be read; the date gives the file its rank"
            return Reading(place, problem=problem, warnings=tuple(said))
        said.append("has no filing date")
    unique = {name: _distinct(name, value, said) if name in ITEM_KEYS else value for name, value in fields.items()}
    try:
        record = Record.model_validate({name: value for name, value in unique.items() if value is not None})
    except ValidationError as problem:
        return Reading(place, problem=sentence(problem), warnings=tuple(said))
    return Reading(place, record=record, warnings=tuple(said))


def sentence(problem: ValidationError) -> str:
    """What pydantic found, field by field."""
    return "; ".join(
        f"{'.'.join(str(step) for step in error['loc'])}: {error['msg']}, got {_short(error['input'])}"
        for error in problem.errors(include_url=False)
    )


def _short(value: object, length: int = 60) -> str:
    text = repr(value)
    return text if len(text) <= length else f"{text[:length]}… ({len(text):,} characters)"


def _distinct(name: str, items: Sequence[BaseModel], warnings: list[str]) -> tuple[BaseModel, ...]:
    """The items with one per key: the first stays, an equal one goes unsaid, a different one goes with a warning."""
    kept: dict[tuple[object, ...], BaseModel] = {}
    for item in items:
        key = tuple(getattr(item, part) for part in ITEM_KEYS[name])
        if kept.setdefault(key, item) != item:
            said = ", ".join(str(part) for part in key if part is not None)
            warnings.append(f"{name}: {said} is given twice and differs; the first is kept")
    return tuple(kept.values())


def part(made: type[Made], branch: Branch, **fields: Any) -> Made | None:
    """A part of the record, or None with a warning when its fields do not fit: an unfit part never costs the record."""
    try:
        return made.model_validate({name: value for name, value in fields.items() if value is not None})
    except ValidationError as problem:
        branch.warn(f"{made.__name__} left out: {sentence(problem)}")
        return None


def needed(made: type[Made], **fields: Any) -> Made:
    """A part the record would be wrong without: its classes, its mark. Raises Unusable when its fields do not fit."""
    try:
        return made.model_validate({name: value for name, value in fields.items() if value is not None})
    except ValidationError as problem:
        raise Unusable(f"{made.__name__}: {sentence(problem)}") from problem


def said(made: Made) -> Made | None:
    """The part, or None where nothing is said in it."""
    return made if made != type(made)() else None


def attempted(record: Callable[[Branch, str], Reading], element: Element, place: str, number_path: str) -> Reading:
    """`record` of the element, or a Reading with the reason why it is Unusable. The number is for the place.

    What a reader did not foresee costs this record alone: nothing that it does reaches beyond its own element.
    """
    number = cleaned(element.findtext(number_path)).text
    branch = Branch(element, [])
    try:
        return record(branch, place)
    except Unusable as problem:
        said = str(problem)
    except Exception as problem:
        log.info("%s#%s cannot be read", place, number, exc_info=problem)
        said = f"cannot be read: {type(problem).__name__}: {problem}"
    return Reading(f"{place}#{number}" if number else place, problem=said, warnings=tuple(branch.warnings))


def class_number(written: str) -> tuple[str, str] | None:
    """Scheme and number of a class of goods: `009` → ("nice", "9"). None for `000`, the USPTO's *no class*.

    Raises Unusable for a number that no scheme has: goods must not be filed under a class that does not exist.
    """
    if written in US_OWN_CLASSES:
        return "us", written
    number = whole(written)
    if number is None or number > NICE_CLASSES:
        raise Unusable(f"class {_short(written)} is none of the Nice classes 1 to {NICE_CLASSES}")
    return ("nice", str(number)) if number else None


def office(code: str | None) -> str | None:
    """An ST.3 code, or None for a word that is none (`unknown`, `omitted`, a country's name)."""
    upper = (code or "").upper()
    return upper if OFFICE.match(upper) else None


def plain(value: str, name: str = "") -> str:
    """A value for a note: yes and no in words, a date as a date, else as it stands. Eight digits are a date only where
    the element's `name` says so.
    """
    if value.lower() in (YES | NO) - {"0", "1"}:
        return "yes" if value.lower() in YES else "no"
    day = None if value.isdecimal() and not name.lower().endswith("date") else dates.date(value)
    return day.isoformat() if day else value


def notes(branch: Branch, named: Mapping[str, str]) -> list[Note]:
    """Notes for the paths of `named` (path → name of the note) that the branch has; several values, a line each."""
    made = []
    for path, name in named.items():
        values = dict.fromkeys(plain(text, path) for text in branch.texts(path))
        if values:
            made.append(Note(name=name, value="\n".join(values)))
    return made


def leftover_notes(leaves: Iterable[Leaf], taken: Iterable[Note]) -> list[Note]:
    """Notes for texts that no reader foresaw, under their element's name; one note a name, a line each."""
    names = {note.name for note in taken}
    gathered: dict[str, dict[str, None]] = {}
    for leaf in leaves:
        name = leaf.name if leaf.name not in names else f"{leaf.name} (further)"
        gathered.setdefault(name[:2000], {})[plain(leaf.text, leaf.path)] = None
    return [Note(name=name, value="\n".join(values)) for name, values in gathered.items()]


def described(leaves: Iterable[Leaf]) -> str | None:
    """The same as lines `name: value`, for the note of one item."""
    return "\n".join(f"{leaf.name}: {plain(leaf.text, leaf.path)}" for leaf in leaves) or None

"""What must hold before a record is filed or a change recorded. Pure; each refusal names the field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mappings.record import Kind, Record, Role
from mappings.registers import Registers
from registry.errors import InvalidApplication, InvalidChange

NICE_CLASSES = 45
TOMORROW = dt.timedelta(days=1)  # it may be tomorrow already where the office is
Fault = tuple[str, str]  # the place, as classes[2].number, and what is wrong with it
_NO_RANK = "is missing: without it there is no rank among earlier rights"
_CONTENT = {Kind.TRADEMARK: "mark", Kind.PATENT: "invention", Kind.DESIGN: "design"}


def check_record(record: Record) -> None:
    """What every record must have, wherever it comes from: a number, an existing Nice class, text that can be kept."""
    _check(record_faults(record))


def check_entry(record: Record, registers: Registers, *, whole: bool = False) -> None:
    """What a file in a register that the office declares must hold; `whole` asks for what an application needs."""
    _check(entry_faults(record, registers, whole=whole))


def check_first(record: Record, today: dt.date) -> None:
    """What the first record of a dossier must have besides."""
    _check(first_faults(record, today))


def check_application(record: Record, today: dt.date) -> None:
    """What an application to this office must have to be given a filing date and a number."""
    _check(application_faults(record, today))


def record_faults(record: Record) -> Iterator[Fault]:
    """Each place of any record that cannot stand as it is."""
    for index, goods in enumerate(record.classes):
        place = f"classes[{index}].number"
        if goods.scheme == "nice" and not (goods.number.isdecimal() and str(int(goods.number)) == goods.number):
            yield place, f"{goods.number!r} is no Nice class: write 1 to {NICE_CLASSES}"
        elif goods.scheme == "nice" and not 1 <= int(goods.number) <= NICE_CLASSES:
            yield place, f"there is no Nice class {goods.number}; they go from 1 to {NICE_CLASSES}"
    for kind, content in _CONTENT.items():
        if kind is not record.kind and getattr(record, content) is not None:
            yield content, f"a record of kind {record.kind} carries no {content}"


def entry_faults(record: Record, registers: Registers, *, whole: bool = False) -> Iterator[Fault]:
    """Each place of a file in a register that the office declares."""
    if not record.kind.declared:
        if record.entry:
            yield "entry", f"a record of kind {record.kind} carries no entry"
        return
    register = registers.get(record.kind)
    if register is None:
        known = ", ".join(map(str, (*Kind, *registers)))
        yield "kind", f"the office has no register '{record.kind}'; there are {known}; declare it in registers/"
        return
    yield from register.faults(record, whole=whole)


def first_faults(record: Record, today: dt.date) -> Iterator[Fault]:
    """Each place of the first record of a dossier."""
    yield from record_faults(record)
    if record.filing_date is None and record.registration_date is None:
        yield "filing_date", _NO_RANK
    if record.filing_date and record.filing_date > today + TOMORROW:
        yield "filing_date", f"{record.filing_date} lies in the future"


def application_faults(record: Record, today: dt.date) -> Iterator[Fault]:
    """Each place of an application to this office."""
    if record.filing_date is None:
        yield "filing_date", _NO_RANK
    yield from first_faults(record, today)
    content = _CONTENT.get(record.kind)
    if content and getattr(record, content) is None:
        yield content, f"is missing: an application of kind {record.kind} says what is claimed"
    if not any(party.role in {Role.APPLICANT, Role.HOLDER} for party in record.parties):
        yield "parties", "no applicant is named: name at least one party with the role applicant"
    numbers = [(goods.scheme, goods.number) for goods in record.classes]
    for index, number in enumerate(numbers):
        if number in numbers[:index]:
            yield f"classes[{index}].number", f"class {number[1]} is named twice: join its goods"


def check_text(record: Mapping[str, Any]) -> None:
    """Refuses U+0000, which the database cannot keep; `record` is plain. Walks the whole record."""
    place = _nul(record, "")
    if place is not None:
        raise InvalidApplication(place, "holds the character U+0000; remove it")


def check_valid_from(valid_from: dt.date, today: dt.date) -> None:
    """A fact may hold since any past day; one of the future is recorded when it has come."""
    if valid_from > today + TOMORROW:
        raise InvalidChange("valid_from", f"{valid_from} lies in the future: record the change on that day")


def _check(faults: Iterable[Fault]) -> None:
    """InvalidApplication of the first."""
    for place, why in faults:
        raise InvalidApplication(place, why)


def _nul(value: Any, place: str) -> str | None:
    if isinstance(value, str):
        return place if "\x00" in value else None
    if isinstance(value, dict):
        inner = ((f"{place}.{name}" if place else str(name), part) for name, part in value.items())
    elif isinstance(value, list):
        inner = ((f"{place}[{index}]", part) for index, part in enumerate(value))
    else:
        return None
    return next((found for name, part in inner if (found := _nul(part, name)) is not None), None)

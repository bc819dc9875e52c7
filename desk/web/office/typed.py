"""What an officer typed into a form of `intake`: inputs into the fields of a record, each fault at its input. Pure.

A row of which nothing is typed is none. What stands in the record and in no input of the form stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from desk.web.office.intake import Choices, Field, Group
from desk.web.office.typed_values import READ, SHOWN, Wrong
from mappings.record import Record

Json = dict[str, Any]
Typed = dict[str, list[str]]  # the values of the inputs, by their names
Faults = dict[str, str]  # what is wrong, by the name of the input
WAS = "was"  # of a row: its place in the record that the form was filled from
_NULL = "\x00"


def rows(group: Group, typed: Typed) -> list[int]:
    """The rows of a group of which something was typed, or that the form was filled with, by their numbers."""
    if not group.repeated:
        return [0]
    numbers = {
        int(parts[1])
        for name, values in typed.items()
        if (parts := name.split("."))[0] == group.id and len(parts) > 2 and parts[1].isdecimal()  # noqa: PLR2004 - group, row, field
        if parts[2] != WAS and any(value.strip() for value in values)
    }
    return sorted(numbers)


def drawn(group: str, typed: Typed) -> int:
    """How many rows of a group the form had, empty ones too."""
    named = (name.split(".") for name in typed)
    return len({parts[1] for parts in named if parts[0] == group and len(parts) > 2 and parts[1].isdecimal()})  # noqa: PLR2004 - group, row, field


def compact(groups: Iterable[Group], typed: Typed, sent: Iterable[str], leave_out: str) -> tuple[Typed, dict[str, str]]:
    """The same with rows counted from 0 without a gap, and what each input is called then.

    `sent` names the inputs with which a file came, `leave_out` a row that goes, as `claim.3`.
    """
    there = typed | {name: ["a file"] for name in sent}
    found: Typed = {}
    renamed: dict[str, str] = {}
    for group in groups:
        kept = [row for row in rows(group, there) if f"{group.id}.{row}" != leave_out]
        for new, old in enumerate(kept):
            for one in (*group.fields, Field(WAS, "")):
                renamed[group.name(one, old)] = group.name(one, new)
                if values := typed.get(group.name(one, old)):
                    found[group.name(one, new)] = values
    return found, renamed


@dataclass
class Reading:
    """A record that was read from a form. `inputs` says which input each place of it came from."""

    record: Json
    faults: Faults = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)

    def fault(self, place: str, why: str) -> None:
        """Of a place of the record, as `classes[2].number`; the first of an input is told."""
        self.faults.setdefault(self.input(place), why)

    def input(self, place: str) -> str:
        """The input from which a place of the record was read; empty where it was none."""
        while place:
            if place in self.inputs:
                return self.inputs[place]
            place = re.sub(r"(^|\.|(?<=\]))[^.\[\]]*$|\[\d+\]$", "", place)
        return ""


def read(groups: Sequence[Group], typed: Typed, before: Json, read_file: Callable[[str], str]) -> Reading:
    """The record that the form says, on top of the one `before`. `read_file` gives the digest of a kept file."""
    reading = Reading(deepcopy(before))
    lists: dict[str, list[Json]] = {}
    for group in groups:
        if group.part in {"", "mark", "invention", "design"}:
            _one(group, typed, reading, read_file)
        elif group.part == "entry":
            lists["entry"] = _entry(group, typed, reading, before, read_file)
        else:
            lists.setdefault(group.part, [])
            lists[group.part] += _many(group, typed, reading, before, read_file, len(lists[group.part]))
    for part, items in lists.items():
        shown = [group for group in groups if group.part == part]
        others = [item for item in _at(before, part) or [] if not any(_of(group, item) for group in shown)]
        _put(reading.record, part, [*items, *others] or None)
    return reading


def checked(reading: Reading) -> Record | None:
    """The record, when nothing is wrong with the form of it; faults that are left are put at their inputs."""
    try:
        return Record.model_validate(reading.record)
    except ValidationError as problem:
        for error in problem.errors(include_url=False):
            place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error["loc"]).strip(".")
            reading.fault(place, f"{error['msg']}: {str(error['input'])[:SHOWN]!r}")
        return None


def filled(groups: Iterable[Group], record: Json, token: Callable[[str], str]) -> Typed:
    """The form of a record that is there; `token` names a file of it."""
    typed: Typed = {}
    for group in groups:
        for number, (was, item) in enumerate(_items(group, record)):
            for one in group.fields:
                name = group.name(one, number)
                if one.type == "file":
                    tokens = [token(digest) for digest in _digests(group, one, item, record)]
                    typed |= {name: tokens} if any(tokens) else {}
                elif values := _values(group, one, item):
                    typed[name] = values
            if group.repeated:
                typed[group.name(Field(WAS, ""), number)] = [str(was)]
    return typed


def _one(group: Group, typed: Typed, reading: Reading, read_file: Callable[[str], str]) -> None:
    base = reading.record if not group.part else dict(reading.record.get(group.part) or {})
    for one in group.fields:
        name, place = group.name(one), f"{group.part}.{one.path}".strip(".")
        reading.inputs[place] = name
        reading.inputs.setdefault(group.part or place, name)
        if one.type == "file":
            continue  # a document of the file alone
        value = _value(one, typed.get(name, []), name, reading, read_file)
        _put(base, one.path, value)
    if group.part:
        _put(reading.record, group.part, base or None)


def _many(  # noqa: PLR0917 - what a row is read from
    group: Group, typed: Typed, reading: Reading, before: Json, read_file: Callable[[str], str], offset: int
) -> list[Json]:
    there = _at(before, group.part) or []
    reading.inputs.setdefault(group.part, group.name(group.fields[0]))
    made: list[Json] = []
    taken = [item.get(group.counted, 0) for item in there if _of(group, item)]
    for row in rows(group, typed):
        said = (typed.get(group.name(Field(WAS, ""), row)) or [""])[0]
        was = int(said) if said.isdecimal() and int(said) < len(there) else None
        item = deepcopy(there[was]) if was is not None else dict(group.fixed)
        place = f"{group.part}[{offset + len(made)}]"
        for one in group.fields:
            name = group.name(one, row)
            reading.inputs[f"{place}.{one.path}"] = name
            _put(item, one.path, _value(one, typed.get(name, []), name, reading, read_file))
        if item.get("address") == {}:
            del item["address"]
        reading.inputs[place] = group.name(group.fields[0], row)
        if group.counted == "number":
            item["number"] = len(made) + 1
        elif group.counted and was is None:
            item[group.counted] = max(taken, default=0) + 1
            taken.append(item[group.counted])
        made.append(item)
    return made


def _entry(group: Group, typed: Typed, reading: Reading, before: Json, read_file: Callable[[str], str]) -> list[Json]:
    there = {item["field"]: item for item in before.get("entry", ())}
    made: list[Json] = []
    for one in group.fields:
        name = group.name(one)
        reading.inputs[f"entry.{one.path}"] = name
        reading.inputs.setdefault("entry", name)
        value = _value(one, typed.get(name, []), name, reading, read_file)
        if value is None:
            continue
        values = value if isinstance(value, list) else [value]
        reading.inputs[f"entry[{len(made)}]"] = name
        made.append({**there.get(one.path, {"field": one.path}), "values": values})
    return made


def _value(one: Field, values: list[str], name: str, reading: Reading, read_file: Callable[[str], str]) -> Any:
    """None where nothing was typed, or no value; then the fault stands at the input."""
    said = [value.replace("\r\n", "\n").strip() for value in values]
    said = [value for value in said if value]
    if not said:
        if one.required:
            reading.faults.setdefault(name, f"{one.label} is missing.")
            return _PLACE_HOLDERS.get(one.type, "-")
        return None
    try:
        _kept_by_databases(said)
        if one.type == "file":
            digests = [read_file(value) for value in said]
            return digests if one.several else digests[-1]
        if one.type == "choices":
            return [_chosen(one.choices, value) for value in said]
        return READ[one.type](said[-1]) if one.type != "choice" else _choice(one, said[-1])
    except Wrong as wrong:
        reading.faults.setdefault(name, str(wrong))
        return _PLACE_HOLDERS.get(one.type, "-") if one.required else None


def _kept_by_databases(said: Sequence[str]) -> None:
    if any(_NULL in value for value in said):
        raise Wrong("This holds the character U+0000; type it anew.")


def _choice(one: Field, text: str) -> Any:
    value = _chosen(one.choices, text)
    return value == "yes" if one.path == "natural_person" else value


def _chosen(choices: Choices, text: str) -> str:
    if text not in {value for value, _ in choices}:
        raise Wrong(f"{text[:SHOWN]!r} is none of the choices; choose one of the list.")
    return text


# What stands for a value that is missing or wrong while the rest is looked at: such a record is never filed.
_PLACE_HOLDERS: Mapping[str, Any] = {"date": None, "class": "1", "file": None, "number": 1, "country": "XX"}


def _items(group: Group, record: Json) -> list[tuple[int, Json]]:
    if not group.repeated:
        return [(0, record if group.part in {"", "entry"} else record.get(group.part) or {})]
    return [(was, item) for was, item in enumerate(_at(record, group.part) or []) if _of(group, item)]


def _of(group: Group, item: Json) -> bool:
    return all(item.get(name, "nice" if name == "scheme" else None) == value for name, value in group.fixed)


def _digests(group: Group, one: Field, item: Json, record: Json) -> list[str]:
    if group.part == "entry":
        return _entry_values(one, item)
    if group.part == "design.views":
        return [item["document"]] if item.get("document") else []
    return [document["digest"] for document in record.get("documents", ()) if document["role"] == one.role][:1]


def _values(group: Group, one: Field, item: Json) -> list[str]:
    if group.part == "entry":
        found = _entry_values(one, item)
        return ["\n".join(found)] if found and one.type == "lines" else found
    value = _at(item, one.path)
    if value in (None, []):
        return []
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, list):
        return [("\n" if one.type in {"lines", "emails"} else ", ").join(map(str, value))]
    return [str(value)]


def _entry_values(one: Field, record: Json) -> list[str]:
    return next((list(item["values"]) for item in record.get("entry", ()) if item["field"] == one.path), [])


def _at(item: Json, path: str) -> Any:
    value: Any = item
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _put(item: Json, path: str, value: Any) -> None:
    """The value at its place; None takes away what is there."""
    *above, last = path.split(".")
    if value in (None, []) and not isinstance(_at(item, ".".join(above)) if above else item, dict):
        return
    for name in above:
        item = item.setdefault(name, {})
    if value in (None, []):
        item.pop(last, None)
    else:
        item[last] = value

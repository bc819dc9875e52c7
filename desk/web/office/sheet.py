"""A form of `intake` as it comes in: files taken in, rows added and left out, the record that it says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from desk.web.office import typed
from desk.web.office.intake import Field, Group, groups
from desk.web.office.kept import Files
from desk.web.office.typed import Faults, Json, Reading, Typed
from desk.web.office.typed_values import Wrong
from desk.web.uploads import Room, SentFile
from mappings.kinds import Kind
from mappings.record import Audience, Document, Record, Role
from offices.office import Office
from registry.checks import application_faults, entry_faults

ROOM = Room(files=60, fields=4_000, longest=1 << 20, largest=48 << 20)
DO, DROP = "do", "drop"  # the buttons, and what is ticked to go


@dataclass
class Sheet:
    """What stands in the inputs, and what is wrong with it."""

    groups: tuple[Group, ...]
    typed: Typed = field(default_factory=dict)
    faults: Faults = field(default_factory=dict)
    more: str = ""  # the group that gets one more row
    least: int = 1  # of its rows, those that were drawn and one more

    def rows(self, group: Group) -> list[int]:
        """Those to draw: of which something is typed, and empty ones where they are asked for or nothing is there."""
        found = typed.rows(group, self.typed | {name: ["!"] for name in self.faults})
        least, behind = self.least if self.more == group.id else 1, max(found, default=-1) + 1
        return [*found, *range(behind, behind + least - len(found))]

    def required(self, group: Group, one: Field, row: int) -> bool:
        """Whether the field must be filled as things stand: in a row that may be left empty, once it is begun."""
        begun = not group.repeated or row in typed.rows(group, self.typed) or (group.needed and row == 0)
        return one.required and begun

    def value(self, name: str) -> str:
        return next(iter(self.typed.get(name, ())), "")

    @property
    def told(self) -> list[tuple[str, str, str]]:
        """Each fault with its input and what that is called; faults of no input come first."""
        labels = {
            group.name(one, row): f"{group.another.capitalize() + f' {row + 1}, ' if group.repeated else ''}{one.label}"
            for group in self.groups
            for row in self.rows(group)
            for one in group.fields
        }
        order = {name: place for place, name in enumerate(labels)}
        found = [(name, labels.get(name, ""), why) for name, why in self.faults.items()]
        return sorted(found, key=lambda one: order.get(one[0], -1))


@dataclass(frozen=True)
class Form:
    """The form for applications of one right, and what takes in its files."""

    office: Office
    kind: Kind
    files: Files

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        return groups(self.office, self.kind)

    def audience(self, group: Group, one: Field) -> Audience:
        return self.office.declared[self.kind].fields[one.path].audience if group.part == "entry" else Audience.PUBLIC


def sheet(form: Form, fields: Typed, files: Sequence[SentFile]) -> Sheet:
    """What was sent: new files are kept, those ticked to go left out, rows counted anew."""
    ids = {group.id for group in form.groups}
    inputs = {name: values for name, values in fields.items() if name.partition(".")[0] in ids}
    dropped = {tuple(value.split(" ", 1)) for value in fields.get(DROP, ())}
    for name, values in inputs.items():
        inputs[name] = [value for value in values if (name, value) not in dropped]
    asked, _, what = (fields.get(DO) or [""])[-1].partition(":")
    coming = {file.field: file for file in files}
    left_out = what if asked == "less" else ""
    kept, renamed = typed.compact(form.groups, inputs, coming, left_out)
    page = Sheet(form.groups, kept)
    if asked == "more" and what in ids:
        page.more, page.least = what, max(typed.drawn(what, fields), 1) + 1
    for file in files:
        group, one = _field_of(form.groups, file.field)
        if group is None or one is None or file.field not in renamed:
            continue
        name = renamed[file.field]
        try:
            token = form.files.token(form.files.taken(one, file.content, file.name, form.audience(group, one)))
            kept[name] = [*kept.get(name, ()), token] if one.several else [token]
        except Wrong as wrong:
            page.faults[name] = str(wrong)
    return page


@dataclass(frozen=True)
class Draft:
    """The record that a sheet says; `documents` are those that came with it."""

    reading: Reading
    record: Record | None
    documents: tuple[Document, ...]


def drafted(form: Form, page: Sheet, before: Json, day: dt.date) -> Draft:
    """Reads the sheet into a record on top of the one `before`; whatever is wrong stands in the sheet's faults."""
    documents: dict[str, Document] = {}

    def read_file(token: str) -> str:
        document = form.files.document(token)
        documents[document.digest] = document
        return document.digest

    _marks(page, read_file)
    reading = typed.read(page.groups, page.typed, before, read_file)
    for group in page.groups:
        if group.needed and group.part not in before and not typed.rows(group, page.typed):
            reading.faults.setdefault(
                group.name(group.fields[0]), f"Nothing is said: name at least one {group.another}."
            )
    shown = _digests(page, before)
    there = [one for one in before.get("documents", ()) if one["digest"] not in shown or one["digest"] in documents]
    digests = {one["digest"] for one in there}
    fresh = [one for one in documents.values() if one.digest not in digests]
    _set(reading.record, "documents", [*there, *(one.model_dump(mode="json", exclude_none=True) for one in fresh)])
    logo = any(one.get("role") == "logo" for one in reading.record.get("documents", ()))
    if form.kind is Kind.TRADEMARK:
        if logo:
            reading.record.setdefault("mark", {})
        elif not (reading.record.get("mark") or {}).get("verbal_element"):
            reading.fault("mark.verbal_element", "Neither words nor a picture are given; a mark has one of them.")
    for item in reading.record.get("entry", ()):
        item.setdefault("audience", form.office.declared[form.kind].fields[item["field"]].audience.value)
    record = typed.checked(reading)
    if record is not None:
        for place, why in (*application_faults(record, day), *entry_faults(record, form.office.declared, whole=True)):
            said = f"nobody is named: name at least one {_owners(page)}" if place == "parties" else why
            reading.fault(place, f"{said[:1].upper()}{said[1:]}.")
    page.faults = reading.faults | page.faults
    return Draft(reading, record, tuple(fresh))


def _owners(page: Sheet) -> str:
    """Who asks for the right or holds it, in the words of its register."""
    return " or ".join(group.another for group in page.groups if group.id in {Role.APPLICANT.value, Role.HOLDER.value})


def _marks(page: Sheet, read_file: Any) -> None:
    """Files of a field that is no place of the record: the picture of a mark is a document alone."""
    for group in page.groups:
        for one in group.fields:
            if group.part == "mark" and one.type == "file":
                for token in page.typed.get(group.name(one), ()):
                    try:
                        read_file(token)
                    except Wrong as wrong:
                        page.faults.setdefault(group.name(one), str(wrong))


def _digests(page: Sheet, before: Json) -> set[str]:
    """The documents that the record before has in the form's own fields, which show the first picture of a mark."""
    found = {item.get("document") for item in (before.get("design") or {}).get("views", ())}
    files = {one.path for group in page.groups if group.part == "entry" for one in group.fields if one.type == "file"}
    for item in before.get("entry", ()):
        found |= set(item["values"]) if item["field"] in files else set()
    if any(group.part == "mark" for group in page.groups):
        found |= set([one["digest"] for one in before.get("documents", ()) if one["role"] == "logo"][:1])
    return {one for one in found if one}


def _field_of(groups: Sequence[Group], name: str) -> tuple[Group | None, Field | None]:
    id_, _, rest = name.partition(".")
    group = next((one for one in groups if one.id == id_), None)
    if group is None:
        return None, None
    row, _, path = rest.partition(".")
    wanted = (path if row.isdecimal() else "") if group.repeated else rest
    return group, next((one for one in group.fields if one.path == wanted and one.type == "file"), None)


def _set(record: Json, name: str, value: list[Any]) -> None:
    if value:
        record[name] = value
    else:
        record.pop(name, None)

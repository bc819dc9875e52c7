"""From what a person asks to change to the facts that change it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from mappings.record import ITEM_KEYS, Record
from registry.errors import InvalidChange
from registry.facts import FIELDS, IDENTITY, Json, Place, differences, gather, item_key, plain, spread
from registry.steps import Change


def changes(present: Json, asked: Mapping[str, Any], remove: Mapping[str, Any], since: dt.date) -> list[Change]:
    """The changes that make `present` what was asked, valid from `since`; see `registry.commands.Amend`.

    Raises InvalidChange, naming the field, for an unknown field, a value its model refuses, an item that is not there.
    """
    before = spread(present)
    after = dict(before)
    named: dict[Place, Any] = {}
    for field, items in remove.items():
        for place in _removed(field, items, after):
            del after[place]
            named[place] = None
    for field, value in asked.items():
        for place, new in _asked(field, value, after).items():
            named[place] = new
            if new is None:
                after.pop(place, None)
            else:
                after[place] = new
    record = _checked(gather({name: present[name] for name in IDENTITY}, after), tuple(asked))
    after = spread(plain(record))
    found = {place: after.get(place) for place in named} | differences(before, after)
    return in_their_places(before, [Change(place, value, since, exact=True) for place, value in found.items()])


def in_their_places(before: Mapping[Place, Any], found: list[Change]) -> list[Change]:
    """The changes, with what each document takes the place of; those first, while that is still there."""
    values = {**before, **{change.place: change.value for change in found}}
    instead = _instead(before, {place: value for place, value in values.items() if value is not None})
    placed = [replace(change, instead=instead.get(change.place)) for change in found]
    return sorted(placed, key=lambda change: change.instead is None)


def _instead(before: Mapping[Place, Any], after: Mapping[Place, Any]) -> dict[Place, Place]:
    """Documents that come for others of their role which go: a mark's first picture stays the first."""
    going = [place for place in before if place.field == "documents" and place not in after]
    found: dict[Place, Place] = {}
    for place, value in after.items():
        if place.field == "documents" and place not in before:
            left = next((one for one in going if before[one].get("role") == value.get("role")), None)
            if left:
                going.remove(left)
                found[place] = left
    return found


def _asked(field: str, value: Any, present: Mapping[Place, Any]) -> dict[Place, Any]:
    if field in IDENTITY:
        raise InvalidChange(field, "cannot be changed: it is part of the dossier's key")
    if field not in FIELDS:
        raise InvalidChange(field, "there is no such field")
    if field in ITEM_KEYS:
        if value is None or isinstance(value, str | Mapping | BaseModel):
            raise InvalidChange(field, "is a list: give the items that change, and name those that go in `remove`")
        return _items(field, [_json(field, item) for item in value], present)
    patch = _json(field, value)
    there = present.get(Place(field))
    return {Place(field): _patched(there, patch) if isinstance(patch, dict) else patch}


def _items(field: str, items: list[Any], present: Mapping[Place, Any]) -> dict[Place, Any]:
    found: dict[Place, Any] = {}
    seen: dict[str, int] = {}
    for item in items:
        if not isinstance(item, dict):
            raise InvalidChange(field, f"{item!r} is no item of this list")
        try:
            key = item_key(field, item)
        except TypeError as error:
            raise InvalidChange(field, str(error)) from error
        count = seen[key] = seen.get(key, 0) + 1
        place = Place(field, key if count == 1 else f"{key}#{count}")
        found[place] = _patched(present.get(place), item)
    return found


def _removed(field: str, items: Any, present: Mapping[Place, Any]) -> list[Place]:
    if field not in ITEM_KEYS:
        raise InvalidChange(field, "is no list; set it to None to remove it")
    places = []
    for parts in items:
        values = (parts,) if isinstance(parts, str | int) else tuple(parts)
        if len(values) != len(ITEM_KEYS[field]):
            raise InvalidChange(field, f"an item is named by {', '.join(ITEM_KEYS[field])}; {values!r} is not")
        named = {
            name: _json(field, part) for name, part in zip(ITEM_KEYS[field], values, strict=True) if part is not None
        }
        place = Place(field, item_key(field, named))
        if place not in present:
            raise InvalidChange(field, f"there is no item {place.item}")
        places.append(place)
    return places


def _patched(there: Any, patch: Json) -> Json:
    """RFC 7396: None removes, a mapping goes deeper, all else replaces."""
    merged = dict(there) if isinstance(there, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, dict):
            merged[name] = _patched(merged.get(name), value)
        else:
            merged[name] = value
    return merged


def _json(field: str, value: Any) -> Any:
    """Plain JSON of a value; a model says all its parts, so it replaces."""
    try:
        return TypeAdapter(Any).dump_python(value, mode="json")
    except ValueError as error:
        raise InvalidChange(field, str(error)) from error


def _checked(record: Json, fields: tuple[str, ...]) -> Record:
    try:
        return Record.model_validate(record)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or ", ".join(fields)
        raise InvalidChange(place, first["msg"]) from error

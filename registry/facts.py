"""Facts and records: a record spread into one fact a field or item, and facts folded back into the record. Pure.

A place is (field, item): the item is empty for a field that is no list, else the item's key (`ITEM_KEYS`) as JSON.
Items of one key after the first carry `#2`, `#3`, … A fact with value None says that the place is empty from then on.

The law that the tests hold: for every dossier, folding all its facts gives the record that the register keeps.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, get_args

import orjson
from pydantic import BaseModel

from mappings.addresses import Person, person
from mappings.audience import NO_RULES, ORDER, PARTY_FIELDS, STREET_OF_A_PERSON, AudienceRules
from mappings.record import ITEM_KEYS, Audience, Record

Json = dict[str, Any]

IDENTITY = ("kind", "office", "application_number")
FIELDS = tuple(name for name in Record.model_fields if name not in IDENTITY)
LONGEST_ITEM = 400  # characters; longer keys end in their SHA-256, because an index row holds 2,700 bytes
PLACES_A_VERSION = 1 << 20  # positions are version * this + place in the record, so later items stand behind


class Place(NamedTuple):
    field: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of one dossier; `version` is the dossier's version that recorded it."""

    place: Place
    position: int
    value: Any  # None: removed
    valid_from: dt.date
    version: int


def item_model(field: str) -> type[BaseModel]:
    """The model of one item of a list field."""
    model: type[BaseModel] = get_args(Record.model_fields[field].annotation)[0]
    return model


_KEY_PARTS = {
    field: tuple((part, item_model(field).model_fields[part].get_default()) for part in parts)
    for field, parts in ITEM_KEYS.items()
}
_KEY_DEFAULTS = {  # a part without default is required, so .get never falls back to it
    field: tuple((part, default if isinstance(default, str | int) else None) for part, default in parts)
    for field, parts in _KEY_PARTS.items()
}


def item_key(field: str, item: Mapping[str, Any]) -> str:
    """What tells the item from its like, as JSON: `["applicant",1]`."""
    text = orjson.dumps([item.get(part, default) for part, default in _KEY_DEFAULTS[field]]).decode()
    if len(text) <= LONGEST_ITEM:
        return text
    return f"{text[: LONGEST_ITEM - 64]}{hashlib.sha256(text.encode()).hexdigest()}"


def plain(record: Record) -> Json:
    """The record as the register keeps it: JSON without None and without empty lists, defaults written out."""
    dumped = _without_empty(record.model_dump(mode="json", exclude_none=True))
    assert isinstance(dumped, dict)
    return dumped


def spread(record: Mapping[str, Any]) -> dict[Place, Any]:
    """The values of a plain record by place, in the record's order."""
    places: dict[Place, Any] = {}
    for field in FIELDS:
        value = record.get(field)
        if value is None:
            continue
        if field not in ITEM_KEYS:
            places[Place(field)] = value
            continue
        seen: dict[str, int] = {}
        for item in value:
            key = item_key(field, item)
            count = seen[key] = seen.get(key, 0) + 1
            places[Place(field, key if count == 1 else f"{key}#{count}")] = item
    return places


def gather(identity: Mapping[str, Any], places: Mapping[Place, Any]) -> Json:
    """The plain record of the places, items in the order given. `identity` holds kind, office, application_number."""
    record: Json = {name: identity[name] for name in IDENTITY}
    for place, value in places.items():
        if place.field in ITEM_KEYS:
            record.setdefault(place.field, []).append(value)
        else:
            record[place.field] = value
    return record


def fold(identity: Mapping[str, Any], facts: Iterable[Fact]) -> Json:
    """The plain record the facts tell: of each place the fact valid from the latest day, then the latest version."""
    heads: dict[Place, Fact] = {}
    for fact in facts:
        head = heads.get(fact.place)
        if head is None or (head.valid_from, head.version) <= (fact.valid_from, fact.version):
            heads[fact.place] = fact
    ordered = sorted(heads.values(), key=lambda fact: (fact.position, fact.place))
    return gather(identity, {fact.place: fact.value for fact in ordered if fact.value is not None})


def differences(before: Mapping[Place, Any], after: Mapping[Place, Any]) -> dict[Place, Any]:
    """What must be recorded so that `before` becomes `after`: the new value of each place, None where it goes."""
    changed = {place: value for place, value in after.items() if before.get(place) != value}
    return changed | {place: None for place in before if place not in after}


def valid_since(record: Mapping[str, Any], field: str, value: Any, today: dt.date) -> dt.date:
    """Since when a newly filed value holds, as far as the record itself says it, and never later than `today`.

    Events, publications, recordals and documents have a day of their own, as has a status; a registration number and
    the dates that follow from registration hold since registration; all else since filing.
    """
    own = {"events": "date", "publications": "date", "recordals": "date", "documents": "date", "proceedings": "filed"}
    if field in own or field == "status":
        said = value.get(own.get(field, "date"))
    elif field in {"registration_number", "registration_date", "expiry_date", "renewal_date"}:
        said = record.get("registration_date")
    elif field == "termination_date":
        said = value
    else:
        said = None
    said = said or record.get("filing_date")
    return min(dt.date.fromisoformat(said), today) if said else today


def audience(field: str, value: Any, office: str = "", rules: AudienceRules = NO_RULES) -> Audience:
    """Who may read the whole of a value of that office's file: the narrowest audience of anything in it."""
    return max(_own_audience(field, value), rules.least(office, field, value), key=ORDER.index)


def _own_audience(field: str, value: Any) -> Audience:
    if field != "parties":
        return Audience(value.get("audience", Audience.PUBLIC)) if isinstance(value, dict) else Audience.PUBLIC
    found = [PARTY_FIELDS[name] for name in PARTY_FIELDS if value.get(name)]
    # Of a removed item nothing is left to hide.
    if value.get("address") and person(str(value.get("role")), value.get("natural_person")) is Person.NATURAL:
        found.append(STREET_OF_A_PERSON)
    return max(found, key=ORDER.index, default=Audience.PUBLIC)


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_empty(inner) for name, inner in value.items() if inner != []}
    if isinstance(value, list):
        return [_without_empty(inner) for inner in value]
    return value

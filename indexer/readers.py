"""A record's JSON as one audience may see it: `mappings.audience.visible` on plain dicts.

The projection reads every dossier once for staff and once for the public; building pydantic models for that would
cost more than the engine's own work. A property test holds both to the same answer.
"""

from __future__ import annotations

from operator import is_not
from typing import Any

from mappings import addresses
from mappings.addresses import Shown
from mappings.audience import CARRYING, NO_RULES, PARTY_FIELDS, STREET_OF_A_PERSON, AudienceRules, may_read
from mappings.paths import Tree
from mappings.record import Audience

# For each reader, what stays hidden: names of audiences, fields of a party, and whether a person's street is among it.
_HIDDEN = {reader: frozenset(str(a) for a in Audience if not may_read(reader, a)) for reader in Audience}
_FIELDS = {
    reader: frozenset(name for name, audience in PARTY_FIELDS.items() if not may_read(reader, audience))
    for reader in Audience
}
_NO_STREET = {reader: not may_read(reader, STREET_OF_A_PERSON) for reader in Audience}


def visible(record: dict[str, Any], reader: Audience, rules: AudienceRules = NO_RULES) -> dict[str, Any]:
    """The record without what `reader` may not read; the very same dict when nothing is hidden. Pure."""
    hidden = _HIDDEN[reader]
    if not hidden:
        return record
    changed: dict[str, Any] = {}
    for name in CARRYING:
        items = record.get(name)
        if items and not hidden.isdisjoint([item.get("audience") for item in items]):
            changed[name] = [item for item in items if item.get("audience") not in hidden]
    fields, no_street = _FIELDS[reader], _NO_STREET[reader]
    if (fields or no_street) and (parties := record.get("parties")):
        shown = rules.shown(record["office"]) if no_street else None
        seen = [_party(party, fields, record["kind"], shown) for party in parties]
        if any(map(is_not, seen, parties)):
            changed["parties"] = seen
    told = {**record, **changed} if changed else record
    kept_back = rules.kept_back(record["office"], reader)
    return _without(told, kept_back) if kept_back else told


def _without(part: dict[str, Any], kept_back: Tree) -> dict[str, Any]:
    """The record, or a part of it, without what the tree names; the very same dict when it has nothing of that."""
    changed: dict[str, Any] = {}
    gone: set[str] = set()
    for name, below in kept_back.items():
        value = part.get(name)
        if value is None:
            continue
        if not below:
            gone.add(name)
        elif isinstance(value, list):
            items = [_without(item, below) for item in value]
            if any(map(is_not, items, value)):
                changed[name] = items
        elif (seen := _without(value, below)) is not value:
            changed[name] = seen
    if not gone and not changed:
        return part
    return {name: changed.get(name, value) for name, value in part.items() if name not in gone}


def _party(party: dict[str, Any], fields: frozenset[str], kind: str, shown: addresses.Table | None) -> dict[str, Any]:
    address: dict[str, Any] = party.get("address") or {}
    told = shown[kind, party["role"], party.get("natural_person")] if shown and address else Shown.FULL
    within = told is Shown.FULL or (told is not Shown.NOTHING and address.keys() <= set(addresses.FIELDS[told]))
    if within and fields.isdisjoint(party):
        return party
    seen = {name: value for name, value in party.items() if name not in fields}
    if told is Shown.NOTHING:
        del seen["address"]
    elif not within:
        seen["address"] = {name: address[name] for name in addresses.FIELDS[told] if name in address}
    return seen

"""What a granted request does to the record: the changes as `registry.amending` takes them. Pure.

Each effect takes the record as it stands, the request's type and form, its number and the day, and gives what changes
and which items go. What makes another file of it (division, conversion) gives that file's record besides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mappings.record import GoodsClass, Party, Record, Recordal, Related, Role
from mappings.requests import Effect, RequestType
from registry.errors import InvalidForm

OWNERS = (Role.HOLDER, Role.APPLICANT)


@dataclass(frozen=True)
class Granted:
    """A request that takes effect."""

    name: str  # of its type
    rule: RequestType
    form: Mapping[str, Any]  # models, `registry.forms.read`
    number: str
    date: dt.date
    text: str  # what the journal calls it


@dataclass(frozen=True)
class Effected:
    """`changes` and `remove` as of `registry.commands.Amend`; `child` is another application that comes of it."""

    changes: dict[str, Any] = field(default_factory=dict)
    remove: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    child: Record | None = None


def effect(record: Record, granted: Granted) -> Effected:
    """InvalidForm when the form names what the record has not."""
    return _EFFECTS[granted.rule.effect or "none"](record, granted)


def _goods(record: Record, granted: Granted) -> Effected:
    """The goods of the classes named, and classes added: an application's goods may be amended whole."""
    del record
    return Effected({"classes": _classes(granted.form["goods"])})


def _limited(record: Record, granted: Granted) -> Effected:
    """Goods of classes that are there; a limitation never adds a class."""
    there = {one.number for one in record.classes}
    for one in granted.form["goods"]:
        if one.number not in there:
            raise InvalidForm(granted.name, "goods", f"the file has no class {one.number}, and a limitation adds none")
    return Effected({"classes": _classes(granted.form["goods"])})


def _logo(record: Record, granted: Granted) -> Effected:
    """Another picture in the place of the logo."""
    new = granted.form["logo"].model_copy(update={"role": "logo"})
    old = [(one.digest,) for one in record.documents if one.role == "logo" and one.digest != new.digest]
    return Effected({"documents": [new]}, {"documents": old} if old else {})


def _renamed(record: Record, granted: Granted) -> Effected:
    party = _party(record, granted)
    return Effected({"parties": [{**_key(party), "name": granted.form["name"]}]})


def _readdressed(record: Record, granted: Granted) -> Effected:
    party = _party(record, granted)
    address = granted.form["address"].model_dump(mode="json")
    return Effected({"parties": [{**_key(party), "address": address}]})


def _replaced(record: Record, granted: Granted) -> Effected:
    """The parties of a role give place to the one named."""
    role = granted.rule.party
    new = granted.form["party"].model_copy(update={"role": role, "sequence": 1})
    gone = [(str(one.role), one.sequence) for one in record.parties if one.role == role and one.sequence != 1]
    return Effected({"parties": [new]}, {"parties": gone} if gone else {})


def _added(record: Record, granted: Granted) -> Effected:
    return Effected({"parties": [_next(record, granted.form["party"], granted.rule.party or Role.REPRESENTATIVE)]})


def _removed(record: Record, granted: Granted) -> Effected:
    role = granted.rule.party
    gone = [(str(one.role), one.sequence) for one in record.parties if one.role == role]
    if not gone:
        raise InvalidForm(granted.name, "", f"the file has no {role}")
    return Effected(remove={"parties": gone})


def _transferred(record: Record, granted: Granted) -> Effected:
    """The new owner in the place of all owners, who become previous holders; the transfer is recorded."""
    role = Role.HOLDER if record.registration_number else Role.APPLICANT
    old = [one for one in record.parties if one.role in OWNERS]
    new = granted.form["party"].model_copy(update={"role": role, "sequence": 1})
    former = [one.sequence for one in record.parties if one.role == Role.PREVIOUS_HOLDER]
    after = max(former, default=0)
    previous = [
        one.model_copy(update={"role": Role.PREVIOUS_HOLDER, "sequence": after + n}) for n, one in enumerate(old, 1)
    ]
    gone = [(str(one.role), one.sequence) for one in old if (one.role, one.sequence) != (role, 1)]
    entry = _entry(granted, [one.name for one in old], [new.name])
    changes = {"parties": [new, *previous], "recordals": [entry]}
    return Effected(changes, {"parties": gone} if gone else {})


def _recorded(record: Record, granted: Granted) -> Effected:
    """An entry in the register, with the party in whose favour it is."""
    owners = [one.name for one in record.parties if one.role in OWNERS]
    given = granted.form.get("party")
    changes: dict[str, Any] = {"recordals": [_entry(granted, owners, [given.name] if given else [])]}
    if given and granted.rule.effect == "record-party":
        changes["parties"] = [_next(record, given, granted.rule.party or Role.LICENSEE)]
    return Effected(changes)


def _recordal_amended(record: Record, granted: Granted) -> Effected:
    entry = _recordal(record, granted)
    return Effected({"recordals": [{"number": entry.number, "note": granted.form["text"]}]})


def _recordal_ended(record: Record, granted: Granted) -> Effected:
    """The entry says that it has ended; a licensee who is named in no other goes."""
    entry = _recordal(record, granted)
    others = {name for one in record.recordals if one.number != entry.number for name in one.receivers}
    gone = [
        (str(one.role), one.sequence)
        for one in record.parties
        if one.role == granted.rule.party and one.name in entry.receivers and one.name not in others
    ]
    note = f"{granted.text}, {granted.date}"
    return Effected({"recordals": [{"number": entry.number, "note": note}]}, {"parties": gone} if gone else {})


def _divided(record: Record, granted: Granted) -> Effected:
    """The classes named go into a new file of the same dates; with a party it is that party's (partial transfer)."""
    wanted = set(granted.form["classes"])
    moved = tuple(one for one in record.classes if one.number in wanted)
    if missing := wanted - {one.number for one in moved}:
        raise InvalidForm(granted.name, "classes", f"the file has no class {', '.join(sorted(missing))}")
    if len(moved) == len(record.classes):
        raise InvalidForm(granted.name, "classes", "all classes are named; leave at least one with the file")
    child = _child(record, granted, "division").model_copy(update={"classes": moved})
    return Effected({}, {"classes": [(one.scheme, one.number) for one in moved]}, child)


def _converted(record: Record, granted: Granted) -> Effected:
    """A national application of the same date takes the place of a designation that has ended."""
    related = tuple(one for one in record.related if one.relation != "international")
    child = _child(record, granted, "conversion")
    return Effected(child=child.model_copy(update={"related": (*related, *child.related[-1:])}))


def _corrected(record: Record, granted: Granted) -> Effected:
    del record
    return Effected(dict(granted.form["changes"]))


def _none(record: Record, granted: Granted) -> Effected:
    del record, granted
    return Effected()


_EFFECTS: dict[Effect, Callable[[Record, Granted], Effected]] = {
    "goods": _goods,
    "limit-goods": _limited,
    "logo": _logo,
    "rename": _renamed,
    "readdress": _readdressed,
    "replace-party": _replaced,
    "add-party": _added,
    "remove-party": _removed,
    "transfer": _transferred,
    "record": _recorded,
    "record-party": _recorded,
    "amend-recordal": _recordal_amended,
    "end-recordal": _recordal_ended,
    "divide": _divided,
    "convert": _converted,
    "correct": _corrected,
    "none": _none,
}


def _child(record: Record, granted: Granted, relation: str) -> Record:
    """A file of the same content and dates as this one, which it names."""
    parent = Related(relation=relation, office=record.office, number=record.application_number, date=granted.date)
    parties = record.parties
    if new := granted.form.get("party"):
        role = Role.HOLDER if record.registration_number else Role.APPLICANT
        kept = tuple(one for one in parties if one.role not in OWNERS)
        parties = (new.model_copy(update={"role": role, "sequence": 1}), *kept)
    return record.model_copy(
        update={
            "parties": parties,
            "related": (*record.related, parent),
            "registration_number": None,
            "events": (),
            "publications": (),
            "recordals": (),
        }
    )


def _classes(goods: tuple[GoodsClass, ...]) -> list[dict[str, Any]]:
    return [{"scheme": one.scheme, "number": one.number, "goods": one.goods} for one in goods]


def _entry(granted: Granted, conveyors: list[str], receivers: list[str]) -> Recordal:
    return Recordal(
        number=granted.number,
        date=granted.date,
        executed=granted.form.get("executed"),
        text=granted.text,
        conveyors=tuple(conveyors),
        receivers=tuple(receivers),
        note=granted.form.get("text"),
    )


def _recordal(record: Record, granted: Granted) -> Recordal:
    wanted = granted.form["entry"]
    found = next((one for one in record.recordals if one.number == wanted), None)
    if found is None:
        known = ", ".join(one.number for one in record.recordals) or "none"
        raise InvalidForm(granted.name, "entry", f"the register has no entry {wanted} for the file; it has {known}")
    return found


def whose(record: Record, role: Role | None) -> Party | None:
    """The party of the role, or the first owner where none is named."""
    wanted = (role,) if role else OWNERS
    return next((one for one in record.parties if one.role in wanted), None)


def _party(record: Record, granted: Granted) -> Party:
    """Whom a change of name or address is about: the party of the role named, or the first owner."""
    role = granted.form.get("role")
    found = whose(record, role)
    if found is None:
        raise InvalidForm(granted.name, "role", f"the file has no {role or 'owner'}")
    return found


def _next(record: Record, party: Party, role: Role) -> Party:
    taken = [one.sequence for one in record.parties if one.role == role]
    return party.model_copy(update={"role": role, "sequence": max(taken, default=0) + 1})


def _key(party: Party) -> dict[str, Any]:
    return {"role": str(party.role), "sequence": party.sequence}

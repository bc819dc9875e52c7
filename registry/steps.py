"""What one command does to one dossier, and which facts and which record that gives. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import orjson

from mappings.audience import CARRYING, AudienceRules
from mappings.number import DossierKey
from registry.facts import PLACES_A_VERSION, Json, Place, gather, spread


@dataclass(frozen=True)
class Held:
    """A dossier as its locked row says."""

    id: int
    key: DossierKey
    version: int
    sequence: int
    recorded_at: dt.datetime
    record: Json | None
    published_on: dt.date | None
    deleted_at: dt.datetime | None

    @property
    def present(self) -> Json:
        assert self.record is not None
        return self.record


@dataclass(frozen=True)
class Change:
    place: Place
    value: Any  # None: removed
    valid_from: dt.date | None = None  # None: today
    exact: bool = False  # valid from that very day, even if a later fact overrides it; else not before what it follows
    instead: Place | None = None  # of a new item: one that goes in the same step, whose place in the list it takes


@dataclass(frozen=True)
class Step:
    """What one command does to one dossier. `held` is None for a new one."""

    key: DossierKey
    held: Held | None
    changes: Sequence[Change]
    command_id: UUID
    actor: str
    published_on: dt.date | None = None  # the earliest ever said counts
    delete: bool = False
    version_even_so: bool = False  # a new version although no fact changes: publication, deletion


@dataclass(frozen=True)
class Written:
    id: int
    version: int
    sequence: int
    recorded_at: dt.datetime
    changed: bool
    record: Json | None
    events: dict[str, int] = field(default_factory=dict)  # item -> id in the journal, of the events this step added


@dataclass(frozen=True)
class Head:
    valid_from: dt.date
    position: int
    value: Any


@dataclass(frozen=True)
class Row:
    """One fact to write."""

    change: Change
    valid_from: dt.date
    position: int


@dataclass(frozen=True)
class Plan:
    step: Step
    rows: list[Row]
    written: Written

    @property
    def version(self) -> int:
        return self.written.version


def narrowed(step: Step, rules: AudienceRules) -> Step:
    """The step as the office's rules let it be recorded; other offices' files are recorded as they say. Pure."""
    if step.key.office != rules.office:
        return step
    changes = [
        replace(change, value=rules.narrowed(step.key.kind, change.place.field, change.value))
        if change.value is not None and change.place.field in CARRYING
        else change
        for change in step.changes
    ]
    return replace(step, changes=changes)


def plan(step: Step, heads: dict[Place, Head], now: dt.datetime, sequence: int) -> Plan:
    """Pure: which facts are new, and the record they give."""
    held, rows, version = step.held, [], step.held.version + 1 if step.held else 1
    places = spread(held.record) if held and held.record else {}
    for index, change in enumerate(step.changes):
        head = heads.get(change.place)
        since = change.valid_from or now.date()
        if head and not change.exact:
            since = max(since, head.valid_from)
        if head is None:
            if change.value is None:
                continue
        elif head.value == change.value and head.valid_from <= since:
            continue
        again = head is None or (head.value is None and head.valid_from <= since)
        left = _left(change, heads, since) if again else None
        position = version * PLACES_A_VERSION + index if again or head is None else head.position
        rows.append(Row(change, since, left.position if left else position))
        if not head or head.valid_from <= since:  # else a fact of the past: what follows it holds now
            _put(places, change, instead=left is not None)
    changed = bool(rows) or held is None or step.version_even_so or step.delete
    if held and not changed:
        return Plan(step, [], Written(held.id, held.version, held.sequence, held.recorded_at, False, held.record))
    recorded_at = max(now, held.recorded_at + dt.timedelta(microseconds=1)) if held else now
    identity = {"kind": str(step.key.kind), "office": step.key.office, "application_number": step.key.number}
    gone = step.delete or (held is not None and held.deleted_at is not None)
    record = None if gone else gather(identity, places)
    return Plan(step, rows, Written(held.id if held else 0, version, sequence, recorded_at, True, record))


def _left(change: Change, heads: dict[Place, Head], since: dt.date) -> Head | None:
    """What a new item takes the place of; not what goes in the past alone, and holds now."""
    left = heads.get(change.instead) if change.instead else None
    return left if left and (left.valid_from <= since or not change.exact) else None


def _put(places: dict[Place, Any], change: Change, *, instead: bool) -> None:
    """Puts the value at its place, which keeps the order of the others."""
    if change.value is None:
        places.pop(change.place, None)
    elif instead and change.instead in places:
        new = (change.place, change.value)
        ordered = [new if place == change.instead else (place, value) for place, value in places.items()]
        places.clear()
        places.update(ordered)
    else:
        places[change.place] = change.value


def columns(plan: Plan) -> dict[str, Any]:
    """The columns of `dossier` that follow from its record."""
    record = plan.written.record
    shown = record or {}
    status = shown.get("status", {})
    text = orjson.dumps(record, option=orjson.OPT_SORT_KEYS) if record is not None else None
    days = [day for day in (plan.step.held and plan.step.held.published_on, plan.step.published_on) if day]
    return {
        "registration_number": shown.get("registration_number"),
        "filing_date": shown.get("filing_date"),
        "registration_date": shown.get("registration_date"),
        "expiry_date": shown.get("expiry_date"),
        "status_group": status.get("group", "unknown"),
        "status_code": status.get("code"),
        "version": plan.version,
        "sequence": plan.written.sequence,
        "recorded_at": plan.written.recorded_at,
        "record": text.decode() if text is not None else None,
        "digest": hashlib.sha256(text or b"").hexdigest(),
        "published_on": min(days, default=None),
        "deleted_at": plan.written.recorded_at if plan.step.delete else plan.step.held and plan.step.held.deleted_at,
    }

"""Data that was captured wrongly is set right before the public has read it: from two records to the amendment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from mappings.number import DossierKey
from mappings.record import ITEM_KEYS, Audience, Event, Record
from registry.changing import hold
from registry.commands import CORRECTED
from registry.database import Register
from registry.facts import FIELDS, Json, item_key, plain


@dataclass(frozen=True)
class Captured:
    """A file's data as they stand; `against` says why they are not set right here, `done` that it was done already."""

    version: int
    record: Json
    against: str | None
    done: bool


def captured(register: Register, key: DossierKey, command: UUID | None = None) -> Captured:
    """NoSuchDossier, DossierDeleted. `command` is the id of what is asked, if anything is."""
    with register.session() as session:
        held = hold(session, key, None)
        frozen = session.scalar(text("select exists (select from snapshot where dossier_id = :id)"), {"id": held.id})
        done = command is not None and session.scalar(
            text("select exists (select from command where id = :id)"), {"id": command}
        )
    against = None
    if held.published_on is not None:
        against = f"it was published on {held.published_on}"
    elif frozen:
        against = "it stands in an issue of the gazette already"
    return Captured(held.version, held.present, against, bool(done))


def amendment(before: Json, record: Record) -> tuple[dict[str, Any], dict[str, Any]]:
    """What changes and what goes, as `registry.commands.Amend` takes it, so that the file says what `record` says."""
    after = plain(record)
    changes: dict[str, Any] = {}
    remove: dict[str, Any] = {}
    for name in FIELDS:
        if before.get(name) == after.get(name):
            continue
        if name not in ITEM_KEYS:
            changes[name] = getattr(record, name)
            continue
        there = _items(name, before)
        found = {item_key(name, item): place for place, item in enumerate(after.get(name, ()))}
        new = [getattr(record, name)[place] for key, place in found.items() if there.get(key) != after[name][place]]
        gone = [tuple(item.get(part) for part in ITEM_KEYS[name]) for key, item in there.items() if key not in found]
        changes |= {name: new} if new else {}
        remove |= {name: gone} if gone else {}
    return changes, remove


def twice(record: Record) -> list[tuple[str, str]]:
    """The items of a record that have what tells them apart in common, as places with what is wrong."""
    found = []
    for name in ITEM_KEYS:
        keys = [item_key(name, item.model_dump(mode="json", exclude_none=True)) for item in getattr(record, name)]
        found += [
            (f"{name}[{place}]", "stands there twice; leave one out")
            for place, key in enumerate(keys)
            if name in {"classes", "priorities", "classifications"} and key in keys[:place]
        ]
    return found


def told(day: dt.date, note: str) -> Event:
    """The journal's line."""
    return Event(date=day, code=CORRECTED, text="Captured data set right", note=note, audience=Audience.STAFF)


def _items(name: str, record: Mapping[str, Any]) -> dict[str, Json]:
    return {item_key(name, item): item for item in record.get(name, ())}

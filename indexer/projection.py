"""A dossier as the register has it → the documents of the three collections. Pure, and the same bytes every time.

Everything that the engine is to hold of one dossier comes from here, whoever asks: the follower, the rebuild, the
audit. No pydantic, since the projection must keep up with the engine. Tests hold every document to the models of
`mappings.document`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, get_args

import orjson

from indexer.fields import Json, drawn, entry, indexed, lasting, telling
from indexer.operations import Operation, hashed
from indexer.readers import visible
from indexer.rules import Rules
from mappings import names
from mappings.document import Collection
from mappings.number import DossierKey
from mappings.record import Audience, Kind
from registry.reading import FrozenSnapshot, State, TakenOut
from registry.stages import EVENT
from similarity import keys, lexicon
from similarity.heard import Ear

ReadLook = Callable[[Sequence[str]], bytes | None]
WRITTEN_ONCE = 1  # the version of a publication document of which nothing was redacted


def unseen(_digests: Sequence[str]) -> None:
    """No picture is looked at."""


def documents(state: State, deployment: str, rules: Rules, look: ReadLook = unseen) -> list[Operation]:
    """Every document of one dossier in all three collections.

    `look` gives how the pictures of these content hashes look, as JSON; None where there is nothing to see.
    A deleted dossier gives tombstones, in `public` only where it had been published. What was published stays in
    `publications` whatever becomes of the dossier.
    """
    key = state.key
    identifier, aliases = key.id, _aliases(deployment, key.kind)
    identity: Json = {
        "id": identifier,
        "tie": key.tie,
        "office": key.office,
        "kind": key.kind,
        "number": key.number,
        "version": state.version,
        "sequence": state.sequence,
        "recorded_at": state.recorded_at,
        "deleted": state.deleted,
    }
    operations = [
        Operation(aliases["publications"], document["id"], version, hashed(document))
        for version, document in zip(_versions(state), publications(key, state.snapshots), strict=True)
    ]
    there = {operation.id for operation in operations}
    for version, document in zip(_versions_taken_out(state), _taken_out(key, state.taken_out), strict=True):
        if document["id"] not in there:  # an event that was put into another issue since
            operations.append(Operation(aliases["publications"], document["id"], version, hashed(document)))
    staff, public = _dossier(state, identity, rules, look)
    operations.append(Operation(aliases["dossiers"], identifier, state.version, staff))
    if public is not None:
        operations.append(Operation(aliases["public"], identifier, state.version, public))
    return operations


def dossier_of(identifier: str, collection: Collection) -> DossierKey | None:
    """The dossier to which the document of that id belongs; None when the id is none of ours."""
    try:
        return DossierKey.from_id(identifier.rpartition("~")[0] if collection == "publications" else identifier)
    except ValueError:
        return None


def publications(key: DossierKey, snapshots: Sequence[FrozenSnapshot]) -> Iterator[Json]:
    """What each publication froze, as `mappings.document.PublicationDocument` but for its hash.

    A published event holds no record: it bears the title and classes of the snapshot before it. One that was redacted
    is still an event.
    """
    read: Json = {}
    for snapshot in snapshots:
        alone = snapshot.stage == EVENT
        event = snapshot.fields.get("event") if snapshot.event_id is not None else None
        if not alone:
            read = indexed({**snapshot.fields, "application_number": key.number, "kind": key.kind}, _words)
        document: Json = {
            "id": f"{key.id}~e{snapshot.event_id}" if alone else f"{key.id}~{snapshot.ordinal}",
            "type": "event" if alone else "snapshot",
            "dossier": key.id,
            "office": key.office,
            "kind": key.kind,
            "number": key.number,
            "title": read.get("title"),
            "classes": read.get("classes"),
            "snapshot": snapshot.ordinal,
            "version": snapshot.version,
            "sequence": snapshot.sequence,
            "recorded_at": snapshot.recorded_at,
            "issue": snapshot.issue,
            "part": snapshot.part,
            "stage": snapshot.stage,
            "date": snapshot.date,
            "corrects": snapshot.corrects,
            "root": snapshot.root,
            "salts": snapshot.salts,
            "digests": snapshot.digests,
            "fields": snapshot.fields,
            "event": event,
        }
        yield {name: value for name, value in document.items() if value is not None}


def _taken_out(key: DossierKey, gone: Sequence[TakenOut]) -> Iterator[Json]:
    """What stands in the place of each publication that was taken out: nothing of what it had frozen."""
    for one in gone:
        alone = one.stage == EVENT
        yield {
            "id": f"{key.id}~e{one.event_id}" if alone else f"{key.id}~{one.ordinal}",
            "type": "taken-out",
            "dossier": key.id,
            "office": key.office,
            "kind": key.kind,
            "number": key.number,
            "snapshot": one.ordinal,
            "version": one.version,
            "sequence": one.sequence,
            "recorded_at": one.recorded_at,
            "stage": one.stage,
            "date": one.date,
        }


def _versions(state: State) -> Iterator[int]:
    """The version of each publication document: one more for each field redacted in its snapshot or one before it, and
    for each publication before it that was taken out.

    So a worker that read the register before a redaction cannot put back what it took out. Those before count because
    an event bears their title, and may be put into an issue anew.
    """
    version = WRITTEN_ONCE
    for snapshot in state.snapshots:
        version += len(snapshot.digests.keys() - snapshot.fields.keys())
        yield version + sum(one.ordinal < snapshot.ordinal for one in state.taken_out)


def _versions_taken_out(state: State) -> Iterator[int]:
    """The same for what was taken out: one more than it had while it stood."""
    for number, gone in enumerate(state.taken_out, start=1):
        before = (one for one in state.snapshots if one.ordinal < gone.ordinal)
        yield WRITTEN_ONCE + number + sum(len(one.digests.keys() - one.fields.keys()) for one in before)


def _dossier(state: State, identity: Json, rules: Rules, look: ReadLook) -> tuple[bytes, bytes | None]:
    """The staff's document and the public's: the very same bytes where nothing is hidden, None when not published."""
    published = state.published_on is not None
    if state.record is None:
        stone = hashed(identity | {"numbers": []})
        return stone, stone if published else None
    record: Json = orjson.loads(state.record)
    own = state.key.office == rules.office
    status = record.get("status") or {}
    rule = rules.statuses.get(state.key.kind, {}).get(status.get("code", "")) if own else None
    if rule is not None:
        record["status"] = {**status, "group": rule.group}
    identity["published"] = published
    identity["ignored_in_similarity"] = rule is not None and rule.ignored_in_similarity
    if state.snapshots:
        identity["snapshots"] = [_line(snapshot) for snapshot in state.snapshots]
    seen = visible(record, Audience.STAFF, rules.audiences)
    alike = lasting(seen, _words)
    register = rules.registers.get(state.key.kind)
    searched = register.searched if register else {}
    staff = hashed(_document(identity, alike | entry(seen, searched), seen, state.published_on, look))
    if not published:
        return staff, None
    told = record
    if rule is not None:
        told = {**told, "status": {**status, **rule.told}}
    waiting = {snapshot.issue for snapshot in state.snapshots if not snapshot.released}
    if waiting:  # nothing of an issue that is not out yet (ADR 7)
        identity["snapshots"] = [_line(snapshot) for snapshot in state.snapshots if snapshot.released]
        told = {**told, "publications": [p for p in told.get("publications", ()) if p.get("number") not in waiting]}
    told = visible(told, Audience.PUBLIC, rules.audiences)  # last: a rule may keep back what was just decided by
    if told is seen:
        return staff, staff
    if register or rules.audiences.kept_back(state.key.office, Audience.PUBLIC):  # the staff's fields may tell of it
        alike = lasting(told, _words)
    return staff, hashed(_document(identity, alike | entry(told, searched), told, state.published_on, look))


def _document(identity: Json, alike: Json, record: Json, published_on: dt.date | None, read_look: ReadLook) -> Json:
    document = {**identity, **alike, **telling(record), "record": record}
    if (digests := drawn(document)) and (look := read_look(digests)):
        document["look"] = orjson.Fragment(look)
    if published_on:  # here; the record may name an earlier publication elsewhere
        here = published_on.isoformat()
        document["publication_date"] = min(document.get("publication_date", here), here)
    return document


def _line(snapshot: FrozenSnapshot) -> Json:
    """One publication in the list that every page of the dossier shows."""
    return {
        "version": snapshot.version,
        "stage": snapshot.stage,
        "issue": snapshot.issue,
        "date": snapshot.date,
        "root": snapshot.root,
    }


def forget() -> None:
    """Empties the caches of words and their keys: a measurement must not begin with what the one before left."""
    _made.cache_clear()
    keys.token.cache_clear()


@lru_cache
def _aliases(deployment: str, kind: Kind) -> dict[Collection, str]:
    return {collection: names.alias(deployment, kind, collection) for collection in get_args(Collection)}


def _words(text: str, disclaimer: str) -> Any:
    return _made(text, disclaimer, (keys.EAR, id(lexicon.LEXICON)))


@lru_cache(maxsize=8_192)
def _made(text: str, disclaimer: str, _rules: tuple[Ear, int]) -> Any:
    """The keys as JSON; what was made by other rules is not asked for again."""
    return orjson.Fragment(orjson.dumps(keys.fields(text, disclaimer), option=orjson.OPT_SORT_KEYS))

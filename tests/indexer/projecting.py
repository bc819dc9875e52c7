"""A dossier's state and snapshots without a register, and the documents they are projected into."""

import datetime as dt

import orjson

from indexer.operations import content_hash
from indexer.projection import documents, dossier_of
from indexer.rules import Rules
from mappings import indices, names
from mappings.audience import NO_RULES, AudienceRules
from mappings.document import DossierDocument, PublicationDocument
from mappings.number import DossierKey
from mappings.record import Event, Kind, Record
from registry import snapshots
from registry.facts import plain
from registry.reading import FrozenSnapshot, State

NOW = dt.datetime(2026, 11, 23, 9, 30, 1, 5, tzinfo=dt.UTC)
DAY = dt.date(2026, 3, 2)


def state(record: Record | None, *, published: bool = True, key: DossierKey | None = None, **more) -> State:
    key = key or DossierKey(record.office, record.kind, record.application_number)
    fields = {
        "id": 1,
        "key": key,
        "version": 3,
        "sequence": 77,
        "recorded_at": NOW,
        "record": orjson.dumps(plain(record)).decode() if record else None,
        "deleted": record is None,
        "published_on": DAY if published else None,
    }
    return State(**{**fields, **more})


def frozen(
    record: Record,
    ordinal: int = 1,
    event: Event | None = None,
    issue: str = "2026/03",
    *,
    released: bool = True,
    rules: AudienceRules = NO_RULES,
) -> FrozenSnapshot:
    key = DossierKey(record.office, record.kind, record.application_number)
    told = snapshots.public_fields(record, rules)
    fields = {"event": event.model_dump(mode="json", exclude_none=True)} if event else told
    stage = "event" if event else "application"
    head = snapshots.header(key, ordinal=ordinal, version=2, stage=stage, date=DAY, issue=issue, part="a")
    made = snapshots.freeze(head, fields, salt=lambda: bytes(32))
    return FrozenSnapshot(
        ordinal=ordinal,
        version=2,
        sequence=70,
        recorded_at=NOW,
        stage=stage,
        issue=issue,
        part="a",
        date=DAY,
        event_id=9 if event else None,
        fields=made.fields,
        salts=made.salts,
        digests=made.digests,
        root=made.root,
        released=released,
    )


def projected(of: State, rules: Rules | None = None) -> dict[str, dict]:
    """collection~id → document; checks what holds for every operation."""
    found = {}
    for operation in documents(of, "xb", rules or Rules()):
        document = orjson.loads(operation.source)
        assert content_hash(document) == document["content_hash"] == operation.hash
        collection = operation.alias.removeprefix(f"blazon-xb-{of.key.kind}-")
        assert operation.alias == names.alias("xb", of.key.kind, collection)
        assert operation.id == document["id"]
        model = PublicationDocument if collection == "publications" else DossierDocument
        model.model_validate(document)
        assert document.keys() <= indices.fields(of.key.kind, collection).keys()
        assert dossier_of(operation.id, collection) == of.key
        found[f"{collection}~{operation.id.partition('~')[2]}" if "~" in operation.id else collection] = document
    return found


def mark(**more) -> Record:
    return Record(kind=Kind.TRADEMARK, office="XB", application_number="TM/2026/000123", **more)

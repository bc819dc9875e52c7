"""Made-up publications for benchmarks, frozen as the register freezes them, in an index of their own."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from opensearchpy import OpenSearch
from opensearchpy.helpers import bulk

from desk.benchmarks.records import marks
from mappings import digest, names
from mappings.audience import visible
from mappings.document import AsOf, PublicationDocument
from mappings.indices import Layout, definition, state_definition
from mappings.kinds import SHELVES
from mappings.number import DossierKey
from mappings.record import Audience, Kind, Record
from mappings.terms import Calendar
from publish_site.issue import Entry, House, Issue, Part
from publish_site.views import nice

IN_ISSUE = 1_000  # applications
FIRST_DAY = dt.date(2020, 1, 1)
SEED = 11
HOUSE = House(
    office="EM",
    office_name="Office of Measured Publications",
    name="Measured Gazette",
    parts=(
        Part(id="applications", title="Trademark applications", kind=Kind.TRADEMARK, stage="application"),
        Part(id="registrations", title="Registered trademarks", kind=Kind.TRADEMARK, stage="registration"),
    ),
    calendar=Calendar.model_validate(
        {
            "closed": {"weekly": ["saturday", "sunday"]},
            "counting": {"source": "Paris Convention, Article 4 C"},
            "terms": {"opposition": {"tm": {"months": 2}}},
        }
    ),
)


@dataclass
class MadeGazette:
    """Publications in the indices of a deployment; the closing lists lie in a folder, as they would in a register."""

    engine: OpenSearch
    deployment: str
    folder: Path
    issues: list[Issue] = field(default_factory=list)
    sequence: int = 0

    def open(self) -> None:
        """The indices, empty."""
        index = names.index(self.deployment, Kind.TRADEMARK, "publications", "20260101t000000")
        self.engine.indices.create(index=index, body=definition(Kind.TRADEMARK, "publications", Layout()))
        for kind in SHELVES:
            self.engine.indices.put_alias(index=index, name=names.alias(self.deployment, kind, "publications"))
        self.engine.indices.create(index=names.state(self.deployment, public=False), body=state_definition(Layout()))

    def reset(self) -> None:
        """As it was before anything was published."""
        self.issues.clear()
        self.sequence = 0

    def remove(self) -> None:
        self.engine.indices.delete(index=f"blazon-{self.deployment}-*")

    def publish(self, records: Iterator[Record], part: str, snapshot: int = 1) -> Issue:
        """One issue more with these records, and the checkpoint that covers it."""
        number = len(self.issues) + 1
        day = FIRST_DAY + dt.timedelta(days=number)
        issue = f"{day.year}/{number:04}"
        entries = []

        def documents() -> Iterator[dict[str, Any]]:
            for record in records:
                self.sequence += 1
                document = _frozen(record, Issue(id=issue, date=day, sequence=self.sequence, count=0), part, snapshot)
                entries.append(
                    {
                        "office": document.office,
                        "kind": document.kind,
                        "number": document.number,
                        "snapshot": snapshot,
                        "version": document.version,
                        "root": document.root,
                    }
                )
                yield {
                    "_index": names.alias(self.deployment, Kind.TRADEMARK, "publications"),
                    "_id": document.id,
                    "_source": document.model_dump(mode="json"),
                }

        bulk(self.engine, documents(), chunk_size=500)
        (self.folder / f"{number}.json").write_bytes(orjson.dumps(entries))
        made = Issue(id=issue, date=day, sequence=self.sequence, count=len(entries))
        self.issues.append(made)
        asof = AsOf(sequence=self.sequence, at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        index = names.state(self.deployment, public=False)
        self.engine.index(index=index, id=names.AS_OF, body=asof.model_dump(mode="json"))
        return made

    def fill(self, applications: int, progress: Any) -> None:
        """Issues of IN_ISSUE applications each."""
        stream = marks(applications, SEED)
        while some := list(islice(stream, IN_ISSUE)):
            self.publish(iter(some), "applications")
            progress("Publications made", self.sequence, applications)

    def change(self, events: int) -> Issue:
        """One issue more, in which so many of the applications are registered; spread over all of them."""
        total = self.sequence
        step = max(1, total // events)
        chosen = [record for number, record in enumerate(marks(total, SEED)) if number % step == 0][:events]
        return self.publish(iter(chosen), "registrations", snapshot=2)

    def closing(self, issue: str) -> Sequence[Entry]:
        number = next(place for place, one in enumerate(self.issues, 1) if one.id == issue)
        listed = orjson.loads((self.folder / f"{number}.json").read_bytes())
        return [Entry.model_validate(one) for one in listed]


def no_picture(name: str) -> bytes:
    """These marks have no pictures."""
    raise LookupError(name)


def _frozen(record: Record, issue: Issue, part: str, snapshot: int) -> PublicationDocument:
    """As the register freezes it, but for salts that are always the same."""
    record = visible(record, Audience.PUBLIC)
    key = DossierKey(record.office, record.kind, record.application_number)
    fields = record.model_dump(mode="json", exclude_defaults=True) | {"kind": record.kind.value}
    salts = {name: hashlib.sha256(f"{key.id}{snapshot}{name}".encode()).digest() for name in fields}
    digests = {name: digest.field_digest(salts[name], name, value) for name, value in fields.items()}
    given: dict[str, Any] = {
        "id": f"{key.id}~{snapshot}",
        "type": "snapshot",
        "dossier": key.id,
        "office": key.office,
        "kind": key.kind,
        "number": key.number,
        "title": record.title(),
        "snapshot": snapshot,
        "version": snapshot,
        "sequence": issue.sequence,
        "recorded_at": "2026-01-01T00:00:00Z",
        "content_hash": "0" * 64,
        "issue": issue.id,
        "part": part,
        "stage": part.rstrip("s"),
        "date": issue.date.isoformat(),
        "classes": nice(fields),
        "salts": {name: salt.hex() for name, salt in salts.items()},
        "digests": digests,
        "fields": fields,
    }
    return PublicationDocument.model_validate(given | {"root": digest.root(digest.header(given), digests)})

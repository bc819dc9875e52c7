"""A small gazette made by hand: publications frozen as the register freezes them, in real indices."""

import datetime as dt
import hashlib
import io
from base64 import b64encode
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from opensearchpy import OpenSearch
from PIL import Image, ImageDraw

from mappings import digest, names
from mappings.document import AsOf, DossierDocument, PublicationDocument
from mappings.engine import EngineSettings
from mappings.indices import Layout, definition, state_definition
from mappings.kinds import SHELVES
from mappings.number import DossierKey
from mappings.record import Kind, Record
from mappings.terms import Calendar
from publish_site.build import Built, build
from publish_site.issue import Entry, House, Issue, Part, Redacted
from publish_site.keyring import Key, Keyring, Signature, identifier
from publish_site.reading import Index
from publish_site.views import nice

HOUSE = House(
    office="XB",
    office_name="Office of Intellectual Property of Blazonia",
    name="Blazonia Intellectual Property Gazette",
    address="1 Herald Street, Port Argent",
    parts=(
        Part(
            id="tm-applications",
            title="Trademark applications open to opposition",
            kind=Kind.TRADEMARK,
            stage="application",
            date_code="442",
        ),
        Part(id="tm-registrations", title="Registered trademarks", date_code="450"),
        Part(id="pt-grants", title="Granted patents", date_code="45"),
        Part(id="ds-registrations", title="Registered designs", date_code="45"),
    ),
    calendar=Calendar.model_validate(
        {
            "closed": {"weekly": ["saturday", "sunday"]},
            "counting": {"source": "Paris Convention, Article 4 C"},
            "terms": {"opposition": {"tm": {"months": 2}}},
        }
    ),
)


class FixedSigner:
    """Signs with a key that is made of a number; what it signed once it need not keep, for it signs alike again."""

    def __init__(self, number: int = 1) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
        raw = self._private.public_key().public_bytes_raw()
        self.key = Key(id=identifier(raw), public=b64encode(raw).decode(), since=dt.date(2020, 1, 1))
        self.ring = Keyring(keys=(self.key,))

    def __call__(self, _issue: str, date: dt.date, manifest: bytes) -> Signature:
        return Signature(self.key.id, self._private.sign(manifest), date, hashlib.sha256(manifest).hexdigest())

    manifest = __call__

    def site(self, date: dt.date, manifest: bytes) -> Signature:
        return self("", max(date, dt.date(2026, 11, 25)), manifest)


class Backdated(FixedSigner):
    """Its key was revoked before the second issue, which it signs for a day before that."""

    def __init__(self) -> None:
        super().__init__(3)
        self.key = self.key.model_copy(update={"revoked": dt.date(2026, 2, 1), "reason": "leaked"})
        self.ring = Keyring(keys=(self.key,))

    def __call__(self, issue: str, date: dt.date, manifest: bytes) -> Signature:
        return super().__call__(issue, min(date, dt.date(2026, 1, 31)), manifest)

    manifest = __call__


SIGNER = FixedSigner()
PREFIX = {Kind.TRADEMARK: "TM", Kind.PATENT: "PT", Kind.DESIGN: "DS"}


def picture(shape: int, size: tuple[int, int] = (420, 300)) -> bytes:
    """A PNG with one of a few shapes."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    box = (90 + shape % 40, 40, 330, 260 - shape % 30)
    colour = ["#a01529", "#143f8f", "#17633a", "#111111", "#b07a00"][shape % 5]
    if shape % 3 == 0:
        draw.ellipse(box, fill=colour)
    elif shape % 3 == 1:
        draw.polygon([(210, 30), (360, 270), (60, 270)], fill=colour)
    else:
        draw.rectangle(box, outline=colour, width=28)
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


@dataclass
class Gazette:
    """Fills the indices of one deployment and builds from them."""

    engine: OpenSearch
    deployment: str
    sequence: int = 100
    gaps: tuple[str, ...] = ()
    publications: list[PublicationDocument] = field(default_factory=list)
    issues: dict[str, dt.date] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    signer: FixedSigner = SIGNER

    def picture(self, content: bytes, media_type: str = "image/png") -> dict[str, Any]:
        """A document of a record for these bytes."""
        name = hashlib.sha256(content).hexdigest()
        self.pictures[name] = content
        return {"digest": name, "media_type": media_type, "name": "logo.png", "role": "logo"}

    def publish(
        self,
        issue: str,
        part: str | None,
        stage: str,
        record: dict[str, Any],
        event: dict[str, Any] | None = None,
        corrects: int | None = None,
    ) -> PublicationDocument:
        """Freezes a record for an issue and remembers it; `put` writes it. At the stage `event` that alone."""
        self.sequence += 1
        date = self.issues.setdefault(issue, dt.date.fromisoformat(f"{issue[:4]}-{issue[5:7]}-14"))
        made = Record.model_validate(record)
        key = DossierKey(made.office, made.kind, made.application_number)
        ordinal = 1 + sum(p.dossier == key.id for p in self.publications)
        fields = made.model_dump(mode="json", exclude_defaults=True) | {"kind": made.kind.value}
        alone = event is not None and stage == "event"
        if event is not None:
            fields = {"event": event} if alone else fields | {"event": event}
        salts = {name: hashlib.sha256(f"{key.id}{ordinal}{name}".encode()).hexdigest() for name in fields}
        digests = {n: digest.field_digest(bytes.fromhex(salts[n]), n, value) for n, value in fields.items()}
        given = {
            "id": f"{key.id}~e{self.sequence}" if alone else f"{key.id}~{ordinal}",
            "type": "event" if alone else "snapshot",
            "event": event,
            "dossier": key.id,
            "office": key.office,
            "kind": key.kind,
            "number": key.number,
            "title": made.title(),
            "snapshot": ordinal,
            "version": ordinal + 1,
            "sequence": self.sequence,
            "recorded_at": "2026-01-01T00:00:00Z",
            "content_hash": "0" * 64,
            "issue": issue,
            "part": part,
            "stage": stage,
            "date": date.isoformat(),
            "corrects": corrects,
            "classes": nice(fields),
            "salts": salts,
            "digests": digests,
            "fields": fields,
        }
        document = PublicationDocument.model_validate(given | {"root": digest.root(digest.header(given), digests)})
        self.publications.append(document)
        return document

    def redact(self, place: int, name: str) -> Redacted:
        """Takes a field out of a publication that is remembered, as an order of a court does; `index` writes it."""
        published = self.publications[place]
        kept = {each: {f: v for f, v in getattr(published, each).items() if f != name} for each in ("fields", "salts")}
        self.publications[place] = published.model_copy(update=kept)
        return Redacted(published.dossier, published.snapshot, name)

    def issue(self, identifier: str) -> Issue:
        """The issue closed over what was published for it so far."""
        of_it = [p for p in self.publications if p.issue == identifier]
        last = max(p.sequence for p in of_it)
        return Issue(id=identifier, date=self.issues[identifier], sequence=last, count=len(of_it))

    def closing(self, identifier: str) -> list[Entry]:
        return [
            Entry(
                office=p.office, kind=p.kind, number=p.number, snapshot=p.snapshot, version=p.version, root=p.root or ""
            )
            for p in self.publications
            if p.issue == identifier
        ]

    def closed(self) -> list[Issue]:
        return [self.issue(identifier) for identifier in self.issues]

    def put(self, document: PublicationDocument) -> None:
        """Writes one publication as it is, right or wrong."""
        index = names.alias(self.deployment, document.kind, "publications")
        self.engine.index(index=index, id=document.id, body=document.model_dump(mode="json"))

    def put_public(self, record: dict[str, Any], identifier: str) -> None:
        """Writes what the public reads of a dossier today, right or wrong."""
        made = Record.model_validate(record)
        shown = DossierDocument(
            id=identifier,
            tie=DossierKey(made.office, made.kind, made.application_number).tie,
            office=made.office,
            kind=made.kind,
            number=made.application_number,
            numbers=(made.application_number,),
            version=9,
            sequence=self.sequence,
            recorded_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
            content_hash="0" * 64,
            published=True,
            status_text=made.status.text if made.status else None,
            record=made.model_dump(mode="json"),
        )
        alias = names.alias(self.deployment, made.kind, "public")
        if not self.engine.indices.exists_alias(name=alias):
            empty = definition(made.kind, "public", Layout()) | {"aliases": {alias: {}}}
            index = names.index(self.deployment, made.kind, "public", "20260101t000000")
            self.engine.indices.create(index=index, body=empty)
        body = shown.model_dump(mode="json", exclude_defaults=True)
        self.engine.index(index=alias, id=identifier, body=body, params={"refresh": "true"})

    def index(self) -> None:
        """Writes everything and the checkpoint."""
        for document in self.publications:
            self.put(document)
        self.checkpoint(self.sequence)

    def checkpoint(self, sequence: int) -> None:
        asof = AsOf(sequence=sequence, at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), gaps=self.gaps)
        index = names.state(self.deployment, public=False)
        self.engine.index(index=index, id=names.AS_OF, body=asof.model_dump(mode="json"))

    @property
    def settings(self) -> EngineSettings:
        (host,) = self.engine.transport.hosts
        return EngineSettings(url=f"http://{host['host']}:{host['port']}")

    def build(self, wanted: str, out: Path, **more: Any) -> Built:
        index = Index(self.engine, self.deployment, self.settings)
        given: dict[str, Any] = {
            "closed": self.closed(),
            "closing": self.closing,
            "sign": SIGNER,
            "picture": self.pictures.__getitem__,
        } | more
        house = given.pop("house", HOUSE)
        return build(index, house, given.pop("closed"), wanted, out, **given)


def deployment(engine: OpenSearch, code: str) -> Gazette:
    """The indices of a deployment with nothing in them; the publications of all kinds share one, as their fields do.

    What the public reads today has no part in a site: `put_public` makes its index where a test shows that.
    """
    body = definition(Kind.TRADEMARK, "publications", Layout())
    aliases: dict[str, Any] = {names.alias(code, kind, "publications"): {} for kind in SHELVES}
    index = names.index(code, Kind.TRADEMARK, "publications", "20260101t000000")
    engine.indices.create(index=index, body=body | {"aliases": aliases})
    engine.indices.create(index=names.state(code, public=False), body=state_definition(Layout()))
    return Gazette(engine, code)


def mark(number: str, words: str | None, **more: Any) -> dict[str, Any]:
    """A trademark application as a record."""
    return {
        "kind": "tm",
        "office": "XB",
        "application_number": number,
        "filing_date": "2025-09-01",
        "status": {"group": "pending", "code": "PUB", "text": "Published for opposition"},
        "mark": {"feature": "Combined"} | ({"verbal_element": words} if words else {}),
        "parties": [
            {
                "role": "applicant",
                "name": "Aurelia Trading S.A.",
                "natural_person": False,
                "address": {"lines": ["12 Rue du Port"], "city": "Port Argent", "country": "XB"},
            }
        ],
        "classes": [{"number": "9", "goods": "Software; telescopes"}],
        "events": [{"date": "2025-09-01", "code": "TM010", "text": "Application filed", "standard_code": "A00"}],
    } | more


def gapped(g: Gazette) -> Gazette:
    """Three publications of one mark, of which the second was taken out."""
    made = [
        g.publish(f"2026/0{number}", "tm-applications", "application", mark("TM/2026/000001", "AURELIA"))
        for number in (1, 2, 2)
    ]
    g.publications.remove(made[1])
    g.index()
    return g


def two_issues(g: Gazette) -> Gazette:
    """Marks with and without pictures, in two scripts, a patent and a design; one mark published twice."""
    logo = g.picture(picture(1))
    g.publish("2026/01", "tm-applications", "application", mark("TM/2026/000001", "AURELIA", documents=[logo]))
    g.publish("2026/01", "tm-applications", "application", mark("TM/2026/000002", "نجمة الصحراء"))
    g.publish(
        "2026/01",
        "tm-applications",
        "application",
        mark("TM/2026/000003", None, documents=[g.picture(picture(3))], classes=[{"number": "25"}, {"number": "3"}]),
    )
    view = g.picture(picture(5)) | {"role": "view", "name": "front.png"}
    g.publish(
        "2026/01",
        "ds-registrations",
        "registration",
        {
            "kind": "ds",
            "office": "XB",
            "application_number": "DS/2026/000007",
            "filing_date": "2025-10-02",
            "design": {"product": "Lamp", "views": [{"number": 1, "name": "front", "document": view["digest"]}]},
            "documents": [view],
        },
    )
    g.publish("2026/02", "tm-registrations", "registration", mark("TM/2026/000001", "AURELIA", documents=[logo]))
    g.publish(
        "2026/02",
        "pt-grants",
        "grant",
        {
            "kind": "pt",
            "office": "XB",
            "application_number": "PT/2026/000045",
            "filing_date": "2024-11-20",
            "invention": {"title": "Telescope mount", "abstract": "A mount.", "claims": [{"number": 1, "text": "A."}]},
            "classifications": [{"scheme": "ipc", "code": "G02B 23/16"}],
        },
    )
    g.index()
    return g

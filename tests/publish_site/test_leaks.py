"""Nothing that is withheld is in any file of a site, in any usual encoding; and this test can fail."""

import base64
import datetime as dt
import gzip
import html
import io
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from opensearchpy import OpenSearch
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from desk import gazette, rules
from indexer.follow import Follower
from indexer.settings import IndexerSettings
from mappings.number import DossierKey
from mappings.record import Audience, Document, Event, Record, Status
from offices.office import Office, load
from publish_site.reading import Index
from registry import handle
from registry.commands import Amend, CloseIssue, FileApplication, OpenIssue, Publish, RecordEvent, RedactField
from registry.database import Register, open_register
from registry.documents import DocumentStore
from registry.errors import NotPublishable
from tests.publish_site import leaks

DEMO = Path(__file__).resolve().parents[2] / "offices" / "demo"
KINDS = {".html", ".json", ".xml", ".csv", ".jsonl", ".pdf"}
OPEN = "zzopen Söhne & Co"  # published: found in each kind of file
DAY = dt.date(2026, 1, 7)


def canary(name: str) -> str:
    return f"zzleak{name} Söhne & Co"


def street(name: str) -> dict[str, object]:
    """An address with a canary in each part that is not the town."""
    return {
        "lines": [canary(f"{name}street")],
        "postcode": canary(f"{name}post"),
        "region": canary(f"{name}region"),
        "city": "Port Argent",
        "country": "XB",
    }


def picture(text: str) -> bytes:
    """A PNG that says more than it shows."""
    said, made = PngInfo(), io.BytesIO()
    said.add_itxt("Author", text, zip=True)
    exif = Image.Exif()
    exif[0x010E] = text
    Image.new("RGB", (64, 48), "#143f8f").save(made, "PNG", pnginfo=said, exif=exif)
    return made.getvalue()


WAYS = {
    "plain": lambda text: text.encode(),
    "in capitals": lambda text: text.upper().encode(),
    "escaped": lambda text: html.escape(text).encode(),
    "entities": lambda text: "".join(f"&#{ord(c)};" for c in text.lower()).encode(),
    "JSON": lambda text: json.dumps({"a": text}).encode(),
    "URL": lambda text: quote(text).encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64, later": lambda text: base64.b64encode(b"before " + text.encode() + b" behind"),
    "base64 for URLs": lambda text: base64.urlsafe_b64encode(b"x" + text.encode() + b"?"),
    "UTF-16": lambda text: b"\0" + text.encode("utf-16-le"),
    "UTF-16, big end first": lambda text: text.encode("utf-16-be"),
    "hex": lambda text: text.encode().hex().encode(),
    "gzip": lambda text: gzip.compress(text.encode()),
    "zlib": lambda text: zlib.compress(text.encode()),
    "in a picture": picture,
}


@pytest.mark.parametrize("way", WAYS)
def test_what_is_planted_is_found_however_it_is_written(tmp_path: Path, way: str):
    (tmp_path / "file").write_bytes(b"Something else. " * 9)
    assert leaks.found([canary("x")], tmp_path) == []
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/planted").write_bytes(WAYS[way](canary("x")))
    assert {path for path, _, _ in leaks.found([canary("x")], tmp_path)} == {"deep/planted"}


@pytest.fixture
def office() -> Office:
    return load(DEMO)


@pytest.fixture
def register(register_url: str, office: Office, tmp_path: Path) -> Iterator[Register]:
    opened = open_register(
        register_url,
        documents=DocumentStore(tmp_path / "documents"),
        formats=rules.number_formats(office),
        audiences=rules.audiences(office),
        publication=rules.publication(office),
    )
    yield opened
    opened.close()


def mark(store: DocumentStore) -> Record:
    """A mark with something withheld in every place that has rules."""
    hidden = [
        ("logo.png", "logo", "public", picture(canary("exif")), "image/png"),
        (f"{canary('formname')}.png", "form", "public", picture(canary("form")), "image/png"),
        (f"{canary('letter')}.txt", "letter", "public", canary("letterbytes").encode(), "text/plain"),
        (f"{canary('staffdoc')}.txt", "decision", "staff", b"for us", "text/plain"),
        ("decision.txt", "decision", "public", canary("decisionbytes").encode(), "text/plain"),
    ]
    documents = [
        Document(digest=store.put(content), media_type=kind, name=name, role=role, audience=Audience(audience))
        for name, role, audience, content, kind in hidden
    ]
    contact = {
        "emails": [canary("mail")],
        "phones": [canary("phone")],
        "faxes": [canary("fax")],
        "reference": canary("reference"),
        "identifier": canary("identifier"),
    }
    parties = [
        {"role": "applicant", "name": "Ines Valdoré", "natural_person": True, "address": street("natural"), **contact},
        {"role": "applicant", "sequence": 2, "name": OPEN, "natural_person": False},
        {"role": "representative", "name": "Somebody", "address": street("unknown"), **contact},
        {"role": "opponent", "name": "Rival Ltd", "natural_person": False, "address": street("opponent"), **contact},
    ]
    event = {"date": "2026-01-05", "code": "TM040", "text": canary("staffevent"), "note": canary("staffnote")}
    own = {"date": "2026-01-05", "code": "TM060", "note": canary("ownnote"), "audience": "staff"}
    return Record.model_validate(
        {
            "kind": "tm",
            "office": "XB",
            "application_number": "to be given",
            "filing_date": "2026-01-02",
            "status": {"group": "pending", "code": "objected", "text": canary("innerstatus")},
            "mark": {"verbal_element": OPEN, "feature": "Combined"},
            "parties": parties,
            "classes": [{"number": "9", "goods": OPEN}],
            "documents": documents,
            "events": [event, own],
        }
    )


def patent(name: str) -> Record:
    return Record.model_validate(
        {
            "kind": "pt",
            "office": "XB",
            "application_number": "to be given",
            "filing_date": "2026-01-02",
            "invention": {"title": canary(f"{name}title"), "abstract": canary(f"{name}abstract")},
            "parties": [{"role": "applicant", "name": canary(f"{name}applicant"), "natural_person": False}],
        }
    )


def canaries(*records: Record) -> list[str]:
    """Every text of the records that begins as a canary does, and what else was planted."""
    said = json.dumps([record.model_dump(mode="json") for record in records], ensure_ascii=False)
    planted = {canary(name) for name in ("exif", "form", "letterbytes", "decisionbytes", "later", "redacted")}
    return sorted(
        planted | {text for text in said.replace(".png", "").replace(".txt", "").split('"') if "zzleak" in text}
    )


def test_no_file_of_a_site_holds_what_is_withheld(
    register: Register, engine_client: OpenSearch, office_code: str, office: Office, tmp_path: Path
):
    store = register.documents
    assert store
    filed, unpublished, secret = mark(store), patent("unpublished"), patent("secret")
    key, _, hidden = (handle(register, FileApplication(record)).key for record in (filed, unpublished, secret))
    for issue, day in (("2026/01", DAY), ("2026/02", DAY + dt.timedelta(14))):
        handle(register, OpenIssue(issue, day))
    order = Event(date=dt.date(2026, 1, 5), code="PT020")
    handle(register, RecordEvent(hidden, order, Status(code="secret", text=canary("secretstatus"))))
    with pytest.raises(NotPublishable, match="secret"):
        handle(register, Publish(hidden, "application", issue="2026/01"))
    publish(register, key, office, "application", "2026/01")
    handle(register, Amend(key, changes={"mark": {"description": canary("redacted")}}))
    publish(register, key, office, "correction", "2026/02", corrects=1)
    handle(register, Amend(key, changes={"mark": {"description": canary("later")}}))
    for issue in ("2026/01", "2026/02"):
        handle(register, CloseIssue(issue))
    handle(register, RedactField(key, 2, "mark", "Order 12/26", actor="A. Clerk"))
    Follower(register, engine_client, office_code, rules.projection(office), IndexerSettings()).drain()
    index, out = Index(engine_client, office_code), tmp_path / "site"
    gazette.build_issue(register, index, office, store, issue="2026/02", out=out)

    wanted = [*canaries(filed, unpublished, secret), canary("secretstatus")]
    assert len(wanted) > 26
    assert leaks.found(wanted, out) == []
    seen = leaks.found([OPEN], out)
    assert {Path(path).suffix for path, _, _ in seen} >= KINDS
    assert "Port Argent" in (out / key.number.replace("TM", "tm", 1) / "index.html").read_text()
    assert {path.suffix for path in out.rglob("*") if path.is_file()} >= {*KINDS, ".png", ".webp"}


def publish(register: Register, key: DossierKey, office: Office, stage: str, issue: str, **more: int) -> None:
    handle(register, Publish(key, stage, issue=issue, part=office.part(key.kind, stage).id, **more))

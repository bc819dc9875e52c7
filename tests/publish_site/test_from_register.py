"""The way from the register to the site: filed, published, closed, projected, built and verified by one office."""

import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from opensearchpy import OpenSearch
from PIL import Image

from desk import gazette, rules
from indexer.follow import Follower
from indexer.settings import IndexerSettings
from mappings.number import DossierKey
from mappings.record import Document, Event, GoodsClass, Invention, Kind, Mark, Party, Record, Role
from offices.office import Office, load
from publish_site.build import Built
from publish_site.errors import IndexBehind, NoSuchIssue, RedactedInIndex
from publish_site.reading import Index
from publish_site.verify import verify
from registry import handle
from registry.commands import Amend, CloseIssue, FileApplication, OpenIssue, Publish, RecordEvent, RedactField
from registry.database import Register, open_register
from registry.documents import DocumentStore

DEMO = Path(__file__).resolve().parents[2] / "offices" / "demo"


@pytest.fixture(scope="module")
def office() -> Office:
    return load(DEMO)


@pytest.fixture
def register(register_url: str, office: Office, tmp_path: Path) -> Iterator[Register]:
    store = DocumentStore(tmp_path / "documents")
    opened = open_register(
        register_url, documents=store, formats=rules.number_formats(office), audiences=rules.audiences(office)
    )
    yield opened
    opened.close()


class House:
    """One office at work, as far as the gazette sees it."""

    def __init__(self, register: Register, engine: OpenSearch, deployment: str, office: Office, folder: Path) -> None:
        self.register, self.engine, self.deployment, self.office = register, engine, deployment, office
        self.store, self.out = DocumentStore(folder / "documents"), folder / "site"

    def index(self) -> None:
        Follower(self.register, self.engine, self.deployment, rules.projection(self.office), IndexerSettings()).drain()

    def build(self, issue: str) -> Built:
        index = Index(self.engine, self.deployment)
        return gazette.build_issue(self.register, index, self.office, self.store, issue=issue, out=self.out)


@pytest.fixture
def house(register: Register, engine_client: OpenSearch, office_code: str, office: Office, tmp_path: Path) -> House:
    return House(register, engine_client, office_code, office, tmp_path)


def png() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (64, 48), "#143f8f").save(made, "PNG")
    return made.getvalue()


def test_one_application_from_filing_to_gazette(house: House):
    digest = house.store.put(png())
    logo = Document(digest=digest, media_type="image/png", name="logo.png", role="logo", width=64, height=48)
    record = Record.model_validate(
        {
            "kind": Kind.TRADEMARK,
            "office": "XB",
            "application_number": "to be given",
            "filing_date": dt.date(2026, 1, 5),
            "mark": {"verbal_element": "AURELIA", "feature": "Combined"},
            "parties": [
                {
                    "role": "applicant",
                    "name": "Ines Valdoré",
                    "natural_person": True,
                    "emails": ["ines@private.test"],
                    "address": {"lines": ["9 Hidden Lane"], "city": "Port Argent", "country": "XB"},
                }
            ],
            "classes": [{"number": "9", "goods": "Telescopes"}],
            "documents": [logo],
        }
    )
    key = handle(house.register, FileApplication(record)).key
    handle(house.register, OpenIssue("2026/03", dt.date(2026, 2, 4)))
    handle(house.register, Publish(key, stage="application", issue="2026/03", part="tm-applications"))
    handle(house.register, CloseIssue("2026/03"))
    with pytest.raises(IndexBehind, match="2026/03"):
        house.build("2026-03")

    house.index()
    built = house.build("2026-03")
    again = house.build("2026/03")
    assert (built.publications, built.warnings) == (1, ())
    assert again.manifest == built.manifest
    assert verify(house.out).problems == ()

    folder = house.out / key.number.replace("TM", "tm", 1)
    page = (folder / "index.html").read_text()
    (thumbnail,) = (house.out / "pictures").rglob("*.webp")
    for said in ("AURELIA", key.number, "Telescopes", "Ines Valdoré", "Port Argent", digest, thumbnail.name):
        assert said in page
    data = json.loads((folder / "1/data.json").read_bytes())
    assert data["fields"]["classes"][0]["goods"] == "Telescopes"
    for path in house.out.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"9 Hidden Lane" not in content, path
            assert b"ines@private.test" not in content, path


def oak_in_an_open_issue(house: House) -> DossierKey:
    """The mark OAK, filed, and its application in the issue 2026/01, which is open."""
    record = Record(
        kind=Kind.TRADEMARK,
        office="XB",
        application_number="TM/2026/000900",
        filing_date=dt.date(2026, 1, 2),
        mark=Mark(verbal_element="OAK"),
        parties=(Party(role=Role.APPLICANT, name="Aurelia Trading S.A."),),
        classes=(GoodsClass(number="9", goods="Telescopes"),),
    )
    key = handle(house.register, FileApplication(record, numbered=False)).key
    handle(house.register, OpenIssue("2026/01", dt.date(2026, 1, 7)))
    handle(house.register, Publish(key, stage="application", issue="2026/01"))
    return key


def test_an_open_issue_is_not_built_and_a_later_amendment_leaves_the_published_data(house: House):
    key = oak_in_an_open_issue(house)
    with pytest.raises(NoSuchIssue, match="closed are: none"):
        house.build("2026/01")
    handle(house.register, CloseIssue("2026/01"))
    handle(house.register, Amend(key, changes={"mark": {"verbal_element": "ELM"}}))
    house.index()
    house.build("2026/01")
    snapshot = (house.out / "tm/2026/000900/1/index.html").read_text()
    assert "OAK" in snapshot
    assert "ELM" not in snapshot
    assert "Trademark applications open to opposition" in (house.out / "issues/2026/01/index.html").read_text()


def test_a_redaction_that_the_index_has_not_heard_of_holds_the_build_up(house: House):
    key = oak_in_an_open_issue(house)
    handle(house.register, CloseIssue("2026/01"))
    house.index()
    house.build("2026/01")
    handle(house.register, RedactField(key, 1, "mark", "Order 12/26", actor="A. Clerk"))
    with pytest.raises(RedactedInIndex, match=r"XB tm TM/2026/000900 snapshot 1: mark was taken out .* index --once"):
        house.build("2026/01")
    house.index()
    house.build("2026/01")
    assert not any(b"OAK" in path.read_bytes() for path in house.out.rglob("*") if path.is_file())
    assert verify(house.out).problems == ()


@pytest.mark.thorough
def test_an_issue_built_again_after_later_events_has_the_same_bytes(house: House):
    key = oak_in_an_open_issue(house)
    kept = Record(
        kind=Kind.PATENT,
        office="XB",
        application_number="-",
        filing_date=dt.date(2026, 1, 2),
        invention=Invention(title="Hidden engine"),
        parties=(Party(role=Role.APPLICANT, name="Aurelia Trading S.A."),),
    )
    waiting, ended = (handle(house.register, FileApplication(kept)).key for _ in range(2))
    change = {"status": house.office.status(Kind.PATENT, "withdrawn").model_dump(mode="json", exclude_none=True)}
    handle(house.register, Amend(ended, changes=change))
    handle(house.register, CloseIssue("2026/01"))
    house.index()
    first = house.build("2026/01")
    listed = f"{waiting.number},unpublished,,,,\r\n{ended.number},withdrawn,,,,\r\n"
    (patents,) = house.out.glob("completeness/pt/*.csv")
    assert patents.read_bytes().decode().endswith(listed)
    assert not any(b"Hidden engine" in path.read_bytes() for path in house.out.rglob("*") if path.is_file())

    handle(house.register, Amend(waiting, changes=change))
    withdrawn = Event(date=dt.date(2026, 1, 9), code="TM085", text="Opposition withdrawn")
    handle(house.register, RecordEvent(key, withdrawn))
    house.index()
    assert house.build("2026/01").manifest == first.manifest

    handle(house.register, OpenIssue("2026/02", dt.date(2026, 1, 21)))
    handle(house.register, Publish(key, stage="event", issue="2026/02", event=withdrawn))
    handle(house.register, CloseIssue("2026/02"))
    house.index()
    assert house.build("2026/01").manifest == first.manifest
    page = house.out / "tm/2026/000900/index.html"
    assert "withdrawn" not in page.read_text()
    house.build("2026/02")
    assert page.read_text().count("Opposition withdrawn") == 1
    assert verify(house.out).problems == ()

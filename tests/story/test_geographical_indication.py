"""A geographical indication of the demo office goes its whole way: examined, opposed, registered, cancelled."""

import datetime as dt
from collections.abc import Iterator

import pytest

from desk import gazette, rules
from desk.settings import OFFICES
from indexer.follow import Follower
from indexer.settings import IndexerSettings
from mappings.number import DossierKey
from mappings.record import Record
from offices.office import load
from publish_site.reading import Index
from publish_site.verify import verify
from registry import handle, open_register
from registry.commands import Act, AddDocument, Amend, CloseIssue, FileApplication, MarkIssuePublished, OpenIssue
from registry.documents import DocumentStore, keep
from registry.errors import ActionRefused, InvalidApplication
from search_api import reading
from search_api.index import PublicIndex, StaffIndex

SECRET = "zzsecret"
APPLICATION = {
    "kind": "gi",
    "office": "XB",
    "application_number": "DRAFT",
    "filing_date": "2026-03-02",
    "language": "fr",
    "parties": [
        {"role": "applicant", "name": "Ministère de l'Agriculture de Blazonie"},
        {"role": "holder", "name": "Les fromagers de la Brume"},
    ],
    "entry": [
        {"field": "name", "values": ["Tomme de la Brume"]},
        {"field": "basis", "values": ["appellation-of-origin"]},
        {"field": "good", "values": ["Fromage à pâte pressée"]},
        {"field": "area", "values": ["Les communes de la vallée de la Brume"]},
        {"field": "country", "values": ["FR"]},
        {"field": "link", "values": ["Les pâturages donnent au lait sa saveur."]},
        {"field": "translation", "values": ["Mist Tomme", "Tomme of the Mist"]},
        {"field": "yearly-output", "values": ["120.5"]},
        {"field": "examiner-note", "values": [f"{SECRET}: la zone est à vérifier"]},
    ],
}


class House:
    def __init__(self, url: str, client, code: str, folder) -> None:
        self.office, self.client, self.code = load(OFFICES / "demo"), client, code
        self.documents, self.site = DocumentStore(folder / "documents"), folder / "site"
        self.now = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
        self.register = open_register(
            url,
            documents=self.documents,
            formats=rules.number_formats(self.office),
            audiences=rules.audiences(self.office),
            publication=rules.publication(self.office),
            procedure=rules.procedure(self.office, lambda: self.now),
            registers=rules.registers(self.office),
        )

    def act(self, key: DossierKey, action: str, role: str, day: str, issue: str | None = None) -> None:
        self.now = dt.datetime.fromisoformat(f"{day}T12:00+00:00")
        handle(self.register, Act(key, action, role, issue=issue))

    def out(self, issue: str) -> None:
        """Closes an issue, builds the gazette and has the issue out."""
        handle(self.register, CloseIssue(issue))
        self.index()
        built = Index(self.client, self.code)
        gazette.build_issue(self.register, built, self.office, self.documents, issue=issue, out=self.site)
        handle(self.register, MarkIssuePublished(issue))
        self.index()

    def index(self) -> None:
        Follower(self.register, self.client, self.code, rules.projection(self.office), IndexerSettings()).drain()

    def page(self, path: str) -> str:
        return (self.site / path).read_text(encoding="utf-8")


@pytest.fixture
def house(register_url, engine_client, office_code, tmp_path) -> Iterator[House]:
    made = House(register_url, engine_client, office_code, tmp_path)
    yield made
    made.register.close()


@pytest.mark.thorough
def test_from_examination_to_cancellation(house: House):
    key = handle(house.register, FileApplication(Record.model_validate(APPLICATION), role="agent")).key
    assert key.number == "GI/2026/00001"
    paper = keep(house.documents, b"%PDF-1.7 cahier", name="cahier-des-charges.pdf", role="decision")
    handle(house.register, AddDocument(key, paper))
    handle(house.register, Amend(key, {"entry": [{"field": "specification", "values": [paper.digest]}]}))
    with pytest.raises(InvalidApplication, match="names no document of the file"):
        handle(house.register, Amend(key, {"entry": [{"field": "specification", "values": ["0" * 64]}]}))

    # Published for opposition for three months from the issue, in which nobody registers it.
    house.act(key, "find-in-order", "examiner", "2026-03-10")
    handle(house.register, OpenIssue("2026/06", dt.date(2026, 3, 18)))
    house.act(key, "publish-application", "publication-officer", "2026-03-11", "2026/06")
    house.out("2026/06")
    assert "Opposition until 18 June 2026" in house.page("gi/2026/00001/index.html")
    with pytest.raises(ActionRefused):
        house.act(key, "register", "registrar", "2026-05-02")
    house.act(key, "oppose", "reception", "2026-05-04")
    house.act(key, "reject-opposition", "opposition-officer", "2026-06-22")
    house.act(key, "register", "registrar", "2026-06-23")
    handle(house.register, OpenIssue("2026/13", dt.date(2026, 6, 24)))
    house.act(key, "publish-registration", "publication-officer", "2026-06-23", "2026/13")
    house.out("2026/13")
    house.act(key, "cancel", "board", "2026-07-01")
    handle(house.register, OpenIssue("2026/14", dt.date(2026, 7, 8)))
    house.act(key, "publish-end", "publication-officer", "2026-07-02", "2026/14")
    house.out("2026/14")

    assert verify(house.site).problems == ()
    staff = reading.dossier(StaffIndex(house.client, house.code), key.number).dossier
    public = reading.dossier(PublicIndex(house.client, house.code), key.number).dossier
    assert (staff.status, staff.registration_number) == ("cancelled", "GI/R/00001")
    assert [event["code"] for event in public.record["events"]] == [
        *("GI010", "GI030", "GI040", "GI050", "GI055", "GI060", "GI070", "GI150", "GI155")
    ]
    assert staff.record["termination_date"] == "2026-07-01"

    # All that was published stands on its pages in each language of the office, and nothing else.
    told = {
        "": ("Kind of protection", "Appellation of origin", "Competent authority", "Registration cancelled"),
        "fr/": ("Nature de la protection", "Autorité compétente", "Aire géographique", "Enregistrement radié"),
        "es/": ("Clase de protección", "Denominación de origen", "Beneficiarios", "Francia (FR)"),
        "ar/": ("تسمية منشأ", "السلطة المختصة", "شُطب التسجيل"),
    }
    for prefix, words in told.items():
        page = house.page(f"{prefix}gi/2026/00001/index.html")
        for word in (*words, "Tomme de la Brume", "Mist Tomme", "cahier-des-charges.pdf"):
            assert word in page, (prefix, word)
    brief = house.page("issues/2026/13/gi-registrations/index.html")
    assert "vallée de la Brume" in brief
    assert "pâturages" not in brief  # brief: false
    assert "pâturages" in house.page("gi/2026/00001/2/index.html")
    changed = house.page("gi/2026/00001/2/since/1/index.html")
    assert "GI/R/00001" in changed
    files = [path.read_bytes() for path in house.site.rglob("*") if path.is_file()]
    for inside in (SECRET.encode(), b"120.5"):
        assert not any(inside in content for content in files)
    assert SECRET not in public.model_dump_json()
    assert SECRET in staff.model_dump_json()

"""A register that nobody programmed: YAML in a copy of the demo office, and a file goes its whole way through it."""

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from desk import gazette, rules
from desk.serving import listener, serving
from desk.settings import OFFICES
from desk.web.app import create
from desk.web.site import Site
from indexer.audit import Auditor
from indexer.follow import Follower
from indexer.settings import IndexerSettings
from mappings.number import DossierKey
from mappings.record import Kind, Record
from offices.checking import check
from offices.office import Office, load
from publish_site.places import Disk
from publish_site.reading import Index
from publish_site.verify import verify
from publish_site.verify_part import verify_item
from registry import handle, open_register
from registry.commands import Act, Amend, CloseIssue, FileApplication, MarkIssuePublished, OpenIssue
from registry.database import Register
from registry.documents import DocumentStore
from registry.errors import InvalidApplication
from search_api import reading, searching
from search_api.criteria import SearchQuery
from search_api.errors import DossierNotFound, InvalidRequest
from search_api.index import PublicIndex, StaffIndex
from search_api.settings import SearchSettings
from similarity.catalogue import load_folder
from similarity.logos.catalogue import load_folder as load_logos
from tests.story.traditional_knowledge import REGISTER, WORKFLOW

DEMO = OFFICES / "demo"
SECRET, INSIDE = "zzsecret", "zzinside"  # for the staff; for the staff and the parties
FILED = dt.date(2026, 3, 2)

APPLICATION = {
    "kind": "tk",
    "office": "XB",
    "application_number": "DRAFT",
    "filing_date": FILED,
    "language": "en",
    "parties": [
        {"role": "applicant", "name": "Council of Ullern"},
        {"role": "holder", "name": "Weavers of Ullern", "emails": [f"{SECRET}@ullern.example"]},
    ],
    "classes": [{"number": "24", "goods": "Woven blankets"}],
    "entry": [
        {"field": "name", "values": ["Ullern knot"]},
        {"field": "domain", "values": ["weaving"]},
        {"field": "practice", "values": ["Threads of nettle are knotted wet."]},
        {"field": "practised-since", "values": ["1710-05-01"]},
        {"field": "people", "values": ["41"]},
        {"field": "origin", "values": ["NO"]},
        {"field": "sacred", "values": ["no"]},
        {"field": "elders", "values": [f"{INSIDE} Liv", f"{INSIDE} Odd"]},
        {"field": "remark", "values": [f"{SECRET} doubtful"]},
    ],
}


@dataclass
class House:
    """The rooms, joined as the desk joins them."""

    office: Office
    register: Register
    client: Any
    deployment: str
    documents: DocumentStore
    site: Path
    now: list[dt.datetime] = field(default_factory=list)

    @property
    def public(self) -> PublicIndex:
        return PublicIndex(self.client, self.deployment, registers=tuple(self.office.declared))

    @property
    def staff(self) -> StaffIndex:
        return StaffIndex(self.client, self.deployment, registers=tuple(self.office.declared))

    def act(self, key: DossierKey, action: str, role: str, day: str, issue: str | None = None) -> None:
        self.now[0] = dt.datetime.fromisoformat(f"{day}T12:00+00:00")
        handle(self.register, Act(key, action, role, issue=issue))

    def index(self) -> None:
        projected = rules.projection(self.office)
        Follower(self.register, self.client, self.deployment, projected, IndexerSettings()).drain()

    def build(self, issue: str) -> Any:
        index = Index(self.client, self.deployment)
        return gazette.build_issue(self.register, index, self.office, self.documents, issue=issue, out=self.site)

    def audit(self) -> dict[str, Any]:
        return Auditor(self.register, self.client, self.deployment, rules.projection(self.office)).audit().json()

    def page(self, path: str) -> str:
        return (self.site / path).read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The demo office with one register more, by YAML alone."""
    made = tmp_path / "office"
    shutil.copytree(DEMO, made)
    with (made / "roles.yaml").open("a", encoding="utf-8") as roles:
        roles.write("  clerk: {en: Clerk}\n")
    with (made / "permissions.yaml").open("a", encoding="utf-8") as permissions:
        permissions.write("  clerk: [dossier.view.all, dossier.view.unpublished, dossier.edit.all]\n")
    (made / "registers" / "knowledge.yaml").write_text(REGISTER, encoding="utf-8")
    (made / "workflows" / "knowledge.yaml").write_text(WORKFLOW, encoding="utf-8")
    return made


@pytest.fixture
def house(folder: Path, register_url, engine_client, office_code, tmp_path: Path) -> Iterator[House]:
    assert check(folder) == []
    office, documents = load(folder), DocumentStore(tmp_path / "documents")
    now = [dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)]
    register = open_register(
        register_url,
        documents=documents,
        formats=rules.number_formats(office),
        audiences=rules.audiences(office),
        publication=rules.publication(office),
        procedure=rules.procedure(office, lambda: now[0]),
        registers=rules.registers(office),
    )
    yield House(office, register, engine_client, office_code, documents, tmp_path / "site", now)
    register.close()


@pytest.fixture
def web(house: House, engine_settings, folder: Path) -> Iterator[httpx.Client]:
    search = SearchSettings(
        deployment=house.deployment,
        engine_url=engine_settings.url,
        engine_ca=engine_settings.ca,
        public_user=engine_settings.user,
        public_password=engine_settings.password,
        registers=tuple(house.office.declared),
        strategies=folder / "strategies",
        lag_limit=100_000,
    )
    strategies, logos = load_folder(folder / "strategies"), load_logos(folder / "strategies" / "logos")
    site = Site(rules.house(house.office), strategies, house.documents, house.site, search, logos)
    with (
        serving(create(site, staff=True), listener("127.0.0.1", 0)) as address,
        httpx.Client(base_url=address, timeout=30) as client,
    ):
        yield client


def application(**changes: Any) -> Record:
    return Record.model_validate(APPLICATION | changes)


def published(house: House) -> DossierKey:
    """Filed, recorded and published in an issue that is out."""
    key = handle(house.register, FileApplication(application(), role="reception")).key
    house.act(key, "record", "registrar", "2026-04-01")
    handle(house.register, OpenIssue("2026/09", dt.date(2026, 4, 29)))
    house.act(key, "publish", "clerk", "2026-04-02", "2026/09")
    handle(house.register, CloseIssue("2026/09"))
    house.index()
    house.build("2026/09")
    handle(house.register, MarkIssuePublished("2026/09"))
    house.index()
    return key


def test_from_filing_to_the_gazette(house: House, web: httpx.Client):
    filed = handle(house.register, FileApplication(application(), role="reception"))
    assert filed.key == DossierKey("XB", Kind("tk"), "TK/2026/0001")
    house.index()

    # The office finds it by its words, also by those that are for the staff alone, and reads every field.
    assert reading.dossier(house.staff, "TK/2026/0001").dossier.title == "Ullern knot"
    for words in ("ullern knot", "nettle", SECRET, "TK20260001"):
        hits = searching.search(house.staff, SearchQuery(words=words)).hits
        assert [hit.number for hit in hits] == ["TK/2026/0001"], words
    shown = web.get("/staff/files/XB/tk/TK/2026/0001").text
    for said in ("Ullern knot", "Traditional knowledge", "Weaving", "Practised since", "Norway (NO)", SECRET, INSIDE):
        assert said in shown, said
    assert "Knowledge filed" in shown
    assert shown.index("Practice") < shown.index("Practitioners") < shown.index("Elders") < shown.rindex("Community")
    assert "<dt>Community</dt>" in shown  # in the head of the page too
    assert "<dt>Owner" not in shown
    with pytest.raises(DossierNotFound):
        reading.dossier(house.public, "TK/2026/0001")

    # It is recorded under a number of its own series, and published.
    house.act(filed.key, "record", "registrar", "2026-04-01")
    handle(house.register, OpenIssue("2026/09", dt.date(2026, 4, 29)))
    house.act(filed.key, "publish", "clerk", "2026-04-02", "2026/09")
    handle(house.register, CloseIssue("2026/09"))
    house.index()
    first = house.build("2026/09")
    assert verify(house.site).problems == ()
    unsigned = verify_item(Disk(house.site), "TK/2026/0001").problems
    assert [problem.path for problem in unsigned] == ["keys/keyring.json"]  # nothing else is wrong
    handle(house.register, MarkIssuePublished("2026/09"))
    house.index()
    audited = house.audit()
    assert (audited["missing"], audited["stale"], audited["surplus"]) == (0, 0, 0)
    assert house.build("2026/09").manifest == first.manifest

    # The public finds it, by its right and by an exact value too, and opens its page.
    found = web.get("/api/v1/search", params={"words": "nettle", "kind": "tk"}).json()
    assert [(hit["number"], hit["registration_number"]) for hit in found["hits"]] == [("TK/2026/0001", "TK/R/0001")]
    facets = {facet["name"]: {one["value"] for one in facet["values"]} for facet in found["facets"]}
    assert facets["entry"] == {"domain=weaving", "origin=NO"}
    assert web.get("/api/v1/search", params={"entry": "domain=weaving"}).json()["total"] == 1
    assert web.get("/api/v1/search", params={"entry": "domain=medicine"}).json()["total"] == 0
    assert web.get("/api/v1/dossiers/XB/tk/TK/2026/0001").json()["dossier"]["title"] == "Ullern knot"
    listed = web.get("/search", params={"kind": "tk"}).text
    assert "Ullern knot" in listed
    assert "Domain: Weaving" in listed
    file = web.get("/files/XB/tk/TK/2026/0001").text
    for said in ("Ullern knot", "Recorded", "TK/R/0001", "Norway (NO)", "Woven blankets", "Knowledge recorded"):
        assert said in file, said


@pytest.mark.thorough
def test_the_gazette_has_it_in_two_languages(house: House):
    published(house)
    # On its page, in its part and in the search.
    pages = {"": ("Domain", "Weaving", "Norway (NO)"), "fr/": ("Domaine", "Tissage", "Norvège (NO)")}
    for prefix, told in pages.items():
        page = house.page(f"{prefix}tk/2026/0001/index.html")
        for said in (*told, "Ullern knot", "1710-05-01", "Threads of nettle"):
            assert said in page, (prefix, said)
    assert "Knowledge recorded" in house.page("tk/2026/0001/index.html")
    assert "Savoir inscrit" in house.page("fr/tk/2026/0001/index.html")
    assert "Communauté" in house.page("fr/tk/2026/0001/index.html")
    assert "Savoirs inscrits" in house.page("fr/issues/2026/09/tk-records/index.html")
    assert "Ullern knot" in house.page("issues/2026/09/tk-records/index.html")
    assert "Savoir traditionnel" in house.page("fr/search/index.html")
    assert "Ullern knot" in house.page("issues/2026/09/issue.csv")
    line = orjson.loads(house.page("data/tk/2026/0xxx.jsonl").splitlines()[0])
    assert {one["field"] for one in line["fields"]["entry"]} == set(house.office.declared[Kind("tk")].fields) - {
        "elders",
        "remark",
    }
    assert "Ullern knot" in house.page("parts/tk-records/feed.xml")

    # ST.96 has no schema for it: nothing offers a file that is not there.
    for path in house.site.rglob("*.html"):
        assert "tk/2026/0001/1/st96.xml" not in path.read_text(encoding="utf-8"), path
    assert "WIPO ST.96 has no schema for this register." in house.page("tk/2026/0001/index.html")


def test_what_is_for_the_staff_or_the_parties_is_nowhere_that_the_public_can_read(house: House, web: httpx.Client):
    key = published(house)
    names = ",".join(f"blazon-{house.deployment}-*-{name}" for name in ("public", "publications"))
    house.client.indices.refresh(index=names)
    hits = house.client.search(index=names, body={"size": 1_000})["hits"]["hits"]
    told = orjson.dumps([hit["_source"] for hit in hits])
    site = [path.read_bytes() for path in house.site.rglob("*") if path.is_file()]
    served = [web.get(f"/files/{key.path}").content, web.get(f"/api/v1/dossiers/{key.path}").content]
    for word in (SECRET, INSIDE):
        assert not any(word.encode() in content for content in (told, *site, *served)), word
        assert searching.search(house.public, SearchQuery(words=word)).total == 0
        assert searching.search(house.staff, SearchQuery(words=word)).total == 1


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ([("domain", "weaving")], "entry.name: is missing"),
        ([("name", "Knot"), ("domain", "cooking")], "none of the choices: medicine, weaving"),
        ([("name", "Knot"), ("domain", "weaving"), ("people", "many")], "entry.people: 'many' is no number"),
        ([("name", "Knot"), ("domain", "weaving"), ("practised-since", "2026-02-30")], "write a day"),
        ([("name", "Knot"), ("domain", "weaving"), ("village", "Ullern")], "has no such field; it has name, domain"),
    ],
)
def test_what_the_register_does_not_take_is_said_at_the_door(house: House, entry: list[tuple[str, str]], said: str):
    items = [{"field": name, "values": [value]} for name, value in entry]
    with pytest.raises(InvalidApplication, match=r"entry\.") as refused:
        handle(house.register, FileApplication(application(entry=items), role="reception"))
    assert said in str(refused.value)


def test_a_field_is_amended_and_checked_as_when_it_came_in(house: House):
    key = handle(house.register, FileApplication(application(), role="reception")).key
    more = {"entry": [{"field": "people", "values": ["44"]}]}
    handle(house.register, Amend(key, more))
    house.index()
    record = reading.dossier(house.staff, key.number).dossier.record
    assert {one["field"]: one["values"] for one in record["entry"]}["people"] == ["44"]
    assert {one["field"]: one["audience"] for one in record["entry"]}["remark"] == "staff"
    with pytest.raises(InvalidApplication, match="is no number"):
        handle(house.register, Amend(key, {"entry": [{"field": "people", "values": ["few"]}]}))


def test_a_right_that_no_register_has_is_refused(house: House):
    with pytest.raises(InvalidApplication, match=r"no register 'zz'; there are tm, pt, ds, cn, gi, tk"):
        handle(house.register, FileApplication(application(kind="zz")))
    entered = application(kind="tm", mark={"verbal_element": "KNOT"})
    with pytest.raises(InvalidApplication, match="carries no entry"):
        handle(house.register, FileApplication(entered))
    with pytest.raises(InvalidRequest, match="no such value"):
        searching.search(house.staff, SearchQuery(kind=["zz"]))
    bare = replace(house.register, registers={})
    with pytest.raises(InvalidApplication, match="declare it in registers/"):
        handle(bare, FileApplication(application()))

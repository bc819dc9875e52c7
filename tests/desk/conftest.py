"""A small office behind the pages: records through the projection into the engine, documents in a store, a server."""

import datetime as dt
import os
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from opensearchpy import OpenSearch
from playwright.sync_api import Browser

from desk.cli.app import main
from desk.looking import workers
from desk.serving import listener, serving
from desk.web.app import create
from desk.web.site import House, Site
from indexer import bulk, generations, projection
from indexer.looks import Looks
from indexer.rules import Rules
from mappings import names
from mappings.document import AsOf
from mappings.engine import EngineSettings
from mappings.number import DossierKey
from mappings.record import Audience, Record
from registry.documents import DocumentStore, keep
from registry.reading import FrozenSnapshot, State
from search_api.settings import SearchSettings
from similarity import keys, lexicon, meanings, pictures
from similarity.catalogue import load_folder
from similarity.goods import load as load_goods
from similarity.logos import keys as looked_at
from similarity.logos import vocabulary
from similarity.logos.catalogue import load_folder as load_logo_folder
from similarity.phonetics.readers import USUAL
from similarity.reading import forget
from tests.desk.desks import Desk, opened_desk
from tests.desk.office_programs import Office, Program, opened_office
from tests.desk.web_drawings import drawn_records
from tests.desk.web_records import HOSTILE, SECRET, design, frozen, mark, patent, picture, uncle_bens
from tests.house import browser as house_browser

DEMO = Path(__file__).resolve().parents[2] / "offices" / "demo"
PUBLISHED = dt.date(2026, 2, 2)
STRATEGIES, GOODS = DEMO / "strategies", DEMO / "goods"


@dataclass(frozen=True)
class Filed:
    """A record as the register would hold it."""

    record: Record
    published: dt.date | None = dt.date(2026, 2, 2)
    deleted: bool = False
    snapshots: tuple[FrozenSnapshot, ...] = ()


@dataclass(frozen=True)
class WebOffice:
    """A filled deployment; `digests` are contents of the store by the name of their document."""

    client: OpenSearch
    deployment: str
    store: DocumentStore
    digests: dict[str, str]

    def fill(self, filed: Iterable[Filed], look: projection.ReadLook = projection.unseen) -> None:
        """Writes the documents of the records as the indexer does; `look` looks at pictures."""
        generations.ensure_indices(self.client, self.deployment)
        operations = [
            operation
            for sequence, one in enumerate(filed, 1)
            for operation in projection.documents(_state(sequence, one), self.deployment, Rules(office="XB"), look)
        ]
        assert bulk.write(self.client, operations, bulk.Patience(limit=10)) == []
        self.client.indices.refresh(index=f"blazon-{self.deployment}-*")

    def complete(self, at: dt.datetime, gaps: Sequence[str] = ()) -> None:
        """Says that the index is complete, as of `at`."""
        for public in (True, False):
            body = AsOf(sequence=1_234, at=at, gaps=tuple(gaps)).model_dump(mode="json")
            index = names.state(self.deployment, public=public)
            self.client.index(index=index, id="as-of", body=body, params={"refresh": "true"})

    def remove(self) -> None:
        left = self.client.indices.get(
            index=f"blazon-{self.deployment}-*", expand_wildcards="all", ignore_unavailable=True
        )
        if left:
            self.client.indices.delete(index=",".join(sorted(left)))


def _state(sequence: int, one: Filed) -> State:
    record = one.record
    key = DossierKey(record.office, record.kind, record.application_number)
    text = None if one.deleted else record.model_dump_json(exclude_defaults=True)
    at = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    return State(sequence, key, 1, sequence, at, text, one.deleted, one.published, one.snapshots)


@pytest.fixture(scope="session")
def web_office(engine_client: OpenSearch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebOffice]:
    """The small office of the page tests, for reading only."""
    store = DocumentStore(tmp_path_factory.mktemp("documents"))
    logo = keep(store, picture("#143f8f"), name="logo.png", role="logo")
    form = keep(store, b"%PDF-1.7 a form", name='förm "1".pdf', role="form")
    letter = keep(store, f"{SECRET} letter".encode(), name="letter.txt", role="letter", audience=Audience.STAFF)
    lost = logo.model_copy(update={"digest": "ab" * 32, "name": "lost.png", "role": "view"})
    spoiled = keep(store, picture("red"), name="spoiled.png", role="view")
    (store.folder / spoiled.digest[:2] / spoiled.digest[2:4] / spoiled.digest).write_bytes(b"other bytes")
    views = [keep(store, picture(colour), name=f"{colour}.png", role="view") for colour in ("teal", "olive")]
    kept = {"logo": logo, "form": form, "letter": letter, "lost": lost, "spoiled": spoiled, "front": views[0]}
    office = WebOffice(
        engine_client, f"t{uuid.uuid4().hex[:10]}", store, {name: one.digest for name, one in kept.items()}
    )
    try:
        office.fill(
            [
                Filed(
                    uncle_bens([logo, form, letter]),
                    snapshots=(frozen(1, "application", "2026/05"), frozen(2, "registration", "2026/22")),
                ),
                Filed(
                    mark(
                        "TM/2026/000002",
                        "MORNING TIDE",
                        owner="Harbour AS",
                        documents=[one.model_dump(mode="json") for one in (lost, spoiled)],
                    )
                ),
                Filed(
                    mark("TM/2026/000003", "Morning Tyde", group="pending", classes=[{"number": "25", "goods": "Hats"}])
                ),
                Filed(mark("TM/2026/000004", HOSTILE, owner=HOSTILE)),
                Filed(mark("TM/2026/000005", "شركة النور", owner="شركة النور", group="ended")),
                Filed(
                    mark(
                        "TM/2026/000006", "Unkles' Bend", classes=[{"number": "9", "goods": "Very long goods; " * 200}]
                    )
                ),
                Filed(mark("TM/2026/000099", f"{SECRET} brand", owner=f"{SECRET} holder"), published=None),
                Filed(mark("TM/2026/000007", "Gone"), deleted=True),
                Filed(patent()),
                Filed(design(views)),
                *(
                    Filed(
                        mark(
                            f"TM/2025/{n:06}",
                            f"Herring {n}",
                            filing_date=f"20{n % 20 + 5:02}-01-02",
                            classes=[{"number": str(n % 45 + 1)}],
                        )
                    )
                    for n in range(37)
                ),
            ]
        )
        office.complete(dt.datetime.now(dt.UTC), gaps=["XB.tm.TM%2F2026%2F000088"])
        yield office
    finally:
        office.remove()


@pytest.fixture(scope="session")
def filled(engine_client: OpenSearch, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """`with filled(records) as office`: an office of its own that holds these records, published."""

    @contextmanager
    def made(records: Iterable[Record]) -> Iterator[WebOffice]:
        store = DocumentStore(tmp_path_factory.mktemp("documents"))
        office = WebOffice(engine_client, f"t{uuid.uuid4().hex[:10]}", store, {})
        try:
            office.fill(Filed(record) for record in records)
            office.complete(dt.datetime.now(dt.UTC))
            yield office
        finally:
            office.remove()

    return made


@pytest.fixture(scope="session")
def picture_office(engine_client: OpenSearch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebOffice]:
    """An office whose pictures were looked at; see `tests.desk.web_drawings`."""
    store = DocumentStore(tmp_path_factory.mktemp("documents"))
    office = WebOffice(engine_client, f"t{uuid.uuid4().hex[:10]}", store, {})
    looks = Looks(tmp_path_factory.mktemp("looks"), store.get, workers(looked_at.kept_bytes, 1))
    try:
        filed = [Filed(record, published=None if hidden else PUBLISHED) for record, hidden in drawn_records(store)]
        looks.prepare([one.digest for each in filed for one in each.record.documents])
        office.fill(filed, looks.of)
        office.complete(dt.datetime.now(dt.UTC))
        yield office
    finally:
        looks.close()
        office.remove()


@pytest.fixture(scope="session")
def drawn_web(picture_office: WebOffice, site_of: Callable[..., Site]) -> Iterator[httpx.Client]:
    """Its site, with the staff's pages."""
    with served(site_of(picture_office), staff=True) as client:
        yield client


@pytest.fixture(scope="session")
def site_of(engine_settings: EngineSettings, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Site]:
    """The parts of a site for an office; keywords change its search settings."""
    words, logos, tables = load_folder(STRATEGIES), load_logo_folder(STRATEGIES / "logos"), load_goods(GOODS)

    def made(office: WebOffice, **more: Any) -> Site:
        base: dict[str, Any] = {
            "deployment": office.deployment,
            "engine_url": engine_settings.url,
            "engine_ca": engine_settings.ca,
            "engine_user": None,
            "public_user": engine_settings.user,
            "public_password": engine_settings.password,
            "strategies": STRATEGIES,
            "goods": GOODS,
            "lag_limit": 100_000,
        }
        gazette = tmp_path_factory.mktemp("gazette")
        (gazette / "index.html").write_text("<!doctype html><title>Gazette</title><h1>The gazette</h1>")
        page = gazette / "tm" / "2026" / "000001" / "1"
        page.mkdir(parents=True)
        (page / "index.html").write_text("<!doctype html><title>Snapshot</title><h1>Snapshot 1</h1>")
        house = House("Office of Blazonia", "XB", "1 Herald Street")
        return Site(house, words, office.store, gazette, SearchSettings(**base | more), logos, tables)

    return made


@contextmanager
def served(site: Site, *, staff: bool = False) -> Iterator[httpx.Client]:
    with (
        serving(create(site, staff=staff), listener("127.0.0.1", 0)) as address,
        httpx.Client(base_url=address, timeout=30) as client,
    ):
        yield client


@pytest.fixture(scope="session")
def serve_site() -> Callable[..., Any]:
    """`with serve_site(site, staff=True) as client`."""
    return served


@pytest.fixture(scope="session")
def web(web_office: WebOffice, site_of: Callable[..., Site]) -> Iterator[httpx.Client]:
    """The site with the staff's pages."""
    with served(site_of(web_office), staff=True) as client:
        yield client


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser, closed at the end of the module: while it is open, its event loop is the thread's."""
    with house_browser.opened() as there:
        yield there


@pytest.fixture
def desk(register_url: str, tmp_path: Path, web_office: WebOffice, site_of: Callable[..., Site]) -> Iterator[Desk]:
    """The office's desk on an empty register, and who sits at it."""
    with opened_desk(register_url, tmp_path, site_of(web_office)) as opened:
        yield opened


@pytest.fixture
def office(register_url: str, tmp_path: Path, web_office: WebOffice, site_of: Callable[..., Site]) -> Iterator[Office]:
    """The office's API on an empty register."""
    with opened_office(register_url, tmp_path, site_of(web_office)) as opened:
        yield opened


@pytest.fixture
def agent(office: Office) -> Program:
    """The program of the representative of the tests' applications."""
    return office.program("agent", identifier="A-7")


@dataclass
class Done:
    stdout: str
    stderr: str


@pytest.fixture
def blazon(register_url, engine_settings, office_code, tmp_path, monkeypatch, capfd):
    """Runs the entry point on a register and indices of its own; gives data and messages, checks the exit status."""
    for name in [name for name in os.environ if name.startswith("BLAZON_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("BLAZON_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BLAZON_REGISTRY_URL", register_url)
    monkeypatch.setenv("BLAZON_ENGINE_URL", engine_settings.url)
    monkeypatch.setenv("BLAZON_DESK_DEPLOYMENT", office_code)

    def run(*words: str, status: int = 0, **settings: str) -> Done:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("sys.argv", ["blazon", *words])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        done = Done(*capfd.readouterr())
        assert (ended.value.code or 0) == status, f"{words}: {ended.value.code}\n{done.stdout}\n{done.stderr}"
        return done

    yield run
    as_of_nobody()


def as_of_nobody() -> None:
    """Marks are heard, understood and looked at as before any office said how."""
    keys.hear_in(USUAL)
    meanings.use(meanings.load(None))
    lexicon.use(lexicon.load(None))
    pictures.use(pictures.load(None))
    vocabulary.use(None)
    forget()

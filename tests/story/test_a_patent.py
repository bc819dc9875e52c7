"""A patent's whole way: filed, mended, published, examined, granted, its annuities paid, lapsed, restored and lapsed.

After each step the real index, the file as everybody reads it, and the page of who works on it are looked at.
"""

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from opensearchpy import OpenSearch
from pypdf import PdfReader

import registry
from desk import gazette, letters, rules
from desk.letters import key as keys
from desk.letters.key import Signer
from desk.serving import listener, serving
from desk.settings import OFFICES, DeskSettings
from desk.web.app import create
from desk.web.office.counter import Counter
from desk.web.site import Site
from indexer.audit import Auditor
from indexer.follow import Follower
from indexer.settings import IndexerSettings
from mappings.engine import EngineSettings
from mappings.number import DossierKey
from mappings.record import Claim, Invention, Kind, Party, Priority, Record, Role
from publish_site.reading import Index
from publish_site.verify import verify
from registry import approving, correspondence, lapses
from registry.approving import Decision
from registry.changing import hold
from registry.commands import Act, CloseIssue, FileApplication, MarkIssuePublished, OpenIssue
from registry.correspondence import Told
from registry.database import Register
from registry.documents import DocumentStore
from registry.errors import ActionRefused
from registry.outlook import outlook
from search_api import reading
from search_api.index import StaffIndex
from search_api.settings import SearchSettings
from similarity.catalogue import load_folder
from similarity.logos.catalogue import load_folder as load_logos
from tests.demo_office import OFFICE, Day, opened
from tests.desk.desks import Chair

APPLICATION = Record(
    kind=Kind.PATENT,
    office="XB",
    application_number="-",
    filing_date=dt.date(2018, 3, 5),
    language="en",
    priorities=(Priority(office="NO", number="20170905", date=dt.date(2017, 9, 5)),),
    parties=(
        Party(role=Role.APPLICANT, name="Ullern Lamps AS"),
        Party(role=Role.INVENTOR, name="Liv Berg"),
        Party(role=Role.REPRESENTATIVE, name="Kanzlei Süd", emails=("post@sued.example",)),
    ),
    invention=Invention(
        title="Lamp that dims by itself",
        abstract="A lamp with an eye.",
        claims=(Claim(number=1, text="A lamp with an eye."),),
    ),
)
SIGNED = {"decision-to-grant", "patent-certificate"}


@dataclass
class House:
    """The register, its index and its pages; what was done to the one file."""

    register: Register
    clock: Day
    client: OpenSearch
    deployment: str
    signer: Signer
    site: Path
    web: httpx.Client | None = None
    key: DossierKey | None = None
    journal: list[str] = field(default_factory=list)

    @property
    def documents(self) -> DocumentStore:
        assert self.register.documents is not None
        return self.register.documents

    def act(self, action: str, role: str, day: str, status: str, **more: Any) -> None:
        self.clock.set(day)
        assert self.key is not None
        registry.handle(self.register, Act(self.key, action, role, actor="A. Weber", **more))
        self.stands(action, status)

    def lapsed(self, day: str) -> list[tuple[str, dt.date]]:
        """What the office's clock does on a day."""
        self.clock.set(day)
        return [(one.deadline, one.last) for one in lapses.run(self.register) if one.refused is None]

    def stands(self, action: str, status: str) -> None:
        """The action is in the journal with its event's code, in the index, and on both pages of the file."""
        assert self.web is not None
        assert self.key is not None
        workflow = OFFICE.workflows["patent"]
        event = self.register.procedure.events[Kind.PATENT][workflow.actions[action].event]
        self.journal.append(event.code)
        self.index()
        staff = reading.dossier(StaffIndex(self.client, self.deployment), self.key.number).dossier
        assert staff.status == status
        assert [one["code"] for one in staff.record["events"]] == self.journal
        last = staff.record["events"][-1]
        assert last["standard_code"] == event.standard_code
        assert last["date"] == f"{outlook(self.register, self.key).taken[-1].date}"
        file = self.web.get(f"/staff/files/{self.key.path}").text
        work = self.web.get(f"/staff/desk/{self.key.path}").text
        assert event.text in file, action
        assert OFFICE.said(OFFICE.status_rules[Kind.PATENT][status].text) in work, action
        assert OFFICE.said(workflow.actions[action].text) in work[work.index('id="history"') :], action

    def letter(self, kind: str) -> str:
        """The letter that the last action brought: written, approved by two where that is asked, on the file."""
        assert self.web is not None
        assert self.key is not None
        writer = letters.Writer(self.register, OFFICE, self.documents, signer=self.signer)
        (written,) = writer.write_all()
        assert written.against is None, written.against
        assert (written.letter, written.number is None) == (kind, False)
        number = written.number or ""
        for n, roles in enumerate(OFFICE.letters[kind].approvals):
            approving.decide(self.register, Decision(number, "approved", roles[0], f"Officer {n}"))
        assert [one.against for one in writer.issue_all()] == ([None] if OFFICE.letters[kind].approvals else [])
        told = self.told()[-1]
        assert (told.letter.number, told.letter.kind, told.letter.state) == (number, kind, "issued")
        self.index()
        staff = reading.dossier(StaffIndex(self.client, self.deployment), self.key.number).dossier
        name = f"{number.replace('/', '-')}.pdf"
        document = next(one for one in staff.record["documents"] if one["name"] == name)
        page = self.web.get(f"/staff/desk/{self.key.path}").text
        assert number in page
        assert OFFICE.said(OFFICE.letters[kind].title) in page
        read = PdfReader(io.BytesIO(self.documents.get(document["digest"])))
        said = " ".join(" ".join(one.extract_text() for one in read.pages).split())
        assert APPLICATION.title() in said
        assert bool(read.get_fields()) == (kind in SIGNED)
        return number

    def told(self) -> list[Told]:
        assert self.key is not None
        with self.register.session() as session:
            return list(correspondence.state(session, hold(session, self.key, None).id))

    def due(self, name: str) -> tuple[dt.date, dt.date]:
        """The last day of the deadline that runs, and that of its grace."""
        assert self.key is not None
        running = outlook(self.register, self.key).standing.running(name)
        assert running is not None
        return running.due, running.last

    def index(self) -> None:
        Follower(self.register, self.client, self.deployment, rules.projection(OFFICE), IndexerSettings()).drain()

    def out(self, issue: str) -> str:
        """Has the issue out; the gazette's page of the file."""
        registry.handle(self.register, CloseIssue(issue))
        self.index()
        built = Index(self.client, self.deployment)
        gazette.build_issue(self.register, built, OFFICE, self.documents, issue=issue, out=self.site)
        registry.handle(self.register, MarkIssuePublished(issue))
        self.index()
        assert verify(self.site).problems == ()
        assert self.key is not None
        return (self.site / self.key.number.lower() / "index.html").read_text(encoding="utf-8")


@pytest.fixture
def house(
    register_url: str, engine_client: OpenSearch, engine_settings: EngineSettings, office_code: str, tmp_path: Path
) -> Iterator[House]:
    clock = Day()
    clock.set(f"{APPLICATION.filing_date}")
    signer = keys.create(DeskSettings(), tmp_path, OFFICE.name("en"), OFFICE.code)
    strategies = OFFICES / "demo" / "strategies"
    search = SearchSettings(
        deployment=office_code,
        engine_url=engine_settings.url,
        engine_ca=engine_settings.ca,
        public_user=engine_settings.user,
        public_password=engine_settings.password,
        registers=tuple(OFFICE.declared),
        strategies=strategies,
        lag_limit=100_000,
    )
    with opened(register_url, tmp_path / "documents", clock) as register:
        made = House(register, clock, engine_client, office_code, signer, tmp_path / "site")
        site = Site(
            rules.house(OFFICE),
            load_folder(strategies),
            made.documents,
            made.site,
            search,
            load_logos(strategies / "logos"),
        )
        app = create(site, staff=True, door=Chair(), counter=Counter(register, OFFICE))
        with (
            serving(app, listener("127.0.0.1", 0)) as address,
            httpx.Client(base_url=address, timeout=30) as made.web,
        ):
            yield made


@pytest.mark.thorough
def test_from_filing_to_its_last_lapse(house: House):
    house.key = registry.handle(house.register, FileApplication(APPLICATION, role="agent")).key
    assert house.key.number == "PT/2018/000001"
    house.stands("file", "filed")
    to_its_grant(house)
    to_its_end(house)
    assert house.journal == [
        *("PT010", "PT022", "PT024", "PT030", "PT020", "PT040", "PT045", "PT080", "PT050", "PT060", "PT070"),
        *("PT080", "PT110", "PT115", "PT112", "PT110"),
    ]
    audited = Auditor(house.register, house.client, house.deployment, rules.projection(OFFICE)).audit()
    assert audited.clean, audited.json()


def to_its_grant(house: House) -> None:
    # A formal deficiency is mended; the application comes out eighteen months after the priority date.
    house.act("ask-to-mend", "formality-examiner", "2018-03-20", "defective", note="The declaration is missing.")
    asked = house.letter("formal-defect")
    assert house.due("reply-to-defect")[0] == dt.date(2018, 5, 21)  # the twentieth is a Sunday
    house.act("receive-mending", "agent", "2018-04-15", "filed", answers=asked)
    assert house.due("publication")[0] == dt.date(2019, 3, 5)
    registry.handle(house.register, OpenIssue("2019/05", dt.date(2019, 3, 6)))
    house.act("publish", "publication-officer", "2019-03-05", "published", issue="2019/05")
    assert "Application published" in house.out("2019/05")

    # It is examined: grounds against it are notified, answered in time, and a patent is granted.
    house.act("request-examination", "agent", "2019-03-20", "examination")
    house.act("notify-grounds", "examiner", "2019-09-10", "objected", note="Claim 1 is anticipated.")
    grounds = house.letter("notice-of-grounds")
    assert house.due("reply-to-notice")[0] == dt.date(2020, 1, 10)
    house.act("receive-reply", "agent", "2019-12-15", "examination", answers=grounds)
    answered = {one.letter.number: one.answer for one in house.told()}
    assert [bool(answered[number]) for number in (asked, grounds)] == [True, True]
    assert house.due("annuity") == (dt.date(2020, 3, 5), dt.date(2020, 9, 7))  # the fifth is a Saturday
    house.act("pay-annuity", "agent", "2020-02-20", "examination")
    house.act("decide-to-grant", "examiner", "2020-04-14", "allowed")
    house.letter("decision-to-grant")
    house.act("grant", "registrar", "2020-05-20", "granted")
    house.letter("patent-certificate")
    registry.handle(house.register, OpenIssue("2020/11", dt.date(2020, 5, 27)))
    house.act("publish-grant", "publication-officer", "2020-05-21", "granted", issue="2020/11")
    assert "PT/R/000001" in house.out("2020/11")
    assert house.due("expiry")[0] == dt.date(2038, 3, 5)


def to_its_end(house: House) -> None:
    # An annual fee is paid late, in the period of grace; the next one never.
    assert house.due("annuity") == (dt.date(2021, 3, 5), dt.date(2021, 9, 6))
    assert house.lapsed("2021-06-01") == []
    house.act("pay-annuity", "agent", "2021-06-01", "granted", note="with the surcharge")
    assert house.lapsed("2022-09-05") == []
    assert house.lapsed("2022-09-20") == [("annuity", dt.date(2022, 9, 5))]
    house.stands("lapse", "lapsed")
    house.letter("loss-of-rights")
    assert house.lapsed("2022-09-20") == []
    registry.handle(house.register, OpenIssue("2022/19", dt.date(2022, 9, 27)))
    house.act("publish-end", "publication-officer", "2022-09-21", "lapsed", issue="2022/19")
    assert "Patent lapsed" in house.out("2022/19")

    # It is restored within its term, lapses again, and comes back no more.
    assert house.due("restoration")[0] == dt.date(2023, 9, 6)
    house.act("restore", "registrar", "2023-03-01", "granted")
    house.letter("restoration")
    assert house.due("annuity") == (dt.date(2023, 3, 6), dt.date(2023, 9, 5))
    assert house.lapsed("2024-01-10") == [("annuity", dt.date(2023, 9, 5))]
    house.stands("lapse", "lapsed")
    house.letter("loss-of-rights")
    assert house.due("restoration")[0] == dt.date(2024, 9, 6)
    house.clock.set("2024-10-01")
    with pytest.raises(ActionRefused, match="the deadline `restoration` ended on 2024-09-06"):
        registry.handle(house.register, Act(house.key, "restore", "registrar"))
    assert house.lapsed("2038-12-01") == []

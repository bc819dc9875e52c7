"""A whole office at work: its register, index and gazette, its mail server, and people signed in in real browsers."""

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
from opensearchpy import OpenSearch
from playwright.sync_api import Browser, Page

from desk import gazette, letters, rules
from desk.letters.dispatch import Dispatcher
from desk.letters.key import Signer, create
from desk.mail.sending import Mailer
from desk.mail.settings import MailSettings
from desk.serving import listener, serving
from desk.settings import OFFICES, DeskSettings
from desk.strategies import catalogue
from desk.web.app import create as site_of
from desk.web.doors import SessionDoor
from desk.web.office.counter import Counter
from desk.web.site import Site
from indexer.audit import Auditor
from indexer.follow import Follower
from indexer.settings import IndexerSettings
from mappings.engine import EngineSettings
from mappings.number import DossierKey
from publish_site.reading import Index
from registry import clients, handle, lapses, people, reading
from registry.clients import NewClient
from registry.commands import CloseIssue, MarkIssuePublished, OpenIssue
from registry.database import Register
from registry.documents import DocumentStore
from registry.people import NewPerson
from registry.sealing import Seal
from search_api.settings import SearchSettings
from similarity.logos.catalogue import load_folder as logos_of
from tests.demo_office import OFFICE, Day, opened
from tests.desk.mail_server import Box, MailServer
from tests.desk.office_programs import PREFIX, Program

PASSWORD = "a long and quiet password"


@dataclass
class AtWork:
    register: Register
    documents: DocumentStore
    client: OpenSearch
    code: str
    clock: Day
    mail: MailServer
    browser: Browser
    signer: Signer
    folder: Path
    address: str = ""
    pages: dict[str, Page] = field(default_factory=dict)
    closing: ExitStack = field(default_factory=ExitStack)

    # People

    def hire(self, login: str, *roles: str, identifier: str | None = None) -> None:
        person = NewPerson(login, login.title(), roles=roles, identifier=identifier)
        people.add(self.register, OFFICE.permissions, person, actor="test")
        people.set_password(self.register, login, PASSWORD, actor="test", first=False)

    def page(self, login: str) -> Page:
        """The browser of somebody who has signed in."""
        if login not in self.pages:
            page = self.browser.new_context(base_url=self.address, viewport={"width": 1280, "height": 900}).new_page()
            page.set_default_timeout(10_000)
            page.goto("/sign-in?next=/staff/me")
            page.get_by_label("Login").fill(login)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("main").get_by_role("button", name="Sign in").click()
            page.wait_for_url("**/staff/me")
            self.pages[login] = page
        return self.pages[login]

    @cached_property
    def program(self) -> Program:
        """A program of the reception, which comes by the office's API."""
        given = tuple(sorted(OFFICE.permissions.permissions(("reception",))))
        new = NewClient("post", "The post room", given, roles=("reception",))
        secret = clients.add(self.register, new, actor="test", known=tuple(OFFICE.permissions.roles)) or ""
        with httpx.Client(base_url=self.address, timeout=30) as client:
            asked = client.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=("post", secret))
        token = asked.json()["access_token"]
        http = httpx.Client(base_url=self.address + PREFIX, timeout=30, headers={"Authorization": f"Bearer {token}"})
        return Program(self.closing.enter_context(http), token)

    def act(self, login: str, key: DossierKey, action: str, note: str = "", issue: str = "") -> None:
        """Takes the action on the file's page, by the words that stand there."""
        page = self.page(login)
        page.goto(f"/staff/desk/{key.path}")
        entry = page.locator("details.act").filter(
            has=page.locator("summary", has_text=action).get_by_text(action, exact=True)
        )
        entry.locator("summary").click()
        entry.locator("textarea[name=note]").fill(note)
        if issue:
            entry.get_by_label("Issue").select_option(issue)
        entry.get_by_role("button", name=action, exact=True).click()
        self.done(page, action)

    def done(self, page: Page, action: str) -> None:
        page.wait_for_url("**done=true**")
        assert page.locator(".notice.good").inner_text() == f"Done: {action}."

    def approve(self, login: str, key: DossierKey, letter: str) -> None:
        page = self.page(login)
        page.goto(f"/staff/desk/{key.path}")
        page.locator("#approve article").filter(has_text=letter).get_by_role("button", name="Approve").click()
        page.wait_for_url("**letter=**")

    # What runs by itself

    def on(self, day: str) -> None:
        self.clock.set(day)

    def write(self) -> None:
        """The job of the letters: written, and those that are approved signed and on their files.

        In a thread of its own, as a worker's: this one's event loop is the browser's, and the signing needs one.
        """
        writer = letters.Writer(self.register, OFFICE, self.documents, signer=self.signer)
        with ThreadPoolExecutor(1) as worker:
            done = worker.submit(lambda: [*writer.write_all(), *writer.issue_all()]).result()
        assert [one.against for one in done if one.against] == []

    def send(self, number: str | None = None, by: Any = None) -> None:
        """The job of the mail; or one letter, by a way that an officer names."""
        dispatcher = Dispatcher(self.register, OFFICE)
        told = [dispatcher.send(number, by)] if number else list(dispatcher.send_all())
        assert [one.against for one in told if one.against] == []
        settings = MailSettings(host="127.0.0.1", port=self.mail.port, security="none", sender="post@office.example")
        sent = Mailer(self.register, self.documents, settings, OFFICE.name("en")).send_due()
        assert {one.state for one in sent} <= {"sent"}

    def lapse(self) -> list[str | None]:
        """The job of the clock: the actions that it took."""
        done = list(lapses.run(self.register))
        assert [one.refused for one in done if one.refused] == []
        return [one.action for one in done]

    def index(self) -> None:
        Follower(self.register, self.client, self.code, rules.projection(OFFICE), IndexerSettings()).drain()

    def audit(self) -> dict[str, Any]:
        return Auditor(self.register, self.client, self.code, rules.projection(OFFICE)).audit().json()

    def open_issue(self, issue: str, day: str) -> None:
        handle(self.register, OpenIssue(issue, dt.date.fromisoformat(day)))

    def out(self, issue: str, day: str) -> None:
        """Closes the issue, builds the gazette and has the issue out on its day."""
        self.on(day)
        handle(self.register, CloseIssue(issue))
        self.index()
        built = Index(self.client, self.code)
        gazette.build_issue(self.register, built, OFFICE, self.documents, issue=issue, out=self.folder / "gazette")
        handle(self.register, MarkIssuePublished(issue))
        self.index()

    # What is seen afterwards

    def codes(self, key: DossierKey) -> list[tuple[str, str]]:
        """The journal: code and standard code of each line, in its order."""
        record = reading.read(self.register, key).record
        assert record
        return [(one.code, one.standard_code) for one in record.events]

    def told(self, key: DossierKey, *codes: str) -> None:
        """The last lines of the journal have these codes; the index and the staff's page of the file show them too."""
        lines = self.codes(key)[-len(codes) :]
        assert [code for code, _ in lines] == list(codes)
        self.index()
        page = self.page("registrar")
        page.goto(f"/staff/files/{key.path}")
        timeline = page.locator("#timeline")
        if more := timeline.locator("details summary").all():
            more[0].click()
        text = timeline.inner_text()
        for code, standard in lines:
            assert code in text, (code, text)
            assert standard != "", code
            assert OFFICE.event_rules[key.kind][code].text["en"] in text


@contextmanager
def at_work(
    register_url: str, engine: EngineSettings, client: OpenSearch, code: str, folder: Path, browser: Browser
) -> Iterator[AtWork]:
    clock = Day()
    with ExitStack() as closing:
        register = closing.enter_context(opened(register_url, folder / "documents", clock))
        mail = closing.enter_context(MailServer(Box()))
        assert register.documents is not None
        signer = create(DeskSettings(), folder, "Office of Blazonia", "XB")
        office = AtWork(register, register.documents, client, code, clock, mail, browser, signer, folder)
        closing.enter_context(office.closing)
        office.index()
        search = SearchSettings(
            deployment=code,
            engine_url=engine.url,
            engine_ca=engine.ca,
            engine_user=engine.user,
            engine_password=engine.password,
            public_user=engine.user,
            public_password=engine.password,
            registers=tuple(OFFICE.declared),
            strategies=OFFICES / "demo" / "strategies",
            lag_limit=1_000_000_000,
        )
        site = Site(
            rules.house(OFFICE),
            catalogue(OFFICES / "demo"),
            register.documents,
            folder / "gazette",
            search,
            logos_of(OFFICES / "demo" / "strategies" / "logos"),
            grants=OFFICE.permissions,
        )
        door = SessionDoor(register, OFFICE.permissions, Seal(b"k" * 32))
        app = site_of(site, staff=True, door=door, counter=Counter(register, OFFICE))
        office.address = closing.enter_context(serving(app, listener("127.0.0.1", 0)))
        yield office
        for page in office.pages.values():
            page.context.close()

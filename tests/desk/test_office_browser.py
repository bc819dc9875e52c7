"""The office's pages in a real browser: on a laptop and a phone, by keyboard, and nobody kept out (axe)."""

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import registry
from desk import letters, logs
from desk.health import Found, Health, Probe
from desk.jobs import queue
from desk.settings import OFFICES
from desk.stakeholders import finding
from desk.watch import Watch
from desk.web.site import Site
from mappings.number import DossierKey
from offices import folder as folders
from registry import Register, audit, clients, letter_queues, people, stakeholders
from registry.approving import Decision, decide
from registry.assigning import assign
from registry.clients import NewClient
from registry.commands import Act, FileRequest, OpenIssue
from registry.people import NewPerson
from registry.stakeholders import By
from tests.demo_office import OFFICE
from tests.desk.desks import Desk, opened_desk
from tests.desk.mail_server import Box, MailServer
from tests.desk.sending import dispatch, issued, sent
from tests.desk.test_configuration import DEMO, changed, use
from tests.desk.test_jobs_page import failed
from tests.thorough import cases

DEMO_FOLDER = OFFICES / "demo"
DEMO_DIGEST, CHANGED_DIGEST = folders.digest(DEMO), folders.digest(changed(roles=("Examiner", "Expert")))
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
SCREENS = {"": (1280, 900), "-390": (390, 844)}
SOME = ("tasks", "work", "receive", "board", "my-file", "my-files-arabic")
WORDS = ("ALPENGLUT", "MORGENROT", "SILBERPFEIL", "Kaffeehaus am Markt", "TRELLISTA", "نجمة الشرق", "VELOCE", "Ondine")


@pytest.fixture(scope="module")
def busy(
    module_register_url: str,
    tmp_path_factory: pytest.TempPathFactory,
    web_office: Any,
    site_of: Callable[..., Site],
) -> Iterator[tuple[Desk, DossierKey]]:
    """A desk with files in several states; the second is one on which much has happened."""
    folder = tmp_path_factory.mktemp("busy")
    with opened_desk(module_register_url, folder, site_of(web_office), machine(folder)) as desk:
        register = desk.register
        use(register, DEMO)
        use(register, changed(roles=("Examiner", "Expert")))
        failed(desk, "mail", "2 letters on their way, 3 not: e-mails stay queued: the mail server cannot be used")
        queue.defer(register, "clock")
        keys = [desk.file(word, filing_date=dt.date(2026, 2, 1 + place)) for place, word in enumerate(WORDS)]
        registry.handle(register, OpenIssue("2026/10", dt.date(2026, 3, 13)))

        def act(place: int, *steps: tuple[str, str], **more: Any) -> None:
            for action, role in steps:
                registry.handle(
                    register, Act(keys[place], action, role, note="Like TM/R/000012.", actor="Weber", **more)
                )

        mended = [("ask-to-mend", "formality-examiner"), ("receive-mending", "agent")]
        ordered = [("find-in-order", "formality-examiner")]
        act(0, *mended, *ordered, ("refuse-provisionally", "examiner"))
        act(1, ("ask-to-mend", "formality-examiner"))
        act(2, *ordered, ("accept", "examiner"), ("publish", "publication-officer"), ("oppose", "agent"))
        act(3, *ordered)
        act(4, *ordered, ("accept", "examiner"))
        form = {"party": {"role": "applicant", "name": "Neue Werke AG"}}
        registry.handle(register, FileRequest(keys[2], "transfer", form, "agent", actor="Kanzlei Süd"))
        assert register.documents is not None
        assert all(one.number for one in letters.Writer(register, OFFICE, register.documents).write_all())
        (draft,) = [one for one in letter_queues.drafts(register, ["formality-examiner"]) if one.key == keys[1]]
        why = "Say which power is missing, and of whom."
        decide(register, Decision(draft.number, "refused", "formality-examiner", "clara", why))
        address = {"lines": ["Hauptstrasse 1"], "city": "Bern", "country": "CH"}
        for number, name in enumerate(("Kanzlei Süd GmbH", "Kanzlei Süd AG", "شركة نجمة الشرق")):
            given = {"name": name, "nature": "company", "address": address, "email": f"post{number}@sued.example"}
            stakeholders.add(register, given, By("ada"), identifiers=() if number else ("A-7",))
        stakeholders.change(register, "C/000001", 1, {"phone": "+41 31 123 45 67"}, By("ada", "told us"))
        finding.look(register)
        assign(register, keys[3], "ada", actor="ada")
        peopled(register)
        with MailServer(Box()) as server:
            issued(register)
            issued(register, emails=[], address={"lines": ["Hauptstrasse 1"], "city": "Bern", "country": "CH"})
            dispatch(register)
            assert sent(register, server) == ["sent"]
        desk.person.roles = (*OFFICE.permissions.roles.keys(),)
        desk.person.identifier = "A-7"
        yield desk, keys[2]


def machine(folder: Path) -> Watch:
    """Probes of every state, a log with lines of every level, the office's folder."""
    seen = (
        ("Postgres", Found("well", "Postgres 18.0 answers; the register takes 12 MB")),
        ("Mail server", Found("off", "no mail server is named; letters go by post or by the portal")),
        ("Backups", Found("warning", "none is made by a job", "Name their folder in BLAZON_JOBS_BACKUPS.")),
        ("The index", Found("wrong", "1 file is missing: TM/2026/000001", "Mend the cause, then repair the index.")),
    )
    with logs.kept(folder / "logs", "serve", largest=100_000, files=1):
        log = logging.getLogger("desk.test")
        log.info("served at the office's address")
        log.warning("pictures that people searched by were not deleted")
        try:
            int("x" * 200)
        except ValueError:
            log.exception("/staff/board: it broke")
    health = Health({title: Probe(title, lambda found=found: found) for title, found in seen})
    return Watch(health=health, office=DEMO_FOLDER, digest=DEMO_DIGEST, logs=folder / "logs")


def peopled(register: Register) -> None:
    """People in several states, a program, and what was written down of them."""
    grants = OFFICE.permissions
    ada = {"email": "ada.weber@office.example", "roles": ("examiner", "formality-examiner")}
    people.add(register, grants, NewPerson("ada.weber", "Ada Weber", **ada), actor="adam")
    people.set_password(register, "ada.weber", "correct horse battery", actor="adam", first=False)
    people.add(register, grants, NewPerson("noor", "نور الهدى", groups=("register-office",)), actor="adam")
    people.add(register, grants, NewPerson("gone", "Gone Away", roles=("agent",), identifier="A-9"), actor="adam")
    people.set_state(register, "gone", "ended", actor="adam")
    scopes = ("desk.search", "dossier.view.all", "dossier.view.unpublished")
    clients.add(register, NewClient("statistics", "Figures", scopes, ("192.0.2.0/24", "2001:db8::/32")), actor="adam")
    with register.session() as session:
        audit.note(session, "ada.weber", "view file", "shown", "XB.tm.TM%2F2026%2F000001")


def pages(key: DossierKey) -> dict[str, str]:
    return {
        "tasks": "/staff/tasks",
        "work": f"/staff/desk/{key.path}",
        "refused": "/staff/desk/XB/tm/TM/2026/000002",
        "receptions": "/staff/receptions?from=2026-02-01&until=2026-03-02",
        "receive": "/staff/receptions/new?kind=tm",
        "receive-gi": "/staff/receptions/new?kind=gi",
        "documents": f"/staff/desk/{key.path}/documents",
        "data": "/staff/desk/XB/tm/TM/2026/000004/data",
        "deliveries": "/staff/deliveries",
        "mail": "/staff/mail",
        "mail-message": "/staff/mail/1",
        "requests": "/staff/requests",
        "letters": "/staff/letters",
        "stakeholders": "/staff/stakeholders",
        "stakeholder": "/staff/stakeholders/C/000001",
        "stakeholder-form": "/staff/stakeholders/edit/C/000001",
        "stakeholder-pairs": "/staff/stakeholders/duplicates",
        "stakeholder-compare": "/staff/stakeholders/compare?one=C/000001&other=C/000002",
        "log": f"/staff/log?on={dt.datetime.now(dt.UTC).date()}",
        "board": "/staff/board",
        "issues": "/staff/issues",
        "rules": "/staff/rules",
        "workflow": "/staff/workflows/trademark?status=filed",
        "backlog": "/staff/board/backlog",
        "jobs": "/staff/jobs",
        "health": "/staff/health",
        "logs": "/staff/logs",
        "configuration": "/staff/configuration",
        "configuration-diff": f"/staff/configuration/diff?before={DEMO_DIGEST}&after={CHANGED_DIGEST}",
        "users": "/staff/users",
        "user": "/staff/users/ada.weber",
        "redact": "/staff/users/gone/redact",
        "programs": "/staff/programs",
        "audit": "/staff/audit",
        "my-files": "/my/",
        "my-file": f"/my/{key.path}",
        "my-files-arabic": "/my/?language=ar",
        "my-others": "/my/others",
    }


@pytest.mark.parametrize("screen", cases(SCREENS, "-390"))
@pytest.mark.parametrize("wrong", cases([False, True]))
def test_the_preview_of_a_folder_fits_its_screen_and_keeps_nobody_out(
    busy: tuple[Desk, DossierKey], browser: Browser, tmp_path: Path, screen: str, *, wrong: bool
):
    desk, _ = busy
    width, height = SCREENS[screen]
    inside = browser.new_context(base_url=str(desk.client.base_url), viewport={"width": width, "height": height})
    page = inside.new_page()
    page.goto("/staff/configuration")
    given = changed(roles=("examiner:", "examinor:")) if wrong else DEMO
    sent = tmp_path / "office.zip"
    sent.write_bytes(folders.zipped(given))
    page.locator("#f-upload").set_input_files(sent)
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("heading", name="Preview of").wait_for(timeout=60_000)
    page.screenshot(path=tmp_path / f"desk-preview-{wrong}{screen}.png", full_page=True)
    assert page.locator(".notice.error" if wrong else ".notice.good").count() >= 1
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = {one["id"]: one["nodes"][0]["html"] for one in violations(page)}
    inside.close()
    assert (wide, found) == (0, {})


@pytest.mark.parametrize(
    ("screen", "some"), cases([("-390", SOME), *((screen, ()) for screen in SCREENS)], ("-390", SOME))
)
def test_every_page_fits_its_screen_and_keeps_nobody_out(
    busy: tuple[Desk, DossierKey], browser: Browser, tmp_path: Path, screen: str, some: tuple[str, ...]
):
    desk, key = busy
    width, height = SCREENS[screen]
    inside = browser.new_context(base_url=str(desk.client.base_url), viewport={"width": width, "height": height})
    page = inside.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type in {"error", "warning"} else None)
    found: dict[str, Any] = {}
    every = pages(key)
    for name in some or every:
        page.goto(every[name])
        page.screenshot(path=tmp_path / f"desk-{name}{screen}.png", full_page=True)
        if name == "work":
            page.locator("details.act summary").first.click()
            page.screenshot(path=tmp_path / f"desk-{name}-open{screen}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide == 0, (name, wide)
        found |= {f"{name}: {one['id']}": one["nodes"][0]["html"] for one in violations(page)}
    inside.close()
    assert found == {}
    assert errors == []


def violations(page: Page) -> list[dict[str, Any]]:
    page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate(RUN, RULES)["violations"]
    return found


def test_an_action_is_taken_by_keyboard_alone(busy: tuple[Desk, DossierKey], browser: Browser):
    desk, _ = busy
    key = desk.file("Tastatur")
    inside = browser.new_context(base_url=str(desk.client.base_url))
    page = inside.new_page()
    page.goto(f"/staff/desk/{key.path}")
    page.locator("details.act summary", has_text="Find the formal requirements in order").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.locator("details[open] textarea").focus()
    page.keyboard.type("alles in Ordnung")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=true")
    assert page.locator(".notice.good").inner_text() == "Done: Find the formal requirements in order."
    inside.close()
    assert desk.status(key) == "examination"


def test_the_menu_is_folded_on_a_phone_and_opens_by_keyboard(busy: tuple[Desk, DossierKey], browser: Browser):
    desk, _ = busy
    for screen, folded in (("", False), ("-390", True)):
        width, height = SCREENS[screen]
        inside = browser.new_context(base_url=str(desk.client.base_url), viewport={"width": width, "height": height})
        page = inside.new_page()
        page.goto("/staff/issues")
        menu = page.get_by_role("navigation", name="Desk")
        assert menu.get_by_role("link", name="Gazette").is_visible()
        assert menu.get_by_role("link", name="Audit log").is_visible() != folded
        assert menu.get_by_text("Administration", exact=True).is_visible() == folded
        if folded:
            menu.get_by_text("Administration", exact=True).focus()
            page.keyboard.press("Enter")
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            page.wait_for_url("**/staff/users")
            assert page.get_by_role("navigation", name="Desk").get_by_role("link", name="Audit log").is_visible()
            assert violations(page) == []
        inside.close()

"""The office's pages in a real browser: on a laptop and a phone, by keyboard, and nobody kept out (axe)."""

import datetime as dt
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import registry
from desk import letters
from desk.web.site import Site
from mappings.number import DossierKey
from registry.assigning import assign
from registry.commands import Act, FileRequest, OpenIssue
from tests.demo_office import OFFICE
from tests.desk.desks import Desk, opened_desk
from tests.desk.mail_server import Box, MailServer
from tests.desk.sending import dispatch, issued, sent

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
SCREENS = {"": (1280, 900), "-390": (390, 844)}
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
    with opened_desk(module_register_url, folder, site_of(web_office)) as desk:
        register = desk.register
        keys = [desk.file(word, filing_date=dt.date(2026, 2, 1 + place)) for place, word in enumerate(WORDS)]
        registry.handle(register, OpenIssue("2026/10", dt.date(2026, 3, 13)))

        def act(place: int, *steps: tuple[str, str], **more: Any) -> None:
            for action, role in steps:
                registry.handle(register, Act(keys[place], action, role, actor="Weber", **more))

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
        assign(register, keys[3], "ada", actor="ada")
        with MailServer(Box()) as server:
            issued(register)
            issued(register, emails=[], address={"lines": ["Hauptstrasse 1"], "city": "Bern", "country": "CH"})
            dispatch(register)
            assert sent(register, server) == ["sent"]
        desk.person.roles = (*OFFICE.permissions.roles.keys(),)
        desk.person.identifier = "A-7"
        yield desk, keys[2]


def pages(key: DossierKey) -> dict[str, str]:
    return {
        "tasks": "/staff/tasks",
        "work": f"/staff/desk/{key.path}",
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
        "log": f"/staff/log?on={dt.datetime.now(dt.UTC).date()}",
        "board": "/staff/board",
        "issues": "/staff/issues",
        "rules": "/staff/rules",
        "my-files": "/my/",
        "my-file": f"/my/{key.path}",
        "my-files-arabic": "/my/?language=ar",
    }


@pytest.mark.parametrize("screen", SCREENS)
def test_every_page_fits_its_screen_and_keeps_nobody_out(
    busy: tuple[Desk, DossierKey], browser: Browser, tmp_path: Path, screen: str
):
    desk, key = busy
    width, height = SCREENS[screen]
    inside = browser.new_context(base_url=str(desk.client.base_url), viewport={"width": width, "height": height})
    page = inside.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type in {"error", "warning"} else None)
    found: dict[str, Any] = {}
    for name, path in pages(key).items():
        page.goto(path)
        page.screenshot(path=tmp_path / f"desk-{name}{screen}.png", full_page=True)
        if name == "work":
            page.locator("details.act summary").first.click()
            page.screenshot(path=tmp_path / f"desk-{name}-open{screen}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide == 0, (name, wide)
        found |= {f"{name}: {one['id']}": one["nodes"][0]["html"] for one in _violations(page)}
    inside.close()
    assert found == {}
    assert errors == []


def _violations(page: Page) -> list[dict[str, Any]]:
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

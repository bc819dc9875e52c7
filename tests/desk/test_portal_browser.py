"""A party's pages in a real browser: on a laptop and a phone, without a script, and nobody kept out (axe)."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

import registry
from desk.letters.reminding import Reminder
from desk.web.site import Site
from mappings.number import DossierKey
from mappings.record import Address, Party, Role
from registry.commands import Act, DecideRequest, FileRequest
from tests.demo_office import OFFICE
from tests.desk.desks import Desk, opened_desk
from tests.desk.pdfs import pdf
from tests.desk.portal import letter_for, send_letters, sit

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
SCREENS = {"": (1280, 900), "-390": (390, 844)}
WORDS = ("ALPENGLUT", "MORGENROT", "SILBERPFEIL", "Kaffeehaus am Markt", "TRELLISTA", "نجمة الشرق", "VELOCE", "Ondine")
OWNER = Party(role=Role.APPLICANT, name="Ada Weber", address=Address(country="CH"))


@pytest.fixture(scope="module")
def portal(
    module_register_url: str,
    tmp_path_factory: pytest.TempPathFactory,
    web_office: Any,
    site_of: Callable[..., Site],
) -> Iterator[tuple[Desk, DossierKey, str]]:
    """An agent's files, the one on which most has happened, and the letter of it that waits."""
    with opened_desk(module_register_url, tmp_path_factory.mktemp("portal"), site_of(web_office)) as desk:
        register = desk.register
        keys = []
        for place, word in enumerate(WORDS):
            party = Party(role=Role.REPRESENTATIVE, name="Kanzlei Süd", identifier="A-7", reference=f"K-{place}/26")
            keys.append(desk.file(word, filing_date=dt.date(2026, 2, 1 + place), parties=(OWNER, party)))
        registry.handle(register, Act(keys[2], "find-in-order", "formality-examiner"))
        registry.handle(register, Act(keys[2], "refuse-provisionally", "examiner", note="A reason."))
        registry.handle(register, Act(keys[4], "find-in-order", "formality-examiner"))
        form = {"party": {"role": "applicant", "name": "Neue Werke AG"}}
        asked = registry.handle(register, FileRequest(keys[0], "transfer", form, "agent", actor="sud")).request or ""
        registry.handle(register, DecideRequest(keys[0], asked, "refused", "registrar", "The deed is not signed."))
        send_letters(desk)
        letter = letter_for(desk, keys[0])
        clock: Any = register.procedure.clock
        clock.set("2026-04-21")
        assert all(one.against is None for one in Reminder(register, OFFICE).remind())
        sit(desk)
        yield desk, keys[0], letter


def pages(desk: Desk, key: DossierKey, letter: str) -> dict[str, str]:
    notice = re.findall(r"/my/notifications/(\d+)", desk.get("/my/notifications"))[-1]
    file = f"/my/{key.path}"
    return {
        "files": "/my/",
        "files-arabic": "/my/?language=ar&waits=true",
        "files-none": "/my/?words=nothing",
        "file": file,
        "file-arabic": f"{file}?language=ar",
        "answer": f"{file}/answer?letter={letter}",
        "answer-arabic": f"{file}/answer?letter={letter}&language=ar",
        "requests": f"{file}/requests/new",
        "request": f"{file}/requests/new?type=transfer",
        "request-goods": f"{file}/requests/new?type=amend-goods&language=fr",
        "request-arabic": f"{file}/requests/new?type=licence&language=ar",
        "request-not": f"{file}/requests/new?type=renewal",
        "notices": "/my/notifications",
        "notice": f"/my/notifications/{notice}",
        "deadlines": "/my/deadlines?language=es",
    }


@pytest.mark.thorough
@pytest.mark.parametrize("screen", SCREENS)
def test_every_page_fits_its_screen_and_keeps_nobody_out(
    portal: tuple[Desk, DossierKey, str], browser: Browser, tmp_path: Path, screen: str
):
    desk, key, letter = portal
    width, height = SCREENS[screen]
    inside = browser.new_context(base_url=str(desk.client.base_url), viewport={"width": width, "height": height})
    page = inside.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type in {"error", "warning"} else None)
    found: dict[str, Any] = {}
    sit(desk)
    addresses = pages(desk, key, letter)

    def look(name: str) -> None:
        page.screenshot(path=tmp_path / f"my-{name}{screen}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide == 0, (name, wide)
        assert page.locator("html").get_attribute("dir") == ("rtl" if "language=ar" in page.url else "ltr")
        page.evaluate(AXE)
        for one in page.evaluate(RUN, RULES)["violations"]:
            found[f"{name}: {one['id']}"] = one["nodes"][0]["html"]

    for name, address in addresses.items():
        page.goto(address)
        look(name)
    desk.person.roles = ("reception",)
    for name, query in (("staff-requests", ""), ("staff-request", "?type=licence")):
        page.goto(f"/staff/desk/{key.path}/requests/new{query}")
        look(name)
    inside.close()
    assert found == {}
    assert errors == []


def test_an_agent_without_a_script_is_told_what_is_missing_then_answers_with_a_file_and_prints_the_receipt(
    portal: tuple[Desk, DossierKey, str], browser: Browser, tmp_path: Path
):
    desk, _, _ = portal
    sit(desk)
    key = desk.file("Ohne Skript")
    letter_for(desk, key)
    reply = tmp_path / "reply.pdf"
    reply.write_bytes(pdf("Without a script"))
    inside = browser.new_context(
        base_url=str(desk.client.base_url), java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    page = inside.new_page()
    page.goto("/my/?words=skript&language=fr")
    page.get_by_role("link", name="Ohne Skript").click()
    page.get_by_role("link", name="Répondre", exact=True).click()
    page.get_by_role("button", name="Envoyer la réponse").click()
    assert page.get_by_text("Écrivez votre réponse, ou joignez-la.").count() == 2
    page.get_by_label("Votre réponse").fill("Voici notre réponse.")
    page.get_by_label("Fichiers").set_input_files(reply)
    page.get_by_role("button", name="Envoyer la réponse").click()
    assert page.locator("h1").inner_text().startswith("Accusé de réception")
    assert page.locator("code.hash").count() == 2
    page.screenshot(path=tmp_path / "my-receipt-390.png", full_page=True)
    inside.close()
    assert desk.status(key) == "filed"

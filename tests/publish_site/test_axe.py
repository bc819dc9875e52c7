"""No page of the gazette keeps anybody out: axe finds nothing on any kind of page, light and dark, phone and laptop, in
English and in Arabic.
"""

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from opensearchpy import OpenSearch
from playwright.sync_api import Browser, expect

from tests.publish_site.conftest import unpublished
from tests.publish_site.made_up_gazette import HOUSE, deployment, mark, two_issues
from tests.publish_site.served import served
from tests.thorough import cases

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Each colour scheme and each width once a language; over both languages each with each.
LOOKS: list[tuple[str, int, Any]] = [
    ("en", 390, "dark"),
    ("en", 1280, "light"),
    ("ar", 390, "light"),
    ("ar", 1280, "dark"),
]
RUN = "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"


def kind(path: str) -> str:
    """Pages that one template makes alike: numbers, dates and names left out."""
    first, *rest = path.split("/")
    if first == "ar":
        return f"ar {kind('/'.join(rest))}"
    if first in {"tm", "pt", "ds"}:
        return f"{first} {len(rest)}"
    if first == "issues":
        return f"issue {len(rest)}"
    return f"{'/'.join([first, *rest][:2]) if first == 'classes' else first} {len(rest)}"


def kinds(site: Path) -> dict[str, str]:
    """One page of each kind, and all kinds that the site has."""
    pages = sorted(p.relative_to(site).as_posix() for p in site.rglob("*.html"))
    return {kind(path): path for path in reversed(pages)}


@pytest.fixture(scope="module")
def site(engine_client: OpenSearch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Every kind of page in English and in Arabic, the completeness list and a correction among them."""
    made = two_issues(deployment(engine_client, "axe"))
    corrected = mark("TM/2026/000002", "نجمة", related=[{"relation": "division", "number": "TM/2026/000001"}])
    event = {"date": "2026-03-10", "code": "TM110", "text": "Change of owner recorded", "standard_code": "R00"}
    made.publish("2026/03", "tm-registrations", "correction", corrected, event=event, corrects=1)
    made.index()
    arabic = {"language": "ar", "name": "جريدة الملكية الفكرية في بلازونيا", "office_name": "مكتب الملكية الفكرية"}
    house = HOUSE.model_copy(
        update={"written_in": "en", "others": (HOUSE.model_copy(update=arabic | {"written_in": "en"}),)}
    )
    folder = tmp_path_factory.mktemp("axe") / "site"
    made.build("2026/03", folder, house=house, numbers=unpublished, workers=0)
    yield folder
    left = engine_client.indices.get(index=f"blazon-{made.deployment}-*")
    engine_client.indices.delete(index=",".join(sorted(left)))


@pytest.mark.parametrize(
    ("language", "width", "scheme", "each"), cases([(*LOOKS[0], 6), *((*look, 1) for look in LOOKS)])
)
def test_axe_finds_nothing(site: Path, browser: Browser, language: str, width: int, scheme: Any, each: int):
    """On all kinds of pages, or on every sixth."""
    before = "" if language == "en" else f"{language}/"
    pages = {kind: path for kind, path in kinds(site).items() if path.startswith("ar/") == bool(before)}
    wanted = {
        "index.html 0",
        "search 1",
        "verify 1",
        "completeness 1",
        "tm 3",
        "tm 4",
        "tm 6",
        "pt 4",
        "ds 4",
        "issue 3",
    }
    assert {f"{before.replace('/', ' ')}{kind}" for kind in wanted} <= set(pages)
    asked = ["search/index.html?q=aurelia", "search/index.html?q=no+such", "verify/index.html?"]
    found: list[tuple[Any, ...]] = []
    with served(site) as address:
        size: Any = {"width": width, "height": 800}
        context = browser.new_context(bypass_csp=True, reduced_motion="reduce", viewport=size, color_scheme=scheme)
        page = context.new_page()
        for path in [*pages.values(), *(f"{before}{path}" for path in asked)][::each]:
            page.goto(address + path)
            if "?q" in path:
                expect(page.locator("#count")).not_to_have_text(re.compile("^$|…$"))
            if path.endswith("?"):
                page.locator("[name=named]").fill("TM/2026/000001")
                page.locator("#verify button").click()
                expect(page.locator("#outcome")).to_have_class(re.compile("notice"))
            page.evaluate(AXE)
            violations = page.evaluate(RUN, RULES)["violations"]
            found += [(path, one["help"], one["nodes"][0]["html"]) for one in violations]
        context.close()
    assert found == []


def test_axe_finds_what_is_there(browser: Browser):
    page = browser.new_page()
    page.set_content("<html><body><img src=x><input></body></html>")
    page.evaluate(AXE)
    assert {"image-alt", "label", "document-title"} <= {one["id"] for one in page.evaluate(RUN, RULES)["violations"]}
    page.close()

"""No page of the gazette keeps anybody out: axe finds nothing on any kind of page, light and dark, phone and laptop."""

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect

from tests.publish_site.served import served

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}  # all that the other scheme can break
LOOKS: list[tuple[int, Any, Any]] = [
    (390, "light", RULES),
    (390, "dark", COLOURS),
    (1280, "light", COLOURS),
    (1280, "dark", RULES),
]
RUN = "(rules) => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"


def kind(path: str) -> str:
    """Pages that one template makes alike: numbers, dates and names left out."""
    first, *rest = path.split("/")
    if first in {"tm", "pt", "ds"}:
        return f"{first} {len(rest)}"
    if first == "issues":
        return f"issue {len(rest)}"
    return f"{'/'.join([first, *rest][:2]) if first == 'classes' else first} {len(rest)}"


def kinds(site: Path) -> dict[str, str]:
    """One page of each kind, and all kinds that the site has."""
    pages = sorted(p.relative_to(site).as_posix() for p in site.rglob("*.html"))
    return {kind(path): path for path in reversed(pages)}


def test_axe_finds_nothing(built: tuple[Any, Path], browser: Browser):
    site = built[1]
    pages = kinds(site)
    assert {"index.html 0", "search 1", "verify 1", "tm 3", "tm 4", "pt 4", "ds 4", "issue 3", "issue 4"} <= set(pages)
    found: list[tuple[Any, ...]] = []
    with served(site) as address:
        context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
        page = context.new_page()
        for path in [
            *pages.values(),
            "search/index.html?q=aurelia",
            "search/index.html?q=no+such",
            "verify/index.html?",
        ]:
            page.goto(address + path)
            if "?q" in path:
                expect(page.locator("#count")).to_contain_text(re.compile("found|Nothing"))
            if path.endswith("?"):
                page.locator("[name=named]").fill("TM/2026/000001")
                page.get_by_role("button", name="Check").click()
                expect(page.locator("#outcome")).to_have_class(re.compile("notice"))
            page.evaluate(AXE)
            for width, scheme, rules in LOOKS:
                page.set_viewport_size({"width": width, "height": 800})
                page.emulate_media(color_scheme=scheme)
                violations = page.evaluate(RUN, rules)["violations"]
                found += [(path, width, scheme, one["help"], one["nodes"][0]["html"]) for one in violations]
        context.close()
    assert found == []


def test_axe_finds_what_is_there(browser: Browser):
    page = browser.new_page()
    page.set_content("<html><body><img src=x><input><p style='color: #ccc; background: #fff'>Pale</body></html>")
    page.evaluate(AXE)
    assert {"image-alt", "label", "document-title"} <= {one["id"] for one in page.evaluate(RUN, RULES)["violations"]}
    assert [one["id"] for one in page.evaluate(RUN, COLOURS)["violations"]] == ["color-contrast"]
    page.close()

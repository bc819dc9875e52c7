"""The site in a real browser, from the disk: its own policy lets the style sheet in, and nothing runs over."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageOps
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from publish_site.design import STYLESHEET

PAGES = (
    "index.html",
    "issues/2026/01/index.html",
    "issues/2026/01/tm-applications/index.html",
    "tm/2026/000001/index.html",
    "tm/2026/000001/2/index.html",
    "tm/2026/000001/2/since/1/index.html",
    "pt/2026/000045/index.html",
    "ds/2026/000007/index.html",
    "verify/index.html",
    "data/index.html",
    "404.html",
    "search/index.html",
)


@pytest.mark.thorough
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_a_phone_and_a_laptop_and_break_no_policy(built: tuple[Any, Path], browser: Browser, scheme: Any):
    site = built[1]
    for width in (320, 390, 768, 1280):
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        page = context.new_page()
        said: list[str] = []
        asked: list[str] = []
        page.on("console", lambda message, said=said: said.append(message.text))
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        for path in PAGES:
            page.goto((site / path).as_uri())
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (path, width)
            ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert ground == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(16, 20, 26)")
            broken = "[...document.images].filter(i => i.loading != 'lazy' && !i.naturalWidth).length"
            assert page.evaluate(broken) == 0, path
        assert said == []
        assert all(url.startswith("file:") for url in asked)
        context.close()


@pytest.mark.thorough
def test_data_for_programs_breaks_no_policy_and_the_pages_of_cut_addresses_fit_a_phone(
    reached: tuple[Any, Path, Path], browser: Browser
):
    context = browser.new_context(viewport={"width": 320, "height": 800})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for path in (
        "index.html",
        "tm/2026/000107/index.html",
        "tm/2026/index.html",
        "tm/2026/_0001/index.html",
        "issues/2026/03/index.html",
        "issues/2026/index.html",
        "parts/tm-applications/index.html",
        "classes/nice/25/index.html",
        "completeness/index.html",
    ):
        page.goto((reached[1] / path).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
    assert said == []
    context.close()


def test_a_row_of_the_completeness_list_takes_few_lines_of_a_phone(reached: tuple[Any, Path, Path], browser: Browser):
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto((reached[1] / "completeness/index.html").as_uri())
    rows = page.locator("tbody tr")
    assert rows.count() > 1
    assert all(0 < row.bounding_box()["height"] < 130 for row in rows.all())
    shown = rows.locator("td:visible").all_inner_texts()
    assert "0" not in [one.split()[-1] for one in shown]
    page.close()


def test_pages_print_without_their_menus_and_without_an_empty_sheet(built: tuple[Any, Path], browser: Browser):
    page = browser.new_page()
    for path in ("tm/2026/000001/index.html", "issues/2026/01/index.html", "issues/2026/01/tm-applications/index.html"):
        page.goto((built[1] / path).as_uri())
        sheets = PdfReader(BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages
        said = [sheet.extract_text() for sheet in sheets]
        assert all(text.strip() for text in said), path
        assert "To the contents" not in said[0]
        assert "Feed" not in said[0]
    page.close()


@pytest.mark.parametrize(("direction", "points"), [("ltr", "right"), ("rtl", "left")])
def test_the_arrows_between_crumbs_point_where_one_reads_on(browser: Browser, direction: str, points: str):
    page = browser.new_page(color_scheme="light")
    crumbs = "<nav class=crumbs><ol><li></li><li></li></ol></nav>"
    sheet = STYLESHEET.read_text(encoding="utf-8")
    page.set_content(f"<html dir={direction}><style>{sheet} .crumbs {{font-size: 80px}}</style>{crumbs}")
    ink = ImageOps.invert(Image.open(BytesIO(page.screenshot())).convert("L"))
    left, top, right, bottom = ink.getbbox() or (0, 0, 0, 0)
    assert right > left
    middle = ink.crop((left, (top + bottom) // 2 - 1, right, (top + bottom) // 2 + 1)).getbbox() or (0, 0, 0, 0)
    tip = "right" if middle[0] + middle[2] > right - left else "left"
    assert tip == points
    page.close()


def test_the_keyboard_reaches_the_contents_first(built: tuple[Any, Path], browser: Browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto((built[1] / "index.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
    context.close()

"""The pages in a real browser: on a phone and a laptop, by keyboard, in the dark, and with scripts switched off."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.web_pages import BENS
from tests.thorough import cases

PHONE = {"width": 390, "height": 844}
NARROWEST = {"width": 320, "height": 640}  # WCAG 1.4.10
LAPTOP = {"width": 1280, "height": 900}
PAGES = [
    *("/", "/search", "/search?words=herring&class=1&kind=tm", "/search?words=", "/search?words=qqzz", "/similar"),
    "/similar?words=Unkle+Bens&goods=30:+rice%0A25&related_classes=1",
    "/similar?words=Unkle+Bens&goods=rice",
    "/similar?words=Unkle+Bens&goods=rice&class=77&strategy=nope&logos=nope&language=tlh&before=soon",
    *("/similar?words=Unkle+Bens", "/similar?words=%D8%B4%D8%B1%D9%83%D8%A9", "/strategies", BENS, "/nothing"),
    *("/compare", "/compare?asked=Unkle+Bens&candidate=Uncle+Ben%27s", f"/compare?asked={'W' * 90}&candidate=x"),
    *("/compare?asked=%D8%B4%D8%B1%D9%83%D8%A9&candidate=Al+Noor&language=ar", "/similar?words=Unkle&language=ar"),
    *(
        "/files/XB/tm/TM/2026/000004",
        "/files/XB/tm/TM/2026/000005",
        "/files/XB/tm/TM/2026/000006",
        "/files/XB/tm/TM/2026/000007",
    ),
    *("/files/XB/pt/PT/2026/000045", "/files/XB/ds/DS/2026/000007", "/staff" + BENS, "/files/XB/tm/" + "9" * 60),
]
LUMINANCE = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).reduce((a, b) => a + +b, 0)"


@pytest.fixture(scope="module")
def pages(browser: Browser, web: httpx.Client) -> Callable[..., Any]:
    """`with pages(viewport=…) as page`: a page that must stay on this origin, without errors."""
    origin = str(web.base_url).rstrip("/")

    @contextmanager
    def opened(*, expect_errors: bool = False, **context: Any) -> Iterator[Page]:
        inside = browser.new_context(base_url=origin, **context)
        inside.set_default_timeout(8_000)
        page = inside.new_page()
        strangers: list[str] = []
        errors: list[str] = []
        page.on("request", lambda r: None if r.url.startswith((origin, "data:")) else strangers.append(r.url))
        page.on(
            "console", lambda message: errors.append(message.text) if message.type in {"error", "warning"} else None
        )
        page.on("pageerror", lambda error: errors.append(str(error)))
        try:
            yield page
            assert strangers == []
            assert expect_errors or errors == []
        finally:
            inside.close()

    return opened


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize("scripts", cases([True, False]), ids=["with scripts", "without scripts"])
def test_from_a_search_to_the_evidence(pages: Callable[..., Any], scripts: bool):
    with pages(viewport=PHONE, java_script_enabled=scripts) as page:
        page.goto("/")
        page.get_by_label("Words of a mark, a title or a number").fill("uncle")
        page.get_by_role("button", name="Search").click()
        expect(page.get_by_role("heading", name="1 file")).to_be_visible()
        page.goto("/search?words=herring")
        page.locator("aside.facets").get_by_role("link", name="2", exact=True).first.click()
        expect(page).to_have_url(re.compile("class=2"))
        expect(page.get_by_role("link", name="Nice class: 2")).to_be_visible()
        page.goto("/search?words=uncle")
        page.get_by_role("link", name="Uncle Ben's", exact=True).click()
        expect(page).to_have_url(re.compile(f"{BENS}$"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Uncle Ben's")
        expect(page.get_by_text("Mark registered")).to_be_visible()
        picture = page.get_by_alt_text("Logo of Uncle Ben's")
        expect(picture).to_be_visible()
        if scripts:
            assert picture.evaluate("async image => { await image.decode(); return image.naturalWidth }") == 120
        page.get_by_role("link", name="Find similar marks").click()
        page.get_by_label("Words of the mark").fill("Unkle Bens")
        page.get_by_role("button", name="Compare").click()
        best = page.locator("ol.hits > li").first
        expect(best.get_by_role("heading", level=3)).to_contain_text("Uncle Ben's")
        aural = best.get_by_role("region", name="Aural evidence")
        assert "sound the same" in aural.inner_text()
        assert "".join(aural.locator("dd").nth(0).locator("mark").all_inner_texts())[:2] == "Un"
        background = (
            best.locator("mark").first.evaluate("m => getComputedStyle(m).backgroundColor")
            if scripts
            else "rgb(1, 1, 1)"
        )
        assert background != "rgba(0, 0, 0, 0)"


@pytest.mark.parametrize("viewport", cases([NARROWEST, PHONE, LAPTOP], NARROWEST), ids=["320 px", "phone", "laptop"])
def test_no_page_scrolls_sideways(pages: Callable[..., Any], viewport: dict[str, int]):
    wide: dict[str, int] = {}
    with pages(viewport=viewport, expect_errors=True) as page:
        for path in PAGES:
            page.goto(path)
            page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
            if (pixels := overflow(page)) > 0:
                wide[path] = pixels
    assert wide == {}


def test_the_dark_theme_is_dark_and_the_light_one_light(pages: Callable[..., Any]):
    seen = {}
    for scheme in ("dark", "light"):
        with pages(viewport=LAPTOP, color_scheme=scheme) as page:
            page.goto("/similar?words=Unkle+Bens")
            seen[scheme] = page.evaluate(LUMINANCE)
    assert seen["dark"] < 150
    assert seen["light"] > 700


def test_the_keyboard_alone_is_enough(pages: Callable[..., Any]):
    with pages(viewport=LAPTOP) as page:
        page.goto("/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        assert page.get_by_role("link", name="To the contents").bounding_box()["x"] >= 0
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.locator("#f-words")).to_be_focused()
        page.keyboard.type("tide gauge")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?words=tide+gauge")
        expect(page.get_by_role("link", name="Tide gauge", exact=True)).to_be_visible()
        page.get_by_label("Number of a file").fill("TM/R/000045")
        page.keyboard.press("Enter")
        page.wait_for_url("**" + BENS)


def test_focus_can_be_seen(pages: Callable[..., Any]):
    with pages(viewport=LAPTOP) as page:
        page.goto("/search?words=tide")
        for _ in range(12):
            page.keyboard.press("Tab")
            style = page.evaluate(
                "(s => s.outlineStyle + ' ' + s.outlineWidth)(getComputedStyle(document.activeElement))"
            )
            assert style.startswith(("solid", "auto"))
            assert not style.endswith(" 0px")


def test_every_page_has_landmarks_labels_and_headings_in_order(pages: Callable[..., Any]):
    faults: dict[str, list[str]] = {}
    with pages(viewport=PHONE, expect_errors=True) as page:
        for path in PAGES:
            page.goto(path)
            found = page.evaluate(
                """() => {
                    const faults = [];
                    for (const one of ['header', 'main', 'footer', 'h1'])
                        if (document.querySelectorAll(one).length !== 1) faults.push(one);
                    for (const field of document.querySelectorAll('input:not([type=hidden]), select, textarea'))
                        if (!field.labels.length) faults.push('no label: ' + field.name);
                    let last = 0;
                    for (const heading of document.querySelectorAll('h1, h2, h3, h4')) {
                        const level = +heading.tagName[1];
                        if (level > last + 1) faults.push('after h' + last + ': ' + heading.textContent);
                        last = level;
                    }
                    const ids = [...document.querySelectorAll('[id]')].map(one => one.id);
                    faults.push(...ids.filter((id, n) => ids.indexOf(id) !== n).map(id => 'twice: ' + id));
                    for (const image of document.images) if (!image.hasAttribute('alt')) faults.push('no alt');
                    for (const nav of document.querySelectorAll('nav, aside'))
                        if (!nav.ariaLabel && !nav.querySelector('h2')) faults.push('unnamed ' + nav.tagName);
                    if (!document.documentElement.lang) faults.push('no lang');
                    if (!document.title.trim()) faults.push('no title');
                    return faults;
                }"""
            )
            if found:
                faults[path] = found
    assert faults == {}


def test_what_is_folded_opens_without_scripts(pages: Callable[..., Any]):
    with pages(viewport=PHONE, java_script_enabled=False) as page:
        page.goto("/files/XB/pt/PT/2026/000045")
        cited = page.get_by_text("5000030")
        expect(cited).not_to_be_visible()
        page.get_by_text("30 cited by examiner").click()
        expect(cited).to_be_visible()
        page.get_by_text("Claims 2 to 17").click()
        expect(page.get_by_text("A gauge as in claim 17").first).to_be_visible()


def test_a_form_keeps_what_was_chosen(pages: Callable[..., Any]):
    with pages(viewport=LAPTOP, java_script_enabled=False) as page:
        page.goto("/search?words=tide&kind=tm&kind=pt&country=NO")
        page.get_by_text("More criteria").click()
        assert page.get_by_label("Patent", exact=True).is_checked()
        page.get_by_label("Trademark", exact=True).uncheck()
        page.get_by_role("button", name="Search with these").click()
        expect(page).to_have_url(re.compile("(?=.*kind=pt).*country=NO"))
        assert "kind=tm" not in page.url
        page.goto("/similar?words=tide&class=30&live=1&before=2026-01-01")
        page.get_by_text("Goods, classes, strategy").click()
        assert page.get_by_label("30", exact=True).is_checked()
        assert page.get_by_label("Only earlier than").input_value() == "2026-01-01"


@pytest.mark.parametrize("language", cases(["fr", "es", "ar"], "ar"))
def test_the_head_of_the_page_fits_in_every_language(pages: Callable[..., Any], language: str):
    with pages(viewport=LAPTOP) as page:
        page.goto(f"/compare?asked=a&candidate=b&language={language}")
        mark, form = page.locator(".wordmark").bounding_box(), page.locator(".masthead form").bounding_box()
        apart = mark["x"] + mark["width"] <= form["x"] or form["x"] + form["width"] <= mark["x"]
        assert apart or mark["y"] + mark["height"] <= form["y"]
        assert page.locator(".wordmark small").evaluate("s => s.getClientRects().length") == 1
        assert overflow(page) <= 0


def test_an_error_is_reached_from_the_summary(pages: Callable[..., Any]):
    with pages(viewport=LAPTOP, java_script_enabled=False, expect_errors=True) as page:
        page.goto("/similar?words=tide&class=77&strategy=nope")
        expect(page.get_by_text("There is no Nice class '77'").last).to_be_visible()
        page.get_by_role("listitem").get_by_role("link", name="Strategy", exact=True).click()
        expect(page.locator("#f-strategy")).to_be_in_viewport()


@pytest.mark.parametrize("viewport", [NARROWEST, PHONE], ids=["320 px", "phone"])
def test_choices_stand_one_below_the_other_on_a_phone(pages: Callable[..., Any], viewport: dict[str, int]):
    with pages(viewport=viewport) as page:
        page.goto("/similar")
        boxes = [page.locator("input[name=kind]").nth(n).bounding_box() for n in (0, 1)]
        assert boxes[0]["x"] == boxes[1]["x"]
        assert boxes[0]["y"] < boxes[1]["y"]


def test_the_gazette_is_reached_and_stands_under_the_same_guards(pages: Callable[..., Any]):
    with pages(viewport=LAPTOP) as page:
        page.goto("/")
        page.get_by_role("navigation", name="Main").get_by_role("link", name="Gazette").click()
        expect(page.get_by_role("heading", name="The gazette")).to_be_visible()

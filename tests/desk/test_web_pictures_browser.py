"""The search by a picture in a browser: chosen, dropped, pasted, cut out by mouse and keys, and without scripts."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from offices.sample.drawing.logo import draw
from tests.desk.test_web_browser import LAPTOP, NARROWEST, PHONE, overflow, pages
from tests.desk.web_drawings import CHAIR, FRAMED, WORDED, fish
from tests.thorough import cases

assert pages  # the fixture, for the site of the next one

DROP = """async ([content, name]) => {
    const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
    const held = new DataTransfer();
    held.items.add(new File([bytes], name, {type: 'image/png'}));
    const at = {bubbles: true, cancelable: true};
    const event = EVENT;
    document.getElementById('picture').dispatchEvent(event);
}"""
DROPPED = DROP.replace("EVENT", "new DragEvent('drop', {...at, dataTransfer: held})")
PASTED = DROP.replace("EVENT", "new ClipboardEvent('paste', {...at, clipboardData: held})")
# Text of evidence and form against what lies behind it: WCAG 1.4.3.
CONTRAST = """() => {
    const channel = value => (value /= 255) <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4;
    const weights = [.2126, .7152, .0722];
    const light = colour => weights.reduce((sum, weight, n) => sum + weight * channel(colour[n]), 0);
    const read = text => (text.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
    const faults = [];
    for (const one of document.querySelectorAll('main *')) {
        if (!one.innerText || ![...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
        if (one.closest('svg, .hidden') || !one.getClientRects().length) continue;
        let behind = one, ground = [0, 0, 0, 0];
        while (behind && (ground = read(getComputedStyle(behind).backgroundColor)).length === 4 && !ground[3])
            behind = behind.parentElement;
        if (!behind) ground = [255, 255, 255];
        const pair = [light(read(getComputedStyle(one).color)), light(ground)].sort((a, b) => b - a);
        const ratio = (pair[0] + .05) / (pair[1] + .05);
        if (ratio < 4.5) faults.push(one.tagName + ' ' + one.innerText.slice(0, 30) + ' ' + ratio.toFixed(2));
    }
    return faults;
}"""


@pytest.fixture(scope="module")
def logo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("logos") / "fish.png"
    path.write_bytes(draw(fish()).png)
    return path


@pytest.fixture(scope="module")
def web(drawn_web: httpx.Client) -> httpx.Client:
    """The site that `pages` opens; its processes that look at pictures have started."""
    address = drawn_web.post("/similar/picture", files={"upload": ("fish.png", draw(fish()).png)}).headers["location"]
    assert drawn_web.get(address).status_code == 200
    return drawn_web


def first(page: Page) -> Any:
    return page.locator("ol.hits > li").first


@pytest.mark.parametrize("scripts", cases([True, False]), ids=["with scripts", "without scripts"])
def test_a_picture_is_chosen_compared_cut_out_and_taken_away(pages: Callable[..., Any], logo: Path, scripts: bool):
    with pages(viewport=PHONE, java_script_enabled=scripts) as page:
        page.goto("/similar")
        page.get_by_label("A file of yours").set_input_files(logo)
        page.get_by_role("button", name="Compare").click()
        expect(page).to_have_url(re.compile(r"/similar\?picture=[0-9a-f]{64}&kind=tm&"))
        expect(first(page).get_by_role("region", name="Shape evidence")).to_contain_text("outline")
        page.get_by_label("Bottom", exact=True).fill("60.5")
        page.get_by_role("button", name="Compare").click()
        expect(page).to_have_url(re.compile(r"cut=0,0,1000,605"))
        expect(page.get_by_label("Bottom", exact=True)).to_have_value("60.5")
        page.reload()
        expect(page.get_by_role("heading", name=re.compile("like this part of the picture"))).to_be_visible()
        page.get_by_label("Words of the mark").fill("TIDEFISH")
        page.get_by_role("button", name="Compare").click()
        expect(page).to_have_url(re.compile(r"words=TIDEFISH&picture=.*&cut=0,0,1000,605"))
        expect(first(page).get_by_role("region", name="Aural evidence")).to_be_visible()
        page.get_by_role("link", name="Back to the whole picture").click()
        expect(page).not_to_have_url(re.compile("cut="))
        page.get_by_role("link", name="Take it away").click()
        expect(page).to_have_url(re.compile(r"/similar\?words=TIDEFISH&kind=tm&[^?]*language=en$"))
        page.go_back()
        expect(page.locator("#cutter")).to_be_visible()


@pytest.mark.parametrize("how", [DROPPED, PASTED], ids=["dropped", "pasted"])
def test_a_picture_is_dropped_or_pasted(pages: Callable[..., Any], logo: Path, how: str):
    from base64 import b64encode

    with pages(viewport=LAPTOP) as page:
        page.goto("/similar")
        expect(page.get_by_text("Drop it here, or paste it.")).to_be_visible()
        page.evaluate(how, [b64encode(logo.read_bytes()).decode(), "mine.png"])
        expect(page.get_by_text("mine.png is chosen. Compare sends it.")).to_be_visible()
        page.keyboard.press("Tab")
        page.get_by_role("button", name="Compare").click()
        expect(page).to_have_url(re.compile("picture="))


def test_a_file_that_is_too_large_is_not_sent(pages: Callable[..., Any], tmp_path: Path):
    large = tmp_path / "large.png"
    large.write_bytes(bytes(17 << 20))
    with pages(viewport=LAPTOP) as page:
        page.goto("/similar")
        page.get_by_label("A file of yours").set_input_files(large)
        expect(page.get_by_text("The file has more than 16 MiB.")).to_be_visible()
        page.get_by_role("button", name="Compare").click()
        expect(page).to_have_url(re.compile("/similar$"))


def test_a_part_is_drawn_with_the_mouse_and_moved_with_the_keys(pages: Callable[..., Any]):
    with pages(viewport=LAPTOP) as page:
        page.goto(f"/similar?file={WORDED}")
        box = page.locator("#cutter").bounding_box()
        assert box
        page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.1)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.6, steps=4)
        page.mouse.up()
        sides = [
            float(page.get_by_label(name, exact=True).input_value()) for name in ("Left", "Top", "Right", "Bottom")
        ]
        assert sides == pytest.approx([25, 10, 75, 60], abs=1)
        frame = page.get_by_role("application")
        frame.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Shift+ArrowDown")
        moved = [
            float(page.get_by_label(name, exact=True).input_value()) for name in ("Left", "Top", "Right", "Bottom")
        ]
        assert moved == pytest.approx([sides[0] + 1, sides[1], sides[2] + 1, sides[3] + 1], abs=0.01)
        expect(frame).to_have_attribute("aria-label", re.compile(r"Frame of the part: left 2\d"))
        page.mouse.move(box["x"] + box["width"] * moved[2] / 100, box["y"] + box["height"] * moved[3] / 100)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"], box["y"] + box["height"], steps=3)
        page.mouse.up()
        expect(page.get_by_label("Right", exact=True)).to_have_value("100")
        page.get_by_role("button", name="Compare").click()
        expect(page).to_have_url(re.compile(r"cut=2\d\d,1\d\d,1000,1000"))
        expect(page.locator("figure .frame").first).to_be_visible()


# A picture that comes late moves all that stands below it.
ALL_SHOWN = """() => Promise.all([document.fonts.ready, ...[...document.images].map((one) => {
    one.loading = "eager";
    return one.decode().catch(() => null);
})]).then(() => null)"""


@pytest.mark.parametrize("asked", [f"file={WORDED}", f"kind=ds&file={CHAIR}", f"file={FRAMED}&cut=100,100,900,900"])
@pytest.mark.parametrize("width", cases([380, 700, 1280], 700))
def test_what_is_drawn_lies_on_the_pictures(pages: Callable[..., Any], asked: str, width: int):
    with pages(viewport={"width": width, "height": 900}) as page:
        page.goto(f"/similar?{asked}")
        for media in ("screen", "print"):
            page.emulate_media(media=media)
            page.evaluate(ALL_SHOWN)
            hit = first(page)
            assert hit.locator("figure").count() == 2
            for figure in hit.locator("figure").all():
                image, drawn = figure.locator("img"), figure.locator("svg")
                inside = image.bounding_box()
                assert inside == pytest.approx(drawn.bounding_box(), abs=0.5)
                ratio = image.evaluate("one => one.naturalWidth / one.naturalHeight")
                assert inside["width"] / inside["height"] == pytest.approx(ratio, rel=0.02)
                for dot in figure.locator(".dot").all():
                    at = dot.bounding_box()
                    assert inside["x"] - 2 <= at["x"] + at["width"] / 2 <= inside["x"] + inside["width"] + 2
                    assert inside["y"] - 2 <= at["y"] + at["height"] / 2 <= inside["y"] + inside["height"] + 2
        numbers = [figure.locator("text").all_inner_texts() for figure in hit.locator("figure").all()]
        assert numbers[0] == numbers[1]


PAGES = [
    "/similar",
    f"/similar?file={WORDED}",
    f"/similar?file={WORDED}&words=TYDEFISH&goods=29:+fish&cut=0,0,500,1000",
    f"/similar?kind=ds&file={CHAIR}&view=2",
    f"/similar?file={FRAMED}&vienna=zz",
    "/similar?picture=" + "0" * 64,
    f"/files/XB/tm/{WORDED}",
    f"/files/XB/ds/{CHAIR}",
    "/strategies",
]


@pytest.mark.parametrize(
    "viewport", cases([NARROWEST, {"width": 380, "height": 800}, LAPTOP]), ids=["320 px", "380 px", "laptop"]
)
def test_no_page_scrolls_sideways(pages: Callable[..., Any], viewport: dict[str, int]):
    with pages(viewport=viewport, expect_errors=True) as page:
        wide = {}
        for path in PAGES:
            page.goto(path)
            page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
            wide[path] = max(0, overflow(page))
        assert not any(wide.values()), wide


@pytest.mark.parametrize("scheme", cases(["light", "dark"]))
def test_text_stands_out_and_every_field_has_its_label(pages: Callable[..., Any], scheme: str):
    with pages(viewport=LAPTOP, color_scheme=scheme, expect_errors=True) as page:
        for path in PAGES:
            page.goto(path)
            page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
            assert page.evaluate(CONTRAST) == [], path
            unlabelled = page.evaluate(
                "[...document.querySelectorAll('input:not([type=hidden]), select, textarea')]"
                ".filter(one => !one.labels.length).map(one => one.name)"
            )
            assert unlabelled == [], path
            ids = page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
            assert len(ids) == len(set(ids)), path
            named = page.evaluate(
                "[...document.querySelectorAll('[aria-describedby], [aria-labelledby]')].flatMap(one => "
                "((one.getAttribute('aria-describedby') || '') + ' ' + (one.getAttribute('aria-labelledby') || ''))"
                ".trim().split(/\\s+/)).filter(id => !document.getElementById(id))"
            )
            assert named == [], path
            assert page.evaluate("[...document.images].filter(one => !one.hasAttribute('alt')).length") == 0, path

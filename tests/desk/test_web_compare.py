"""The page of two marks: what it shows, in which language, what it refuses; over HTTP and in a real browser."""

import re
import shutil
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect

from desk.web.words import isolated
from similarity.catalogue import load_folder
from similarity.comparisons import FEATURES
from similarity.says.texts import SHIPPED, load
from tests.desk.conftest import STRATEGIES
from tests.thorough import cases

PAIR = {"asked": "Unkle Bens", "candidate": "Uncle Ben's"}
NASTY = "\"><script>alert(1)</script>&'{asked}%s"


def text(answer: httpx.Response) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.text)))


@pytest.mark.parametrize("root", ["", "/staff"])
def test_both_marks_stand_side_by_side_with_every_feature(web: httpx.Client, root: str):
    answer = web.get(f"{root}/compare", params=PAIR)
    assert answer.status_code == 200
    said = text(answer)
    assert all(feature.title in said for feature in FEATURES.values())
    assert "UNKLE BENS and UNCLE BENS differ in one letter" in said
    assert "do not have the same letters; different: 1 of 9" in said
    assert "/@nk@lbenz/" in said
    assert "A search for the one would show the other." in said
    assert "As of register sequence 1 234" in said.replace("\u2009", " ").replace("\u202f", " ").replace("\xa0", " ")
    assert answer.text.count('<span class="same"><b>') == 8
    assert '<span class="other"><b>K</b><b>C</b></span>' in answer.text
    assert f'href="{root}/compare?strategy=verbal&amp;language=en&amp;asked=Uncle+Ben%27s' in answer.text.replace(
        "%20", "+"
    )


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_the_page_is_in_the_language_asked_for(web: httpx.Client, language: str):
    answer = web.get("/compare", params={**PAIR, "language": language})
    said, texts = text(answer), load(SHIPPED / f"{language}.yaml")
    assert f'<div class="compare" lang="{language}" dir="{texts.direction}">' in answer.text
    for name in ("heading", "button", "overall", "letters", "readings", "codes", "features", "others", "is-hit"):
        assert texts.phrases[name] in said, name
    assert all(title in said for title in texts.aspects.values())
    assert all(one.title and one.title in said for one in texts.features.values())
    assert "differ in one letter" not in said
    assert "\u2068" not in answer.text  # set apart by <bdi>
    assert ("<bdi>UNKLE BENS</bdi>" in answer.text) is (texts.direction == "rtl")


def test_what_has_no_translation_says_that_it_is_english(
    web_office: Any, site_of: Any, serve_site: Any, tmp_path: Path
):
    own = shutil.copytree(STRATEGIES, tmp_path / "strategies") / "spelling.v1.yaml"
    own.write_text(own.read_text().replace("title: Similar spelling", "title: Our own way"))
    site = replace(site_of(web_office), strategies=load_folder(own.parent))
    with serve_site(site) as client:
        page = client.get("/compare", params={**PAIR, "language": "ar"}).text
    assert '<option value="spelling" lang="en">Our own way' in page
    assert '<option value="verbal" lang="ar"' in page


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_all_around_the_marks_is_in_that_language_too(web: httpx.Client, language: str):
    page = web.get("/compare", params={**PAIR, "language": language}).text
    texts = load(SHIPPED / f"{language}.yaml")
    assert f'<html lang="{language}" dir="{texts.direction}">' in page
    plain = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))
    for name in ("skip", "tagline", "search", "similar", "strategies", "gazette", "open", "data", "inid"):
        assert texts.phrases[f"page-{name}"] in plain, name
    assert texts.words["Words, by sight, sound and meaning"] in plain
    for english in ("Search", "Register", "As of", "Missing", "The same data", "Open", "Words, by"):
        assert not re.search(rf"\b{english}\b", plain), english
    assert '<html lang="en" dir="ltr">' in web.get("/similar", params={"words": "x", "language": language}).text


def test_numbers_and_readings_keep_their_direction_beside_arabic(web: httpx.Client):
    page = web.get("/similar", params={"words": "Unkle Bens", "language": "ar"}).text
    assert re.search(
        r'<h4 lang="ar" dir="rtl">بصري <bdi class="num">\d+</bdi> <span class="muted">من 100</span></h4>', page
    )
    assert "of 100" not in page
    assert re.search(r'<bdi lang="ar" dir="rtl">الكتابة: <bdi>\d+</bdi> [^<]*<bdi>100</bdi>', page)
    assert re.search(r'<bdi><span class="sound">/[^<]+/</span></bdi>', page)


def test_the_evidence_of_a_search_is_in_the_language_asked_for(web: httpx.Client):
    page = web.get("/similar", params={"words": "Unkle Bens", "language": "fr"}).text
    assert '<p lang="fr" dir="ltr">UNKLE BENS et UNCLE BENS diffèrent par une lettre</p>' in page
    assert '<h4 lang="fr" dir="ltr">Visuel' in page
    arabic = web.get("/similar", params={"words": "Unkle Bens", "language": "ar"}).text
    assert '<p lang="ar" dir="rtl">تختلف <bdi>UNKLE BENS</bdi> عن <bdi>UNCLE BENS</bdi> في حرف واحد</p>' in arabic
    refused = web.get("/similar", params={"words": "Unkle Bens", "language": "tlh"})
    assert refused.status_code == 422
    assert "does not answer in the language 'tlh'" in text(refused)


def test_each_hit_leads_to_its_comparison(web: httpx.Client):
    page = web.get("/similar", params={"words": "Unkle Bens", "language": "es"}).text
    link = unescape(re.findall(r'href="(/compare\?[^"]+)"', page)[0])
    compared = web.get(link)
    assert compared.status_code == 200
    assert "UNKLE BENS y UNCLE BENS difieren en una letra" in text(compared)


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"candidate": ""}, "candidate", "There is no letter and no digit"),
        ({"asked": "?!"}, "asked", "There is no letter and no digit"),
        ({"asked": "🙂"}, "asked", "There is no letter and no digit"),
        ({"asked": "a\x00b"}, "asked", "Character 2 is the control character U+0000"),
        ({"candidate": "a\u0085b"}, "candidate", "Character 2 is the control character U+0085"),
        ({"candidate": "x" * 513}, "candidate", "513 characters were asked for; at most 512"),
        ({"strategy": "nope"}, "strategy", "There is no strategy 'nope'"),
        ({"language": "tlh"}, "language", "The office does not answer in the language 'tlh'"),
        ({"language": "FR"}, "language", "did you mean 'fr'? Choose one of"),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_what_cannot_be_compared_is_said_at_its_field(web: httpx.Client, change: dict[str, str], field: str, said: str):
    answer = web.get("/compare", params=PAIR | change)
    assert answer.status_code == 422
    problems = re.findall(r'<span class="problem" id="p-(\w+)" role="alert"[^>]*>([^<]*)<', answer.text)
    assert [name for name, _ in problems] == [field]
    assert said in unescape(problems[0][1])
    assert "no-store" in answer.headers["cache-control"]


def test_all_that_cannot_be_compared_is_said_at_once(web: httpx.Client):
    answer = web.get("/compare", params={"asked": "?!", "candidate": "", "strategy": "nope", "language": "tlh"})
    problems = re.findall(r'<span class="problem" id="p-(\w+)"', answer.text)
    assert re.search(r'<option value="verbal" [^>]*selected', answer.text)
    assert "There is no letter and no digit to compare. Ask for the words of a mark." in text(answer)
    assert problems == ["asked", "candidate", "strategy", "language"]


@pytest.mark.parametrize("field", ["asked", "candidate", "strategy", "language", "other"])
def test_nothing_that_is_typed_becomes_markup(web: httpx.Client, field: str):
    answer = web.get("/compare", params=PAIR | {field: NASTY})
    assert answer.status_code in {200, 422}
    assert "<script" not in answer.text
    assert "alert(1)" not in answer.text or "&lt;script&gt;alert(1)" in answer.text


@pytest.mark.parametrize(
    ("asked", "candidate"),
    [
        ("КОЛА", "COLA"),
        ("شركة النور", "Al Noor"),
        ("可乐", "KELE"),
        ("Zu\u0308rich", "ZURICH"),
        ("x" * 512, "y " * 255),
    ],
    ids=["cyrillic", "arabic", "chinese", "combining", "longest"],
)
def test_other_scripts_and_the_longest_marks_are_compared(web: httpx.Client, asked: str, candidate: str):
    for language in ("en", "ar"):
        answer = web.get("/compare", params={"asked": asked, "candidate": candidate, "language": language})
        assert answer.status_code == 200
        assert asked in answer.text


def test_a_sentence_is_escaped_before_its_values_are_set_apart():
    assert str(isolated("<i>\u2068<b>\u2069 & \u2068x")) == "&lt;i&gt;<bdi>&lt;b&gt;</bdi> &amp; x"


@pytest.mark.parametrize("width", cases([320, 390, 1280]))
def test_in_a_browser_it_fits_and_reads_from_the_right_where_it_should(browser: Browser, web: httpx.Client, width: int):
    context: Any = browser.new_context(base_url=str(web.base_url).rstrip("/"), viewport={"width": width, "height": 800})
    page = context.new_page()
    try:
        page.goto("/compare")
        page.get_by_label("Mark asked for").fill("شركة النور")
        page.get_by_label("Mark to compare it with").fill("Al Noor")
        page.get_by_label("Language of the answer").select_option("ar")
        page.get_by_role("button", name="Compare").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("مقارنة علامتين")
        page.locator("details").evaluate_all("folds => folds.forEach(fold => { fold.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        heading = page.get_by_role("heading", level=1).bounding_box()
        assert page.get_by_role("heading", level=1).evaluate("h => getComputedStyle(h).direction") == "rtl"
        assert heading is not None
        first, last = (page.locator(".letters span").nth(n).bounding_box() for n in (0, 1))
        assert first["x"] < last["x"]  # letters of the Latin spelling run from the left on every page
        same = page.locator(".letters .same").first
        assert same.evaluate("m => getComputedStyle(m).backgroundColor") != "rgba(0, 0, 0, 0)"
    finally:
        context.close()

"""Goods and services on the page of similar marks: the field, relations, what is left out, what is wrong."""

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect

from desk.web.goods import LONGEST
from similarity.goods import NONE
from tests.desk.web_pages import OWN_SCRIPT

HATS = "25: clothing; hats\r\n\r\n30: rice"


def entries(page: str) -> dict[str, str]:
    """Number → text of each hit."""
    parts = page.split('<li class="entry">')[1:]
    told = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", part)) for part in parts]
    return {number[0]: text for text in told if (number := re.search(r"TM/20\d\d/\d{6}", text))}


def found(web: httpx.Client, **params: str) -> dict[str, str]:
    answer = web.get("/similar", params={"words": "morning tide", **params})
    assert answer.status_code == 200, answer.text
    return entries(answer.text)


def test_each_hit_shows_how_near_its_goods_are(web: httpx.Client):
    hits = found(web, goods=HATS)
    said = hits["TM/2026/000003"]
    assert "Identical goods HATS in class 25 and HATS in class 25: identical; the terms are the same." in said
    assert "Identical goods RICE in class 30 and RICE in class 30" in hits["TM/2026/000002"]
    assert "goods" not in found(web)["TM/2026/000003"].lower()


def test_the_form_keeps_the_goods_and_says_what_was_asked(web: httpx.Client):
    page = web.get("/similar", params={"words": "tide", "goods": HATS, "least_degree": "high"}).text
    assert "25: clothing; hats\r\n\r\n30: rice</textarea>" in page
    assert '<option value="high" selected>' in page
    assert "Judged by the office’s tables (recalled, general practice" in page
    assert "(in use)" in page


def test_hits_of_a_lesser_relation_are_left_out_and_counted(web: httpx.Client):
    hits = found(web, goods="25: hats", least_degree="high")
    assert list(hits) == ["TM/2026/000003"]
    page = web.get("/similar", params={"words": "morning tide", "goods": "25: hats", "least_degree": "high"}).text
    assert re.search(r"<strong class=\"num\">\d+</strong> of the \d+ marks left out for goods less related", page)
    none = web.get("/similar", params={"words": "uncle ben's", "goods": "13: fireworks", "least_degree": "identical"})
    assert "the goods of none are near enough" in none.text
    assert "No mark like it was found" not in none.text


def test_a_file_is_left_out_by_its_id_and_can_be_taken_back_in(web: httpx.Client):
    assert "TM/2026/000003" in found(web)
    asked = {"words": "morning tide", "leave_out": "XB.tm.TM%2F2026%2F000003"}
    page = web.get("/similar", params=asked).text
    assert entries(page).keys() == found(web).keys() - {"TM/2026/000003"}
    assert '<input type="checkbox" name="leave_out" value="XB.tm.TM%2F2026%2F000003" checked>' in page
    assert "(in use)" in page


def test_related_classes_are_added_and_named(web: httpx.Client):
    assert "TM/2026/000003" not in found(web, **{"class": "18"})
    page = web.get("/similar", params={"words": "morning tide", "class": "18", "related_classes": "1"}).text
    assert "TM/2026/000003" in entries(page)
    assert re.search(r"\d+ related class(es)? added: [\d, ]*25", page)
    assert "25 for 18" in page


def test_marks_that_ended_long_ago_can_be_left_out(web: httpx.Client):
    page = web.get("/similar", params={"words": "morning tide", "dead_since": "2020-01-01"}).text
    assert "None that ended before 1 January 2020." in page


@pytest.mark.parametrize(
    ("params", "field", "said"),
    [
        (
            {"goods": "25: hats\nshoes"},
            "goods",
            "Line 2: &#39;shoes&#39; does not begin with a class and a colon. Write",
        ),
        ({"goods": "99: x\n25\n77: y"}, "goods", "Line 1: there is no class &#39;99&#39;. Line 3: there is no class"),
        ({"goods": "25: " + "x" * LONGEST}, "goods", f"Shorten the list to {LONGEST:,} characters."),
        ({"goods": '25: "><script>\nx<script>'}, "goods", "Line 2: &#39;x&lt;script&gt;&#39;"),
        ({"least_degree": "high"}, "least_degree", "There are no goods to relate. Give goods, or leave it out."),
        (
            {"goods": "25", "least_degree": "middling"},
            "least_degree",
            "There is no degree &#39;middling&#39;. Choose one of",
        ),
        ({"related_classes": "1"}, "related_classes", "There are no classes to relate."),
        ({"dead_since": "soon"}, "dead_since", "&#39;soon&#39; is no day. Write the day as 2026-11-23."),
        ({"before": "soon"}, "before", "&#39;soon&#39; is no day."),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_wrong_stands_at_its_field(web: httpx.Client, params: dict[str, str], field: str, said: str):
    answer = web.get("/similar", params={"words": "tide", **params})
    assert answer.status_code == 422
    assert "<script" not in answer.text.replace(OWN_SCRIPT, "")
    problem = re.search(rf'<span class="problem" id="p-{field}"[^>]*>([^<]*)</span>', answer.text)
    assert problem is not None, answer.text
    assert said in problem[1]
    assert answer.text.count('class="problem"') == 1
    assert "<details open>" in answer.text


def test_each_error_stands_at_its_field_below_a_summary_that_leads_to_it(web: httpx.Client):
    wrong = {
        "goods": "99: x",
        "before": "2026-02-31",
        "class": "77",
        "strategy": "verbl",
        "language": "FR",
        "vienna": "zz",
        "logos": "nope",
    }
    answer = web.get("/similar", params={"words": "tide", **wrong})
    assert answer.status_code == 422
    assert "<details open>" in answer.text
    said = dict(re.findall(r'<span class="problem" id="p-(\w+)"[^>]*>([^<]*)</span>', answer.text))
    assert set(said) == set(wrong)
    links = re.findall(r'<li><a href="#(f-\w+)">', answer.text)
    assert set(links) == {f"f-{name}" for name in wrong}
    assert all(f'id="{link}"' in answer.text for link in links)
    assert "did you mean &#39;verbal&#39;? Choose one of" in said["strategy"]
    assert "?." not in answer.text


@pytest.mark.parametrize("wrong", [{"class": "77"}, {"strategy": "verbl"}, {"language": "tlh"}, {"before": "soon"}])
def test_one_error_is_not_laid_upon_the_words(web: httpx.Client, wrong: dict[str, str]):
    page = web.get("/similar", params={"words": "tide", **wrong}).text
    assert 'id="p-words"' not in page
    assert f'id="p-{next(iter(wrong))}"' in page
    assert "One field cannot be used as it is" in page


def test_an_office_without_tables_says_so(web_office: Any, site_of: Any, serve_site: Any):
    site = site_of(web_office, goods=None)
    with serve_site(type(site)(**{**vars(site), "relations": NONE})) as client:
        page = client.get("/similar", params={"words": "morning tide", "goods": "25: hats"}).text
    assert "This office has no tables of goods and services" in page
    assert "Judged by" not in page


@pytest.mark.thorough
def test_goods_are_typed_and_read_in_a_browser(browser: Browser, web: httpx.Client):
    for viewport in ({"width": 320, "height": 640}, {"width": 1280, "height": 900}):
        inside = browser.new_context(base_url=str(web.base_url), viewport=viewport)
        page = inside.new_page()
        page.goto("/similar")
        page.get_by_label("Words of the mark").fill("morning tide")
        page.get_by_label("Goods and services asked for").fill("25: hats\n9")
        page.get_by_label("Relation of their goods").select_option("low")
        page.get_by_label("also those related").check()
        page.get_by_role("button", name="Compare").click()
        hit = page.locator("ol.hits > li").first
        expect(hit.locator(".goods .badge")).to_have_text("Identical goods")
        expect(page.get_by_text("related classes added")).to_be_visible()
        page.get_by_text("Goods, classes, strategy").click()
        expect(page.get_by_label("Goods and services asked for")).to_have_value("25: hats\n9")
        assert page.get_by_label("also those related").is_checked()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        inside.close()

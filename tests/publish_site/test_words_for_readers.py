"""Pages say in words what the data say in codes, say it once, and in the manner of their language and direction."""

from pathlib import Path
from typing import Any

import pytest
from lxml import html
from playwright.sync_api import Browser

from publish_site import comparing, feeds, styles
from publish_site.issue import House
from publish_site.pages import Pages
from tests.publish_site.made_up_gazette import HOUSE, mark
from tests.publish_site.test_single_pages import published

FRENCH, ARABIC = (HOUSE.model_copy(update={"language": code, "written_in": "en"}) for code in ("fr", "ar"))
PERSON = {"role": "applicant", "name": "Ada Aster", "natural_person": True}
CODED: dict[str, Any] = {
    "language": "en",
    "publications": [{"date": "2026-01-14", "number": "2026/01", "stage": "madrid"}],
    "classifications": [{"scheme": "vienna", "code": "13.01.17", "title": "Incandescent bulbs", "first": True}],
    "parties": [PERSON],
    "related": [{"relation": "international", "office": "WO", "number": "1500008"}],
}


def permanent(house: House, **more: Any) -> Any:
    pages, (one,) = published(house, mark("TM/2026/000001", "OAK", **CODED | more))
    return html.fromstring(pages.dossier([one])[1])


def data(tree: Any) -> dict[str, str]:
    """What the lines of the data say, by their code or label."""
    return {
        div.xpath("string(dt/span[1])") or div.xpath("string(dt/span[2])"): " ".join(div.xpath("string(dd)").split())
        for div in tree.xpath("//dl[@class='inid']/div")
    }


@pytest.mark.parametrize(
    ("house", "language", "stage", "first"),
    [
        (HOUSE, "English", "Number: 2026/01Stage: international registration", "Main symbol: yes"),
        (
            FRENCH,
            "anglais",
            "Numéro\u202f: 2026/01Stade\u202f: enregistrement international",
            "Symbole principal\u202f: oui",
        ),
        (ARABIC, "الإنجليزية", "تسجيل دولي", "نعم"),
    ],
)
def test_stages_and_languages_are_words_of_the_page(house: House, language: str, stage: str, first: str):
    said = data(permanent(house))
    assert said["270"] == language
    assert stage.replace("\u202f", " ") in " ".join(said["400"].split())
    assert first.replace("\u202f", " ") in said["531"]
    assert said["731"] == "Ada Aster"


def test_titles_of_classes_are_in_the_language_of_the_office():
    where = "//dd//span[.='Incandescent bulbs']/@lang"
    assert permanent(FRENCH).xpath(where) == ["en"]
    assert permanent(HOUSE).xpath(where) == []


def test_codes_of_events_name_their_standard():
    tree = permanent(ARABIC)
    (code,) = tree.xpath("//ol[@class='timeline']//span[@dir='ltr']")
    assert code.text_content() == "ST.61 A00"


def test_a_table_shows_no_empty_column_and_a_narrow_one_stays_in_its_column():
    digest = {"digest": "a" * 64, "media_type": "application/pdf", "name": "form.pdf", "role": "form"}
    heads = "//section[@aria-labelledby='documents']//th/text()"
    assert permanent(HOUSE, documents=[digest]).xpath(heads) == ["Document", "Date", "File"]
    whole = permanent(HOUSE, documents=[digest | {"language": "en", "pages": 2}])
    assert whole.xpath(heads) == ["Document", "Date", "Language", "Pages", "File"]
    assert whole.xpath("//section[@aria-labelledby='data']//div[contains(@class, 'scroll')]/@class") == ["scroll"]
    assert not whole.xpath("//section[@aria-labelledby='family']")  # what it would say stands in that table


def test_a_status_is_told_once_where_it_changed():
    told = {"group": "pending", "code": "Pending", "text": "Pending", "date": "2026-01-02"}
    records = [mark("TM/2026/000001", "OAK", status=told | {"code": text, "text": text}) for text in ("A", "B")]
    _, (older, newer) = published(HOUSE, *records)
    (line,) = [one for one in comparing.changes(newer, older)["lines"] if one["field"] == "status"]
    assert [label for label, _ in line["values"][0]["newer"]["details"]] == ["Date", "Standing"]


def test_a_right_to_left_page_sets_apart_what_runs_the_other_way_and_has_its_own_commas():
    tree = permanent(ARABIC)
    (cited,) = tree.xpath("//p[@class='cited']")
    assert ", " not in cited.text_content().replace(HOUSE.address or "", "")
    assert cited.xpath("bdi[@class='address']/@dir") == ["ltr"]
    assert cited.xpath("bdi[@class='hash']/@dir") == ["ltr"]
    assert "البصمة الجذرية" in cited.text_content()
    assert [one.text for one in tree.xpath("//footer//p[1]/bdi")] == [HOUSE.name, HOUSE.office_name, HOUSE.address]
    assert "publication 1, tm/2026/000001/," in " ".join(permanent(FRENCH).xpath("string(//p[@class='cited'])").split())


def test_sentences_of_a_feed_end_with_one_full_stop():
    assert feeds.sentences(["Published in issue 2026/01", "Aster S.A.", "Class 9"]) == (
        "Published in issue 2026/01. Aster S.A. Class 9"
    )
    assert feeds.sentences(["Aster S.A."]) == "Aster S.A."


def test_on_paper_the_data_stand_before_what_is_said_of_them_and_nothing_is_a_dead_link(
    tmp_path: Path, browser: Browser
):
    pages, (one,) = published(HOUSE, mark("TM/2026/000001", "OAK", **CODED))
    verify = pages.page("verify.html", "verify/index.html", latest={"id": "2026/01", "folder": "issues/2026/01"})
    for path, content in [pages.dossier([one]), verify, *styles.files()]:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    page = browser.new_page()
    page.emulate_media(media="print")
    page.goto((tmp_path / "tm/2026/000001/index.html").as_uri())
    tops = [page.locator(one).first.bounding_box()["y"] for one in (".plate", ".inid", "#history", "#published")]  # type: ignore[index]  # fails the test where there is none
    assert tops == sorted(tops)
    assert page.locator("text=for machines").is_hidden()
    page.goto((tmp_path / "verify/index.html").as_uri())
    assert page.locator("h2:visible").all_inner_texts() == ["Every file", "One issue", "One published record"]
    page.close()


def test_a_part_names_the_language_of_a_title():
    item = {"folder": "tm/2026/000001/1", "number": "TM/2026/000001", "named": "SOL", "language": "es", "issue": "1"}
    given = {"title": "Part", "lang": "", "items": [item], "dated": False}
    _, content = Pages(HOUSE).page("part_of_all.html", "parts/a/index.html", **given)
    assert html.fromstring(content).xpath("//li//bdi/@lang") == ["es"]

"""The catalogues say every sentence of the pages, with the same placeholders; a gazette speaks several languages."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from lxml import html

from publish_site.errors import NotBuilt, WrongFolder
from publish_site.language import FOLDER, LANGUAGES, Language
from publish_site.verify import verify
from tests.publish_site.made_up_gazette import HOUSE
from tests.publish_site.sentences import sentences

OTHERS = [code for code in LANGUAGES if code != "en"]


def test_english_french_spanish_and_arabic_are_there():
    assert {"en", "fr", "es", "ar"} <= set(LANGUAGES)


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_says_every_sentence_and_no_other(code: str):
    wanted = sentences()
    with (FOLDER / f"{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    said = {
        message.id if isinstance(message.id, str) else message.id[0]: message for message in catalogue if message.id
    }
    assert sorted(wanted.keys() - said.keys()) == []
    assert sorted(said.keys() - wanted.keys()) == []
    for english, many in wanted.items():
        forms = said[english].string if many else (said[english].string,)
        assert len(forms) == (catalogue.num_plurals if many else 1), english
        for form in forms:
            assert form.strip(), english
            optional = {"count"} if many else set()
            assert _names(form) - optional == _names(many or english) - optional, english


def test_plural_forms_dates_and_direction():
    arabic, french = Language("ar"), Language("fr")
    said = [arabic.counted("{count} file", "{count} files", count) for count in (0, 1, 2, 3, 11, 100)]
    assert len(set(said)) >= 5
    assert arabic.direction == "rtl"
    assert french.direction == "ltr"
    assert french.day(dt.date(2026, 3, 7)) == "7 mars 2026"
    assert french.day("2026") == "2026"
    assert french.marked("Issue {id}", id="<b>") == f"{french.text('Issue {id}', id='')}&lt;b&gt;"


def test_a_script_finds_each_form_by_the_name_that_browsers_have_for_it():
    forms = {code: dict(Language(code).forms("{count} publication", "{count} publications")) for code in LANGUAGES}
    assert forms["en"] == {"one": "{count} publication", "other": "{count} publications"}
    assert forms["fr"].keys() == forms["es"].keys() == {"one", "many", "other"}
    assert forms["ar"].keys() == {"zero", "one", "two", "few", "many", "other"}
    assert (forms["ar"]["two"], forms["ar"]["many"]) == ("منشوران", "{count} منشوراً")


def test_a_gazette_in_two_languages_has_each_page_in_both(empty: Any, make_mark: Any, tmp_path: Path):
    empty.publish("2026/01", "tm-applications", "application", make_mark("TM/2026/000009", "AURELIA"))
    empty.index()
    arabic = HOUSE.model_copy(update={"language": "ar", "office_name": "مكتب الملكية الفكرية", "name": "الجريدة"})
    house = HOUSE.model_copy(update={"others": (arabic,)})
    site = tmp_path / "site"
    empty.build("2026/01", site, house=house)
    pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html")} - {"404.html"}
    own = {path for path in pages if not path.startswith("ar/")}
    assert {f"ar/{path}" for path in own} == pages - own
    for path in pages:
        tree = html.fromstring((site / path).read_bytes())
        language = "ar" if path.startswith("ar/") else "en"
        assert (tree.get("lang"), tree.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
        for link in tree.xpath("//@href | //@src"):
            target = (site / path).parent / link.partition("#")[0]
            assert not link.partition("#")[0] or target.resolve().is_file(), (path, link)
    page = html.fromstring((site / "ar/tm/2026/000009/index.html").read_bytes())
    assert "رقم الطلب" in page.text_content()
    up = "../../../../"
    ways = [f"{up}tm/2026/000009/index.html", f"{up}ar/tm/2026/000009/index.html"]
    assert page.xpath("//*[@class='languages']//a/@href") == ways
    assert verify(site).problems == ()


def test_a_language_without_catalogue_is_refused_by_name(empty: Any, make_mark: Any, tmp_path: Path):
    empty.publish("2026/01", "tm-applications", "application", make_mark("TM/2026/000009", "AURELIA"))
    empty.index()
    with pytest.raises(NotBuilt, match=r"xx.po"):
        empty.build("2026/01", tmp_path / "site", house=HOUSE.model_copy(update={"language": "xx"}))
    assert not (tmp_path / "site").exists()


def test_a_language_that_has_pages_is_not_taken_away(empty: Any, make_mark: Any, tmp_path: Path):
    empty.publish("2026/01", "tm-applications", "application", make_mark("TM/2026/000009", "AURELIA"))
    empty.index()
    french, arabic = (HOUSE.model_copy(update={"language": code}) for code in ("fr", "ar"))
    site, given = tmp_path / "site", {"documents": False, "workers": 0}
    empty.build("2026/01", site, house=HOUSE.model_copy(update={"others": (french, arabic)}), **given)
    before = (site / "manifest.json").read_bytes()
    for house in (
        HOUSE.model_copy(update={"others": (arabic,)}),
        french.model_copy(update={"others": (HOUSE, arabic)}),  # first now, so that its pages would lie at the root
    ):
        with pytest.raises(WrongFolder, match=r"in the language fr \(fr/\).*put the language back"):
            empty.build("2026/01", site, house=house, **given)
        assert (site / "manifest.json").read_bytes() == before
    empty.build("2026/01", site, house=HOUSE.model_copy(update={"others": (arabic, french)}), **given)


def _names(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))

"""Pages in several languages: search engines find each, and each says what it can in its own language."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html
from opensearchpy import OpenSearch
from playwright.sync_api import Browser, expect

from mappings.record import Kind
from publish_site.issue import Part
from publish_site.verify import verify
from tests.publish_site.conftest import ADDRESS, unpublished
from tests.publish_site.made_up_gazette import HOUSE, deployment, mark, picture
from tests.publish_site.served import served

XMLNS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NUMBER, CODES = "TM/2026/000009", ("en", "fr", "ar")
STATUS = "Published for opposition"
TRANSLATED: dict[str, dict[str, Any]] = {
    "fr": {
        "texts": {Kind.TRADEMARK: {STATUS: "Publiée pour opposition", "Application filed": "Demande déposée"}},
        "parts": (Part(id="tm-applications", title="Demandes de marques", kind=Kind.TRADEMARK, stage="application"),),
    },
    "ar": {
        "parts": (
            Part(id="tm-applications", title="طلبات العلامات", kind=Kind.TRADEMARK, stage="application"),
            Part(id="tm-registrations", title="Registered trademarks", lang="en"),
        )
    },
}


@pytest.fixture(scope="module")
def site(engine_client: OpenSearch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One mark in English, French and Arabic, built in two steps."""
    made = deployment(engine_client, "translated")
    logo = made.picture(picture(2))
    given = {
        "documents": [logo],
        "related": [{"relation": "division", "office": "XB", "number": "TM/2026/000008"}],
    }
    made.publish("2026/01", "tm-applications", "application", mark(NUMBER, "AURELIA", **given))
    event = {"date": "2026-02-10", "code": "TM110", "text": "Change of owner recorded", "standard_code": "R00"}
    made.publish("2026/02", "tm-registrations", "registration", mark(NUMBER, "AURELIA", **given), event=event)
    made.index()
    shown = {"name": "Gazette", "site_address": ADDRESS, "written_in": "en"}
    others = tuple(HOUSE.model_copy(update=shown | TRANSLATED[code] | {"language": code}) for code in CODES[1:])
    house = HOUSE.model_copy(update=shown | {"others": others})
    folder = tmp_path_factory.mktemp("translated")
    for issue in ("2026/01", "2026/02"):
        made.build(issue, folder / "grown", house=house, numbers=unpublished, documents=False)
    made.build("2026/02", folder / "whole", house=house, numbers=unpublished, documents=False)
    files = {path.relative_to(folder / "grown") for path in (folder / "grown").rglob("*") if path.is_file()}
    assert files == {path.relative_to(folder / "whole") for path in (folder / "whole").rglob("*") if path.is_file()}
    assert [p for p in files if (folder / "grown" / p).read_bytes() != (folder / "whole" / p).read_bytes()] == []
    assert verify(folder / "whole").problems == ()
    yield folder / "whole"
    left = engine_client.indices.get(index=f"blazon-{made.deployment}-*")
    engine_client.indices.delete(index=",".join(sorted(left)))


def read(site: Path, path: str) -> Any:
    return html.fromstring((site / path).read_bytes())


def test_the_site_map_has_the_permanent_pages_and_lists_of_each_language(site: Path):
    index = etree.fromstring((site / "sitemap.xml").read_bytes())
    maps = [text.removeprefix(ADDRESS) for text in index.itertext(f"{XMLNS}loc")]
    found = [
        text.removeprefix(ADDRESS)
        for name in maps
        for text in etree.fromstring((site / name).read_bytes()).itertext(f"{XMLNS}loc")
    ]
    assert len(found) == len(set(found))
    for prefix in ("", "fr/", "ar/"):
        for path in ("tm/2026/000009/", "tm/2026/000009/1/", "classes/nice/9/", "parts/tm-applications/"):
            assert f"{prefix}{path}" in found
    pages = {path.relative_to(site).as_posix() for path in site.rglob("index.html")}
    assert set(found) == {path.removesuffix("index.html") for path in pages}


def test_a_page_names_its_translations_by_their_full_addresses(site: Path):
    ways = [f"{ADDRESS}{prefix}tm/2026/000009/" for prefix in ("", "fr/", "ar/", "")]
    for prefix in ("", "fr/", "ar/"):
        page = read(site, f"{prefix}tm/2026/000009/index.html")
        linked = page.xpath("//link[@rel='alternate'][@hreflang]")
        assert [one.get("href") for one in linked] == ways
        assert [one.get("hreflang") for one in linked] == [*CODES, "x-default"]
        assert page.xpath("//link[@rel='canonical']/@href") == [f"{ADDRESS}{prefix}tm/2026/000009/"]


def test_a_page_tells_programs_of_itself_in_its_own_language(site: Path):
    for prefix, code, word in (("", "en", "Issues"), ("fr/", "fr", "Numéros"), ("ar/", "ar", "الأعداد")):
        for path in ("tm/2026/000009/", "issues/2026/02/"):
            page = read(site, f"{prefix}{path}index.html")
            told = json.loads(page.xpath("//script[@type='application/ld+json']/text()")[0])
            about, *others = told.get("@graph", [told])
            crumbs = (others or [told["breadcrumb"]])[0]["itemListElement"]
            (canonical,) = page.xpath("//link[@rel='canonical']/@href")
            assert about["@id"] == about["url"] == canonical == crumbs[-1]["item"]
            assert about["inLanguage"] == code
            assert (crumbs[0]["name"], crumbs[0]["item"]) == (word, ADDRESS + prefix)
        assert about["isPartOf"]["url"] == ADDRESS + prefix


def said(tree: Any, where: str) -> list[tuple[str, str, str]]:
    """The texts at an XPath with the language and direction that they name, of their own or of what they stand in."""
    found = [(one.text_content().strip(), one) for one in tree.xpath(where)]
    return [
        (text, *((one.xpath(f"string(descendant-or-self::*/@{name})")) for name in ("lang", "dir")))
        for text, one in found
    ]


def test_texts_of_the_office_are_said_in_the_language_of_the_page_or_name_their_own(site: Path):
    status = "//*[contains(concat(' ', @class, ' '), ' badge ')]"
    for path in ("tm/2026/000009/index.html", "classes/nice/9/index.html"):
        assert said(read(site, path), status) == [(STATUS, "", "")]
        assert said(read(site, f"fr/{path}"), status) == [("Publiée pour opposition", "", "")]
        assert said(read(site, f"ar/{path}"), status) == [(STATUS, "en", "ltr")]
    events = "//ol[@class='timeline']/li[not(@class)]//bdi"
    page = "tm/2026/000009/index.html"
    assert said(read(site, f"fr/{page}"), events) == [
        ("Change of owner recorded", "en", "ltr"),
        ("Demande déposée", "", ""),
    ]
    assert [one[1:] for one in said(read(site, f"ar/{page}"), events)] == [("en", "ltr")] * 2
    own = read(site, "fr/tm/2026/000009/2/index.html")
    assert said(own, "//p[@class='lead']/bdi") == [("Change of owner recorded", "en", "ltr")]
    cells = said(own, "//section[@aria-labelledby='rest']//td[@data-label='Texte']")
    assert cells == [("Demande déposée", "", "auto")]
    assert said(own, "//section[@aria-labelledby='rest']//span[@class='text']")[0][0] == "Publiée pour opposition"
    own = read(site, "ar/tm/2026/000009/2/index.html")
    assert said(own, "//section[@aria-labelledby='rest']//span[@class='text']")[0] == (STATUS, "en", "ltr")


def test_words_of_the_standards_are_said_in_the_language_of_the_page(site: Path):
    for prefix, relation, role in (("", "division", "logo"), ("fr/", "division", "logo"), ("ar/", "تجزئة", "شعار")):
        page = read(site, f"{prefix}tm/2026/000009/index.html")
        (related,) = page.xpath("//section[@aria-labelledby='data']//td[1]/text()")
        assert related == relation
        assert page.xpath("//section[@aria-labelledby='documents']//td[1]")[0].text_content() == role
    (alt,) = read(site, "fr/tm/2026/000009/index.html").xpath("//aside//img/@alt")
    assert "combinée" in alt.lower()
    assert "Combinée" in read(site, "fr/tm/2026/000009/index.html").text_content()


def test_a_part_has_its_title_in_each_language(site: Path):
    for prefix, title in (("fr/", "Demandes de marques"), ("ar/", "طلبات العلامات"), ("", HOUSE.parts[0].title)):
        assert read(site, f"{prefix}parts/tm-applications/index.html").xpath("string(//h1)") == title


def test_a_title_of_a_part_that_falls_back_names_its_language(site: Path):
    title = ("Registered trademarks", "en")
    for path, where in (
        ("parts/index.html", "//ul//a/bdi"),
        ("parts/tm-registrations/index.html", "//h1/bdi"),
        ("issues/2026/02/index.html", "//main//a/bdi"),
        ("issues/2026/02/tm-registrations/index.html", "//h1/bdi"),
        ("index.html", "//main//a/bdi"),
        ("tm/2026/000009/index.html", "//aside//a/bdi"),
        ("tm/2026/000009/2/index.html", "//p[@class='eyebrow']/bdi"),
    ):
        found = [(one.text, one.get("lang")) for one in read(site, f"ar/{path}").xpath(where)]
        assert [one for one in found if one[1]] == [title], path
        assert not [one for one in read(site, path).xpath(where) if one.get("lang")]


@pytest.mark.thorough
def test_the_search_shows_a_status_in_the_language_of_its_page(site: Path, browser: Browser):
    with served(site) as address:
        page = browser.new_page()
        for prefix, wanted, lang, counted in (
            ("fr/", "Publiée pour opposition", None, "1 dossier trouvé."),
            ("ar/", STATUS, "en", "عُثر على ملف واحد."),
            ("", STATUS, None, "1 file found."),
        ):
            page.goto(f"{address}{prefix}search/index.html?q=aurelia")
            expect(page.locator("#count")).to_have_text(counted)
            badge = page.locator("#results .badge")
            expect(badge).to_have_text(wanted)
            assert badge.get_attribute("lang") == lang
        page.close()

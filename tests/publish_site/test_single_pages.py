"""Single pages, made of a publication that is given: the languages of filed texts, what fits on paper, titles."""

from pathlib import Path
from typing import Any

from lxml import html
from opensearchpy import OpenSearch
from playwright.sync_api import Browser
from pypdf import PdfReader

from mappings import filed
from publish_site import lists, styles
from publish_site.issue import House
from publish_site.pages import Listing, Pages
from publish_site.printing.contents import of_issue
from publish_site.printing.words import words
from publish_site.views import Publication, publication
from tests.publish_site.made_up_gazette import HOUSE, Gazette, mark

FRENCH = HOUSE.model_copy(update={"language": "fr"})
PATENT = {
    "kind": "pt",
    "office": "XB",
    "application_number": "PT/2026/000045",
    "language": "en",
    "invention": {
        "title": "Telescope mount",
        "abstract": "A mount.",
        "claims": [{"number": 1, "text": "A mount."}],
        "language": "DE",
    },
}


def published(house: House, *records: dict[str, Any]) -> tuple[Pages, list[Publication]]:
    """Snapshots of a file as the pages of a house show them; nothing of it is in any index."""
    made, pages = Gazette(OpenSearch(), "single"), Pages(house)
    for number, record in enumerate(records, start=1):
        made.publish(f"2026/{number:02}", None, "application", record)
    documents = made.publications
    return pages, [publication(one, made.issue(str(one.issue)), house, {}, pages.language) for one in documents]


def spoken(tree: Any) -> list[tuple[str, str]]:
    """Language and text of what says its language, in order."""
    return [(one.get("lang"), one.text_content()) for one in tree.xpath("//main//*[@lang]")]


def test_filed_texts_name_their_language_where_it_is_not_that_of_the_page():
    goods = [
        {"number": "9", "goods": "Software"},
        {"number": "25", "goods": "Chapeaux", "language": "fr"},
        {"number": "3", "goods": "صابون", "language": "ar"},
    ]
    named = {"verbal_element": "SOL", "feature": "Word", "language": "es", "disclaimer": "No right to SOL"}
    record = mark("TM/2026/000001", None, language="en", classes=goods, mark=named)
    pages, (one,) = published(FRENCH, record)
    wanted = [("en", "Software"), ("en", "No right to SOL"), ("es", "SOL"), ("ar", "صابون")]
    for _, content in [*pages.snapshot(one), pages.dossier([one])]:
        told = spoken(html.fromstring(content))
        assert sorted(set(told)) == sorted(wanted)
        assert told[0] == ("es", "SOL")  # the heading
    entry = html.fromstring(pages.printed(one).html)
    assert ("es", "SOL") in [(each.get("lang"), each.text_content()) for each in entry.xpath("//h3//*[@lang]")]
    assert {each.get("lang") for each in entry.xpath("//dd//*[@lang]")} == {"en", "ar"}
    english, (same,) = published(HOUSE, record)
    ((_, content),) = english.snapshot(same)
    assert {lang for lang, _ in spoken(html.fromstring(content))} == {"es", "fr", "ar"}


def test_an_invention_speaks_its_own_language_before_that_of_the_application():
    pages, (one,) = published(FRENCH, PATENT)
    ((_, content),) = pages.snapshot(one)
    told = spoken(html.fromstring(content))
    assert set(told) == {("de", "Telescope mount"), ("de", "A mount.")}
    assert filed.of_title(PATENT) == "de"
    assert filed.of_title(PATENT | {"invention": {"title": "T", "language": "unknown tongue"}}) == "en"
    assert filed.of_title(PATENT | {"invention": {}}) == filed.of_title({}) == ""
    (line,) = [each for each in one.lines if each.field == "invention.claims"]
    assert [item.language for item in line.items] == ["de"]


def test_what_changed_is_said_in_the_language_in_which_it_was_filed():
    records = [mark("TM/2026/000001", "OAK", language="en", classes=[{"number": "9", "goods": g}]) for g in ("A", "B")]
    pages, (older, newer) = published(FRENCH, *records)
    page = next(content for path, content in pages.snapshot(newer, [older]) if "/since/1/index" in path)
    tree = html.fromstring(page)
    assert [(one.get("lang"), one.text) for one in tree.xpath("//del/span[@lang] | //ins/span[@lang]")] == [
        ("en", "A"),
        ("en", "B"),
    ]
    assert not tree.xpath("//span[@class='hidden'][ancestor-or-self::*[@lang][not(self::html)]]")


def test_a_list_names_the_language_of_a_title():
    pages, (one,) = published(FRENCH, PATENT)
    cards = [lists.card(one), lists.card(one) | {"language": "fr"}]
    listing = Listing("ipc", "G02B", "classes/ipc/g02b", cards, 1, 2, 0, fed=False, dated=False)
    _, content = pages.listing(listing)
    assert html.fromstring(content).xpath("//td[1]//bdi/@lang") == ["de"]


def test_the_pdf_sets_each_text_in_its_language():
    _, (one,) = published(FRENCH, PATENT)
    made = of_issue(one.issue, FRENCH, [one], words("fr"))
    (entry,) = made["parts"][0]["classes"][0]["entries"]
    assert entry["language"] == "de"
    (abstract,) = [line for line in entry["lines"] if line["code"] == "(57)"]
    assert [item["language"] for item in abstract["items"]] == ["de"]


def test_wide_tables_are_whole_on_paper_and_nobody_reads_who_may_read(tmp_path: Path, browser: Browser):
    digests = [f"{number:x}" * 64 for number in (10, 11)]
    given = {"media_type": "application/pdf", "role": "form", "date": "2026-01-02", "language": "en", "pages": 12}
    given |= {"size": 123456, "width": 2480, "height": 3508, "audience": "public"}
    scans = [given | {"digest": one, "name": f"declaration-of-use-{one[:4]}.pdf"} for one in digests]
    cited = {"office": "XB", "number": "TM/2020/000001", "kind_code": "A1", "date": "2020-01-02", "name": "Meridian"}
    record = mark("TM/2026/000001", "OAK", documents=scans, citations=[cited | {"category": "cited by examiner"}])
    record["events"] = [one | {"audience": "public", "note": "Of record"} for one in record["events"]]
    pages, (one,) = published(HOUSE, record)
    # What rules of an audience say of each item, its default too, is in what was published.
    for name in ("events", "documents"):
        one.record[name] = [item | {"audience": "public"} for item in one.record[name]]
    for path, content in [*pages.snapshot(one), *styles.files()]:
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    page = browser.new_page(viewport={"width": 672, "height": 986})  # what the margins leave of A4
    page.goto((tmp_path / one.target).as_uri())
    page.emulate_media(media="print")
    over = "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
    assert page.evaluate(f"{over}.map(e => e.outerHTML)") == []
    page.pdf(path=tmp_path / "page.pdf", format="A4", prefer_css_page_size=True)
    said = "".join("".join(sheet.extract_text().split()) for sheet in PdfReader(tmp_path / "page.pdf").pages)
    assert all(digest in said for digest in digests)
    assert "Readby" not in said
    page.close()


def test_each_letter_of_a_long_list_has_a_title_of_its_own():
    pages, owners = Pages(HOUSE), lists.SCHEMES[0]
    shelves = (pages.shelf(owners, letter, [("Aster", "owners/aster-0a1b2c3d", 1)]) for letter in ("", "a", "b"))
    titles = [html.fromstring(content).findtext(".//title") for _, content in shelves]
    assert titles == [f"Applicants and holders{letter} · {HOUSE.name}" for letter in ("", ": A", ": B")]

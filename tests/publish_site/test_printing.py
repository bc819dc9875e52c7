"""An issue as a PDF: what is in it, that it is archived and tagged, and that text of a record is nothing but text."""

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from publish_site import printing
from publish_site.errors import NotBuilt
from publish_site.printing import contents, glyphs, setting
from publish_site.printing.words import words
from publish_site.views import Publication
from tests.publish_site.printed import HOUSE, LOGO, published, read, set_of


@pytest.fixture(scope="module")
def issue() -> list[Publication]:
    patent: dict[str, Any] = {
        "kind": "pt",
        "application_number": "PT/2026/000007",
        "mark": None,
        "classes": [],
        "invention": {"title": "Telescope mount", "abstract": "A mount for a telescope. " * 40, "language": "en"},
    }
    owners = ["Aurelia Trading S.A.", "Bellorme & Sons", "Ñandú Compañía"]
    marks = [
        published(
            n,
            f"MARK {n}",
            logo=LOGO if n % 3 == 0 else None,
            classes=[
                {"number": str(1 + n * 7 % 45), "goods": "Lamps; tents; telescopes. " * (1 + n % 5)},
                {"number": "45"},
            ],
            parties=[{"role": "applicant", "name": owners[n % 3], "address": {"city": "Port Argent"}}],
        )
        for n in range(1, 41)
    ]
    return [
        *marks,
        published(50, "", part="pt-grants", **patent),
        published(51, "نجمة الصحراء", part="tm-changes"),
    ]


@pytest.fixture(scope="module")
def document(issue: list[Publication]) -> bytes:
    return set_of(*issue)


def test_it_says_who_what_and_when(document: bytes):
    reader, pages = read(document)
    assert reader.metadata is not None
    assert reader.metadata.title == "Blazonia Gazette, Issue 2026/05"
    assert reader.metadata.author == "Office of Blazonia"
    assert reader.metadata.creation_date == dt.datetime(2026, 3, 7, tzinfo=dt.UTC)
    assert {"Office of Blazonia", "Blazonia Gazette", "Issue 2026/05", "7 March 2026"} <= set(pages[0].splitlines())
    assert all(pages[1].count(title) for title in ("Contents", *(part.title for part in HOUSE.parts)))
    assert all(page.splitlines()[-1] == f"7 March 2026 {n}" for n, page in enumerate(pages[1:], start=2))
    assert all(float(page.mediabox.width) == pytest.approx(595.28, abs=0.1) for page in reader.pages)


def test_it_is_archived_and_tagged(document: bytes):
    reader, _ = read(document)
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    stated = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in stated
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in stated
    assert "<pdfuaid:part>1</pdfuaid:part>" in stated
    tags = Counter(element.get("/S") for element in elements(root["/StructTreeRoot"]))
    assert tags["/Figure"] == 13 + 1  # the pictures and the emblem
    assert tags["/H1"] == 3 + 1 + 2  # parts, contents, indexes
    assert tags["/H3"] == 41  # entries below a class
    alts = [str(e["/Alt"]) for e in elements(root["/StructTreeRoot"]) if e.get("/S") == "/Figure"]
    assert "Mark: MARK 3" in alts
    assert all(alts)


def elements(node: Any) -> Iterator[Any]:
    node = node.get_object()
    if isinstance(node, list):
        for each in node:
            yield from elements(each)
    elif hasattr(node, "get"):
        yield node
        if node.get("/K") is not None:
            yield from elements(node["/K"])


def test_bookmarks_name_parts_and_classes(document: bytes, issue: list[Publication]):
    reader, pages = read(document)

    def flat(items: Any, depth: int) -> Iterator[tuple[int, str, int]]:
        for item in items:
            if isinstance(item, list):
                yield from flat(item, depth + 1)
            else:
                page = reader.get_destination_page_number(item)
                assert page is not None
                yield depth, item.title, page

    marks = list(flat(reader.outline, 1))
    tops = [title for depth, title, _ in marks if depth == 1]
    assert tops == ["Contents", *(p.title for p in HOUSE.parts), "Index of classes", "Index of applicants and holders"]
    lowest = {p.classes[0] for p in issue if p.part.id == "tm-applications"}
    below = [title for depth, title, _ in marks if depth == 2]
    assert below == [*(f"Class {n}" for n in sorted(lowest, key=int)), "Class 9"]
    assert all(title in pages[page] for _, title, page in marks)


def test_every_entry_stands_in_its_part_with_number_data_and_hash(document: bytes, issue: list[Publication]):
    _, pages = read(document)
    text = "\n".join(pages)
    for p in issue:
        assert p.number in text
        assert (p.document.root or "")[:16] in text
        assert (p.document.root or "")[:17] not in text
    for printed in ("(442)", "(511)", "Port Argent", "A mount for a telescope."):
        assert printed in text
    assert text.index("PT/2026/000007") > text.rindex("(442)")


def test_indexes_name_the_page_of_each_entry(document: bytes, issue: list[Publication]):
    _, pages = read(document)
    start = next(n for n, page in enumerate(pages) if n > 1 and "Index of classes" in page)
    found = re.findall(r"([TP][MT]/2026/\d{6})\s*(\d+)", " ".join(pages[start:]).replace("\n", " "))
    assert len(found) == sum(len(p.classes) + len(p.owners) for p in issue)
    for number, page in found:
        assert [n for n, text in enumerate(pages, start=1) if number in text.splitlines()] == [int(page)]
    assert "Ñandú Compañía" in pages[-1]


def test_same_input_gives_the_same_bytes(document: bytes, issue: list[Publication]):
    assert set_of(*reversed(issue)) == document


def test_a_picture_is_embedded_once(document: bytes):
    assert len(re.findall(rb"/Subtype\s*/Image", document)) == 1


def test_an_issue_without_entries_is_a_document():
    _, pages = read(set_of())
    assert "Nothing was published in this issue." in pages[1]


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "xx"])
def test_each_language_says_everything(language: str):
    said = words(language)
    assert said.said.keys() == words("en").said.keys()
    assert len(said.months) == 12
    reader, _ = read(set_of(published(1, "OAK"), language=language, volume=(1, 2)))
    assert reader.trailer["/Root"]["/Lang"] == said.language


def test_volumes_hold_every_entry_once_and_begin_with_a_class(issue: list[Publication]):
    made = printing.volumes(issue, largest=15)
    assert [p for volume in made for p in volume] == contents.in_order(issue)
    assert all(7 <= len(volume) <= 15 for volume in made[:-1])
    assert all(contents.group(a[-1]) != contents.group(b[0]) for a, b in pairwise(made))
    assert printing.volumes(issue) == [contents.in_order(issue)]
    reader, pages = read(set_of(*made[1], volume=(2, 3)))
    assert "Volume 2 of 3" in pages[0]
    assert reader.metadata is not None
    assert reader.metadata.title == "Blazonia Gazette, Issue 2026/05, Volume 2 of 3"


def test_what_the_compiler_refuses_is_said_with_the_issue(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(setting, "STANDARDS", ["a-4", "ua-1"])
    with pytest.raises(NotBuilt, match=r"issue 2026/05 cannot be set as a PDF: .*incompatible"):
        set_of(published(1, "OAK"))


def test_templates_ask_for_nothing_but_what_they_are_given():
    for template in sorted(setting.FOLDER.glob("*.typ")):
        source = template.read_text(encoding="utf-8")
        assert not re.search(r"#?\b(eval|import|include|plugin|read|cbor|yaml|toml|xml|csv)\b\s*[(\"]", source)
        assert re.findall(r"json\([^)]*\)", source) == ['json("data.json")']


def test_pieces_keep_marks_with_their_letter():
    assert glyphs.clusters("e\u0301a") == ("e\u0301", "a")
    assert all(unicodedata.combining(piece[0]) == 0 for piece in glyphs.clusters("नि\u200dक"))

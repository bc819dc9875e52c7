"""An issue as a PDF: what is in it, that it is archived and tagged, and that text of a record is nothing but text."""

import datetime as dt
import hashlib
import io
import re
import struct
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from mappings.document import PublicationDocument
from mappings.record import Record
from publish_site import printing
from publish_site.errors import NotBuilt
from publish_site.issue import House, Issue, Part
from publish_site.pictures import Picture
from publish_site.printing import contents, glyphs, setting
from publish_site.printing.words import words
from publish_site.views import Publication, publication

DAY = dt.date(2026, 3, 7)
ISSUE = Issue(id="2026/05", date=DAY, sequence=900, count=0)
HOUSE = House(
    office="XB",
    office_name="Office of Blazonia",
    name="Blazonia Gazette",
    address="1 Herald Street, Port Argent",
    parts=(
        Part(id="tm-applications", title="Trademark applications", date_code="442"),
        Part(id="pt-grants", title="Granted patents", date_code="45"),
        Part(id="tm-changes", title="Recorded changes"),
    ),
)
LOGO = "ab" * 32
THUMBNAIL = f"pictures/ab/{LOGO}.webp"


def webp(colour: str = "#143f8f") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (560, 300), colour).save(made, "WEBP", lossless=True)
    return made.getvalue()


def published(
    n: int, words: str, *, part: str = "tm-applications", logo: str | None = None, **more: Any
) -> Publication:
    record = {
        "kind": "tm",
        "office": "XB",
        "application_number": f"TM/2026/{n:06}",
        "mark": {"verbal_element": words},
        "parties": [{"role": "applicant", "name": "Aurelia Trading S.A."}],
        "classes": [{"number": "9", "goods": "Software; telescopes"}],
    } | more
    if logo:
        record["documents"] = [{"digest": logo, "media_type": "image/png", "name": "logo.png", "role": "logo"}]
    made = Record.model_validate(record)
    fields = made.model_dump(mode="json", exclude_defaults=True) | {"kind": made.kind.value}
    document = PublicationDocument(
        id=f"{n}~1",
        type="snapshot",
        dossier=str(n),
        office="XB",
        kind=made.kind,
        number=made.application_number,
        title=made.title(),
        snapshot=1,
        version=1,
        sequence=n,
        recorded_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        content_hash="0" * 64,
        issue=ISSUE.id,
        part=part,
        stage="application",
        date=DAY,
        classes=tuple(each.number for each in made.classes),
        root=hashlib.sha256(str(n).encode()).hexdigest(),
        fields=fields,
    )
    picture = Picture(LOGO, f"pictures/ab/{LOGO}-full.png", THUMBNAIL, 560, 300)
    return publication(document, ISSUE, HOUSE, {LOGO: picture})


def set_of(*entries: Publication, warn: Any = None, **more: Any) -> bytes:
    """The PDF of these entries; every warning fails unless it is asked for."""
    warnings: list[str] = []
    made = printing.pdf(ISSUE, HOUSE, entries, {THUMBNAIL: webp()}.__getitem__, warn=warnings.append, **more)
    if warn is None:
        assert warnings == []
    else:
        warn += warnings
    return made


def read(content: bytes) -> tuple[PdfReader, list[str]]:
    reader = PdfReader(io.BytesIO(content))
    return reader, [page.extract_text() for page in reader.pages]


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


HOSTILE = [
    '#eval("1+1") #read("/etc/passwd") #panic()',
    '#import "@preview/cetz:0.3.4": * ',
    "$ sum_(i=0)^n $ @ref <label> *bold* _it_ = Head\n= Head\n- item\n/ term: x",
    "\\u{41} \\ `raw` ```typ #panic()``` // gone /* gone */ ~ -- --- ...",
    '"); #panic("x") // ]] }} )) {{ [[ ((',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_printed_as_text(text: str):
    entry = published(1, text.replace("\n", " "), parties=[{"role": "applicant", "name": text.replace("\n", " ")}])
    _, pages = read(set_of(entry))
    assert squeezed("".join(pages)).count(squeezed(text)) >= 3  # title, applicant, index


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet="#$@\\`\"'[](){}<>*_=+-/~:;.,^&|!?%ab1 ", min_size=1, max_size=120))
def test_syntax_of_the_compiler_is_only_text(text: str):
    _, pages = read(set_of(published(1, "OAK", classes=[{"number": "9", "goods": f"begins{text}ends"}])))
    assert f"begins{squeezed(text)}ends" in squeezed("".join(pages))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_of_any_script_is_set(goods: str, name: str):
    p = published(1, "OAK")
    p.record["classes"][0]["goods"] = f"begins {goods}"  # past the record's own checks
    p.record["parties"][0]["name"] = f"named {name}"
    _, pages = read(set_of(p, warn=[]))
    text = "".join(pages)
    assert "begins" in text
    assert "named" in text


def test_control_characters_and_hidden_overrides_do_not_reach_the_page():
    p = published(1, "OAK")
    p.record["classes"][0]["goods"] = "one\x00two\u202ethree\u2066four\x1bfive\ud800six"
    _, pages = read(set_of(p))
    assert "one�twothreefour�five�six" in squeezed("".join(pages))


def test_ten_thousand_letters_without_a_space_stay_in_their_column():
    p = published(1, "W" * 240, classes=[{"number": "9", "goods": "W" * 10_000}])
    _, pages = read(set_of(p))
    assert sum(page.count("W") for page in pages) >= 10_240
    lines = [line for page in pages for line in page.splitlines() if "WW" in line]
    assert max(line.count("W") for line in lines) <= contents.LONGEST + 8  # what a column holds at the size of goods
    assert len(lines) > 300


def test_a_character_without_a_glyph_is_shown_and_told():
    told: list[str] = []
    _, pages = read(set_of(published(1, "白云 OAK"), published(2, "ELM"), warn=told))
    assert len(told) == 1
    assert told[0].startswith("TM/2026/000001: no font has 云 (U+4E91) 白 (U+767D)")
    assert "▯▯ OAK" in "".join(pages)
    assert squeezed("".join(pages)).count("theelectroniceditionhasit") == 1


def test_the_compilers_own_fonts_have_these_scripts():
    said = ["Łódź ĳ ế", "Ωμέγα", "Медведь", "שלום", "نجمة", "हिन्दी", "Հայ", "ქართ", "ລາວ", "№ ™ € ①"]
    asked = {piece for text in said for word in text.split() for piece in glyphs.clusters(word)}
    assert glyphs.lost(asked, None) == set()
    assert glyphs.lost({"白", "ア", "한", "ไ", "த", "😀", "\ue000", "a"}, None) == {
        "白",
        "ア",
        "한",
        "ไ",
        "த",
        "😀",
        "\ue000",
    }


def test_fonts_of_the_machine_are_not_used(tmp_path: Path):
    assert setting.families(None) == ["Libertinus Serif"]
    (tmp_path / "made.ttf").write_bytes(font("Blazon Test", "白云"))
    assert setting.families(tmp_path) == ["Libertinus Serif", "Blazon Test"]
    _, pages = read(set_of(published(1, "白云 OAK"), fonts=tmp_path))
    assert "白云 OAK" in "".join(pages)
    told: list[str] = []
    set_of(published(1, "白ア OAK"), fonts=tmp_path, warn=told)
    assert "no font has ア (U+30A2);" in told[0]


def font(family: str, characters: str) -> bytes:
    """The least TrueType font: one square for every character."""
    square = struct.pack(">hhhhh", 1, 0, 0, 800, 800) + struct.pack(">HH", 3, 0) + b"\x01" * 4
    square += struct.pack(">hhhh", 0, 800, 0, -800) + struct.pack(">hhhh", 0, 0, 800, 0)
    codes = sorted(map(ord, characters))
    groups = b"".join(struct.pack(">III", code, code, n) for n, code in enumerate(codes, start=1))
    cmap = (
        struct.pack(">HHHHI", 0, 1, 3, 10, 12) + struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, len(codes)) + groups
    )
    names = [(1, family), (2, "Regular"), (4, family), (6, family.replace(" ", ""))]
    texts = [text.encode("utf-16-be") for _, text in names]
    offsets = [sum(map(len, texts[:n])) for n in range(len(texts))]
    records = b"".join(
        struct.pack(">HHHHHH", 3, 1, 0x409, number, len(text), offset)
        for (number, _), text, offset in zip(names, texts, offsets, strict=True)
    )
    tables = {
        b"OS/2": struct.pack(">HhHHH", 4, 1000, 400, 5, 0).ljust(78, b"\0") + bytes(18),
        b"cmap": cmap,
        b"glyf": square * len(codes),
        b"head": struct.pack(
            ">IIIIHHQQhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, 1000, 0, 0, 0, 0, 800, 800, 0, 8, 2, 1, 0
        ),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, 800, -200, 0, 1000, 0, 0, 800, *[0] * 8, 1 + len(codes)),
        b"hmtx": struct.pack(">Hh", 1000, 0) * (1 + len(codes)),
        b"loca": b"".join(struct.pack(">I", max(0, n) * len(square)) for n in range(-1, 1 + len(codes))),
        b"maxp": struct.pack(">IH13H", 0x10000, 1 + len(codes), 4, 1, 0, 0, 1, *[0] * 8),
        b"name": struct.pack(">HHH", 0, len(names), 6 + len(records)) + records + b"".join(texts),
        b"post": struct.pack(">IIhhIIIII", 0x30000, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    head, body = struct.pack(">IHHHH", 0x10000, len(tables), 128, 3, len(tables) * 16 - 128), b""
    start = 12 + 16 * len(tables)
    for tag, table in tables.items():
        head += struct.pack(">4sIII", tag, 0, start + len(body), len(table))
        body += table.ljust(-(-len(table) // 4) * 4, b"\0")
    return head + body


def test_text_runs_as_its_first_letter_does():
    assert contents.direction("نجمة OAK") == "rtl"
    assert contents.direction("123 שלום") == "rtl"
    assert contents.direction("OAK نجمة") == "ltr"
    assert contents.direction("12, 13") is None


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

"""Text of a record in the printed issue is nothing but text, in any script, and never leaves its place."""

import re
import struct
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publish_site.errors import NotBuilt
from publish_site.printing import contents, glyphs, setting
from tests.publish_site.printed import published, read, set_of

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


@pytest.mark.thorough
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet="#$@\\`\"'[](){}<>*_=+-/~:;.,^&|!?%ab1 ", min_size=1, max_size=120))
def test_syntax_of_the_compiler_is_only_text(text: str):
    _, pages = read(set_of(published(1, "OAK", classes=[{"number": "9", "goods": f"begins{text}ends"}])))
    assert f"begins{squeezed(text)}ends" in squeezed("".join(pages))


@pytest.mark.thorough
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
    assert told[0].endswith(": no font has 云 (U+4E91) 白 (U+767D) in TM/2026/000001")
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
    assert "no font has ア (U+30A2) in" in told[0]


def test_an_issue_of_marks_in_many_scripts_shows_their_letters_or_warns(empty: Any, make_mark: Any, tmp_path: Path):
    words = ["МЕДВЕДЬ", "نجمة", "ΑΣΤΡΟ", "כוכב", "白云", "白"]
    for number, word in enumerate(words, start=1):
        empty.publish("2026/01", "tm-applications", "application", make_mark(f"TM/2026/{number:06}", word))
    empty.index()
    built = empty.build("2026/01", tmp_path / "site", workers=0)
    printed = "".join(read((tmp_path / "site/issues/2026/01/issue.pdf").read_bytes())[1])
    assert all(word in printed for word in ("МЕДВЕДЬ", "ΑΣΤΡΟ"))
    assert {*"نجمة", *"כוכב"} <= set(unicodedata.normalize("NFKC", printed))
    assert built.warnings == (
        "issue 2026/01: no font has 云 (U+4E91) 白 (U+767D) in TM/2026/000005, 白 (U+767D) in TM/2026/000006",
        "the PDFs print ▯ for what no font has; name a folder of fonts that has it in BLAZON_DESK_FONTS",
    )
    fonts = tmp_path / "fonts"
    with pytest.raises(NotBuilt, match="BLAZON_DESK_FONTS"):
        empty.build("2026/01", tmp_path / "site", workers=0, fonts=fonts)
    fonts.mkdir()
    (fonts / "made.ttf").write_bytes(font("Blazon Test", "白云"))
    assert empty.build("2026/01", tmp_path / "site", workers=0, fonts=fonts).warnings == ()
    assert "白云" in "".join(read((tmp_path / "site/issues/2026/01/issue.pdf").read_bytes())[1])


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

import gzip
import io
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

import exchange
from exchange import FORMATS, Limits, MalformedFile, xml
from exchange.xml import elements, safe_start

Write = Callable[[str, str | bytes], Path]
Make = Callable[..., str]


DECLARED = {
    "an entity": '<!ENTITY a "boom">',
    "a billion laughs": '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">',
    "a local file": '<!ENTITY a SYSTEM "file:///etc/passwd">',
    "another server": '<!ENTITY a SYSTEM "http://127.0.0.1:9/secret">',
    "a parameter entity": '<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;',
    "a default attribute": '<!ATTLIST Trademark x CDATA "aaaaaaaaaaaaaaaaaaaaaaaaaaaaa">',
}


@pytest.mark.parametrize("subset", DECLARED.values(), ids=DECLARED)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_declaration_that_could_bring_in_text_is_refused(written: Write, st96: Make, subset: str, encoding: str):
    content = st96(words="&a;") if "ENTITY a" in subset else st96()
    content = content.replace('encoding="UTF-8"', f'encoding="{encoding}"')
    content = content.replace("?>\n", f"?>\n<!DOCTYPE x [{subset}]>\n", 1)
    path = written("x.xml", content.encode(encoding))
    with pytest.raises(MalformedFile, match=r"x\.xml:2: declares .*(refused|write the attribute)"):
        exchange.check(path, FORMATS["st96"])
    with pytest.raises(MalformedFile):
        list(exchange.read(path, FORMATS["st96"]))


def test_a_named_dtd_is_not_loaded_and_drawings_may_be_declared(written: Write, patent: Make):
    declared = '[ <!NOTATION TIF SYSTEM "TIF"><!ENTITY D00001 SYSTEM "D00001.TIF" NDATA TIF> ]'
    path = written("p.xml", patent().replace("[ ]", declared).replace("us-patent-grant-v45", "http://127.0.0.1:9/v45"))
    exchange.check(path, FORMATS["uspto-patent"])
    (reading,) = exchange.read(path, FORMATS["uspto-patent"])
    assert reading.record


def test_named_characters_become_characters_without_a_dtd_being_loaded(written: Write, patent: Make):
    (reading,) = exchange.read(written("p.xml", patent()), FORMATS["uspto-patent"])
    assert reading.record.invention.title == "Sealing <ring> with a2 lip é"


def test_many_named_characters_are_written_once_each(monkeypatch: pytest.MonkeyPatch):
    written_out: list[int] = []
    put = xml._put

    def counted(parent: xml.Element, before: xml.Element | None, text: str) -> None:
        written_out.append(len(text))
        put(parent, before, text)

    monkeypatch.setattr(xml, "_put", counted)
    many = 200_000
    chunks = [b'<!DOCTYPE r SYSTEM "r.dtd"><r><t>', *[b"a&eacute;" * 1_000] * (many // 1_000), b"<b/>&own;z</t></r>"]
    text = next(elements(chunks, "x.xml", frozenset({"r"}), Limits())).element[0]
    assert text.text == "aé" * many
    assert text[0].tail == "[own]z"
    assert sum(written_out) == 2 * many + len("[own]z")


def test_named_characters_stand_where_they_were_between_elements():
    source = b'<!DOCTYPE r SYSTEM "r.dtd"><r>&lt;&eacute;1<a>&eacute;2</a>&eacute;&eacute;<b/>3&eacute;<c/></r>'
    record = next(elements([source], "x.xml", frozenset({"r"}), Limits())).element
    assert etree.tostring(record, encoding="unicode") == "<r>&lt;é1<a>é2</a>éé<b/>3é<c/></r>"


def test_an_encoding_that_is_not_known_is_said(written: Write, st96: Make):
    path = written("x.xml", st96().replace("UTF-8", "x-martian"))
    with pytest.raises(MalformedFile, match="encoding"):
        exchange.check(path, FORMATS["st96"])


def test_no_element_in_a_long_prolog_is_refused():
    with pytest.raises(MalformedFile, match="no element in the first"):
        safe_start([b"<!-- " + b"x" * 2_000_000], "x.xml", Limits())


@pytest.mark.parametrize("control", ["\x01", "&#1;", "\x00"])
def test_a_control_character_that_xml_forbids_makes_the_file_malformed(written: Write, st96: Make, control: str):
    with pytest.raises(MalformedFile, match=r"x\.xml:\d+: no well-formed XML"):
        exchange.check(written("x.xml", st96(words=f"A{control}B")), FORMATS["st96"])


def test_a_control_character_that_xml_allows_is_taken_out_with_a_warning(written: Write, st96: Make):
    (reading,) = exchange.read(written("x.xml", st96(words="A\x85B\x9fC \u202eDE")), FORMATS["st96"])
    assert reading.record.mark.verbal_element == "A BC DE"
    assert reading.warnings == ("2 control character(s) taken out of Mark verbal element",)


def test_a_gzip_bomb_is_refused(written: Write):
    path = written(
        "bomb.jsonl.gz", gzip.compress(b'{"application_number": "1", "filing_date": "1996-04-01"}\n' * 600_000)
    )
    with pytest.raises(MalformedFile, match="zip bomb"):
        exchange.check(path, FORMATS["eutm"])


def test_a_zip_bomb_is_refused_and_memory_stays_flat(written: Write):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.xml", b"<trademark-applications-daily>" + b" " * 60_000_000)
    path = written("bomb.zip", packed.getvalue())
    del packed
    tracemalloc.start()
    with pytest.raises(MalformedFile, match="zip bomb"):
        exchange.check(path, FORMATS["uspto-bulk"])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000


def test_more_bytes_than_the_limit_are_refused(written: Write, st96: Make):
    with pytest.raises(MalformedFile, match="more than 100 bytes"):
        exchange.check(written("x.xml", st96()), FORMATS["st96"], Limits(total_bytes=100))


def test_an_archive_in_an_archive_is_refused(written: Write, st96: Make):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x.xml", st96())
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
    for name, content in (("o.zip", outer.getvalue()), ("o.gz", gzip.compress(inner.getvalue()))):
        with pytest.raises(MalformedFile, match="archive inside an archive"):
            exchange.check(written(name, content), FORMATS["st96"])


def test_a_members_path_is_never_used(written: Write, st96: Make, tmp_path: Path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../etc/evil.xml", st96())
        archive.writestr("/tmp/second.xml", st96(number="2026-78"))
    readings = list(exchange.read(written("two.zip", packed.getvalue()), FORMATS["st96"]))
    assert [reading.place for reading in readings] == ["two.zip!evil.xml:5#2026-77", "two.zip!second.xml:5#2026-78"]
    assert [path.name for path in tmp_path.rglob("*")] == ["two.zip"]


def test_a_damaged_archive_is_malformed(written: Write, st96: Make):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.xml", st96())
    spoiled = bytearray(packed.getvalue())
    spoiled[60] ^= 0xFF
    for content in (packed.getvalue()[:-30], bytes(spoiled)):
        with pytest.raises(MalformedFile, match="damaged or cut short"):
            exchange.check(written("x.zip", content), FORMATS["st96"])


def test_a_record_larger_than_the_limit_is_refused_while_it_streams():
    chunks = [b"<r>", *[b"<t>" + b"x" * 1000 + b"</t>"] * 200, b"</r>"]
    with pytest.raises(MalformedFile, match="a record of more than 100,000 bytes"):
        list(elements(chunks, "x.xml", frozenset({"r"}), Limits(record_bytes=100_000)))


def test_a_file_that_is_not_there_is_said(tmp_path: Path):
    with pytest.raises(MalformedFile, match="cannot be read"):
        exchange.check(tmp_path / "none.xml", FORMATS["st96"])

import contextlib
import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import exchange
from exchange import FORMATS, MalformedFile, UnknownFormat, st96_writing
from mappings.record import Kind, Record

Write = Callable[[str, str | bytes], Path]
Make = Callable[..., str]
NUMBERED = Record(kind=Kind.PATENT, office="XB", application_number="000001", filing_date="1996-04-01")


def zipped(name: str, content: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


@pytest.fixture
def files(written: Write, st96: Make, st66: Make, patent: Make, bulk: Make, case_file: Make) -> dict[str, Path]:
    line = '{"application_number": "000001", "filing_date": "1996-04-01", "text": null, "vienna_codes": []}\n'
    return {
        "st96": written("a", st96()),
        "st96-patent": written("f", st96_writing.patent(NUMBERED.model_copy(update={"kind": Kind.PATENT}))),
        "st96-design": written("g", st96_writing.design(NUMBERED.model_copy(update={"kind": Kind.DESIGN}))),
        "st66": written("b", st66()),
        "uspto-bulk": written("c", zipped("apc.xml", bulk([case_file()]))),
        "uspto-patent": written("d", gzip.compress(patent().encode())),
        "eutm": written("e", line),
    }


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_guessed_from_the_content_not_the_name(files: dict[str, Path], name: str):
    format_ = exchange.guess(files[name])
    assert format_ is FORMATS[name]
    exchange.check(files[name], format_)
    (reading,) = exchange.read(files[name], format_)
    assert reading.problem is None, reading
    assert reading.record.application_number in reading.place


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_of_another_format_is_refused(files: dict[str, Path], name: str):
    for other, path in files.items():
        if other != name:
            with pytest.raises(MalformedFile):
                exchange.check(path, FORMATS[name])


@pytest.mark.parametrize("content", ["", "hello", "%PDF-1.7", '{"a": 1}', "<html/>", "[1,2]", "\x00\x01"])
def test_a_guess_that_fails_lists_the_formats(written: Write, content: str):
    with pytest.raises((UnknownFormat, MalformedFile)) as raised:
        exchange.guess(written("x", content))
    if isinstance(raised.value, UnknownFormat):
        assert all(name in str(raised.value) for name in FORMATS)


def test_an_unknown_name_lists_the_formats():
    with pytest.raises(UnknownFormat, match="st96, st96-patent, st96-design, st66, uspto-bulk, uspto-patent, eutm"):
        exchange.named("st36")


def test_an_empty_daily_file_is_no_error_but_an_empty_st96_is(written: Write, bulk: Make, st96_of: Make):
    exchange.check(written("b.xml", bulk([])), FORMATS["uspto-bulk"])
    with pytest.raises(MalformedFile, match="holds no record"):
        exchange.check(written("s.xml", st96_of([])), FORMATS["st96"])


def test_a_file_cut_anywhere_is_malformed(
    written: Write, st96: Make, st66: Make, patent: Make, bulk: Make, case_file: Make
):
    whole = {
        "st96": st96(),
        "st66": st66(),
        "uspto-bulk": bulk([case_file(), case_file(number="87020002")]),
        "uspto-patent": patent(),
    }
    for name, text in whole.items():
        content = text.encode()
        for cut in range(0, len(content.rstrip()), max(1, len(content) // 60)):
            path = written("cut.xml", content[:cut])
            with pytest.raises(MalformedFile):
                exchange.check(path, FORMATS[name])
            with pytest.raises(MalformedFile):
                list(exchange.read(path, FORMATS[name]))


def test_a_packed_file_cut_anywhere_is_malformed(written: Write, bulk: Make, case_file: Make):
    text = bulk([case_file()])
    for packed in (zipped("a.xml", text), gzip.compress(text.encode())):
        for cut in range(1, len(packed) - 1, 97):
            path = written("cut", packed[:cut])
            with pytest.raises(MalformedFile):
                exchange.check(path, FORMATS["uspto-bulk"])


def test_a_spoiled_byte_never_crashes_a_reader(written: Write, st96: Make, bulk: Make, case_file: Make):
    for name, text in {"st96": st96(), "uspto-bulk": bulk([case_file()])}.items():
        content = text.encode()
        for position in range(0, len(content), 41):
            spoiled = bytearray(content)
            spoiled[position] = ord("<") if position % 2 else 0x80
            with contextlib.suppress(MalformedFile):
                for reading in exchange.read(written("s.xml", bytes(spoiled)), FORMATS[name]):
                    assert (reading.record is None) != (reading.problem is None)

"""What is no picture, too much of one or a trap is refused in a sentence, in bounded time."""

import gzip
import struct
import zlib
from contextlib import suppress

import numpy as np
import pytest

from similarity.logos.picture import LARGEST_BYTES, LONGEST, BadPicture, opened
from tests.similarity.logos.making import chunk, png, sample, saved

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
SVGS = {
    "plain": SVG,
    "BOM": b"\xef\xbb\xbf" + SVG,
    "declaration": b'<?xml version="1.0"?>\n ' + SVG,
    "comments": b"<!-- a --><!-- > <b> -->\n" * 200 + SVG,
    "prefix": b'<x:svg xmlns:x="http://www.w3.org/2000/svg"/>',
    "document type": b'<!DOCTYPE svg PUBLIC "-//W3C//DTD>SVG 1.1//EN" "svg11.dtd">' + SVG,
    "entities": b"<!DOCTYPE svg [<!ENTITY a '>]>'> <!-- ]> ' --> <!ENTITY b \"&a;\">\n] >" + SVG,
    "UTF-16": SVG.decode().encode("utf-16"),
    "UTF-16, big-endian, no BOM": SVG.decode().encode("utf-16-be"),
    "UTF-16, little-endian, no BOM": SVG.decode().encode("utf-16-le"),
    "gzip": gzip.compress(SVG),
    "gzip, much behind": gzip.compress(b"<!---->" + SVG + bytes(5_000_000)),
    "far behind": b"<!--" + b" " * 100_000 + b"-->" + SVG,
}


@pytest.mark.parametrize("content", SVGS.values(), ids=SVGS)
def test_svg_is_refused_as_what_it_is(content: bytes):
    with pytest.raises(BadPicture, match=r"SVG, which can carry scripts.*PNG"):
        opened(content)


NO_PICTURES = {
    "nothing": (b"", "is empty"),
    "a PDF": (b"%PDF-1.7\n1 0 obj", "is a PDF"),
    "text": ("logo.png – a word".encode(), "is text"),
    "HTML with a drawing": (b"<html><body>" + SVG, "is text"),
    "a ZIP": (b"PK\x03\x04" + bytes(60), "is a ZIP archive"),
    "gzip": (gzip.compress(b"a word"), "is a compressed file"),
    "broken gzip": (b"\x1f\x8b" + bytes(20), "is a compressed file"),
    "gzip bomb": (gzip.compress(bytes(200_000_000), 9), "is a compressed file"),
    "HEIC": (b"\0\0\0\x18ftypheic" + bytes(50), "is a HEIC picture"),
    "AVIF": (b"\0\0\0\x18ftypavif" + bytes(50), "is an AVIF picture"),
    "PostScript": (b"%!PS-Adobe-3.0 EPSF-3.0", "is a PostScript file"),
    "noise": (bytes(range(256)), "is no picture"),
    "too many bytes": (bytes(LARGEST_BYTES + 1), "16.0 MiB; at most 16 MiB"),
    "comments without end": (b"<!--" * 1_000_000, "is text"),
    "declarations without end": (b"<?" * 2_000_000, "is text"),
    "comments and nothing else": (b"<!---->" * 500_000, "is text"),
    "a document type without end": (b"<!DOCTYPE svg [" + b"<!--'\"" * 1_000_000, "is text"),
    "quotes without end": (b"<!DOCTYPE svg [" + b"'\"" * 3_000_000, "is text"),
    "white space": (b" " * 8_000_000, "is text"),
}


@pytest.mark.timeout(10)
@pytest.mark.parametrize(("content", "says"), NO_PICTURES.values(), ids=NO_PICTURES)
def test_what_is_no_picture_is_refused_as_what_it_is(content: bytes, says: str):
    with pytest.raises(BadPicture, match=says) as refusal:
        opened(content)
    assert refusal.value.detail.endswith(".")
    assert refusal.value.remedy.startswith("Send the logo")


HUGE = {
    "PNG": png(50_000, 50_000, 8, 2, b"\0"),
    "PNG, one row too many": png(10_000, 10_001, 1, 0, b"\0"),
    "PNG, the largest": png(0x7FFFFFFF, 0x7FFFFFFF, 16, 6, b"\0"),
    "GIF": b"GIF89a\xff\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\xff\xff\xff\xff\x00\x08\x01\x00\x00;",
    "BMP": b"BM" + struct.pack("<IHHIIiiHHIIiiII", 99, 0, 0, 54, 40, 40_000, 40_000, 1, 24, 0, 0, 0, 0, 0, 0),
    "WebP": b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + b"\xff\x3f\x00" * 2,
}


@pytest.mark.timeout(10)
@pytest.mark.parametrize("content", HUGE.values(), ids=HUGE)
def test_too_many_pixels_are_refused_before_they_are_decoded(content: bytes):
    with pytest.raises(BadPicture, match=r"100,000,000 (pixels|in all are taken)"):
        opened(content)


BOMB = zlib.compress(bytes(50_000_000), 9)
BOMBS = {
    "zTXt": chunk(b"zTXt", b"Comment\0\0" + BOMB),
    "many zTXt": chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(900_000), 9)) * 100,
    "iCCP": chunk(b"iCCP", b"sRGB\0\0" + BOMB),
    "iTXt": chunk(b"iTXt", b"Comment\0\1\0\0\0" + BOMB),
}


@pytest.mark.timeout(10)
@pytest.mark.parametrize("between", BOMBS.values(), ids=BOMBS)
def test_metadata_that_unpacks_without_end_is_refused(between: bytes):
    with pytest.raises(BadPicture, match=r"(?i)too large|too much memory"):
        opened(png(1, 1, 8, 0, b"\0\0", between))


def test_a_picture_without_pixels_is_refused():
    with pytest.raises(BadPicture):
        opened(png(0, 5, 8, 0, b""))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP"])
def test_noise_in_a_file_is_a_picture_or_a_refusal(kind: str):
    whole = saved(sample(), kind)
    chance = np.random.default_rng(3)
    for _ in range(150):
        content = bytearray(whole)
        for at in chance.integers(0, len(content), 3):
            content[at] = chance.integers(0, 256)
        with suppress(BadPicture):
            assert max(opened(bytes(content)).pixels.shape) <= LONGEST

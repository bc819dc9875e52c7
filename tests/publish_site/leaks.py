"""Finds a text in the files of a site, whatever encodes or packs it. For the leak test and for any other that asks."""

import base64
import gzip
import html
import io
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

from PIL import Image
from pypdf import PdfReader
from pypdf.generic import StreamObject

GAPS = re.compile(r"[\s\u00ad\u2010-]+")  # what a typesetter may put into a word


def forms(text: str) -> dict[str, bytes]:
    """Each usual way of writing a text, by its name. Letters of texts are small, as those of what is searched."""
    small = text.lower()
    raw, low = text.encode(), small.encode()
    found = {
        "plain": low,
        "escaped": html.escape(small).encode(),
        "numbered entities": "".join(f"&#{ord(c)};" for c in small).encode(),
        "JSON": json.dumps(small)[1:-1].encode(),
        "URL": quote(small).lower().encode(),
        "form": quote_plus(small).lower().encode(),
        "UTF-16 little": small.encode("utf-16-le"),
        "UTF-16 big": small.encode("utf-16-be"),
        "hex": raw.hex().encode(),
    }
    for skipped in range(3):  # of a longer text, whatever stands before and behind
        packed = base64.b64encode(b"\0" * skipped + raw)
        core = packed[4 if skipped else 0 : len(packed) // 4 * 4 - 4]
        found[f"base64 {skipped}"] = core
        found[f"base64 for URLs {skipped}"] = core.replace(b"+", b"-").replace(b"/", b"_")
    return found


def contents(path: Path) -> Iterator[bytes]:
    """What a file says: its bytes, and what is packed in them."""
    raw = path.read_bytes()
    yield raw
    if raw.startswith(b"\x1f\x8b"):
        yield gzip.decompress(raw)
    elif raw.startswith(b"%PDF"):
        yield from _of_pdf(raw)
    elif raw.startswith((b"\x89PNG", b"RIFF")):
        with Image.open(io.BytesIO(raw)) as picture:
            yield repr(sorted(picture.info.items(), key=repr)).encode()
            yield repr(dict(picture.getexif())).encode()
    elif raw[:1] == b"\x78":
        try:
            yield zlib.decompress(raw)
        except zlib.error:
            return


def _of_pdf(raw: bytes) -> Iterator[bytes]:
    reader = PdfReader(io.BytesIO(raw))
    text = "\n".join(page.extract_text() for page in reader.pages)
    yield text.encode()
    yield GAPS.sub("", text).encode()
    yield repr(reader.metadata).encode()
    for number in range(1, len(reader.xref_objStm) + sum(map(len, reader.xref.values())) + 1):
        found = reader.get_object(number)
        if isinstance(found, StreamObject):
            yield found.get_data()
        elif found is not None:
            yield repr(found).encode()


def found(texts: list[str], folder: Path) -> list[tuple[str, str, str]]:
    """(path, text, how it is written) for each of the texts that a file of the folder holds."""
    wanted = {text: forms(text) | {"typeset": GAPS.sub("", text.lower()).encode()} for text in texts}
    hits: list[tuple[str, str, str]] = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        for content in [name.encode(), *contents(path)]:
            small = content.lower() + b"\n" + content.decode("utf-8", "ignore").lower().encode()
            for text, ways in wanted.items():
                hits += [
                    (name, text, how)
                    for how, way in ways.items()
                    if way in (content if how.startswith("base64") else small)
                ]
    return list(dict.fromkeys(hits))

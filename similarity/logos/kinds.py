"""What a file is that is no picture we read, said by its content and never by its name.

SVG is told apart although it is a picture: it carries scripts. Everything here runs in one pass over the beginning of
the content; a pattern could be made to hang.
"""

from __future__ import annotations

import re
import zlib

_BEGINNING = 1 << 18  # bytes, unpacked: what does not say within them that it is an SVG is no picture all the same
_STARTS = (
    (b"%!PS", "a PostScript file"),
    (b"\xc5\xd0\xd3\xc6", "a PostScript file"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"8BPS", "a Photoshop file"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture"),
    (b"\xd7\xcd\xc6\x9a", "a Windows metafile"),
)
_SPACE = re.compile(rb"\s*")
_SVG = re.compile(rb"<(\w{1,20}:)?svg[\s>/]", re.IGNORECASE)
_DOCTYPE_PART = re.compile(rb"""<!--|["'\[\]>]""")
_PART_ENDS = {b"<!--": b"-->", b'"': b'"', b"'": b"'"}
_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))


def is_svg(content: bytes) -> bool:
    """Whether this is an SVG: plain or gzip'd, in UTF-8 or UTF-16, after any declaration, comments and DOCTYPE."""
    if content.startswith(b"\x1f\x8b"):
        try:
            content = zlib.decompressobj(wbits=31).decompress(content, _BEGINNING)
        except zlib.error:
            return False
    text = content[:_BEGINNING].removeprefix(b"\xef\xbb\xbf")
    for mark, encoding in _MARKS:
        if text.startswith(mark):
            text = text.decode(encoding, "replace").removeprefix("\ufeff").encode("utf-8", "replace")
            break
    return _SVG.match(text, _root(text)) is not None


def other(content: bytes) -> str | None:
    """What else a file is, with its article: `a PDF`; None when nothing is known of it."""
    if b"%PDF-" in content[:1024]:
        return "a PDF"
    if content[4:8] == b"ftyp":
        brand = content[8:12]
        return {b"avif": "an AVIF picture", b"avis": "an AVIF picture"}.get(brand, "a HEIC picture or a video")
    if content.startswith(b"\x1f\x8b"):
        return "a compressed file"
    found = next((kind for start, kind in _STARTS if content.startswith(start)), None)
    return found or ("text" if _is_text(content[:4096]) else None)


def _root(text: bytes) -> int:
    """Where the root element begins: behind the XML declaration, comments and the document type."""
    at = 0
    while True:
        space = _SPACE.match(text, at)
        at = space.end() if space else at
        if text.startswith(b"<?", at):
            at = _behind(text, b"?>", at)
        elif text.startswith(b"<!--", at):
            at = _behind(text, b"-->", at + 4)
        elif text.startswith(b"<!", at):
            at = _behind_doctype(text, at + 2)
        else:
            return at


def _behind(text: bytes, end: bytes, at: int) -> int:
    found = text.find(end, at)
    return len(text) if found < 0 else found + len(end)


def _behind_doctype(text: bytes, at: int) -> int:
    """Behind the > of a document type: none in quotes or comments, nor in the entities between its [ and ]."""
    inside = False
    while part := _DOCTYPE_PART.search(text, at):
        at = part.end()
        if part[0] in _PART_ENDS:
            at = _behind(text, _PART_ENDS[part[0]], at)
        elif part[0] == b">":
            if not inside:
                return at
        else:
            inside = part[0] == b"["
    return len(text)


def _is_text(head: bytes) -> bool:
    return not any(byte < 9 or 13 < byte < 32 for byte in head)  # noqa: PLR2004 - the control codes but white space

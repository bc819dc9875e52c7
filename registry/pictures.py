"""What a file is, read from its content: the media type, and the size of a picture that really opens.

Pillow opens only the formats named here, after its size in pixels is known to be bearable; a file that says by its
name or its first bytes that it is a picture, and is none, is refused. SVG is refused: it carries scripts.
"""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass
from pathlib import PurePath

from PIL import Image, UnidentifiedImageError

from registry.errors import UnacceptableDocument

LARGEST_PIXELS = 100_000_000  # 10,000 by 10,000; beyond, one picture would take 300 MB of memory
FORMATS = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "TIFF": "image/tiff",
}
PICTURES = frozenset({"logo", "view"})  # roles of documents that are pictures and nothing else
PICTURE_NAMES = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".tif", ".tiff", ".svg", ".bmp", ".ico"}
_SVG = re.compile(rb"<(\w{1,20}:)?svg[\s>/]", re.IGNORECASE)
_OTHERS = (
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
)


@dataclass(frozen=True)
class Examined:
    media_type: str
    width: int | None = None  # pixels
    height: int | None = None


def examine(content: bytes, name: str) -> Examined:
    """The media type of a file and the pixels of a picture; UnacceptableDocument when it may not be kept."""
    head = content[:4096].removeprefix(b"\xef\xbb\xbf")
    if _SVG.match(_after_prolog(head)):
        raise UnacceptableDocument(f"{name} is an SVG; send a PNG, JPEG, GIF, WebP or TIFF of it")
    if PurePath(name).suffix.lower() in PICTURE_NAMES or _looks_like_picture(head):
        return _picture(content, name)
    for start, media_type in _OTHERS:
        if head.startswith(start):
            return Examined(media_type)
    if b"\x00" in head:
        return Examined("application/octet-stream")
    try:
        content.decode()
    except UnicodeDecodeError:
        return Examined("application/octet-stream")
    xml = head.lstrip().startswith(b"<?xml")
    return Examined("application/xml" if xml else "text/plain")


def _after_prolog(head: bytes) -> bytes:
    """What follows the XML declaration, comments and document type. In one pass: a pattern could be made to hang."""
    rest = head.lstrip()
    for start, end in ((b"<?", b"?>"), (b"<!--", b"-->"), (b"<!", b">")) * rest.count(b"<"):
        if rest.startswith(start):
            rest = rest.partition(end)[2].lstrip()
    return rest


def _looks_like_picture(head: bytes) -> bool:
    starts = (b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
    return head.startswith(starts) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def _picture(content: bytes, name: str) -> Examined:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow warns of broken metadata: it is not kept
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # _bearable says what is too large
            with Image.open(io.BytesIO(content), formats=list(FORMATS)) as picture:
                _bearable(picture, name)
                picture.load()
                return Examined(FORMATS.get(str(picture.format), FORMATS["JPEG"]), *picture.size)  # JPEG: MPO is one
    except Image.DecompressionBombError as error:
        raise UnacceptableDocument(f"{name} has too many pixels: at most {LARGEST_PIXELS} are taken") from error
    except UnidentifiedImageError as error:
        raise UnacceptableDocument(f"{name} is no picture: send a PNG, JPEG, GIF, WebP or TIFF") from error
    except (OSError, ValueError, SyntaxError, Warning, EOFError) as error:
        raise UnacceptableDocument(f"{name} is a damaged picture: {error}") from error


def _bearable(picture: Image.Image, name: str) -> None:
    width, height = picture.size
    if width * height > LARGEST_PIXELS:
        raise UnacceptableDocument(f"{name} has {width} by {height} pixels; {LARGEST_PIXELS} in all are taken at most")

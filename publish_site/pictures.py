"""The published pictures: the original as filed and a lossless WebP that fits a page, named by the original's hash.

Conversion is the dearest part of a build; thumbnails are kept in a cache folder when one is given, under a name
that says how they were made.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from publish_site.errors import PictureMissing
from publish_site.writer import keep

SIDE = 560  # pixels of the longer side: a plate is at most 280 wide, twice that on a dense display
MADE = f"{SIDE}-1"  # of the cache names; another number when the conversion changes
SUFFIXES = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/tiff": "tif",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """Paths within the site; width and height are the thumbnail's."""

    digest: str
    original: str
    thumbnail: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Files:
    """A picture with the bytes of its two files."""

    picture: Picture
    original: bytes
    thumbnail: bytes


def of_record(record: dict[str, Any]) -> list[dict[str, Any]]:
    """The documents of a public record that are shown as pictures: a design's views in their order first."""
    pictures = [d for d in record.get("documents") or () if d.get("media_type") in SUFFIXES]
    views = (record.get("design") or {}).get("views") or ()
    order = {view["document"]: view["number"] for view in views if view.get("document")}
    return sorted(pictures, key=lambda document: order.get(document["digest"], len(order) + 1))


def convert(content: bytes) -> tuple[bytes, int, int]:
    """A lossless WebP no larger than SIDE, with its width and height. ValueError for what is no bearable picture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as opened:
                opened.draft("RGB", (SIDE, SIDE))
                opened.load()
                clear = opened.has_transparency_data
                image = opened.convert("RGBA" if clear else "RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValueError(f"no picture: {error}") from error
    image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    made = io.BytesIO()
    image.save(made, "WEBP", lossless=True, method=4, quality=60)
    return made.getvalue(), image.width, image.height


def prepare(document: dict[str, Any], number: str, picture: Callable[[str], bytes], cache: Path | None) -> Files | str:
    """The files of one picture; a sentence when its bytes are no picture. PictureMissing when there are none."""
    digest = document["digest"]
    try:
        content = picture(digest)
    except (LookupError, OSError) as error:
        raise PictureMissing(number, digest, str(error) or type(error).__name__) from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise PictureMissing(number, digest, "other bytes are in its place")
    kept = cache / digest[:2] / f"{digest}-{MADE}.webp" if cache else None
    if kept and kept.is_file():
        thumbnail = kept.read_bytes()
        with Image.open(io.BytesIO(thumbnail)) as opened:
            width, height = opened.size
    else:
        try:
            thumbnail, width, height = convert(content)
        except ValueError as error:
            return f"{number}: the document {digest} is {error}; its page shows words instead"
        if kept:
            keep(kept, thumbnail)
    stem = f"pictures/{digest[:2]}/{digest}"
    original = f"{stem}-original.{SUFFIXES[document['media_type']]}"
    return Files(Picture(digest, original, f"{stem}.webp", width, height), content, thumbnail)

"""The published pictures, two files each, each named by the hash of its own bytes.

A lossless PNG of full size and a lossless WebP that fits a page; neither is the filed file itself. A photograph may say
where and by whom it was taken (EXIF, XMP, text), which nobody meant to publish: the pixels are published, and nothing
beside them. What such data says of how to show the pixels, its turning and its colour space, is applied first.

Conversion is the dearest part of a build; both files are kept in a cache folder when one is given, under a name that
says how they were made.
"""

from __future__ import annotations

import hashlib
import io
import struct
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps, features

from publish_site.errors import PictureMissing
from publish_site.writer import keep

SIDE = 560  # pixels of the longer side: a plate is at most 280 wide, twice that on a dense display
LIBRARIES = ("pil", "webp", "zlib", "zlib_ng", "littlecms2", "libjpeg_turbo", "libtiff")
# How they are made: another number when the conversion changes, and what of other libraries may give other bytes.
MADE = f"{SIDE}-2-{hashlib.sha256(repr([features.version(one) for one in LIBRARIES]).encode()).hexdigest()[:8]}"
MEDIA_TYPES = {"image/png", "image/jpeg", "image/gif", "image/webp", "image/tiff"}
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "TIFF")  # no other reader of Pillow's sees what was filed
SEVERAL = {"TIFF", "GIF", "WEBP", "PNG"}  # formats whose files may hold several pictures that all mean something
# What a document depicts when it is a picture of the right itself. A scanned form, letter or proof of use is a picture
# too, and often full of what the public may not read: it is listed like any other document, its bytes stay inside.
ROLES = frozenset({"logo", "view", "drawing", "figure"})
LARGEST = 100_000_000  # pixels, as many as the register takes in
PLAIN = {"1", "L", "P", "I;16"}  # modes that are kept; all others become RGB or, with transparency, RGBA
# What Pillow raises for bytes that are no picture, or that say too much of it.
BROKEN = (OSError, SyntaxError, ValueError, Image.DecompressionBombError, UserWarning, Image.DecompressionBombWarning)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


@dataclass(frozen=True, slots=True)
class Picture:
    """Paths within the site, by the bytes that lie there; width and height are the thumbnail's. `digest` is that of the
    file as filed.
    """

    digest: str
    full: str
    thumbnail: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Files:
    """A picture with the bytes of its two files. `warning` says what of the filed file they do not show."""

    picture: Picture
    full: bytes
    thumbnail: bytes
    warning: str = ""

    def named(self) -> list[tuple[str, bytes]]:
        """The files with their paths within the site."""
        return [(self.picture.full, self.full), (self.picture.thumbnail, self.thumbnail)]


def is_published(document: Mapping[str, Any]) -> bool:
    """Whether a public document is handed out, as the picture made of it; any other is listed."""
    return document.get("role") in ROLES and document.get("media_type") in MEDIA_TYPES


def of_record(record: dict[str, Any]) -> list[dict[str, Any]]:
    """The documents of a public record that are shown as pictures: a design's views in their order first."""
    documents = record.get("documents") or ()
    pictures = [document for document in documents if is_published(document)]
    views = (record.get("design") or {}).get("views") or ()
    order = {view["document"]: view["number"] for view in views if view.get("document")}
    return sorted(pictures, key=lambda document: order.get(document["digest"], len(order) + 1))


def convert(content: bytes) -> tuple[bytes, bytes]:
    """The full size and the thumbnail, no larger than SIDE. ValueError for what is no bearable picture."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > LARGEST:
                raise ValueError(f"{opened.width} by {opened.height} pixels")
            opened.load()
            image = _bare(opened)
    except BROKEN as error:
        raise ValueError(f"no picture: {error}") from error
    full = io.BytesIO()
    image.save(full, "PNG")
    small = image.convert("RGBA" if image.mode == "RGBA" else "RGB")
    small.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    thumbnail = io.BytesIO()
    small.save(thumbnail, "WEBP", lossless=True, method=4, quality=60)
    return full.getvalue(), thumbnail.getvalue()


def _bare(opened: Image.Image) -> Image.Image:
    """The pixels the right way up in sRGB, and nothing else of the file."""
    profile = opened.info.get("icc_profile")
    try:
        image = ImageOps.exif_transpose(opened)
    except (*BROKEN, struct.error, TypeError, KeyError):  # EXIF that cannot be read turns nothing
        image = opened.copy()
    if profile:
        with suppress(ImageCms.PyCMSError, OSError):  # of other colours or none: shown as without a profile
            image = _in_srgb(image, profile)
    if image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode not in PLAIN:
        image = image.convert("RGB")
    image.info = {}
    return image


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    if image.mode not in {"L", "RGB", "RGBA", "CMYK"}:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    found = ImageCms.profileToProfile(image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), SRGB, outputMode=mode)
    return found or image


def prepare(document: dict[str, Any], number: str, picture: Callable[[str], bytes], cache: Path | None) -> Files | str:
    """The files of one picture; a sentence when its bytes are no picture. PictureMissing when there are none."""
    digest = document["digest"]
    try:
        content = picture(digest)
    except (LookupError, OSError) as error:
        raise PictureMissing(number, digest, str(error) or type(error).__name__) from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise PictureMissing(number, digest, "other bytes are in its place")
    try:
        full, thumbnail = held(digest, cache) or make(digest, content, cache)
    except ValueError as error:
        return f"{number}: the document {digest} is {error}; its page shows words instead"
    with Image.open(io.BytesIO(thumbnail)) as opened:
        width, height = opened.size
    with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
        several = opened.format in SEVERAL and getattr(opened, "n_frames", 1) > 1
    warning = f"{number}: of the pictures in the document {digest} the first alone is published" if several else ""
    return Files(Picture(digest, _path(full, "png"), _path(thumbnail, "webp"), width, height), full, thumbnail, warning)


def _path(content: bytes, ending: str) -> str:
    name = hashlib.sha256(content).hexdigest()
    return f"pictures/{name[:2]}/{name}.{ending}"


def held(digest: str, cache: Path | None) -> tuple[bytes, bytes] | None:
    """What `make` left in the cache; None where it left nothing."""
    if cache is None:
        return None
    try:
        full, thumbnail = (name.read_bytes() for name in _names(digest, cache))
    except FileNotFoundError:
        return None
    return full, thumbnail


def make(digest: str, content: bytes, cache: Path | None) -> tuple[bytes, bytes]:
    """What `convert` gives, left in the cache."""
    made = convert(content)
    if cache is not None:
        for name, each in zip(_names(digest, cache), made, strict=True):
            keep(name, each)
    return made


def _names(digest: str, cache: Path) -> tuple[Path, Path]:
    stem = cache / digest[:2] / f"{digest}-{MADE}"
    return stem.with_suffix(".png"), stem.with_suffix(".webp")

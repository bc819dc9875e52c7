"""A picture that somebody sent, made anew to be shown and asked for: its pixels as a small PNG, nothing else of it."""

from __future__ import annotations

import io
import struct
from typing import NamedTuple

import numpy as np
import orjson
from PIL import Image

from similarity.logos.picture import opened
from similarity.logos.refusals import LONGEST

_HEAD = struct.Struct(">I")  # how many bytes of notes follow
_SIGNATURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_SIZE = struct.Struct(">II")


class BadPrepared(ValueError):
    """Bytes that `packed` did not write."""


class Prepared(NamedTuple):
    """At most LONGEST by LONGEST pixels, and what a person should know of how the file was read."""

    png: bytes
    width: int
    height: int
    notes: tuple[str, ...]


def prepared(content: bytes) -> Prepared:
    """The picture in a file as it is looked at. `picture.BadPicture`."""
    picture = opened(content)
    pixels = picture.pixels
    if picture.opaque is not None:
        pixels = np.dstack([pixels, np.where(picture.opaque, np.uint8(255), np.uint8(0))])
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    height, width = pixels.shape[:2]
    return Prepared(file.getvalue(), width, height, picture.notes)


def prepared_bytes(content: bytes) -> bytes:
    """What `guarded.Workers` run for a picture that is sent: `packed` of it."""
    return packed(prepared(content))


def packed(one: Prepared) -> bytes:
    """As it is kept, and handed from one process to another."""
    notes = orjson.dumps(one.notes)
    return _HEAD.pack(len(notes)) + notes + one.png


def unpacked(content: bytes) -> Prepared:
    """BadPrepared for what `packed` did not write: it was made of a hostile file, and nothing of it is trusted."""
    try:
        (length,) = _HEAD.unpack_from(content)
        notes = tuple(map(str, orjson.loads(content[_HEAD.size : _HEAD.size + length])))
        png = content[_HEAD.size + length :]
        width, height = _SIZE.unpack_from(png, len(_SIGNATURE))
    except (struct.error, ValueError, TypeError) as problem:
        raise BadPrepared(str(problem)) from problem
    if not png.startswith(_SIGNATURE) or not (0 < width <= LONGEST and 0 < height <= LONGEST):
        raise BadPrepared("no PNG of that size")
    return Prepared(png, width, height, notes)

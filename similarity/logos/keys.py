"""The look of a picture from its bytes: what is indexed, scored and explained, by the same code in all three places.

A change of any of it is a new KEY_VERSION, and asks for a rebuild of the index.
"""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

from similarity.logos import ink, look, views
from similarity.logos.colours import colours
from similarity.logos.cutting import WHOLE, Cut, cut_out
from similarity.logos.details import Details, details
from similarity.logos.hashes import hashes
from similarity.logos.ink import Floats, Pixels
from similarity.logos.look import CODE, POINT, VIEW, Look, Points
from similarity.logos.outline import histograms
from similarity.logos.picture import opened
from similarity.logos.views import View
from similarity.logos.vocabulary import SIZE, Vocabulary, in_use

KEY_VERSION = "2"
POINTS = 80  # of a view, the strongest
_CUT = struct.Struct(">4H")
_CODE_SCALE = 200  # a number of a local descriptor is seldom beyond ±0.6
_SIZE_SCALE = 4  # quarters of a pixel


def of(content: bytes) -> Look:
    """The look of a picture file; empty where nothing is drawn in it. `picture.BadPicture`."""
    return _look(content, turned=False)


def asked(content: bytes, cut: Cut = WHOLE) -> Look:
    """The same for a picture, or a part of it, that is asked for: with its outlines turned and mirrored."""
    return _look(content, cut, turned=True)


def kept_bytes(content: bytes) -> bytes:
    """What `guarded.Workers` run for the index: `look.packed` of it."""
    return look.packed(of(content))


def asking(content: bytes, cut: Cut = WHOLE) -> bytes:
    """What `asked_bytes` takes: the part to look at, and the file."""
    return _CUT.pack(*cut) + content


def asked_bytes(request: bytes) -> bytes:
    """What `guarded.Workers` run for a question."""
    return look.packed(asked(request[_CUT.size :], Cut(*_CUT.unpack_from(request))))


def _look(content: bytes, cut: Cut = WHOLE, *, turned: bool) -> Look:
    picture = cut_out(opened(content), cut)
    found = seen(ink.on_ground(picture.pixels, picture.opaque), in_use(), turned=turned)
    return Look(found.rows, found.points, found.turned, picture.notes)


def seen(pixels: Pixels, vocabulary: Vocabulary, *, turned: bool = False) -> Look:
    """The look of pixels without transparency."""
    pixels = views.read_at(pixels)
    found = views.views(pixels)
    rows = np.zeros(len(found), dtype=VIEW)
    points: list[Points] = []
    if found:
        rows["colours"] = _colours(pixels)
    for number, view in enumerate(found):
        local = details(view.ink)
        rows[number]["view"] = views.NAMES.index(view.name)
        rows[number]["box"] = view.box
        rows[number]["hashes"] = hashes(view.ink)
        rows[number]["outline"] = vocabulary.outline(histograms(view.ink))
        rows[number]["details"] = vocabulary.details(local.descriptors)
        points.append(_points(number, local, vocabulary))
    outlines = [vocabulary.outline(histograms(one)) for view in found if turned for one in _turns(view)]
    return Look(
        rows,
        np.concatenate(points) if points else np.zeros(0, dtype=POINT),
        np.array(outlines, dtype=np.int8).reshape(-1, SIZE),
    )


def _turns(view: View) -> list[Floats]:
    """A view mirrored, and turned by one, two and three quarters."""
    return [np.ascontiguousarray(view.ink[:, ::-1]), *(np.ascontiguousarray(np.rot90(view.ink, n)) for n in (1, 2, 3))]


def _points(row: int, local: Details, vocabulary: Vocabulary) -> Points:
    count = min(POINTS, len(local.places))
    found = np.zeros(count, dtype=POINT)
    found["row"] = row
    for name, column in (("x", 0), ("y", 1), ("turn", 3)):
        found[name] = np.clip(local.places[:count, column] * 256, 0, 255)
    found["size"] = np.clip(local.places[:count, 2] * _SIZE_SCALE, 0, 255)
    codes = vocabulary.local(local.descriptors[:count])[:, :CODE] * _CODE_SCALE
    found["code"] = np.clip(np.rint(codes), -127, 127)
    return found


def _colours(pixels: Pixels) -> NDArray[np.uint8]:
    strength = ink.ink(pixels, ink.ground(pixels))
    return colours(pixels, strength > ink.DRAWN) if strength is not None else np.zeros(8, dtype=np.uint8)

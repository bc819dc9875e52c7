"""The views of a picture: the whole, what is inside a tile or frame, the sign without its lettering, its parts.

Each is the ink alone, trimmed and squared. Two pictures are as alike as their most alike views, so that a symbol finds
the logo it stands in, and a sign on a disc the same sign without.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import cv2
import numpy as np
from numpy.typing import NDArray

from similarity.logos.ink import DRAWN, Box, Floats, Pixels, box, commonest, ground, ink
from similarity.logos.lettering import without_lettering

SIDE, MARGIN = 160, 12  # pixels
NAMES = ("whole", "inside", "symbol", "part")
READ_AT = 256  # pixels of the longest side: more say nothing of how a sign looks

# A ground of its own within the picture: a tile, a disc, a frame.
_MOST_OF_ALL = 0.75  # of what is drawn lies within
_CONVEX = 0.9  # of its hull is filled
_RIM = 0.04  # of its side: a frame's line is thinner
_OF_ONE_COLOUR = 0.35  # of what borders the inside
_DRAWN_INSIDE = (0.02, 0.75)  # share of the inside
_SMALLEST = 50  # pixels
# A part beside a gap.
_GAP = 0.015  # of the length across which it is parted
_SHORTEST_GAP = 3  # pixels
_LONGEST_PART = 2.2  # times its width: what is longer is lettering
_SMALLEST_PART = 24  # pixels
_LEAST_DRAWN = 80  # pixels
MOST_PARTS = 2


@dataclass(frozen=True)
class View:
    """One view: SIDE by SIDE, 0 to 1; `box` is where it lies in the picture: left, top, right, bottom in thousandths of
    the picture's longest side.
    """

    name: str
    ink: Floats
    box: tuple[int, int, int, int]


def views(pixels: Pixels) -> list[View]:
    """The views of a picture, the whole first; none when nothing is drawn in it."""
    pixels = read_at(pixels)
    strength = ink(pixels, ground(pixels))
    if strength is None:
        return []
    found = [_squared("whole", strength)]
    if (within := inside(pixels, strength)) is not None:
        found.append(_squared("inside", within))
    rest = without_lettering(strength)
    if rest is not None and (around := box(rest)) and around.longest >= _SMALLEST_PART:
        found.append(_squared("symbol", rest))
    found += [_squared("part", part) for part in parts(strength)]
    return [one for one in found if one is not None]


def in_picture(box: Sequence[int], point: Sequence[float]) -> tuple[int, int]:
    """Where a point of a view, in shares of its side, lies in the picture whose view has that box; in its unit."""
    left, top, right, bottom = box
    side = max(right - left, bottom - top) * SIDE / (SIDE - 2 * MARGIN)
    return round((left + right) / 2 + (point[0] - 0.5) * side), round((top + bottom) / 2 + (point[1] - 0.5) * side)


def read_at(pixels: Pixels) -> Pixels:
    """A picture at the size at which it is looked at: READ_AT, or its own where that is smaller."""
    height, width = pixels.shape[:2]
    longest = max(height, width)
    if longest <= READ_AT:
        return pixels
    size = max(1, width * READ_AT // longest), max(1, height * READ_AT // longest)
    smaller: Pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    return smaller


def _squared(name: str, strength: Floats) -> View | None:
    """Trimmed, and set in the middle of a square."""
    around = box(strength)
    if around is None:
        return None
    cut: Floats = strength[around.top : around.bottom, around.left : around.right]
    scale = (SIDE - 2 * MARGIN) / around.longest
    size = max(1, round(around.width * scale)), max(1, round(around.height * scale))
    sized = cv2.resize(cut, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    square = np.zeros((SIDE, SIDE), dtype=np.float32)
    top, left = (SIDE - size[1]) // 2, (SIDE - size[0]) // 2
    square[top : top + size[1], left : left + size[0]] = sized
    unit = 1000 / max(strength.shape)
    left_of, top_of, right_of, bottom_of = (
        round(side * unit) for side in (around.left, around.top, around.right, around.bottom)
    )
    return View(name, square, (left_of, top_of, right_of, bottom_of))


def inside(pixels: Pixels, strength: Floats) -> Floats | None:
    """The ink of what stands on a tile or a disc, or within a frame; None where there is none."""
    outlines, _ = cv2.findContours((strength > DRAWN).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return None
    outline = max(outlines, key=cv2.contourArea)
    area = cv2.contourArea(outline)
    all_of_it = cv2.drawContours(np.zeros(strength.shape, dtype=np.uint8), outlines, -1, 1, -1)
    if area < max(2 * _SMALLEST, _MOST_OF_ALL * int(all_of_it.sum())):
        return None
    if area < _CONVEX * cv2.contourArea(cv2.convexHull(outline)):
        return None
    region = cv2.drawContours(np.zeros(strength.shape, dtype=np.uint8), [outline], -1, 1, -1)
    rim = 2 * max(2, int(_RIM * area**0.5)) + 1
    within = cv2.erode(region, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (rim, rim)))
    edge = (within > 0) & (cv2.erode(within, np.ones((3, 3)), iterations=2) == 0)
    size = int(within.sum())
    if size < _SMALLEST or not edge.any():
        return None
    colour, share = commonest(pixels[edge])
    drawn = ink(pixels, colour) if share >= _OF_ONE_COLOUR else None
    if drawn is None:
        return None
    drawn = drawn * within
    least, most = _DRAWN_INSIDE
    return drawn if least < float((drawn > DRAWN).sum()) / size < most else None


def parts(strength: Floats) -> list[Floats]:
    """The two sides of the widest gap across and down that are no lettering by their shape, the squarest first."""
    around = box(strength)
    if around is None:
        return []
    found = []
    for side in _sides(strength, around):
        part = np.zeros_like(strength)
        part[side.top : side.bottom, side.left : side.right] = strength[side.top : side.bottom, side.left : side.right]
        whole = box(part)
        if whole is None or whole.longest < _SMALLEST_PART or int((part > DRAWN).sum()) < _LEAST_DRAWN:
            continue
        long = whole.longest / min(whole.height, whole.width)
        if long <= _LONGEST_PART:
            found.append((long, part))
    found.sort(key=itemgetter(0))
    return [part for _, part in found[:MOST_PARTS]]


def _sides(strength: Floats, around: Box) -> Iterator[Box]:
    drawn = strength[around.top : around.bottom, around.left : around.right] > DRAWN
    if gap := _widest_gap(np.asarray(drawn.any(axis=0))):
        yield around._replace(right=around.left + gap[0])
        yield around._replace(left=around.left + gap[1])
    if gap := _widest_gap(np.asarray(drawn.any(axis=1))):
        yield around._replace(bottom=around.top + gap[0])
        yield around._replace(top=around.top + gap[1])


def _widest_gap(line: NDArray[np.bool_]) -> tuple[int, int] | None:
    """Where the longest run of nothing begins and ends; None when none is long enough."""
    gaps = []
    for drawn, run in groupby(range(len(line)), key=line.__getitem__):
        if not drawn:
            places = list(run)
            gaps.append((len(places), places[0], places[-1] + 1))
    if not gaps:
        return None
    length, start, end = max(gaps)
    return (start, end) if length >= max(_SHORTEST_GAP, _GAP * len(line)) else None

"""What is drawn on what: the ground of a picture found, and how far each pixel stands out from it.

The same sign on white, on black or on a coloured sheet gives the same ink.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]  # height by width by 3, red green blue
Floats = NDArray[np.floating[Any]]  # of 32 bits wherever there are many
Mask = NDArray[np.bool_]

DRAWN = 0.25  # ink from which a pixel counts as drawn
_BARELY_SEEN = 8.0  # distance in CIE Lab from which a pixel stands out from its ground
_FAINTEST = 6.0  # a picture whose strongest ink is fainter holds nothing
_STEP = 16  # of a colour channel: what is nearer is one colour
_LIGHT = 200  # of 255: a transparent picture that is drawn so light stands on black


class Box(NamedTuple):
    """Rows and columns of an array; the ends are not within."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def longest(self) -> int:
        return max(self.height, self.width)


def on_ground(pixels: Pixels, opaque: Mask | None) -> Pixels:
    """What is transparent becomes white, or black where what is drawn is light."""
    if opaque is None or opaque.all():
        return pixels
    light = bool(opaque.any()) and float(pixels[opaque].mean()) > _LIGHT
    return np.where(opaque[..., None], pixels, np.uint8(0 if light else 255))


def ground(pixels: Pixels) -> NDArray[np.float64]:
    """The commonest colour of the border."""
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    return commonest(border)[0]


def commonest(colours: NDArray[Any]) -> tuple[NDArray[np.float64], float]:
    """The commonest of some colours (n by 3, n > 0), and the share of them that are nearly it."""
    coarse = (colours // _STEP).astype(np.int64) @ np.array([256, 16, 1])
    values, counts = np.unique(coarse, return_counts=True)
    chosen = colours[coarse == values[counts.argmax()]]
    return np.median(chosen, axis=0), float(counts.max() / len(colours))


def ink(pixels: Pixels, colour: NDArray[np.float64]) -> Floats | None:
    """How far each pixel stands out from that ground, 0 to 1; None where nothing does.

    The distance in CIE Lab, such that three quarters of the strongest tenth's is full ink: a pale blue sign and its
    black redrawing are both full.
    """
    lab = cv2.cvtColor(pixels.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    paper = cv2.cvtColor(colour.astype(np.float32).reshape(1, 1, 3) / 255, cv2.COLOR_RGB2LAB)[0, 0]
    light, green_red, blue_yellow = (lab[:, :, channel] - paper[channel] for channel in range(3))
    distance = np.sqrt(light * light + green_red * green_red + blue_yellow * blue_yellow)
    seen = distance[distance > _BARELY_SEEN]
    if not len(seen):
        return None
    strongest = float(np.percentile(seen, 90))
    if strongest < _FAINTEST:
        return None
    found: Floats = np.clip(distance / (0.75 * strongest), 0, 1).astype(np.float32)
    return found


def box(strength: Floats) -> Box | None:
    """Around all that is drawn."""
    drawn = strength > DRAWN
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    if not len(rows):
        return None
    return Box(int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1)

"""The colours of what is drawn, in the eight groups of the Vienna Classification's section 29.01."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from similarity.logos.ink import Mask, Pixels

VIENNA = ("29.01.01", "29.01.02", "29.01.03", "29.01.04", "29.01.05", "29.01.06", "29.01.07", "29.01.08")
NAMES = (
    "red, pink, orange",
    "yellow, gold",
    "green",
    "blue",
    "violet",
    "white, grey, silver",
    "brown",
    "black",
)
_RED, _YELLOW, _GREEN, _BLUE, _VIOLET, _GREY, _BROWN, _BLACK = range(8)
_HUES = ((40, _RED), (70, _YELLOW), (165, _GREEN), (255, _BLUE), (310, _VIOLET), (360, _RED))  # up to so many degrees
_BROWNS = (12, 50)  # degrees between which a dull colour is brown
_PALE, _DARK, _BROWNISH = 0.18, 0.22, 0.62  # saturation, value, value


def colours(pixels: Pixels, drawn: Mask) -> NDArray[np.uint8]:
    """Of what is drawn the share of each group, in 255ths; all 0 when nothing is drawn."""
    seen = pixels[drawn]
    if not len(seen):
        return np.zeros(len(VIENNA), dtype=np.uint8)
    hue, saturation, value = cv2.cvtColor(seen[None].astype(np.float32) / 255, cv2.COLOR_RGB2HSV)[0].T
    group = np.array([number for _, number in _HUES])[np.searchsorted([most for most, _ in _HUES[:-1]], hue)]
    group[(hue > _BROWNS[0]) & (hue < _BROWNS[1]) & (value < _BROWNISH)] = _BROWN
    group[saturation < _PALE] = _GREY
    group[value < _DARK] = _BLACK
    shares = np.bincount(group, minlength=len(VIENNA)) / len(seen)
    return np.rint(255 * shares).astype(np.uint8)


def alike(asked: NDArray[np.uint8], there: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The share of colour in common: asked (8) with there (m by 8), m numbers 0 to 1."""
    shared: NDArray[np.float64] = np.minimum(asked[None], there).sum(axis=1) / 255
    return np.minimum(shared, 1.0)

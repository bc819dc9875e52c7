"""The outline of a view: histograms of oriented gradients (Dalal and Triggs, CVPR 2005), without signs.

Gradients without signs are the same for dark on light and light on dark.
"""

from __future__ import annotations

import cv2
import numpy as np

from similarity.logos.ink import Floats

SIDE, CELL, BINS = 64, 8, 9  # pixels, pixels, directions of 180 degrees
CELLS = SIDE // CELL
LENGTH = (CELLS - 1) ** 2 * 4 * BINS  # numbers of a descriptor
_BLUR = 1.0  # pixels: a redrawn line is never where it was
_CLIPPED = 0.2  # L2-Hys, as in the paper
_SMALL = 1e-3


def histograms(view: Floats) -> Floats:
    """The histograms of a square view: LENGTH numbers of length 1, or all 0 where nothing is drawn."""
    small = cv2.resize(view, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), _BLUR)
    across, down = cv2.Sobel(small, cv2.CV_32F, 1, 0, ksize=1), cv2.Sobel(small, cv2.CV_32F, 0, 1, ksize=1)
    strength = np.hypot(across, down)
    direction = np.arctan2(down, across) % np.pi / np.pi * BINS
    low = np.floor(direction).astype(np.int64)
    share = direction - low
    cells = np.arange(SIDE) // CELL
    cell = (cells[:, None] * CELLS + cells[None, :]) * BINS
    places = np.concatenate([(cell + low % BINS).ravel(), (cell + (low + 1) % BINS).ravel()])
    weights = np.concatenate([(strength * (1 - share)).ravel(), (strength * share).ravel()])
    counted = np.bincount(places, weights, CELLS * CELLS * BINS).reshape(CELLS, CELLS, BINS).astype(np.float32)
    blocks = np.concatenate([counted[:-1, :-1], counted[:-1, 1:], counted[1:, :-1], counted[1:, 1:]], axis=2)
    blocks = np.minimum(_even(blocks), _CLIPPED)
    return unit(_even(blocks).ravel())


def _even(blocks: Floats) -> Floats:
    found: Floats = blocks / np.sqrt((blocks**2).sum(axis=2, keepdims=True) + _SMALL)
    return found


def unit(vector: Floats) -> Floats:
    """A vector at length 1; one of zeros stays."""
    length = float(np.linalg.norm(vector))
    return vector / length if length > 0 else vector

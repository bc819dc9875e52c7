"""Details that lie in both pictures as in one drawing: matched by likeness, kept by one movement (RANSAC).

Fischler and Bolles, CACM 1981, by OpenCV: turned, moved and resized alike, never bent.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from similarity.logos.ink import Floats
from similarity.logos.look import Look, Points

FEWEST = 4  # matches from which a movement says anything
_ALIKE = 0.8  # cosine of two descriptors
_CLEARLY = 0.9  # the next best must be so much less alike (Lowe's ratio, of distances)
_NEAR = 0.03  # of the side: a detail lies where the movement puts it
_SMALLEST, _LARGEST = 0.25, 4.0  # a sign is not the twentieth part of another
_TRIES, _SURE = 500, 0.99
_SIDE = 255.0
_PLACES = 50  # across and down: several features of one place are one detail


class Matched(NamedTuple):
    """Points of two views that lie alike, as x, y in shares of each view's side: n by 2 and n by 2."""

    asked_row: int
    candidate_row: int
    asked: Floats
    candidate: Floats

    def __len__(self) -> int:
        return len(self.asked)


def matched(asked: Look, candidate: Points, pair: tuple[int, int]) -> Matched | None:
    """The details of one drawing in this pair of views (rows of either); None where there are fewer than FEWEST."""
    mine, theirs = pair
    found = _pair(asked.points[asked.points["row"] == mine], candidate[candidate["row"] == theirs])
    return Matched(mine, theirs, *found) if found else None


def _pair(mine: Points, theirs: Points) -> tuple[Floats, Floats] | None:
    if min(len(mine), len(theirs)) < FEWEST:
        return None
    here, there = _pairs_alike(mine, theirs)
    if len(here) < FEWEST:
        return None
    source, target = _places(mine[here]), _places(theirs[there])
    movement, kept = cv2.estimateAffinePartial2D(
        source, target, method=cv2.RANSAC, ransacReprojThreshold=_NEAR, maxIters=_TRIES, confidence=_SURE
    )
    if movement is None:
        return None
    scale = float(np.hypot(movement[0, 0], movement[1, 0]))
    inside = kept.ravel().astype(bool)
    source, target = source[inside], target[inside]
    at = np.rint(source * _PLACES).astype(np.int64)
    _, first = np.unique(at[:, 0] * (_PLACES + 1) + at[:, 1], return_index=True)
    if not _SMALLEST <= scale <= _LARGEST or len(first) < FEWEST:
        return None
    return source[first], target[first]


def _pairs_alike(mine: Points, theirs: Points) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Details whose likest is clearly liker than its next, either way round."""
    alike = _even(mine["code"]) @ _even(theirs["code"]).T
    rows = np.arange(len(mine))
    likest = alike.argmax(axis=1)
    best = alike[rows, likest]
    mutual = alike.argmax(axis=0)[likest] == rows
    alike[rows, likest] = -1
    clearly = (1 - best) < _CLEARLY * (1 - alike.max(axis=1))
    here = np.flatnonzero((best > _ALIKE) & (clearly | mutual))
    return here, likest[here]


def _even(codes: NDArray[np.int8]) -> Floats:
    found = codes.astype(np.float32)
    found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1)
    return found


def _places(points: Points) -> Floats:
    found: Floats = np.stack([points["x"], points["y"]], axis=1).astype(np.float32) / np.float32(_SIDE)
    return found

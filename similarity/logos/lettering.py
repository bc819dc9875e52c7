"""Lettering found by its strokes: what stands in a row, of one height, at even distance, is read and not seen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np

from similarity.logos.ink import DRAWN, Floats, box

_SPECK = 12  # pixels: what is smaller is no letter and no sign
_FEWEST = 3  # letters of a row
_HIGHEST = 0.5  # of the longest side of all: what is higher is the sign
_WIDEST = 0.5  # of the width of all
_LEAST_LEFT = 0.12  # of what is drawn: with less left all of it was lettering
# Against the height of the highest letter of the row.
_LOWEST, _HIGHER = 0.45, 1.1
_BASE, _TOP = 0.3, 0.25  # how far feet or heads may stand from one line
_OVERLAP, _SPACE = 0.25, 1.2  # between neighbours
_SHORTEST_ROW = 1.6
_DOTS = 0.25  # how far dots and accents stand off the row


class _Piece(NamedTuple):
    """What hangs together: its number, its box in pixels."""

    number: int
    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def bottom(self) -> int:
        return self.top + self.height


def without_lettering(strength: Floats) -> Floats | None:
    """The ink without its lettering; None where there is none, or nothing else."""
    around = box(strength)
    if around is None:
        return None
    drawn = (strength > DRAWN).astype(np.uint8)
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(drawn, connectivity=8)
    pieces = [_Piece(number, *map(int, boxes[number, :4])) for number in range(1, count) if boxes[number, 4] >= _SPECK]
    letters = [one for one in pieces if one.height < _HIGHEST * around.longest and one.width < _WIDEST * around.width]
    rows = _rows(letters)
    if not rows:
        return None
    kept = np.zeros(count, dtype=bool)
    kept[[one.number for one in pieces if not any(_belongs(one, row) for row in rows)]] = True
    rest = kept[labels]
    if int(drawn[rest].sum()) < _LEAST_LEFT * int(drawn.sum()):
        return None
    return np.where(rest, strength, np.float32(0))


def _rows(letters: Sequence[_Piece]) -> list[list[_Piece]]:
    """Rows of letters, each letter in one; the highest begin."""
    rows: list[list[_Piece]] = []
    used: set[int] = set()
    for first in sorted(letters, key=lambda one: (-one.height, one.left, one.top)):
        if first.number in used:
            continue
        beside = sorted(
            (one for one in letters if one.number not in used and _in_line(one, first)), key=lambda one: one.left
        )
        row = _longest_run(beside, first.height)
        if len(row) >= _FEWEST and row[-1].right - row[0].left > _SHORTEST_ROW * first.height:
            rows.append(row)
            used.update(one.number for one in row)
    return rows


def _in_line(one: _Piece, first: _Piece) -> bool:
    if not _LOWEST * first.height <= one.height <= _HIGHER * first.height:
        return False
    feet, heads = abs(one.bottom - first.bottom), abs(one.top - first.top)
    return feet < _BASE * first.height or heads < _TOP * first.height


def _longest_run(beside: Sequence[_Piece], height: int) -> list[_Piece]:
    """The most neighbours that stand at the distance of letters."""
    if not beside:
        return []
    runs = [[beside[0]]]
    for before, one in pairwise(beside):
        if -_OVERLAP * height <= one.left - before.right <= _SPACE * height:
            runs[-1].append(one)
        else:
            runs.append([one])
    return max(runs, key=len)


def _belongs(one: _Piece, row: Sequence[_Piece]) -> bool:
    """Whether a piece is a letter of the row, or a dot of one."""
    top, bottom = min(letter.top for letter in row), max(letter.bottom for letter in row)
    pad = _DOTS * (bottom - top)
    high = top - pad <= one.top and one.bottom <= bottom + pad
    return one in row or (high and row[0].left - pad <= one.left and one.right <= row[-1].right + pad)

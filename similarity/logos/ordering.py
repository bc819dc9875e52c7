"""How alike looks are, for thousands at once: outline, details, colours, and hashes; each the best over all views.

Likeness is computed from whole numbers, of which 32 bits lose none, so that it is the same whatever stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from similarity.logos.colours import alike
from similarity.logos.hashes import NAMES as HASHES
from similarity.logos.hashes import distances
from similarity.logos.ink import Floats
from similarity.logos.look import VIEW, Look, Rows

TURNED = 0.05  # what a turned or mirrored outline is taken down


class Vectors(NamedTuple):
    """Vectors of whole numbers from -127 to 127, and their lengths: sums of 256 products stay below 2 ** 24."""

    numbers: Floats
    lengths: Floats

    @classmethod
    def of(cls, packed: NDArray[np.int8]) -> Vectors:
        numbers = packed.astype(np.float32)
        squares = np.einsum("ij,ij->i", numbers, numbers)
        return cls(numbers, np.sqrt(np.maximum(squares, 1)))

    def cosines(self, others: Vectors) -> Floats:
        """Of each with each of the others; 0 where one is all zeros."""
        found: Floats = self.numbers @ others.numbers.T
        found /= self.lengths[:, None]
        found /= others.lengths
        return found


class Gallery(NamedTuple):
    """The looks to compare with: the rows of all, of each row its owner, ascending from 0, of each look its first row,
    and what the rows hold as vectors.
    """

    rows: Rows
    owners: NDArray[np.int64]
    starts: NDArray[np.int64]
    outlines: Vectors
    details: Vectors

    @classmethod
    def of(cls, looks: Sequence[Rows]) -> Gallery:
        """Of one look at least; each has a view."""
        lengths = np.array([len(one) for one in looks])
        rows = np.frombuffer(b"".join([one.tobytes() for one in looks]), dtype=VIEW)
        owners = np.repeat(np.arange(len(looks)), lengths)
        starts = np.cumsum(lengths) - lengths
        return cls(rows, owners, starts, Vectors.of(rows["outline"]), Vectors.of(rows["details"]))


class Values(NamedTuple):
    """Of each look, 0 to 1. `pairs` are the row asked for and the row there that are most alike as a whole."""

    outline: Floats  # squared cosine
    details: Floats  # cosine
    colours: NDArray[np.float64]
    bits: NDArray[
        np.int64
    ]  # 0 to 64: in how many the hashes of the nearest two views differ, the mean of four, rounded up
    pairs: NDArray[np.int64]  # looks by 2


class Likeness(NamedTuple):
    """What the order rests on. `outline` and `details` are of each look; `outlines` and `all_details` are the cosines
    of each row asked for, as it stands, with each row there.
    """

    outline: Floats
    details: Floats
    outlines: Floats
    all_details: Floats


def none() -> Values:
    """Of no look at all."""
    empty = np.zeros(0, dtype=np.float32)
    return Values(empty, empty, empty.astype(np.float64), np.zeros(0, np.int64), np.zeros((0, 2), np.int64))


def likeness(asked: Look, gallery: Gallery) -> Likeness:
    """The look asked for, also turned, beside each of the gallery; it has a view."""
    upright = len(asked.rows)
    outlines = Vectors.of(np.concatenate([asked.rows["outline"], asked.turned])).cosines(gallery.outlines)
    details = Vectors.of(asked.rows["details"]).cosines(gallery.details)
    best = outlines[:upright].max(axis=0)
    if len(asked.turned):
        best = np.maximum(best, outlines[upright:].max(axis=0) - np.float32(TURNED))
    outline = np.maximum.reduceat(np.clip(best, 0, 1), gallery.starts)
    detail = np.maximum.reduceat(np.clip(details.max(axis=0), 0, 1), gallery.starts)
    return Likeness(outline**2, detail, outlines[:upright], details)


def compared(asked: Look, gallery: Gallery) -> Values:
    """All that is measured of the look asked for beside each of the gallery; it has a view."""
    found = likeness(asked, gallery)
    far = distances(asked.rows["hashes"], gallery.rows["hashes"]).sum(axis=2).min(axis=0)
    both = np.clip(found.outlines, 0, 1) ** 2 + np.clip(found.all_details, 0, 1)
    return Values(
        found.outline,
        found.details,
        alike(asked.rows["colours"][0], gallery.rows["colours"][gallery.starts]),
        -(-np.minimum.reduceat(far, gallery.starts) // len(HASHES)),
        _pairs(both, gallery),
    )


def _pairs(both: Floats, gallery: Gallery) -> NDArray[np.int64]:
    """The first pair of rows that is most alike, for each look."""
    best = both.max(axis=0)
    highest = np.maximum.reduceat(best, gallery.starts)
    winners = np.flatnonzero(best == highest[gallery.owners])[::-1]
    there = np.zeros(len(gallery.starts), dtype=np.int64)
    there[gallery.owners[winners]] = winners
    return np.stack([both[:, there].argmax(axis=0), there - gallery.starts], axis=1)


def totals(values: Values | Likeness, outline: int, details: int) -> NDArray[np.float64]:
    """The overall order, 0 to 1, rounded to a millionth: outline and details by their weights; colours never count."""
    found = (outline * values.outline.astype(np.float64) + details * values.details) / (outline + details)
    rounded: NDArray[np.float64] = found.round(6)
    return rounded

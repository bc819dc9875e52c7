"""How alike looks are, for thousands at once: outline, details, colours, and hashes; each the best over all views."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from similarity.logos.colours import alike
from similarity.logos.hashes import distances
from similarity.logos.ink import Floats
from similarity.logos.look import Look, Rows
from similarity.logos.vocabulary import unpacked

TURNED = 0.05  # what a turned or mirrored outline is taken down


class Gallery(NamedTuple):
    """The looks to compare with: the rows of all, and of each row its owner, ascending from 0."""

    rows: Rows
    owners: NDArray[np.int64]
    looks: int

    @classmethod
    def of(cls, looks: Sequence[Rows]) -> Gallery:
        lengths = [len(one) for one in looks]
        rows = np.concatenate(looks) if looks else np.zeros(0)
        return cls(rows, np.repeat(np.arange(len(looks)), lengths), len(looks))


class Values(NamedTuple):
    """Of each look, 0 to 1. `pairs` are the row asked for and the row there that are most alike as a whole."""

    outline: Floats  # squared cosine
    details: Floats  # cosine
    colours: NDArray[np.float64]
    bits: NDArray[np.int64]  # in which the nearest hashes of two views differ, 0 to 64
    pairs: NDArray[np.int64]  # looks by 2


def none() -> Values:
    """Of no look at all."""
    empty = np.zeros(0, dtype=np.float32)
    return Values(empty, empty, empty.astype(np.float64), np.zeros(0, np.int64), np.zeros((0, 2), np.int64))


def compared(asked: Look, gallery: Gallery) -> Values:
    """The look asked for beside each of the gallery; `asked` has a view, and so has each of the gallery."""
    outlines = unpacked(asked.rows["outline"]) @ unpacked(gallery.rows["outline"]).T
    details = unpacked(asked.rows["details"]) @ unpacked(gallery.rows["details"]).T
    best = outlines.max(axis=0)
    if len(asked.turned):
        best = np.maximum(best, (unpacked(asked.turned) @ unpacked(gallery.rows["outline"]).T).max(axis=0) - TURNED)
    starts = np.searchsorted(gallery.owners, np.arange(gallery.looks))
    outline = np.maximum.reduceat(np.clip(best, 0, 1), starts)
    detail = np.maximum.reduceat(np.clip(details.max(axis=0), 0, 1), starts)
    bits = np.minimum.reduceat(distances(asked.rows["hashes"], gallery.rows["hashes"]).min(axis=(0, 2)), starts)
    both = np.clip(outlines, 0, 1) ** 2 + np.clip(details, 0, 1)
    return Values(
        outline**2,
        detail,
        alike(asked.rows["colours"][0], gallery.rows["colours"][starts]),
        bits,
        _pairs(both, gallery, starts),
    )


def _pairs(both: Floats, gallery: Gallery, starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The first pair of rows that is most alike, for each look."""
    best = both.max(axis=0)
    highest = np.maximum.reduceat(best, starts)
    winners = np.flatnonzero(best == highest[gallery.owners])[::-1]
    there = np.zeros(gallery.looks, dtype=np.int64)
    there[gallery.owners[winners]] = winners
    return np.stack([both[:, there].argmax(axis=0), there - starts], axis=1)


def totals(values: Values, outline: int, details: int) -> NDArray[np.float64]:
    """The overall order, 0 to 1, rounded to a millionth: outline and details by their weights; colours never count."""
    found: NDArray[np.float64] = (outline * values.outline + details * values.details) / (outline + details)
    return found.astype(np.float64).round(6)

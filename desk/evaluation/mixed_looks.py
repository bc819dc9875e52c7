"""Looks between those of two logos: as many as are wanted from some thousands that were drawn, in minutes, not hours.

Of each view the outline and the details lie between those of two views, nearer to the first, whose points, colours and
place are taken. They are no pictures; what they are good for is the time and the recall of a search among very many.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from similarity.logos.hashes import bands
from similarity.logos.ink import Floats
from similarity.logos.look import LIGHTEST, VIEW, Rows, rows_of, text
from similarity.logos.vocabulary import KEPT, in_use, near_all, unpacked

CHUNK = 250  # looks made at once
NEAREST, FARTHEST = 0.5, 0.9  # cosine to the first of the two
_LARGEST = 127


class Source(NamedTuple):
    """A look to mix from: its rows, and its points as the index holds them."""

    rows: Rows
    points: str

    @classmethod
    def of(cls, look: bytes) -> Source:
        read: dict[str, Any] = orjson.loads(look)
        return cls(rows_of(read["views"]), read.get("points", ""))


def mixed(sources: Sequence[Source], first: int, last: int, seed: int) -> Iterator[bytes]:
    """Looks number `first` to `last` - 1 as JSON; what is compared depends on number, seed and sources."""
    for start in range(first, last, CHUNK):
        yield from _chunk(sources, range(start, min(last, start + CHUNK)), seed)


def _chunk(sources: Sequence[Source], numbers: Sequence[int], seed: int) -> Iterator[bytes]:
    made: list[Rows] = []
    points: list[str] = []
    for number in numbers:
        chance = np.random.default_rng([seed, number])
        first, far = int(chance.integers(len(sources))), int(chance.integers(1, len(sources)))
        one, other = sources[first], sources[(first + far) % len(sources)]
        share = chance.uniform(NEAREST, FARTHEST)
        rows, beside = one.rows.copy(), other.rows[np.arange(len(one.rows)) % len(other.rows)]
        for name in ("outline", "details"):
            rows[name] = _between(rows[name], beside[name], share)
        mask = chance.integers(1 << 63, size=(2, *rows["hashes"].shape), dtype=np.uint64)
        ours = mask[0] | mask[1]  # three bits of four
        rows["hashes"] = rows["hashes"] & ours | beside["hashes"] & ~ours
        made.append(rows)
        points.append(one.points)
    together = np.frombuffer(b"".join(rows.tobytes() for rows in made), dtype=VIEW)
    ends = np.cumsum([len(rows) for rows in made]).tolist()
    outlines = near_all(together["outline"], in_use().outline_anchors, KEPT)
    details = near_all(together["details"], in_use().details_anchors, KEPT)
    for rows, end, place in zip(made, ends, points, strict=True):
        part = slice(end - len(rows), end)
        found = {
            "outline": _anchors(outlines[0][part], outlines[1][part]),
            "details": _anchors(details[0][part], details[1][part]),
            "hashes": sorted({band for row in rows["hashes"] for band in bands(map(int, row))}),
            "views": text(rows.tobytes()),
            "points": place,
            "vocabulary": in_use().version,
        }
        yield orjson.dumps({name: value for name, value in found.items() if value}, option=orjson.OPT_SORT_KEYS)


def _anchors(places: NDArray[np.int64], weights: Floats) -> dict[str, float]:
    found: dict[int, float] = {}
    for place, weight in zip(places.ravel().tolist(), weights.ravel().tolist(), strict=True):
        found[place] = max(weight, found.get(place, 0))
    return {str(place): round(found[place], 4) for place in sorted(found) if found[place] >= LIGHTEST}


def _between(one: NDArray[np.int8], other: NDArray[np.int8], share: float) -> NDArray[np.int8]:
    """Vectors whose cosine to the first is about `share`; where the first is all zeros, that."""
    found: Floats = share * unpacked(one) + (1 - share**2) ** 0.5 * unpacked(other)
    found *= _LARGEST / np.maximum(np.abs(found).max(axis=1, keepdims=True), 1e-9)
    return np.where(one.any(axis=1, keepdims=True), np.rint(found), 0).astype(np.int8)

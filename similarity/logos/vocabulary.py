"""What was learned of logos: the axes on which they differ, the words of their details, the anchors they lie near.

Fitted by `blazon fit logos` on named pictures and shipped as a file with its provenance; without it nothing is drawn
alike. Vectors have length 1, so that a dot product is the likeness of two views, -1 to 1.

Details are gathered as VLAD (Jégou et al., CVPR 2010) with residuals of equal length (Delhumeau et al., ACM MM 2013).
Anchors make a vector into a few weighed terms (in the spirit of Zezula's and Amato's permutation indexes): two views
that are alike lie near the same anchors, and the engine multiplies their weights.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from similarity.logos.ink import Floats
from similarity.logos.outline import unit

SIZE = 256  # numbers of a vector
LOCAL = 64  # of a local descriptor
WORDS = 64
KEPT, ASKED = 16, 12  # anchors of a view in the index, and of one asked for: 48 keep no more and take twice as long
_FLOOR = 0.9  # of the least of these anchors is taken off all: the farthest weigh next to nothing
_LARGEST = 127
SHIPPED = "vocabulary.v1.npz"
_IN_BYTES = ("details_axes", "outline_axes", "outline_anchors", "details_anchors")

_own: Path | None = None

Vector = NDArray[np.int8]
Anchors = dict[int, float]


class BadVocabulary(Exception):
    """The file is no vocabulary; the message says what is wrong and what to do."""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Arrays as `fitting.fit` makes them; `provenance` says on what, and with what result."""

    provenance: Mapping[str, Any]
    local_mean: Floats  # 128
    local_axes: Floats  # 128 by LOCAL
    words: Floats  # WORDS by LOCAL
    details_mean: Floats  # WORDS * LOCAL
    details_axes: Floats  # WORDS * LOCAL by SIZE
    outline_mean: Floats  # outline.LENGTH
    outline_axes: Floats  # outline.LENGTH by SIZE
    outline_anchors: Floats  # anchors by SIZE
    details_anchors: Floats

    @property
    def version(self) -> str:
        """Keys made with different vocabularies are never compared."""
        return str(self.provenance["version"])

    def outline(self, histograms: Floats) -> Vector:
        return packed(unit((histograms - self.outline_mean) @ self.outline_axes))

    def details(self, descriptors: Floats) -> Vector:
        """SIZE numbers; all 0 for a view without details."""
        if not len(descriptors):
            return np.zeros(SIZE, dtype=np.int8)
        return packed(unit((self.gathered(descriptors) - self.details_mean) @ self.details_axes))

    def local(self, descriptors: Floats) -> Floats:
        found: Floats = (descriptors - self.local_mean) @ self.local_axes
        return found

    def gathered(self, descriptors: Floats) -> Floats:
        """VLAD: of each word the directions in which the features of it lie, WORDS * LOCAL numbers of length 1."""
        return vlad(self.local(descriptors), self.words)


def vlad(local: Floats, words: Floats) -> Floats:
    distance = (words**2).sum(axis=1) - 2 * local @ words.T
    nearest = distance.argmin(axis=1)
    residuals = local - words[nearest]
    residuals /= np.maximum(np.linalg.norm(residuals, axis=1, keepdims=True), 1e-6)
    found = np.zeros_like(words)
    np.add.at(found, nearest, residuals)
    found = np.sign(found) * np.sqrt(np.abs(found))
    found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-6)
    return unit(found.ravel())


def packed(vector: Floats) -> Vector:
    """One byte a number, the largest 127."""
    largest = float(np.abs(vector).max())
    found: Vector = np.rint(vector * (_LARGEST / largest if largest else 0)).astype(np.int8)
    return found


def unpacked(vectors: NDArray[np.int8]) -> Floats:
    """Vectors of length 1 again, n by SIZE; those of zeros stay."""
    found = vectors.astype(np.float32)
    found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1)
    return found


def near(vector: Vector, anchors: Floats, most: int) -> Anchors:
    """The anchors nearest to a vector and their weights, whose squares sum to 1; nothing for a vector of zeros."""
    if not vector.any():
        return {}
    alike = np.einsum("ij,j->i", anchors, unpacked(vector[None])[0])  # @ would wake threads for a moment's work
    nearest = np.argsort(-alike, kind="stable")[:most]
    weights = alike[nearest] - _FLOOR * alike[nearest[-1]]
    weights = unit(np.maximum(weights, 0))
    return {int(place): float(weight) for place, weight in zip(nearest, weights, strict=True) if weight > 0}


def near_all(vectors: NDArray[np.int8], anchors: Floats, most: int) -> tuple[NDArray[np.int64], Floats]:
    """The same for many at once, n by `most`: places, nearest first, and weights; 0 for a vector of zeros."""
    alike = unpacked(vectors) @ anchors.T
    nearest = np.argpartition(-alike, most - 1, axis=1)[:, :most]
    found = np.take_along_axis(alike, nearest, axis=1)
    order = np.lexsort((nearest, -found), axis=1)
    nearest, found = np.take_along_axis(nearest, order, axis=1), np.take_along_axis(found, order, axis=1)
    weights = np.where(vectors.any(axis=1, keepdims=True), np.maximum(found - _FLOOR * found[:, -1:], 0), np.float32(0))
    weights /= np.maximum(np.linalg.norm(weights, axis=1, keepdims=True), np.float32(1e-9))
    return nearest, weights


def save(vocabulary: Vocabulary, file: Path) -> None:
    """Axes and anchors as one byte a number with a scale for each column, the rest as half floats, and JSON."""
    arrays: dict[str, NDArray[Any]] = {}
    for name in _arrays():
        values = getattr(vocabulary, name)
        if name in _IN_BYTES:
            scale = np.maximum(np.abs(values).max(axis=0), 1e-9) / _LARGEST
            arrays[name], arrays[f"{name}_scale"] = np.rint(values / scale).astype(np.int8), scale.astype(np.float32)
        else:
            arrays[name] = values.astype(np.float16)
    arrays["provenance"] = np.frombuffer(json.dumps(vocabulary.provenance, sort_keys=True).encode(), dtype=np.uint8)
    with file.open("wb") as opened:
        np.savez_compressed(opened, allow_pickle=False, **arrays)


def load(file: IO[bytes]) -> Vocabulary:
    """BadVocabulary for anything that `save` did not write."""
    try:
        with np.load(file, allow_pickle=False) as read:
            provenance = json.loads(read["provenance"].tobytes())
            arrays = {name: read[name].astype(np.float32) for name in _arrays()}
            for name in _IN_BYTES:
                arrays[name] *= read[f"{name}_scale"]
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as problem:
        raise BadVocabulary(f"no vocabulary of logos: {problem}; make one with `blazon fit logos`") from problem
    return Vocabulary(provenance=provenance, **arrays)


def use(file: Path | None) -> None:
    """From now on this vocabulary is used, here and in the processes that start later; None: the one that ships.

    BadVocabulary names the file.
    """
    global _own  # noqa: PLW0603 - one office, one vocabulary, as with the languages it hears marks in
    if file is not None and _read(file).version == _read(None).version:
        raise BadVocabulary(f"{file}: it has the version of the one that ships; fit it with another --version")
    _own = file.resolve() if file else None  # the processes that look at pictures stand in another folder


def own() -> Path | None:
    """The file of the office's own vocabulary, where one is used."""
    return _own


def in_use() -> Vocabulary:
    """The vocabulary in use: the office's own, else the one that ships."""
    return _read(_own)


@cache
def _read(file: Path | None) -> Vocabulary:
    opened = file or resources.files("similarity.logos") / SHIPPED
    try:
        with opened.open("rb") as content:
            return load(content)
    except (OSError, BadVocabulary) as problem:
        raise BadVocabulary(f"{opened}: {problem}") from problem


def _arrays() -> list[str]:
    return [field.name for field in fields(Vocabulary) if field.name != "provenance"]

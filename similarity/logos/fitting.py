"""A vocabulary from pictures: the axes on which they differ most, the words of their details, the anchors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np

from similarity.logos.details import details
from similarity.logos.ink import Floats, Pixels
from similarity.logos.outline import histograms, unit
from similarity.logos.views import views
from similarity.logos.vocabulary import LOCAL, SIZE, WORDS, Vocabulary, vlad

ANCHORS = 2_048
FEWEST = 2 * SIZE  # views: fewer have not so many axes
_LEARNED = 60_000  # local features from which words are made
_ROUNDS, _EXACT, _TRIES = 40, 1e-4, 2
_SEED = 5
_WHITENED = 0.5  # the power of its spread by which an axis is divided


class Raw(NamedTuple):
    """What is learned from, of one view."""

    histograms: Floats
    descriptors: Floats


class TooFew(Exception):
    """Too few pictures to learn from."""


def raw(pixels: Pixels) -> list[Raw]:
    """Each view of a picture without transparency."""
    return [Raw(histograms(view.ink), details(view.ink).descriptors) for view in views(pixels)]


def fit(seen: Sequence[Raw], provenance: Mapping[str, Any], anchors: int = ANCHORS) -> Vocabulary:
    """A vocabulary from the views of many pictures; the same views give the same vocabulary. TooFew."""
    detailed = [one.descriptors for one in seen if len(one.descriptors)]
    if len(detailed) < FEWEST:
        raise TooFew(f"{len(detailed)} views have details; give pictures with {FEWEST} or more")
    descriptors = np.concatenate(detailed)
    local_mean, local_axes = _axes(descriptors, LOCAL, 0)
    local = (descriptors - local_mean) @ local_axes
    chosen = np.random.default_rng(_SEED).permutation(len(local))[:_LEARNED]
    words = _centres(local[np.sort(chosen)], WORDS)
    gathered = np.stack([vlad((one - local_mean) @ local_axes, words) for one in detailed])
    details_mean, details_axes = _axes(gathered, SIZE, _WHITENED)
    drawn = np.stack([one.histograms for one in seen])
    outline_mean, outline_axes = _axes(drawn, SIZE, _WHITENED)
    return Vocabulary(
        provenance=dict(provenance),
        local_mean=local_mean,
        local_axes=local_axes,
        words=words,
        details_mean=details_mean,
        details_axes=details_axes,
        outline_mean=outline_mean,
        outline_axes=outline_axes,
        outline_anchors=_anchors((drawn - outline_mean) @ outline_axes, anchors),
        details_anchors=_anchors((gathered - details_mean) @ details_axes, anchors),
    )


def _axes(vectors: Floats, most: int, power: float) -> tuple[Floats, Floats]:
    """The mean, and the principal axes as columns, each divided by its spread to that power."""
    mean = vectors.mean(axis=0)
    apart = (vectors - mean).astype(np.float64)
    if len(vectors) > vectors.shape[1]:
        spread, axes = np.linalg.eigh(np.cov(apart.T))
    else:
        _, deviations, across = np.linalg.svd(apart, full_matrices=False)
        spread, axes = deviations**2 / (len(vectors) - 1), across.T
    largest = np.argsort(-spread)[:most]
    kept = axes[:, largest]
    kept = kept * np.sign(
        kept[np.abs(kept).argmax(axis=0), np.arange(len(largest))]
    )  # which way an axis points is chance
    kept = kept / np.maximum(spread[largest], 1e-12) ** (power / 2)
    return mean.astype(np.float32), kept.astype(np.float32)


def _anchors(vectors: Floats, most: int) -> Floats:
    """Centres of the vectors, at length 1."""
    even = np.stack([unit(one) for one in vectors])
    return np.stack([unit(one) for one in _centres(even, min(most, len(even) // 2))])


def _centres(vectors: Floats, count: int) -> Floats:
    cv2.setRNGSeed(_SEED)
    until = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, _ROUNDS, _EXACT)
    nearest = np.zeros((len(vectors), 1), dtype=np.int32)
    even = np.ascontiguousarray(vectors, dtype=np.float32)
    _, _, found = cv2.kmeans(even, count, nearest, until, _TRIES, cv2.KMEANS_PP_CENTERS)
    centres: Floats = found.astype(np.float32)
    return centres

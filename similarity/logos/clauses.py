"""A look as one request: anchors in common by the product of their weights, bands of hashes by equal terms.

All weights are frozen in the documents and in the request: no statistics of a shard enter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from similarity.clause import Body
from similarity.logos.hashes import bands
from similarity.logos.ink import Floats
from similarity.logos.look import Look
from similarity.logos.strategy import LogoCandidates
from similarity.logos.vocabulary import ASKED, Vocabulary, near_all

OUTLINE, DETAILS, HASHES = "look.outline", "look.details", "look.hashes"
VIEWS, VOCABULARY = "look.views", "look.vocabulary"
MOST = 48  # anchors of a kind: those of all views together, the weightiest
_LIGHTEST = 1e-4  # the engine takes no boost of nothing
TURNED = 0.6  # what an anchor of a turned outline weighs
ORDER: list[Body] = [{"_score": "desc"}, {"tie": "asc"}]


def query(
    candidates: LogoCandidates,
    asked: Look,
    vocabulary: Vocabulary,
    *,
    filters: Sequence[Body] = (),
    without: Sequence[Body] = (),
) -> Body:
    """The body of the search: the marks that lie near the same anchors, or have a band of a hash in common; then any
    others that were looked at, so that where they are fewer than `size` all are measured.

    Every mark is found that has a hash within `hashes.NEAR` bits of one asked for, when no size cuts.
    """
    outline = _weights(asked.rows["outline"], vocabulary.outline_anchors)
    for place, weight in _weights(asked.turned, vocabulary.outline_anchors).items():
        outline[place] = max(outline.get(place, 0), TURNED * weight)
    details = _weights(asked.rows["details"], vocabulary.details_anchors)
    should = [
        *_anchors(OUTLINE, outline, candidates.outline / 100),
        *_anchors(DETAILS, details, candidates.details / 100),
        *_bands(asked, candidates.hashes / 100),
        {"constant_score": {"filter": {"exists": {"field": VOCABULARY}}, "boost": _LIGHTEST}},
    ]
    bool_query = {"should": should, "minimum_should_match": 1, "filter": [*filters], "must_not": list(without)}
    return {
        "size": candidates.size,
        "track_total_hits": True,  # to the end: skipping costs more than it spares where clauses are this many
        "query": {"bool": bool_query},
        "sort": ORDER,
        "_source": False,
        "stored_fields": "_none_",
        "docvalue_fields": ["id", VIEWS, VOCABULARY],
    }


def _weights(vectors: NDArray[np.int8], anchors: Floats) -> dict[int, float]:
    """The weight of each anchor of any of these vectors, the largest of it."""
    if not len(vectors):
        return {}
    places, weights = near_all(vectors, anchors, min(ASKED, len(anchors)))
    largest = np.zeros(len(anchors), dtype=np.float32)
    np.maximum.at(largest, places.ravel(), weights.ravel())
    return {int(place): float(largest[place]) for place in np.flatnonzero(largest)}


def _anchors(field: str, weights: Mapping[int, float], weight: float) -> list[Body]:
    if not weight:
        return []
    heaviest = sorted(weights.items(), key=lambda one: (-one[1], one[0]))[:MOST]
    return [
        {"rank_feature": {"field": f"{field}.{place}", "boost": round(weight * of_it, 5), "linear": {}}}
        for place, of_it in heaviest
        if weight * of_it >= _LIGHTEST
    ]


def _bands(asked: Look, weight: float) -> list[Body]:
    """Each band once: a filter must find it even where bands weigh nothing."""
    terms = sorted({band for row in asked.rows["hashes"] for band in bands(map(int, row))})
    return [{"constant_score": {"filter": {"term": {HASHES: band}}, "boost": weight}} for band in terms]

"""How long a search by picture takes in registers of several sizes.

The logos are drawn, the smaller register is the beginning of the larger one, and the questions are the same: logos of
the smallest. The picture is looked at before the clock runs: that takes as long in any register. Beside it a score that
compares the bare hashes of every picture, which a search for copies would do.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from opensearchpy import OpenSearch

from desk.evaluation.drawn_logos import DrawnLogos
from desk.evaluation.logo_recall import measure
from desk.evaluation.logo_register import USUAL_LIMIT, Asked, looks
from desk.evaluation.logo_scratch import LogoScratch
from mappings.indices import Layout
from mappings.record import Kind
from search_api.logos import similar_logos
from similarity.logos import hashes
from similarity.logos.strategy import LogoStrategy

WARM_UP = 20  # questions asked before anything is timed: the engine compiles its hot code

Progress = Callable[[str, int, int], None]


def sizes(
    engine: OpenSearch,
    logos: DrawnLogos,
    strategy: LogoStrategy,
    counts: Sequence[int],
    *,
    questions: int,
    progress: Progress,
) -> dict[str, Any]:
    """Milliseconds at each size, what was kept there, and the growth from the smallest to the largest."""
    ordered = sorted(set(counts))
    asked = logos.asked(ordered[0], questions)
    found = []
    for count in ordered:
        with logos.gallery(engine, count, Layout(), progress) as place:
            found.append(_size(place, strategy, asked, progress))
    first, last = found[0], found[-1]
    return {
        "strategy": strategy.label,
        "questions": len(asked),
        "sizes": found,
        "growth": {
            name: round(last[key] / first[key], 2) if first[key] else None
            for name, key in (
                ("logos", "logos"),
                ("p50", "p50_ms"),
                ("p95", "p95_ms"),
                ("engine_p50", "engine_p50_ms"),
                ("reference_p50", "reference_p50_ms"),
            )
        },
    }


def _size(place: LogoScratch, strategy: LogoStrategy, asked: Sequence[Asked], progress: Progress) -> dict[str, Any]:
    known = np.array([rows["hashes"][0] for _, rows in looks(place.index, Kind.TRADEMARK, {})])
    for _, look in asked[:WARM_UP]:
        similar_logos(place.index, strategy, look, limit=USUAL_LIMIT, as_of=place.as_of)
    ours, theirs, in_engine = [], [], []
    for number, (_, look) in enumerate(asked, 1):
        progress(f"asking {len(place.items):,} logos", number, len(asked))
        begun = time.perf_counter()
        answer = similar_logos(place.index, strategy, look, limit=USUAL_LIMIT, as_of=place.as_of)
        ours.append(time.perf_counter() - begun)
        in_engine.append(answer.took_ms)
        begun = time.perf_counter()
        distance = hashes.distances(look.rows["hashes"][:1], known).sum(axis=(0, 2))
        np.argsort(distance, kind="stable")[:USUAL_LIMIT]
        theirs.append(time.perf_counter() - begun)
    kept = measure(place.index, Kind.TRADEMARK, strategy, asked, progress)["kept"]
    p50, reference = statistics.median(ours), statistics.median(theirs)
    return {
        "logos": len(place.items),
        "p50_ms": round(1_000 * p50, 1),
        "p95_ms": round(1_000 * float(np.quantile(ours, 0.95)), 1),
        "engine_p50_ms": statistics.median(in_engine),
        "reference_p50_ms": round(1_000 * reference, 4),
        "ratio": round(p50 / reference, 4) if reference else None,
        "kept": kept,
        "bytes_per_mark": round(place.bytes_per_mark),
    }

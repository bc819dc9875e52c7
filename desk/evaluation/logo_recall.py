"""The recall of a strategy for logos: the exact order of every look of an index beside what a search shows."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from desk.evaluation.keeping import DEPTHS, Kept
from desk.evaluation.logo_register import PAGE, USUAL_LIMIT, Asked, looks
from desk.evaluation.register import NothingToMeasure
from mappings.record import Kind
from search_api.index import Index
from search_api.logos import similar_logos
from similarity.logos import oracle
from similarity.logos.look import Look, Rows
from similarity.logos.strategy import LogoStrategy

Progress = Callable[[str, int, int], None]


def measure(
    index: Index, kind: Kind, strategy: LogoStrategy, questions: Sequence[Asked], progress: Progress
) -> dict[str, Any]:
    """`kept`: of the exact first 10, 50, 100 the share that the search shows among its own; `lost` by name; `latency`
    of the same questions, warm, as the API asks.
    """
    as_of = index.as_of()
    titles: dict[str, str] = {}
    exact = oracle.best(
        strategy.order, [asked for _, asked in questions], _told(looks(index, kind, titles), progress), DEPTHS[-1]
    )
    kept = Kept()
    for number, ((named, asked), first) in enumerate(zip(questions, exact, strict=True), 1):
        progress("asking", number, len(questions))
        wanted = [one.id for one in first if one.total >= strategy.order.least / 100]
        if wanted:
            answer = similar_logos(index, strategy, asked, kind=kind, limit=DEPTHS[-1], as_of=as_of)
            kept.add(named, wanted, [hit.id for hit in answer.hits], titles.__getitem__)
    if not kept.answered:
        raise NothingToMeasure(f"no picture comes up to the least of {strategy.label} for any question")
    return {
        "strategy": strategy.label,
        "kind": kind.value,
        "sample": len(questions),
        "answered": kept.answered,
        "register": len(titles),
        "sequence": as_of.sequence,
        **kept.report(),
        "latency": latency(index, kind, strategy, [asked for _, asked in questions], progress),
    }


def latency(
    index: Index, kind: Kind, strategy: LogoStrategy, questions: Sequence[Look], progress: Progress
) -> dict[str, float]:
    """Milliseconds of one search after another, the picture looked at."""
    seconds = []
    as_of = index.as_of()
    for number, asked in enumerate(filter(None, questions), 1):
        progress("timing", number, len(questions))
        begun = time.perf_counter()
        similar_logos(index, strategy, asked, kind=kind, limit=USUAL_LIMIT, as_of=as_of)
        seconds.append(time.perf_counter() - begun)
    return {
        "p50_ms": round(1_000 * statistics.median(seconds), 1),
        "p95_ms": round(1_000 * float(np.quantile(seconds, 0.95)), 1),
    }


def _told(looks: Iterator[tuple[str, Rows]], progress: Progress) -> Iterator[tuple[str, Rows]]:
    for number, one in enumerate(looks, 1):
        if number % PAGE == 0:
            progress("placing exactly", number, 0)
        yield one

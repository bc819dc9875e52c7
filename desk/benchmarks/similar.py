"""How long a similarity search takes in registers of several sizes, beside a score that compares every name.

The names are made up, the smaller register is the beginning of the larger one, and the questions are the same: names of
the smallest. Search and reference are asked in turns, so that whatever else the machine does falls on both.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import numpy as np
from opensearchpy import OpenSearch

from desk.evaluation.made_up import made_up
from desk.evaluation.reference import Reference
from desk.evaluation.scratch import scratch
from mappings.indices import Layout
from search_api.similar import similar
from similarity.strategy import Strategy

SEED = 7
LIMIT = 50  # hits, what the API gives when it is not told
WARM_UP = 20  # questions asked before anything is timed: the engine compiles its hot code

Progress = Callable[[str, int, int], None]


def sizes(
    engine: OpenSearch, strategy: Strategy, marks: Sequence[int], questions: int, progress: Progress
) -> dict[str, Any]:
    """Milliseconds at each size, each as a ratio to the reference, and the growth from the smallest to the largest."""
    ordered = sorted(set(marks))
    names = made_up(ordered[-1], SEED)
    asked = Random(SEED).sample(names[: ordered[0]], min(questions, ordered[0]))
    found = [_size(engine, strategy, names[:count], asked, progress) for count in ordered]
    first, last = found[0], found[-1]
    return {
        "strategy": strategy.label,
        "questions": len(asked),
        "sizes": found,
        "growth": {
            "marks": round(last["marks"] / first["marks"], 2),
            "p50": round(last["p50_ms"] / first["p50_ms"], 2),
            "reference_p50": round(last["reference_p50_ms"] / first["reference_p50_ms"], 2),
        },
    }


def _size(
    engine: OpenSearch, strategy: Strategy, names: Sequence[str], asked: Sequence[str], progress: Progress
) -> dict[str, Any]:
    reference = Reference(names)
    ours, theirs = [], []
    with scratch(engine, names, Layout(), progress) as place:
        for words in asked[:WARM_UP]:
            similar(place.index, strategy, words, limit=LIMIT, as_of=place.as_of)
        for number, words in enumerate(asked, 1):
            progress(f"asking {len(names):,} marks", number, len(asked))
            begun = time.perf_counter()
            similar(place.index, strategy, words, limit=LIMIT, as_of=place.as_of)
            ours.append(time.perf_counter() - begun)
            theirs.append(reference.ask(words).seconds)
        bytes_per_mark = round(place.bytes_per_mark)
    p50, reference_p50 = statistics.median(ours), statistics.median(theirs)
    return {
        "marks": len(names),
        "p50_ms": round(1_000 * p50, 1),
        "p95_ms": round(1_000 * float(np.quantile(ours, 0.95)), 1),
        "reference_p50_ms": round(1_000 * reference_p50, 1),
        "ratio": round(p50 / reference_p50, 4),
        "bytes_per_mark": bytes_per_mark,
    }

"""`blazon evaluate words`: at which rank a strategy shows the earlier mark of each known pair, in a gallery of names.

Every question goes the way of the API. Beside it, in the same run: the exact order over the whole gallery (what a
search shows of it) and the frozen reference score.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from desk.evaluation.reference import Reference
from desk.evaluation.scratch import Scratch
from search_api.similar import NothingAsked, similar
from similarity import lifting, oracle
from similarity.folding import fold
from similarity.strategy import Strategy

DEPTHS = (1, 10, 50, 100)
GROUPS = ("label", "type", "kind", "script")
RESAMPLED = 2_000  # times, for the interval
USUAL_LIMIT = 50  # hits of a search whose time is taken: what the API gives when it is not told
SEED = 4
MOST_EXACT = 200  # questions that are placed exactly

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Pair:
    """A question and the mark it has to find, with the columns of the file that group it."""

    query: str
    target: str
    columns: dict[str, str] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        """Whether it is a finding of confusion: pairs without a label are."""
        return self.columns.get("label", "1") == "1"


@dataclass(frozen=True)
class Ranked:
    """What was found for one pair: the rank of its target (0: not among the first hundred) and the hits in order."""

    pair: Pair
    rank: int
    hits: tuple[tuple[str, int], ...]  # name and rank value, best first
    ids: tuple[str, ...]


def evaluate(scratch: Scratch, strategy: Strategy, pairs: Sequence[Pair], progress: Progress) -> dict[str, Any]:
    """The report of the command, and under `ranked` what it was made of."""
    ranked = []
    for number, pair in enumerate(pairs, 1):
        progress("asking", number, len(pairs))
        ranked.append(_ask(scratch, strategy, pair))
    sample = _sample(pairs)
    kept, exact_ranks = _kept(scratch, strategy, sample)
    reference_ranks, latency = _timed(scratch, strategy, pairs, progress)
    ranks = [one.rank for one in ranked]
    return {
        "n": len(pairs),
        "strategy": strategy.label,
        "gallery": len(scratch.titles),
        "recall": _recall(pairs, ranks),
        "interval": _intervals(pairs, ranks),
        "kept": kept,
        "placed_exactly": len(exact_ranks),
        "exact": _recall(sample, exact_ranks) if exact_ranks else None,
        "reference": _recall(pairs, reference_ranks),
        "latency": latency,
        "index": {"bytes_per_mark": round(scratch.bytes_per_mark), "seconds": round(scratch.seconds, 1)},
        "ranked": ranked,
    }


def _ask(scratch: Scratch, strategy: Strategy, pair: Pair) -> Ranked:
    try:
        answer = similar(scratch.index, strategy, pair.query, limit=DEPTHS[-1] + 1, as_of=scratch.as_of)
    except NothingAsked:
        return Ranked(pair, 0, (), ())
    hits = [(hit.title or "", hit.rank, hit.id) for hit in answer.hits if not _itself(pair, hit.title or "")]
    rank = next((place for place, (name, _, _) in enumerate(hits, 1) if fold(name) == fold(pair.target)), 0)
    hits = hits[: DEPTHS[-1]]
    return Ranked(
        pair,
        rank if rank <= DEPTHS[-1] else 0,
        tuple((name, value) for name, value, _ in hits),
        tuple(i for *_, i in hits),
    )


def _itself(pair: Pair, name: str) -> bool:
    """Whether this is the name asked for, which is left out of the ranking."""
    return fold(name) == fold(pair.query) != fold(pair.target)


def _sample(pairs: Sequence[Pair]) -> Sequence[Pair]:
    """The pairs whose questions are placed exactly, which takes seconds for each: all, or some drawn with a seed."""
    return pairs if len(pairs) <= MOST_EXACT else random.Random(SEED).sample(pairs, MOST_EXACT)


def _kept(scratch: Scratch, strategy: Strategy, pairs: Sequence[Pair]) -> tuple[dict[str, float], list[int]]:
    """How much of the exact order's first hits was shown, as a fraction; and the exact ranks of the targets.

    Beside the exact order stands the search without what lifts, as in `blazon recall`: no measure sees that.
    """
    if strategy.order is None:
        return {}, []
    rarity = scratch.rarity.without_weight(strategy.order.weak)
    questions = [oracle.question(strategy, pair.query, rarity) for pair in pairs]
    answers = oracle.best(strategy.order, questions, scratch.marks, rarity, DEPTHS[-1] + 1)
    shares: dict[int, list[float]] = {depth: [] for depth in DEPTHS[1:]}
    ranks = []
    for pair, answer in zip(pairs, answers, strict=True):
        least = strategy.order.least / 100
        named = [(mark.id, scratch.titles[mark.id]) for mark in answer if mark.total >= least]
        exact = [(mark, name) for mark, name in named if not _itself(pair, name)]
        ranks.append(next((n for n, (_, name) in enumerate(exact, 1) if fold(name) == fold(pair.target)), 0))
        shown = _ask(scratch, lifting.without(strategy), pair).ids
        for depth, found in shares.items():
            wanted = {mark for mark, _ in exact[:depth]}
            if wanted:
                found.append(len(wanted.intersection(shown[:depth])) / len(wanted))
    return {str(depth): round(statistics.mean(found), 4) for depth, found in shares.items() if found}, ranks


def _timed(
    scratch: Scratch, strategy: Strategy, pairs: Sequence[Pair], progress: Progress
) -> tuple[list[int], dict[str, float]]:
    """The ranks by the reference, and the time of both, asked in turns."""
    names = list(scratch.titles.values())
    folded = [fold(name) for name in names]
    places = {name: place for place, name in enumerate(folded)}
    reference = Reference(names)
    ranks, ours, theirs = [], [], []
    for number, pair in enumerate(pairs, 1):
        progress("beside the reference", number, len(pairs))
        answer = reference.ask(pair.query)
        theirs.append(answer.seconds)
        begun = time.perf_counter()
        with suppress(NothingAsked):
            similar(scratch.index, strategy, pair.query, limit=USUAL_LIMIT, as_of=scratch.as_of)
        ours.append(time.perf_counter() - begun)
        target = places[fold(pair.target)]
        itself = places.get(fold(pair.query), target)
        above = answer.scores > answer.scores[target]
        if itself != target:
            above[itself] = False
        ranks.append(int(above.sum()) + 1)
    p50, reference_p50 = statistics.median(ours), statistics.median(theirs)
    return ranks, {
        "p50_ms": round(1_000 * p50, 1),
        "p95_ms": round(1_000 * float(np.quantile(ours, 0.95)), 1),
        "reference_p50_ms": round(1_000 * reference_p50, 1),
        "ratio": round(p50 / reference_p50, 4),
    }


def _recall(pairs: Sequence[Pair], ranks: Sequence[int]) -> dict[str, dict[str, float]]:
    """By group, the fraction of its pairs whose target is among the first 1, 10, 50, 100."""
    return {
        name: {str(depth): round(_share([ranks[place] for place in places], depth), 4) for depth in DEPTHS}
        for name, places in _groups(pairs).items()
    }


def _groups(pairs: Sequence[Pair]) -> dict[str, list[int]]:
    """Each value of each column that groups; where there is a label, the others hold findings of confusion alone."""
    found: dict[str, list[int]] = {"all": [place for place, pair in enumerate(pairs) if pair.counts]}
    for column in GROUPS:
        for value in sorted({pair.columns.get(column, "") for pair in pairs} - {""}):
            found[f"{column}={value}"] = [
                place
                for place, pair in enumerate(pairs)
                if pair.columns.get(column) == value and (column == "label" or pair.counts)
            ]
    return {name: places for name, places in found.items() if places}


def _share(ranks: Iterable[int], depth: int) -> float:
    found = [0 < rank <= depth for rank in ranks]
    return sum(found) / len(found)


def _intervals(pairs: Sequence[Pair], ranks: Sequence[int]) -> dict[str, dict[str, list[float]]]:
    """The bootstrap 95 % interval of each figure."""
    return {name: interval([ranks[place] for place in places]) for name, places in _groups(pairs).items()}


def interval(ranks: Sequence[float]) -> dict[str, list[float]]:
    """The bootstrap 95 % interval of the share of ranks within each depth: drawn anew, with the same seed always.

    A rank of 0 is within none.
    """
    draw = random.Random(SEED)
    there = np.array(ranks)
    sampled = there[np.array([draw.choices(range(len(ranks)), k=len(ranks)) for _ in range(RESAMPLED)])]
    return {
        str(depth): [
            round(float(edge), 4)
            for edge in np.quantile(((sampled > 0) & (sampled <= depth)).mean(axis=1), (0.025, 0.975))
        ]
        for depth in DEPTHS
    }

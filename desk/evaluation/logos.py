"""`blazon evaluate logos`: at which rank a strategy shows the right picture, in a gallery of drawings.

Every question goes the way of the API. Beside it, in the same run: the exact order over the whole gallery, and the sum
of imagehash's four hashes of the picture as it is, compared with all.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from desk.evaluation.files import BadFile
from desk.evaluation.logo_files import GROUPS, Item, Question
from desk.evaluation.logo_register import USUAL_LIMIT, looks
from desk.evaluation.logo_scratch import LogoScratch
from desk.evaluation.words import DEPTHS, Progress, interval
from mappings.record import Kind
from search_api.logos import similar_logos
from similarity.logos import ordering
from similarity.logos.look import Look
from similarity.logos.strategy import LogoStrategy
from similarity.logos.vocabulary import in_use

HASHES: tuple[Callable[[Image.Image], imagehash.ImageHash], ...] = (
    imagehash.average_hash,
    imagehash.phash,
    imagehash.dhash,
    imagehash.whash,
)


@dataclass(frozen=True)
class Ranked:
    """What was shown for one question: the rank of the first right item (0: not among the first hundred; halves where
    several are equal), and the items in order with their rank value.
    """

    question: Question
    rank: float
    hits: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Exact:
    """Where the whole gallery places a question: the ranks of all right items; the rank that a search would show, were
    nothing left to the engine; and the first hundred items.
    """

    right: tuple[float, ...]
    rank: float
    first: tuple[str, ...]


def evaluate(
    scratch: LogoScratch,
    strategy: LogoStrategy,
    gallery: Sequence[Item],
    asked: Sequence[tuple[Question, Look]],
    progress: Progress,
) -> dict[str, Any]:
    """The report of the command, and under `ranked` what it was made of."""
    if not any(look for _, look in asked):
        raise BadFile(f"nothing is drawn in any of the {len(asked)} pictures that are asked for")
    brands = {one.item: one.brand for one in gallery}
    ranked, exact = [], []
    known = dict(looks(scratch.index, Kind.TRADEMARK, {}))
    items = list(scratch.items.values())
    everything = ordering.Gallery.of([known[one] for one in scratch.items])
    for number, (question, look) in enumerate(asked, 1):
        progress("asking", number, len(asked))
        ranked.append(_ask(scratch, strategy, question, look, brands))
        if look:
            totals = ordering.totals(
                ordering.likeness(look, everything), strategy.order.outline, strategy.order.details
            )
            exact.append(_exact(items, totals, strategy.order.least / 100, question, brands))
        else:
            exact.append(Exact((), 0, ()))
    questions = [question for question, _ in asked]
    ranks = [one.rank for one in ranked]
    return {
        "n": len(asked),
        "strategy": strategy.label,
        "vocabulary": dict(in_use().provenance),
        "gallery": len(scratch.items),
        "recall": _recall(questions, ranks),
        "interval": {name: interval([ranks[n] for n in places]) for name, places in _groups(questions).items()},
        "nar": {
            name: round(statistics.mean(_nar(exact[n].right, len(scratch.items)) for n in places), 4)
            for name, places in _groups(questions).items()
        },
        "kept": _kept(ranked, exact),
        "exact": _recall(questions, [one.rank for one in exact]),
        **_beside(scratch, strategy, gallery, asked, progress),
        "index": {"bytes_per_mark": round(scratch.bytes_per_mark), "seconds": round(scratch.seconds, 1)},
        "ranked": ranked,
    }


def _ask(
    scratch: LogoScratch, strategy: LogoStrategy, question: Question, look: Look, brands: dict[str, str]
) -> Ranked:
    if not look:
        return Ranked(question, 0, ())
    right = _right(question, brands)
    limit = DEPTHS[-1] + 1 + sum(brand == question.brand for brand in brands.values())
    answer = similar_logos(scratch.index, strategy, look, limit=limit, as_of=scratch.as_of)
    shown = [(scratch.items[hit.id], hit.rank) for hit in answer.hits]
    counted = [(item, value) for item, value in shown if _counts(item, question, right, brands)]
    best = next((value for item, value in counted if item in right), None)
    rank = 0.0 if best is None else _place([value for item, value in counted if item not in right], best)
    return Ranked(question, rank if rank <= DEPTHS[-1] else 0, tuple(counted[: DEPTHS[-1]]))


def _exact(
    items: Sequence[str], totals: NDArray[np.float64], least: float, question: Question, brands: dict[str, str]
) -> Exact:
    """What a search would show of the whole gallery, of which these are the totals, were nothing left to the engine."""
    right = _right(question, brands)
    order = np.lexsort((np.arange(len(items)), -totals))
    counted = [place for place in order.tolist() if _counts(items[place], question, right, brands)]
    others = [totals[place] for place in counted if items[place] not in right]
    places = tuple(_place(others, totals[place]) for place in counted if items[place] in right)
    first = tuple(items[place] for place in counted[: DEPTHS[-1]] if totals[place] >= least)
    shown = [place for place in counted if items[place] in right and totals[place] >= least]
    return Exact(places, _place(others, totals[shown[0]]) if shown else 0, first)


def _right(question: Question, brands: dict[str, str]) -> frozenset[str]:
    if question.target:
        return frozenset({question.target})
    return frozenset(item for item, brand in brands.items() if brand == question.brand and item != question.query)


def _counts(item: str, question: Question, right: frozenset[str], brands: dict[str, str]) -> bool:
    """Whether an item stands in the ranking: itself and other drawings of the brand are left out."""
    return item in right or (item != question.query and brands[item] != question.brand)


def _place(others: Sequence[float], value: float) -> float:
    """The rank beside these others; one that is equal stands half before."""
    return float(1 + sum(other > value for other in others) + sum(other == value for other in others) / 2)


def _nar(right: Sequence[float], size: int) -> float:
    """The normalised average rank (Müller et al. 2001): 0 is perfect, a half is chance; 0.5 where nothing was asked."""
    if not right:
        return 0.5
    count = len(right)
    own = [rank + place for place, rank in enumerate(sorted(right))]  # right items stand behind one another
    return float((sum(own) - count * (count + 1) / 2) / (size * count))


def _kept(ranked: Sequence[Ranked], exact: Sequence[Exact]) -> dict[str, float]:
    """How much of the exact order's first hits was shown, as a fraction."""
    found = {}
    for depth in DEPTHS[1:]:
        shares = [
            len({*one.first[:depth]} & {item for item, _ in shown.hits[:depth]}) / len(one.first[:depth])
            for shown, one in zip(ranked, exact, strict=True)
            if one.first
        ]
        found[str(depth)] = round(statistics.mean(shares), 4) if shares else 1.0
    return found


def _beside(
    scratch: LogoScratch,
    strategy: LogoStrategy,
    gallery: Sequence[Item],
    asked: Sequence[tuple[Question, Look]],
    progress: Progress,
) -> dict[str, Any]:
    """The recall of four bare hashes, and the time of both for a question, the picture opened."""
    brands = {one.item: one.brand for one in gallery}
    items = [one.item for one in gallery]
    known = np.stack([_bare(one.file) for one in gallery])
    ranks, ours, theirs = [], [], []
    for number, (question, look) in enumerate(asked, 1):
        progress("beside bare hashes", number, len(asked))
        begun = time.perf_counter()
        distance = (_bare(question.file)[None] != known).sum(axis=(1, 2))
        theirs.append(time.perf_counter() - begun)
        if look:
            begun = time.perf_counter()
            similar_logos(scratch.index, strategy, look, limit=USUAL_LIMIT, as_of=scratch.as_of)
            ours.append(time.perf_counter() - begun)
        right = _right(question, brands)
        near = [(item, -int(far)) for item, far in zip(items, distance, strict=True)]
        best = max((value for item, value in near if item in right), default=None)
        others = [v for item, v in near if item not in right and _counts(item, question, right, brands)]
        ranks.append(0.0 if best is None else _place(others, best))
    p50, reference = statistics.median(ours), statistics.median(theirs)
    return {
        "reference": _recall([question for question, _ in asked], ranks),
        "latency": {
            "p50_ms": round(1_000 * p50, 1),
            "p95_ms": round(1_000 * float(np.quantile(ours, 0.95)), 1),
            "reference_p50_ms": round(1_000 * reference, 1),
            "ratio": round(p50 / reference, 4),
        },
    }


def _bare(file: Path) -> NDArray[np.bool_]:
    """The four hashes of the picture as it is, 4 by 64 bits."""
    with Image.open(file) as opened:
        picture = opened.convert("RGB")
    return np.stack([make(picture).hash.ravel() for make in HASHES])


def _recall(questions: Sequence[Question], ranks: Sequence[float]) -> dict[str, dict[str, float]]:
    """By group, the fraction of its questions whose right item is among the first 1, 10, 50, 100."""
    return {
        name: {
            str(depth): round(sum(0 < ranks[place] <= depth for place in places) / len(places), 4) for depth in DEPTHS
        }
        for name, places in _groups(questions).items()
    }


def _groups(questions: Sequence[Question]) -> dict[str, list[int]]:
    """All, and each value of each column that groups."""
    found: dict[str, list[int]] = {"all": list(range(len(questions)))}
    for column in GROUPS:
        for value in sorted({one.columns.get(column, "") for one in questions} - {""}):
            found[f"{column}={value}"] = [n for n, one in enumerate(questions) if one.columns.get(column) == value]
    return found

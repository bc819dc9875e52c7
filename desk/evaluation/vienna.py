"""How well Vienna categories are proposed: of drawn logos, each asked for as another hand draws it, itself left out.

Colours (29) are left out on both sides: they are read from the picture. `figures` are the divisions of what is shown,
01 to 26, without lettering (27, 28).
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from random import Random
from typing import Any, NamedTuple

from desk.evaluation.drawn_logos import SEED, DrawnLogos
from desk.evaluation.logo_scratch import LogoScratch
from offices.sample.drawing.examined import vienna
from offices.sample.logos import logo, redrawn
from search_api.figurative import LEAST_SHARE, NEAREST, suggested
from search_api.logos import similar_logos
from similarity.logos.strategy import LogoStrategy

FIGURES = "27"  # categories before it tell what is shown
COLOURS = "29"
LIMIT = 50  # hits, as the API gives them; no more are ever counted
NEAREST_TRIED = (3, 5, 8, 12, 20, 30, 50)
LEAST_TRIED = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)

Progress = Callable[[str, int, int], None]
Near = Sequence[tuple[int, Sequence[str]]]  # rank and categories of each hit


class Answered(NamedTuple):
    """One mark: the categories that it has, and what the search found."""

    right: frozenset[str]
    near: Near


def evaluate(
    place: LogoScratch,
    logos: DrawnLogos,
    strategy: LogoStrategy,
    *,
    sample: int,
    seed: int,
    progress: Progress,
) -> dict[str, Any]:
    """The figures with the numbers in use, and with those that are best for as many other marks."""
    drawn = Random(seed).sample(range(len(place.items)), min(2 * sample, len(place.items)))
    answered = list(_answered(place, logos, strategy, drawn, progress))
    mine, others = answered[: len(answered) // 2], answered[len(answered) // 2 :]
    best = max(product(NEAREST_TRIED, LEAST_TRIED), key=lambda each: _scored(others, *each)["all"]["f1"])
    return {
        "strategy": strategy.label,
        "gallery": len(place.items),
        "n": len(mine),
        "nearest": NEAREST,
        "least_share": LEAST_SHARE,
        **_scored(mine, NEAREST, LEAST_SHARE),
        "tuned": {
            "on_other": len(others),
            "nearest": best[0],
            "least_share": best[1],
            "there": _scored(others, *best),
            "here": _scored(mine, *best),
        },
    }


def codes(number: int, seed: int = SEED) -> list[str]:
    """The Vienna categories of a drawn logo, without colours."""
    return sorted({code[:5] for code, _ in vienna(logo(number, seed), [])})


def _answered(
    place: LogoScratch, logos: DrawnLogos, strategy: LogoStrategy, numbers: Sequence[int], progress: Progress
) -> Iterator[Answered]:
    ids = {title: identifier for identifier, title in place.items.items()}
    for done, (number, asked) in enumerate(zip(numbers, logos.redrawn(numbers), strict=True), 1):
        progress("asking", done, len(numbers))
        right = frozenset(code[:5] for code, _ in vienna(redrawn(number, logos.seed), []))
        own = ids.get(f"logo {number}")
        if not asked or own is None:
            continue
        found = similar_logos(place.index, strategy, asked, leave_out=own, limit=LIMIT, as_of=place.as_of)
        near = [(hit.rank, codes(int(str(hit.title).split()[-1]), logos.seed)) for hit in found.hits]
        yield Answered(right, near)


def _scored(answered: Sequence[Answered], nearest: int, least: float) -> dict[str, dict[str, float]]:
    pairs = [([one.code for one in suggested(each.near, nearest, least)], each.right) for each in answered]
    return {"all": _group(pairs, COLOURS), "figures": _group(pairs, FIGURES)}


def _group(pairs: Iterable[tuple[list[str], frozenset[str]]], below: str) -> dict[str, float]:
    """Of what is proposed and what is right, as far as it is below a division; of marks that have any of these."""
    parts = [
        ([code for code in said if code < below], {code for code in right if code < below}) for said, right in pairs
    ]
    having = [(said, right) for said, right in parts if right]
    told = [(said, right) for said, right in having if said]
    hits = sum(len(right.intersection(said)) for said, right in having)
    precision = hits / max(1, sum(len(said) for said, _ in having))
    recall = hits / max(1, sum(len(right) for _, right in having))
    found = {
        "with_a_suggestion": len(told) / max(1, len(having)),
        "precision_at_1": _mean(said[0] in right for said, right in told),
        "precision_at_3": _mean(len(right.intersection(said[:3])) / len(said[:3]) for said, right in told),
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / max(1e-9, precision + recall),
    }
    return {"marks": len(having)} | {name: round(value, 4) for name, value in found.items()}


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return statistics.mean(map(float, listed)) if listed else 0.0

"""The recall of a strategy on a register as it stands: the exact order of all its marks beside what a search shows."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Iterator
from typing import Any

from mappings import names
from mappings.record import Kind
from mappings.scan import scan
from search_api.index import COLUMNS, Index
from search_api.similar import NothingAsked, similar, without
from similarity import oracle
from similarity.folding import LIMIT
from similarity.heard import unpacked
from similarity.oracle import Mark
from similarity.strategy import Strategy

DEPTHS = (10, 50, 100)

Progress = Callable[[str, int, int], None]


class NothingToMeasure(Exception):
    """The strategy has no order, or the index no marks with words."""


def measure(index: Index, strategy: Strategy, sample: int, seed: int, progress: Progress) -> dict[str, Any]:
    """`kept`: of the exact first 10, 50, 100 the share that the search shows among its own; `lost` by name.

    Questions are the titles of marks drawn with the seed. NothingToMeasure.
    """
    if strategy.order is None:
        raise NothingToMeasure(f"{strategy.label} has no order of measures; take one that has, such as verbal.v2")
    titles = dict(_titles(index))
    if not titles:
        raise NothingToMeasure("the index holds no mark with words; file or import some, then `blazon index --once`")
    drawn = random.Random(seed).sample(sorted(titles), min(sample, len(titles)))  # noqa: S311 - a sample, no secret
    asked = [titles[mark][:LIMIT] for mark in drawn]
    rarity = index.rarity().without_weight(strategy.order.weak)
    questions = [oracle.question(strategy, words, rarity) for words in asked]
    answers = oracle.best(strategy.order, questions, _marks(index), rarity, DEPTHS[-1])
    as_of = index.as_of()
    shares: dict[int, list[float]] = {depth: [] for depth in DEPTHS}
    lost = []
    for number, (words, exact) in enumerate(zip(asked, answers, strict=True), 1):
        progress("asking", number, len(asked))
        wanted = [mark.id for mark in exact if mark.total >= strategy.order.least / 100]
        if not wanted:
            continue
        shown = _shown(index, strategy, words)
        for depth, found in shares.items():
            first = set(wanted[:depth])
            found.append(len(first.intersection(shown[:depth])) / len(first))
        if missing := [mark for mark in wanted if mark not in shown]:
            lost.append({"asked": words, "marks": [f"{titles[mark]} ({mark})" for mark in missing]})
    return {
        "strategy": strategy.label,
        "sample": len(asked),
        "register": len(titles),
        "sequence": as_of.sequence,
        "kept": {str(depth): round(statistics.mean(found), 4) for depth, found in shares.items()},
        "lost": lost,
    }


def _shown(index: Index, strategy: Strategy, words: str) -> list[str]:
    try:
        return [hit.id for hit in similar(index, strategy, words, limit=DEPTHS[-1], as_of=index.as_of()).hits]
    except NothingAsked:
        return []


def _titles(index: Index) -> Iterator[tuple[str, str]]:
    asked = {"query": _searched(), "_source": ["id", "title", "words.normal"]}
    for hit in scan(index.client, _alias(index), asked):
        source = hit["_source"]
        if any(text["normal"] for text in source.get("words", ())):
            yield source["id"], source.get("title") or source["id"]


def _marks(index: Index) -> Iterator[Mark]:
    asked = {"query": _searched(), **COLUMNS}
    for hit in scan(index.client, _alias(index), asked):
        yield hit["fields"]["id"][0], unpacked(hit["fields"].get("words.heard", ()))


def _searched() -> dict[str, Any]:
    """The marks that a search may show."""
    return {"bool": {"must_not": without(include_ignored=False)}}


def _alias(index: Index) -> str:
    return names.alias(index.deployment, Kind.TRADEMARK, index.collection)

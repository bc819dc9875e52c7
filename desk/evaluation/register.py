"""The recall of a strategy on a register as it stands: the exact order of all its marks beside what a search shows."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

from desk.evaluation.keeping import DEPTHS, Kept
from mappings import names
from mappings.record import Kind
from mappings.scan import scan
from search_api.index import COLUMNS, Index
from search_api.similar import NothingAsked, similar, without
from similarity import oracle
from similarity.folding import LIMIT
from similarity.heard import unpacked
from similarity.lifting import without as without_lifting
from similarity.oracle import Mark
from similarity.strategy import Strategy

Progress = Callable[[str, int, int], None]


class NothingToMeasure(Exception):
    """The strategy has no order, or the index no marks with words."""


def measure(
    index: Index, strategy: Strategy, sample: int, seed: int, progress: Progress, *, after: int | None = None
) -> dict[str, Any]:
    """`kept`: of the exact first 10, 50, 100 the share that the search shows among its own; `lost` by name.

    Questions are the titles of marks drawn with the seed, with `after` of marks indexed after that sequence; each is
    compared with the whole register. Without such marks `sample` is 0 and `kept` empty. NothingToMeasure.
    """
    if strategy.order is None:
        raise NothingToMeasure(f"{strategy.label} has no order of measures; take one that has, such as verbal.v2")
    as_of = index.as_of()  # before the first mark is read: what is indexed meanwhile counts as later
    known = list(_titles(index))
    if not known:
        raise NothingToMeasure("the index holds no mark with words; file or import some, then `blazon index --once`")
    titles = {mark: title for mark, title, _ in known}
    among = sorted(mark for mark, _, sequence in known if after is None or sequence > after)
    drawn = random.Random(seed).sample(among, min(sample, len(among)))
    asked = [titles[mark][:LIMIT] for mark in drawn]
    kept = Kept()
    if not asked:
        return _report(strategy, 0, len(titles), as_of.sequence, kept)
    rarity = index.rarity().without_weight(strategy.order.weak)
    questions = [oracle.question(strategy, words, rarity) for words in asked]
    answers = oracle.best(strategy.order, questions, _marks(index), rarity, DEPTHS[-1])
    for number, (words, exact) in enumerate(zip(asked, answers, strict=True), 1):
        progress("asking", number, len(asked))
        wanted = [mark.id for mark in exact if mark.total >= strategy.order.least / 100]
        if wanted:
            kept.add(words, wanted, _shown(index, strategy, words), titles.__getitem__)
    if not kept.answered:
        raise NothingToMeasure(f"no mark comes up to the least of {strategy.label} for any question; raise --sample")
    return _report(strategy, len(asked), len(titles), as_of.sequence, kept)


def _report(strategy: Strategy, sample: int, register: int, sequence: int, kept: Kept) -> dict[str, Any]:
    return {
        "strategy": strategy.label,
        "sample": sample,
        "answered": kept.answered,
        "register": register,
        "sequence": sequence,
        **kept.report(),
    }


def _shown(index: Index, strategy: Strategy, words: str) -> list[str]:
    try:
        answer = similar(index, without_lifting(strategy), words, limit=DEPTHS[-1], as_of=index.as_of())
        return [hit.id for hit in answer.hits]
    except NothingAsked:
        return []


def _titles(index: Index) -> Iterator[tuple[str, str, int]]:
    """Id, title and sequence of every mark with words."""
    asked = {"query": _searched(), "_source": ["id", "title", "sequence", "words.normal"]}
    for hit in scan(index.client, _alias(index), asked):
        source = hit["_source"]
        if any(text["normal"] for text in source.get("words", ())):
            yield source["id"], source.get("title") or source["id"], source.get("sequence", 0)


def _marks(index: Index) -> Iterator[Mark]:
    asked = {"query": _searched(), **COLUMNS}
    for hit in scan(index.client, _alias(index), asked):
        yield hit["fields"]["id"][0], unpacked(hit["fields"].get("words.heard", ()))


def _searched() -> dict[str, Any]:
    """The marks that a search may show."""
    return {"bool": {"must_not": without(include_ignored=False)}}


def _alias(index: Index) -> str:
    return names.alias(index.deployment, Kind.TRADEMARK, index.collection)

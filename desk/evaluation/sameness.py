"""The same answers wherever the marks lie: on one shard or five, before a merge and after it, built anew.

Answers are compared whole: every hit with its place, its rank, its measures and its sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, Protocol, TypeAlias

from opensearchpy import OpenSearch

from desk.evaluation.logo_register import Asked
from desk.evaluation.logo_scratch import LogoScratch
from desk.evaluation.scratch import Scratch, merge_all, scratch
from mappings.indices import Layout
from mappings.record import Kind
from search_api.logos import LogoAnswer, LogoHit, NothingDrawn, similar_logos
from search_api.similar import NothingAsked, SimilarAnswer, SimilarHit, similar
from similarity.logos.strategy import LogoStrategy
from similarity.strategy import Strategy

DEPTH = 100
SHARDS = 5
FIRST = "one shard, written in part twice, not merged"

Progress = Callable[[str, int, int], None]
Answer: TypeAlias = SimilarAnswer | LogoAnswer | None  # None: nothing to compare in the question
Place: TypeAlias = Scratch | LogoScratch
Ask: TypeAlias = Callable[[Place, int], Answer]  # the question of that number


class Laid(Protocol):
    """The gallery as an index that lies so."""

    def __call__(self, *, layout: Layout, worn: bool = False) -> AbstractContextManager[Place]: ...


def same(
    client: OpenSearch, gallery: Sequence[str], strategy: Strategy, questions: Sequence[str], progress: Progress
) -> dict[str, Any]:
    """How many of the answers are identical to those of FIRST, in each other way to lie; the first difference."""

    def ask(place: Place, number: int) -> Answer:
        try:
            return similar(place.index, strategy, questions[number], limit=DEPTH, as_of=place.as_of)
        except NothingAsked:
            return None

    return {"strategy": strategy.label, "gallery": len(gallery)} | _compared(
        partial(scratch, client, gallery, progress=progress), ask, questions, progress
    )


def same_logos(
    laid: Laid, gallery: int, strategy: LogoStrategy, questions: Sequence[Asked], progress: Progress
) -> dict[str, Any]:
    """The same of so many logos, asked by pictures."""

    def ask(place: Place, number: int) -> Answer:
        try:
            return similar_logos(place.index, strategy, questions[number][1], limit=DEPTH, as_of=place.as_of)
        except NothingDrawn:
            return None

    names = [name for name, _ in questions]
    return {"strategy": strategy.label, "gallery": gallery} | _compared(laid, ask, names, progress)


def _compared(laid: Laid, ask: Ask, questions: Sequence[str], progress: Progress) -> dict[str, Any]:
    ways = _ways(laid, ask, len(questions), progress)
    _, first = next(ways)
    compared = []
    for way, answers in ways:
        differences = [
            _difference(words, one, other)
            for words, one, other in zip(questions, first, answers, strict=True)
            if not _identical(one, other)
        ]
        compared.append(
            {
                "way": way,
                "identical": len(questions) - len(differences),
                "first_difference": differences[0] if differences else None,
            }
        )
    return {
        "questions": len(questions),
        "hits": sum(len(answer.hits) for answer in first if answer),
        "beside": FIRST,
        "compared": compared,
        "same": all(one["identical"] == len(questions) for one in compared),
    }


def _ways(laid: Laid, ask: Ask, questions: int, progress: Progress) -> Iterator[tuple[str, list[Answer]]]:
    def answers(place: Place) -> list[Answer]:
        found = []
        for number in range(questions):
            progress("asking", number + 1, questions)
            found.append(ask(place, number))
        return found

    with laid(layout=Layout(), worn=True) as place:
        yield FIRST, answers(place)
        _merge(place)
        yield "after a merge", answers(place)
    with laid(layout=Layout(shards=SHARDS), worn=True) as place:
        yield f"{SHARDS} shards, not merged", answers(place)
        _merge(place)
        yield f"{SHARDS} shards, merged", answers(place)
    with laid(layout=Layout()) as place:
        yield "built anew", answers(place)


def _merge(place: Place) -> None:
    """One segment a shard, without the documents that were written over."""
    merge_all(place.index.client, place.index.names([Kind.TRADEMARK])[0])


def _identical(one: Answer, other: Answer) -> bool:
    if one is None or other is None:
        return one is other
    return (one.hits, one.candidates, one.accepted, one.cut) == (
        other.hits,
        other.candidates,
        other.accepted,
        other.cut,
    )


def _difference(words: str, one: Answer, other: Answer) -> dict[str, Any]:
    """The question, and the first place at which the hits differ; no place where only the counts do."""
    mine, theirs = (answer.hits if answer else () for answer in (one, other))
    for place in range(max(len(mine), len(theirs))):
        hit, another = (hits[place] if place < len(hits) else None for hits in (mine, theirs))
        if hit != another:
            return {"asked": words, "place": place + 1, "beside": _named(hit), "found": _named(another)}
    return {"asked": words, "place": None, "beside": _counted(one), "found": _counted(other)}


def _named(hit: SimilarHit | LogoHit | None) -> str | None:
    return f"{hit.title or hit.number} ({hit.id}), rank {hit.rank}" if hit else None


def _counted(answer: Answer) -> str | None:
    return f"{answer.candidates} candidates, {answer.accepted} accepted, cut: {answer.cut}" if answer else None

"""The same answers wherever the marks lie: on one shard or five, before a merge and after it, built anew.

Answers are compared whole: every hit with its place, its rank, its measures and its sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from opensearchpy import OpenSearch

from desk.evaluation.scratch import Scratch, merge, scratch
from mappings.indices import Layout
from search_api.similar import NothingAsked, SimilarAnswer, SimilarHit, similar
from similarity.strategy import Strategy

DEPTH = 100
SHARDS = 5
FIRST = "one shard, written in part twice, not merged"

Progress = Callable[[str, int, int], None]
Answers = list[SimilarAnswer | None]  # None: nothing to compare in the question


def same(
    client: OpenSearch, gallery: Sequence[str], strategy: Strategy, questions: Sequence[str], progress: Progress
) -> dict[str, Any]:
    """How many of the answers are identical to those of FIRST, in each other way to lie; the first difference."""
    ways = _ways(client, gallery, strategy, questions, progress)
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
        "strategy": strategy.label,
        "gallery": len(gallery),
        "questions": len(questions),
        "hits": sum(len(answer.hits) for answer in first if answer),
        "beside": FIRST,
        "compared": compared,
        "same": all(one["identical"] == len(questions) for one in compared),
    }


def _ways(
    client: OpenSearch, gallery: Sequence[str], strategy: Strategy, questions: Sequence[str], progress: Progress
) -> Iterator[tuple[str, Answers]]:
    def ask(place: Scratch) -> Answers:
        return _ask(place, strategy, questions, progress)

    with scratch(client, gallery, Layout(), progress, worn=True) as place:
        yield FIRST, ask(place)
        merge(place)
        yield "after a merge", ask(place)
    with scratch(client, gallery, Layout(shards=SHARDS), progress, worn=True) as place:
        yield f"{SHARDS} shards, not merged", ask(place)
        merge(place)
        yield f"{SHARDS} shards, merged", ask(place)
    with scratch(client, gallery, Layout(), progress) as place:
        yield "built anew", ask(place)


def _ask(place: Scratch, strategy: Strategy, questions: Sequence[str], progress: Progress) -> Answers:
    found: Answers = []
    for number, words in enumerate(questions, 1):
        progress("asking", number, len(questions))
        try:
            found.append(similar(place.index, strategy, words, limit=DEPTH, as_of=place.as_of))
        except NothingAsked:
            found.append(None)
    return found


def _identical(one: SimilarAnswer | None, other: SimilarAnswer | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.hits, one.candidates, one.accepted, one.cut) == (
        other.hits,
        other.candidates,
        other.accepted,
        other.cut,
    )


def _difference(words: str, one: SimilarAnswer | None, other: SimilarAnswer | None) -> dict[str, Any]:
    """The question, and the first place at which the hits differ; no place where only the counts do."""
    mine, theirs = (answer.hits if answer else () for answer in (one, other))
    for place in range(max(len(mine), len(theirs))):
        hit, another = (hits[place] if place < len(hits) else None for hits in (mine, theirs))
        if hit != another:
            return {"asked": words, "place": place + 1, "beside": _named(hit), "found": _named(another)}
    return {"asked": words, "place": None, "beside": _counted(one), "found": _counted(other)}


def _named(hit: SimilarHit | None) -> str | None:
    return f"{hit.title or hit.number} ({hit.id}), rank {hit.rank}" if hit else None


def _counted(answer: SimilarAnswer | None) -> str | None:
    return f"{answer.candidates} candidates, {answer.accepted} accepted, cut: {answer.cut}" if answer else None

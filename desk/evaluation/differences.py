"""What changes for an examiner when one version of a strategy takes the place of another: who enters, who leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from desk.evaluation.logo_scratch import LogoScratch
from desk.evaluation.scratch import Scratch
from search_api.logos import NothingDrawn, similar_logos
from search_api.similar import NothingAsked, similar
from similarity.catalogue import Versioned
from similarity.logos.look import Look
from similarity.logos.strategy import LogoStrategy
from similarity.strategy import Strategy

DEPTH = 100

Progress = Callable[[str, int, int], None]
S = TypeVar("S", bound=Versioned)
Q = TypeVar("Q")


def between(
    scratch: Scratch, before: Strategy, after: Strategy, questions: Sequence[str], progress: Progress
) -> dict[str, Any]:
    """Of each question the marks that enter and leave the first hundred, by name; and how many of all stay."""

    def first(strategy: Strategy, words: str) -> dict[str, int]:
        try:
            hits = similar(scratch.index, strategy, words, limit=DEPTH, as_of=scratch.as_of).hits
        except NothingAsked:
            return {}
        return {hit.title or hit.id: rank for rank, hit in enumerate(hits, 1)}

    return _changes(first, before, after, [(words, words) for words in questions], progress)


def between_logos(
    scratch: LogoScratch,
    before: LogoStrategy,
    after: LogoStrategy,
    questions: Sequence[tuple[str, Look]],
    progress: Progress,
) -> dict[str, Any]:
    """The same of pictures, each question by its name."""

    def first(strategy: LogoStrategy, asked: Look) -> dict[str, int]:
        try:
            hits = similar_logos(scratch.index, strategy, asked, limit=DEPTH, as_of=scratch.as_of).hits
        except NothingDrawn:
            return {}
        return {scratch.items[hit.id]: rank for rank, hit in enumerate(hits, 1)}

    return _changes(first, before, after, questions, progress)


def _changes(
    first: Callable[[S, Q], dict[str, int]],
    before: S,
    after: S,
    questions: Sequence[tuple[str, Q]],
    progress: Progress,
) -> dict[str, Any]:
    """`first` gives the names of the first hundred with their ranks."""
    found = []
    stayed = shown = 0
    for number, (name, asked) in enumerate(questions, 1):
        progress("comparing", number, len(questions))
        old, new = (first(strategy, asked) for strategy in (before, after))
        stayed += len(old.keys() & new.keys())
        shown += len(old)
        entering = [{"mark": mark, "rank": new[mark]} for mark in new if mark not in old]
        leaving = [{"mark": mark, "rank": old[mark]} for mark in old if mark not in new]
        found.append({"asked": name, "entering": entering, "leaving": leaving})
    return {
        "before": before.label,
        "after": after.label,
        "questions": len(questions),
        "stayed": round(stayed / shown, 4) if shown else None,
        "changes": found,
    }

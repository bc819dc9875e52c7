"""What changes for an examiner when one version of a strategy takes the place of another: who enters, who leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from desk.evaluation.scratch import Scratch
from search_api.similar import NothingAsked, similar
from similarity.strategy import Strategy

DEPTH = 100

Progress = Callable[[str, int, int], None]


def between(
    scratch: Scratch, before: Strategy, after: Strategy, questions: Sequence[str], progress: Progress
) -> dict[str, Any]:
    """Of each question the marks that enter and leave the first hundred, by name; and how many of all stay."""
    found = []
    stayed = shown = 0
    for number, words in enumerate(questions, 1):
        progress("comparing", number, len(questions))
        old, new = (_first(scratch, strategy, words) for strategy in (before, after))
        stayed += len(old.keys() & new.keys())
        shown += len(old)
        entering = [{"mark": name, "rank": new[name]} for name in new if name not in old]
        leaving = [{"mark": name, "rank": old[name]} for name in old if name not in new]
        found.append({"asked": words, "entering": entering, "leaving": leaving})
    return {
        "before": before.label,
        "after": after.label,
        "questions": len(questions),
        "stayed": round(stayed / shown, 4) if shown else None,
        "changes": found,
    }


def _first(scratch: Scratch, strategy: Strategy, words: str) -> dict[str, int]:
    """The names of the first hundred with their ranks."""
    try:
        hits = similar(scratch.index, strategy, words, limit=DEPTH, as_of=scratch.as_of).hits
    except NothingAsked:
        return {}
    return {hit.title or hit.id: rank for rank, hit in enumerate(hits, 1)}

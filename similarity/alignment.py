"""Which letters of two texts lie opposite one another, as spans of the texts as filed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from similarity.folding import Folded, fold_with_origin


class Part(NamedTuple):
    """Letters of `joined` that belong together: from-to of the one, from-to of the other; `to` is not included."""

    asked_from: int
    asked_to: int
    candidate_from: int
    candidate_to: int


class Span(NamedTuple):
    """Characters of a text as filed: `text[start:end]`."""

    start: int
    end: int


def same_letters(asked: str, candidate: str) -> tuple[Part, ...]:
    """The runs of equal letters on the cheapest way from one to the other (Levenshtein)."""
    return tuple(
        Part(op.src_start, op.src_end, op.dest_start, op.dest_end)
        for op in Levenshtein.opcodes(asked, candidate)
        if op.tag == "equal"
    )


def word_parts(
    asked: tuple[str, ...], candidate: tuple[str, ...], pairs: Iterable[tuple[int, int]]
) -> tuple[Part, ...]:
    """The words at the given pairs of positions, each whole."""
    asked_starts, candidate_starts = _starts(asked), _starts(candidate)
    return tuple(
        Part(
            asked_starts[i],
            asked_starts[i] + len(asked[i]),
            candidate_starts[j],
            candidate_starts[j] + len(candidate[j]),
        )
        for i, j in pairs
    )


def spans(text: str, letters: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    """Where the from-to `letters` of `joined` stand in `text`: sorted, apart, what was left out between them inside.

    An apostrophe or a hyphen between two letters of one run belongs to its span; so does a combining accent.
    """
    folded = _folded(text)
    places = [
        Span(start, end)
        for letter, start, end in zip(folded.normal, folded.starts, folded.ends, strict=True)
        if letter != " "
    ]
    found: list[Span] = []
    for first, behind in sorted(letters):
        if first >= behind:
            continue
        span = Span(places[first].start, places[behind - 1].end)
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def _starts(words: tuple[str, ...]) -> list[int]:
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word))
    return starts


@lru_cache(maxsize=4_096)
def _folded(text: str) -> Folded:
    return fold_with_origin(text)

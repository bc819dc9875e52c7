"""Two marks alongside one another, before any rule: letter by letter, read aloud in each language, by sound code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

from pydantic import BaseModel, ConfigDict
from rapidfuzz.distance import Levenshtein

from similarity import keys
from similarity.comparisons.sound import TITLES
from similarity.folding import fold
from similarity.lacking import alike, most_alike
from similarity.letterplay import respelled
from similarity.reading import Reading
from similarity.spellings import spellings

How: TypeAlias = Literal["folded", "romanised", "played"]


class Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Spelling(Frozen):
    """One way in which a mark is spelled in Latin letters, and how it came about."""

    text: str
    how: How


class Cell(NamedTuple):
    """A letter of the one mark over a letter of the other; empty where it has none."""

    asked: str
    candidate: str


class Heard(Frozen):
    """How one language reads both marks: the sounds of each spelling, and how alike the closest two are."""

    language: str
    title: str  # of the language, in English
    asked: tuple[str, ...]
    candidate: tuple[str, ...]
    alike: int  # features of the sounds that are the same, in %


class Coded(Frozen):
    """The sound code of both marks, words run together; empty where there is none."""

    code: str
    title: str
    asked: str
    candidate: str


def spelled(text: str) -> tuple[Spelling, ...]:
    """The spellings that are compared, the best first."""
    plain, played = fold(text), respelled(text)
    return tuple(Spelling(text=one, how=_how(one, plain, played)) for one in spellings(text))


def cells(asked: str, candidate: str) -> tuple[Cell, ...]:
    """The two spellings that come closest, letter by letter on the cheapest way from one to the other."""
    pairs = [(one, other) for one in spellings(asked) for other in spellings(candidate)]
    one, other = min(pairs, key=lambda pair: Levenshtein.normalized_distance(*pair))
    found: list[Cell] = []
    for op in Levenshtein.opcodes(one, other):
        width = max(op.src_end - op.src_start, op.dest_end - op.dest_start)
        above = one[op.src_start : op.src_end].ljust(width, "\0")
        below = other[op.dest_start : op.dest_end].ljust(width, "\0")
        found += [Cell(a.strip("\0"), b.strip("\0")) for a, b in zip(above, below, strict=True)]
    return tuple(found)


def readings(asked: str, candidate: str) -> tuple[Heard, ...]:
    """How each of the office's languages reads them, in the office's order."""
    mine, theirs = keys.EAR.readings(asked), keys.EAR.readings(candidate)
    return tuple(
        Heard(
            language=reader.language.language,
            title=reader.language.title,
            asked=_once(one[place] for one in mine),
            candidate=_once(one[place] for one in theirs),
            alike=alike(*most_alike(mine, theirs, place)),
        )
        for place, reader in enumerate(keys.EAR.readers)
    )


def codes(asked: Reading, candidate: Reading) -> tuple[Coded, ...]:
    """Every sound code of both."""
    return tuple(
        Coded(code=name, title=TITLES[name], asked=asked.code(name), candidate=candidate.code(name))
        for name in keys.CODES
    )


def _how(one: str, plain: str, played: str | None) -> How:
    if one == plain:
        return "folded"
    return "played" if one == played else "romanised"


def _once(sounds: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sounds))

"""How alike two marks look: an edit distance in which letters that look alike cost little (`lookalikes.yaml`).

Costs are hundredths of an edit. Besides letters that look alike, one or two for one, letters side by side on a keyboard
cost less than others; an edit among the first letters costs more, since the beginning of a sign draws more attention.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from mappings import yaml

TABLE = Path(__file__).with_name("lookalikes.yaml")
EDIT = 100
Letters = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,2}$")]
Cost = Annotated[int, Field(ge=1, lt=EDIT)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LookAlike(_Strict):
    one: Letters
    other: Letters
    cost: Cost
    reason: Annotated[str, StringConstraints(min_length=3)]


class Keyboard(_Strict):
    cost: Cost
    rows: tuple[Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2,}$")], ...]


class LookAlikes(_Strict):
    source: Annotated[str, StringConstraints(min_length=10)]
    pairs: Annotated[tuple[LookAlike, ...], Field(alias="look-alikes")]
    keyboard: Keyboard


class Apart(NamedTuple):
    """How far two words are apart, in hundredths of an edit, and which letters of the way look alike."""

    cost: int
    alike: tuple[tuple[str, str], ...]


@cache
def table() -> LookAlikes:
    """The table, read once."""
    return LookAlikes.model_validate(yaml.load(TABLE))


@cache
def _looks() -> Mapping[str, Mapping[str, int]]:
    """What each letter, or two, looks like, and what it costs to take the one for the other."""
    found: dict[str, dict[str, int]] = {}
    for one in table().pairs:
        found.setdefault(one.one, {})[one.other] = one.cost
        found.setdefault(one.other, {})[one.one] = one.cost
    return found


@cache
def _keys() -> Mapping[tuple[str, str], int]:
    """What it costs to strike the key beside, both ways."""
    keyboard = table().keyboard
    sides = [pair for row in keyboard.rows for pair in pairwise(row)]
    return {pair: keyboard.cost for one, other in sides for pair in ((one, other), (other, one))}


def apart(one: str, other: str, first: int, beginning: int, most: int) -> Apart | None:
    """The cheapest way from one word to the other, if it costs no more than `most` and has letters that look alike.

    An edit among the `first` letters costs `beginning` percent. Where the words begin and end alike no way is cheaper
    than none: only what lies between is looked at.
    """
    same = _alike(one, other)
    one, other = one[same:], other[same:]
    alike = _alike(one[::-1], other[::-1])
    one, other = one[: len(one) - alike], other[: len(other) - alike]
    if not _may_look_alike(one, other):
        return None
    way = _Way(one, other, first - same, beginning)
    if way.costs_more_than(most):
        return None
    told = tuple(way.alike())
    return Apart(way.costs[-1][-1], told) if told else None


def _may_look_alike(one: str, other: str) -> bool:
    there = _letters(other)
    return any(letters in _looks() and not _looks()[letters].keys().isdisjoint(there) for letters in _letters(one))


def _letters(word: str) -> set[str]:
    """Each letter, and each two side by side."""
    return {*word, *map("".join, pairwise(word))}


def _alike(one: str, other: str) -> int:
    """So many letters at the beginning are the same."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


class _Way:
    """What it costs to have come to each place of both words, and how long the last step was there."""

    def __init__(self, one: str, other: str, first: int, beginning: int) -> None:
        self._one, self._other, self._first, self._beginning = one, other, first, beginning
        # Of each place, what looks like the letter before it, and like the two before it.
        self._near = [[_looks().get(one[i - m : i] if i >= m else "", {}) for i in range(len(one) + 1)] for m in (1, 2)]
        self.costs = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
        self._steps = [[(0, 0)] * (len(other) + 1) for _ in range(len(one) + 1)]

    def costs_more_than(self, most: int) -> bool:
        """Walks, and stops where two places side by side of the one word cannot be come to for `most`."""
        before = 0
        for i in range(len(self._one) + 1):
            for j in range(len(self._other) + 1):
                if i or j:
                    self.costs[i][j], self._steps[i][j] = min(self._ways(i, j))
            least = min(self.costs[i])
            if least > most and before > most:
                return True
            before = least
        return self.costs[-1][-1] > most

    def _ways(self, i: int, j: int) -> list[tuple[int, tuple[int, int]]]:
        """The cost of having come there by each last step, with the letters that it took of both."""
        found = []
        if i:
            found.append((self.costs[i - 1][j] + self._weighed(EDIT, i - 1, j), (1, 0)))
        if j:
            found.append((self.costs[i][j - 1] + self._weighed(EDIT, i, j - 1), (0, 1)))
        if i and j:
            one, other = self._one[i - 1], self._other[j - 1]
            price = 0 if one == other else _keys().get((one, other), EDIT)
            found.append((self.costs[i - 1][j - 1] + self._weighed(price, i - 1, j - 1), (1, 1)))
        for m, near in enumerate(self._near, 1):
            for letters, price in near[i].items():
                n = len(letters)
                if self._other.endswith(letters, 0, j):
                    found.append((self.costs[i - m][j - n] + self._weighed(price, i - m, j - n), (m, n)))
        return found

    def _weighed(self, price: int, i: int, j: int) -> int:
        return price * self._beginning // 100 if i < self._first or j < self._first else price

    def alike(self) -> list[tuple[str, str]]:
        """The letters of the way that look alike, from the beginning."""
        found = []
        i, j = len(self._one), len(self._other)
        while i or j:
            m, n = self._steps[i][j]
            one, other = self._one[i - m : i], self._other[j - n : j]
            if other in _looks().get(one, {}):
                found.append((one, other))
            i, j = i - m, j - n
        return found[::-1]

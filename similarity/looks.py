"""How alike two marks look: an edit distance in which letters that look alike cost little (`lookalikes.yaml`).

Costs are hundredths of an edit. Besides letters that look alike, one or two for one, letters side by side on a keyboard
cost less than others; an edit among the first letters costs more, since the beginning of a sign draws more attention.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from mappings import yaml

TABLE = Path(__file__).with_name("lookalikes.yaml")
EDIT = 100
_STEPS = ((1, 1), (1, 2), (2, 1), (2, 2), (1, 0), (0, 1))
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
def _costs() -> tuple[Mapping[tuple[str, str], int], Mapping[tuple[str, str], int]]:
    """What letters that look alike cost, and keys side by side, both ways."""
    found = table()
    looks = {pair: one.cost for one in found.pairs for pair in ((one.one, one.other), (one.other, one.one))}
    keys = {
        pair: found.keyboard.cost
        for row in found.keyboard.rows
        for one, other in pairwise(row)
        for pair in ((one, other), (other, one))
    }
    return looks, keys


def apart(one: str, other: str, first: int, beginning: int) -> Apart:
    """The cheapest way from one word to the other. An edit among the `first` letters costs `beginning` percent.

    Where they begin and end alike no way is cheaper than none: only what lies between is looked at.
    """
    same = _alike(one, other)
    one, other = one[same:], other[same:]
    alike = _alike(one[::-1], other[::-1])
    way = _Way(one[: len(one) - alike], other[: len(other) - alike], first - same, beginning)
    return Apart(way.costs[-1][-1], tuple(way.alike()))


def _alike(one: str, other: str) -> int:
    """So many letters at the beginning are the same."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


class _Way:
    """What it costs to have come to each place of both words, and how long the last step was there."""

    def __init__(self, one: str, other: str, first: int, beginning: int) -> None:
        self._one, self._other, self._first, self._beginning = one, other, first, beginning
        self._looks, self._keys = _costs()
        self.costs = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
        self._steps = [[(0, 0)] * (len(other) + 1) for _ in range(len(one) + 1)]
        for i, j in product(range(len(one) + 1), range(len(other) + 1)):
            if i or j:
                self.costs[i][j], self._steps[i][j] = min(self._ways(i, j))

    def _ways(self, i: int, j: int) -> list[tuple[int, tuple[int, int]]]:
        """The cost of having come there by each last step, with the letters that it took of both."""
        found = []
        if i and j and self._one[i - 1] == self._other[j - 1]:
            found.append((self.costs[i - 1][j - 1], (1, 1)))
        for m, n in _STEPS:
            if m <= i and n <= j and (price := self._price(self._one[i - m : i], self._other[j - n : j])):
                weight = self._beginning if min(i - m, j - n) < self._first else 100
                found.append((self.costs[i - m][j - n] + price * weight // 100, (m, n)))
        return found

    def _price(self, one: str, other: str) -> int | None:
        if (price := self._looks.get((one, other))) is not None:
            return price
        return self._keys.get((one, other), EDIT) if max(len(one), len(other)) == 1 else None

    def alike(self) -> list[tuple[str, str]]:
        """The letters of the way that look alike, from the beginning."""
        found = []
        i, j = len(self._one), len(self._other)
        while i or j:
            m, n = self._steps[i][j]
            pair = self._one[i - m : i], self._other[j - n : j]
            if pair in self._looks:
                found.append(pair)
            i, j = i - m, j - n
        return found[::-1]

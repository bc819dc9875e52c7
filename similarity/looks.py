"""How alike two marks look: an edit distance in which letters that look alike cost little (`lookalikes.yaml`).

Costs are hundredths of an edit. Besides letters that look alike, one or two for one, letters side by side on a keyboard
cost less than others; an edit among the first letters costs more, since the beginning of a sign draws more attention.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
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
def _costs() -> tuple[Mapping[tuple[str, str], int], Mapping[tuple[str, str], int]]:
    """What letters that look alike cost, and keys side by side, both ways."""
    found = table()
    looks = {pair: one.cost for one in found.pairs for pair in ((one.one, one.other), (one.other, one.one))}
    keys = {
        pair: found.keyboard.cost
        for row in found.keyboard.rows
        for one, other in zip(row, row[1:], strict=False)
        for pair in ((one, other), (other, one))
    }
    return looks, keys


def apart(one: str, other: str, first: int, beginning: int) -> Apart:
    """The cheapest way from one word to the other. An edit among the `first` letters costs `beginning` percent."""
    looks, keys = _costs()
    width = len(other) + 1
    costs = [[0] * width for _ in range(len(one) + 1)]
    came: list[list[tuple[int, int]]] = [[(0, 0)] * width for _ in range(len(one) + 1)]
    for i in range(len(one) + 1):
        for j in range(width):
            if not i and not j:
                continue
            costs[i][j], came[i][j] = min(_ways(one, other, i, j, costs, (first, beginning), (looks, keys)))
    return Apart(costs[-1][-1], _alike(one, other, came, looks))


def _ways(
    one: str,
    other: str,
    i: int,
    j: int,
    costs: list[list[int]],
    position: tuple[int, int],
    prices: tuple[Mapping[tuple[str, str], int], Mapping[tuple[str, str], int]],
) -> list[tuple[int, tuple[int, int]]]:
    """What it costs to have come to `i` and `j`, by each last step, with the letters that the step took."""
    first, beginning = position
    looks, keys = prices
    found = []
    if i and j and one[i - 1] == other[j - 1]:
        found.append((costs[i - 1][j - 1], (1, 1)))
    for m, n in ((1, 1), (1, 2), (2, 1), (2, 2), (1, 0), (0, 1)):
        if m > i or n > j:
            continue
        pair = one[i - m : i], other[j - n : j]
        price = EDIT if m + n == 1 else looks.get(pair)
        if price is None and m == n == 1:
            price = keys.get(pair, EDIT)
        if price is not None:
            weight = beginning if min(i - m, j - n) < first else 100
            found.append((costs[i - m][j - n] + price * weight // 100, (m, n)))
    return found


def _alike(
    one: str, other: str, came: list[list[tuple[int, int]]], looks: Mapping[tuple[str, str], int]
) -> tuple[tuple[str, str], ...]:
    """The letters of the way that look alike, from the beginning."""
    found = []
    i, j = len(one), len(other)
    while i or j:
        m, n = came[i][j]
        pair = one[i - m : i], other[j - n : j]
        if pair in looks:
            found.append(pair)
        i, j = i - m, j - n
    return tuple(found[::-1])

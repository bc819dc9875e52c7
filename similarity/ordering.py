"""The overall order of a strategy with measures: a weighted sum of them, for thousands of marks at once.

Of the spellings of the words asked for, and of those of a mark, the pair that comes highest counts; the rare groups
that they have in common (`groups`) belong to the mark as a whole. The sum is from 0 to 1 and rounded to a millionth, so
that it is the same whatever other marks are compared in the same run; equal sums are ordered by id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from similarity import meanings
from similarity.measures import MEASURES, Beside
from similarity.rarity import Floats, Rarity
from similarity.strategy import Aspect, Order
from similarity.table import Table

DIGITS = 6


@dataclass(frozen=True)
class Placed:
    """Of each mark: its sum, and each measure of the order at the pair of spellings that gave it."""

    totals: Floats  # of the measures, the groups and the meaning
    values: Floats  # measures by marks
    meant: Floats  # of each mark, how much of it means the same in other words


ASPECTS = {name: Aspect(measure.aspect) for name, measure in MEASURES.items()}


@dataclass(frozen=True, slots=True)
class MeasureFound:
    """One measure of one mark, 0 to 100."""

    measure: str
    aspect: Aspect
    title: str
    value: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """A mark in the order: its sum in millionths, what it is for each aspect, and the measures."""

    id: str
    rank: int
    aspects: dict[Aspect, int]
    shared: int | None  # of the rare groups of letters and sounds, in percent, where the order counts them
    measures: tuple[MeasureFound, ...]


class Marks(NamedTuple):
    """Marks to place: the table of their spellings; of each its id, and its share of the rare groups, 0 … 1."""

    table: Table
    ids: Sequence[str]
    shared: Floats

    @classmethod
    def of(cls, marks: Sequence[tuple[str, Sequence[str], float]]) -> Marks:
        """Of each its id, its spellings as `heard.Ear.heard` gives them, and its share."""
        table = Table.of([heard for _, heard, _ in marks])
        return cls(table, [mark for mark, _, _ in marks], np.array([shared for *_, shared in marks], dtype=np.float64))


def ranked(
    order: Order, asked: Sequence[str], marks: Marks, rarity: Rarity, limit: int | None = None
) -> tuple[list[Ranked], int]:
    """The marks that reach `order.least`, best first, at most `limit`; and how many there are in all.

    `asked` are the spellings of the words asked for, as `heard.Ear.heard` gives them.
    """
    if not len(marks.table) or not asked:
        return [], 0
    placed = place(order, asked, marks.table, rarity, marks.shared)
    found = np.flatnonzero(placed.totals >= order.least / 100)
    accepted = len(found)
    if limit is not None and accepted > limit:
        found = found[placed.totals[found] >= np.partition(placed.totals[found], -limit)[-limit]]
    first = sorted(found.tolist(), key=lambda owner: (-placed.totals[owner], marks.ids[owner]))[:limit]
    return _told(order, marks, placed, first), accepted


def _told(order: Order, marks: Marks, placed: Placed, first: Sequence[int]) -> list[Ranked]:
    """What is said of the marks at these places of the table."""
    values = placed.values[:, first]
    percent = np.rint(100 * values).astype(int).T.tolist()
    aspects = [(aspect, found.tolist()) for aspect in Aspect if (found := column(order, values, aspect)) is not None]
    if order.meaning:
        aspects.append((Aspect.CONCEPTUAL, np.rint(100 * placed.meant[first]).astype(int).tolist()))
    titles = [(one.measure, ASPECTS[one.measure], MEASURES[one.measure].title) for one in order.measures]
    return [
        Ranked(
            id=marks.ids[owner],
            rank=round(placed.totals[owner] * 1_000_000),
            aspects={aspect: found[number] for aspect, found in aspects},
            shared=round(100 * marks.shared[owner]) if order.groups else None,
            measures=tuple(
                MeasureFound(name, aspect, title, value)
                for (name, aspect, title), value in zip(titles, percent[number], strict=True)
            ),
        )
        for number, owner in enumerate(first)
    ]


def place(order: Order, asked: Sequence[str], table: Table, rarity: Rarity, shared: Floats) -> Placed:
    """`asked` are the spellings of the words asked for, as `heard.Ear.heard` gives them; `shared` of each mark."""
    questions = Table.of([[one] for one in asked])
    measures = [MEASURES[one.measure] for one in order.measures]
    weights = np.array([one.weight for one in order.measures], dtype=np.float64)
    weights /= weights.sum() + order.groups
    totals = np.zeros(table.marks)
    values = np.zeros((len(measures), table.marks))
    meant = np.zeros(table.marks)
    for row in range(len(questions) if len(table) else 0):
        beside = Beside(questions, row, table, rarity)
        columns = np.stack([measure.values(beside) for measure in measures])
        sums = (weights[:, None] * columns).sum(axis=0).round(DIGITS)
        best, where = _best_rows(sums, table)
        better = best > totals
        totals[better] = best[better]
        values[:, better] = columns[:, where[better]]
        if order.meaning:
            meant = np.maximum(meant, table.best(beside.meant(meanings.TABLE)))
    totals += shared * (order.groups / (sum(one.weight for one in order.measures) + order.groups))
    return Placed(np.maximum(totals, order.meaning / 100 * meant).round(DIGITS), values, meant)


def _best_rows(sums: Floats, table: Table) -> tuple[Floats, NDArray[np.int64]]:
    """The largest sum of each mark, and the first row that has it."""
    best = table.best(sums)
    winners = np.flatnonzero(sums == best[table.owners])[::-1]
    where = np.zeros(table.marks, dtype=np.int64)
    where[table.owners[winners]] = winners
    return best, where


def column(order: Order, values: Floats, aspect: Aspect) -> NDArray[np.int64] | None:
    """What the measures of one aspect say of each mark, 0 to 100; None when the order has none of that aspect.

    `values` are measures by marks.
    """
    rows = [number for number, one in enumerate(order.measures) if ASPECTS[one.measure] is aspect]
    if not rows:
        return None
    weights = np.array([order.measures[row].weight for row in rows], dtype=np.float64)
    found: NDArray[np.int64] = np.rint(100 * (weights[:, None] * values[rows]).sum(axis=0) / weights.sum()).astype(
        np.int64
    )
    return found

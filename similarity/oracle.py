"""The exact answer: every mark of a register placed by a strategy's order, to see what the engine's candidates lost.

Marks are streamed in parts; a part becomes one table for all questions, on every core. Cost grows with questions times
marks; memory with the size of a part and with `depth` alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from heapq import nsmallest
from itertools import chain, islice
from multiprocessing import get_context
from typing import NamedTuple, TypeAlias

import numpy as np

from similarity import keys, meanings
from similarity.groups import Groups, asked_for, shares
from similarity.heard import spelled_out
from similarity.ordering import place
from similarity.rarity import Rarity
from similarity.strategy import Order, Strategy
from similarity.table import Table

PART = 10_000  # marks
Mark: TypeAlias = tuple[str, Sequence[str]]  # id, and its spellings as `heard.Ear.written` gives them


class Question(NamedTuple):
    """What is asked of every mark: spellings as `heard.Ear.heard` gives them, and groups."""

    heard: Sequence[str]
    groups: Groups


def question(strategy: Strategy, words: str, rarity: Rarity) -> Question:
    """The words as the strategy asks for them."""
    return Question(keys.EAR.heard(words), asked_for(strategy.candidates, words, rarity))


class Exact(NamedTuple):
    """A mark in the exact order; `total` from 0 to 1."""

    id: str
    total: float


def best(
    order: Order, questions: Sequence[Question], marks: Iterable[Mark], rarity: Rarity, depth: int
) -> list[list[Exact]]:
    """For each question the first `depth` of all marks, by sum and then id.

    What fits into one part is placed here: to start workers takes longer.
    """
    parts = _parts(marks)
    first, second = next(parts, []), next(parts, None)
    if second is None:
        _begin(order, questions, rarity, depth, meanings.TABLE)
        return _merged([[] for _ in questions], _answer(first), depth)
    found: list[list[Exact]] = [[] for _ in questions]
    workers = os.cpu_count() or 1
    with ProcessPoolExecutor(
        workers, get_context("spawn"), initializer=_begin, initargs=(order, questions, rarity, depth, meanings.TABLE)
    ) as pool:
        for part in _ahead(pool, chain((first, second), parts), workers):
            found = _merged(found, part, depth)
    return found


def _merged(found: list[list[Exact]], part: list[list[Exact]], depth: int) -> list[list[Exact]]:
    return [
        nsmallest(depth, [*one, *other], key=lambda each: (-each.total, each.id))
        for one, other in zip(found, part, strict=True)
    ]


def _parts(marks: Iterable[Mark]) -> Iterator[list[Mark]]:
    stream = iter(marks)
    while part := list(islice(stream, PART)):
        yield part


def _ahead(pool: ProcessPoolExecutor, parts: Iterable[list[Mark]], workers: int) -> Iterator[list[list[Exact]]]:
    """The answers of the parts, never more of them under way than keep all workers busy."""
    running = []
    for part in parts:
        running.append(pool.submit(_answer, part))
        if len(running) > workers:
            yield running.pop(0).result()
    for future in running:
        yield future.result()


_task: tuple[Order, Sequence[Question], Rarity, int] | None = None  # of this worker, for its whole life


def _begin(order: Order, questions: Sequence[Question], rarity: Rarity, depth: int, table: meanings.Meanings) -> None:
    meanings.use(table)
    global _task  # noqa: PLW0603 - the pool's way to hand a worker what all its parts need
    _task = order, questions, rarity, depth


def _answer(part: list[Mark]) -> list[list[Exact]]:
    assert _task is not None
    order, questions, rarity, depth = _task
    table = Table.of([list(map(spelled_out, written)) for _, written in part])
    if not len(table):
        return [[] for _ in questions]
    shared = shares([one.groups for one in questions], [written for _, written in part])
    answers = []
    for number, asked in enumerate(questions):
        totals = place(order, asked.heard, table, rarity, shared[:, number]).totals
        count = min(depth, len(totals))
        least = np.partition(totals, -count)[-count]
        answers.append([Exact(part[owner][0], float(totals[owner])) for owner in np.flatnonzero(totals >= least)])
    return answers

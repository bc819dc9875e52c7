"""The exact answer for pictures: every look of a register placed by a strategy's order, as `similarity.oracle` does it
for words.

Looks are streamed in parts; all questions are put to a part, on every core. Memory grows with the size of a part alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from heapq import nsmallest
from itertools import islice

import numpy as np

from similarity.logos.look import Look, Rows
from similarity.logos.ordering import Gallery, likeness, totals
from similarity.logos.strategy import LogoOrder
from similarity.oracle import Exact

PART = 4_000  # looks: of three views each, 25 MB


def best(
    order: LogoOrder, questions: Sequence[Look], looks: Iterable[tuple[str, Rows]], depth: int
) -> list[list[Exact]]:
    """For each question the first `depth` of all looks, by sum and then id; what has no view is not placed."""
    found: list[list[Exact]] = [[] for _ in questions]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        for ids, rows in _parts(looks):
            first = partial(_first, order, ids, Gallery.of(rows), depth)
            for number, answer in enumerate(threads.map(first, questions)):
                found[number] = nsmallest(depth, [*found[number], *answer], key=lambda each: (-each.total, each.id))
    return found


def _parts(looks: Iterable[tuple[str, Rows]]) -> Iterator[tuple[list[str], list[Rows]]]:
    seen = ((name, rows) for name, rows in looks if len(rows))
    while part := list(islice(seen, PART)):
        yield [name for name, _ in part], [rows for _, rows in part]


def _first(order: LogoOrder, ids: Sequence[str], gallery: Gallery, depth: int, asked: Look) -> list[Exact]:
    if not asked:
        return []
    found = totals(likeness(asked, gallery), order.outline, order.details)
    count = min(depth, len(found))
    least = np.partition(found, -count)[-count]
    return [Exact(ids[place], float(found[place])) for place in np.flatnonzero(found >= least).tolist()]

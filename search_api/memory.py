"""What is heard of the marks, kept by the process that compares them.

Reading a thousand marks from the engine takes longer than finding them, so each is read once. A mark is known by its
generation of the index, its tie (a number made of its id) and the number of its last write (`_seq_no`), so what is kept
is never what was there before: a change and a rebuild ask the engine again.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import NamedTuple

import numpy as np

from similarity.columns import Column, Columns, Ints, OtherEar
from similarity.ordering import Marks
from similarity.rarity import Floats
from similarity.table import Table


class Proposed(NamedTuple):
    """A mark as the engine proposes it: where it lies, its tie, and the number of its last write there."""

    generation: str
    tie: int
    written: int


class Mark(NamedTuple):
    """A mark's id, and its spellings as `similarity.heard.Ear.heard` gives them."""

    id: str
    heard: tuple[str, ...]


class Known(NamedTuple):
    """Marks that are remembered, by their places in the columns."""

    columns: Columns
    ids: Column
    places: Ints

    def marks(self, of: Ints, shared: Floats) -> Marks:
        """Some of them, with their shares of the rare groups, to be placed."""
        places = self.places[of]
        return Marks(Table(self.columns, places), self.ids.all[places].tolist(), shared)


class _Kept:
    """Columns, and of each of their marks its id, its generation and the number of its last write."""

    def __init__(self) -> None:
        self.columns = Columns()
        self.ids = Column(object)
        self.written, self.generation = Column(np.int64), Column(np.int32)
        self.generations: dict[str, int] = {}
        self.places: dict[int, int] = {}  # by tie

    def keep(self, marks: Sequence[tuple[Proposed, Mark]]) -> None:
        first = len(self.columns)
        self.columns.extend([mark.heard for _, mark in marks])
        self.ids.extend([mark.id for _, mark in marks])
        self.written.extend([proposed.written for proposed, _ in marks])
        self.generation.extend(
            [self.generations.setdefault(proposed.generation, len(self.generations)) for proposed, _ in marks]
        )
        self.places.update((proposed.tie, first + number) for number, (proposed, _) in enumerate(marks))


class Memory:
    """At least the latest `most` marks, about 1 kB each. Several threads may use one.

    A mark that was written again stays beside what it was; when twice `most` were read it is all read anew.
    """

    def __init__(self, most: int = 1_000_000) -> None:
        self.most = most
        self._kept = _Kept()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept.places)

    def of(self, generations: Sequence[str], ties: Sequence[int], written: Sequence[int]) -> Known | None:
        """These marks, as `Proposed`; None when one is not known, or was written since."""
        kept = self._kept
        places = list(map(kept.places.get, ties))
        if None in places:
            return None
        found = np.array(places, dtype=np.int64)
        numbers = {generation: kept.generations.get(generation, -1) for generation in set(generations)}
        same = kept.generation.all[found] == [numbers[generation] for generation in generations]
        if not (same & (kept.written.all[found] == np.array(written, dtype=np.int64))).all():
            return None
        return Known(kept.columns, kept.ids, found)

    def keep(self, marks: Sequence[tuple[Proposed, Mark]]) -> Known:
        """From now on known, if any are; what was given, in its order. Others wait meanwhile.

        `columns.OtherEar` when they were heard in different numbers of languages.
        """
        with self._lock:
            kept = self._kept if self.most else _Kept()
            if len(kept.columns) + len(marks) > 2 * self.most:
                kept = _Kept()
            first = len(kept.columns)
            try:
                kept.keep(marks)
            except OtherEar:
                first, kept = 0, _Kept()
                kept.keep(marks)
            if self.most:
                self._kept = kept
        return Known(kept.columns, kept.ids, np.arange(first, first + len(marks)))

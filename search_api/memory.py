"""What is heard of the marks, kept by the process that compares them.

Reading a thousand marks from the engine takes longer than finding them, so each is read once. A mark is known by its
generation of the index, its tie (a number made of its id) and the number of its last write (`_seq_no`), so what is kept
is never what was there before: a change and a rebuild ask the engine again.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from threading import Lock
from typing import NamedTuple

import numpy as np

from similarity.columns import Column, Columns, Ints, OtherEar
from similarity.ordering import Marks
from similarity.rarity import Floats
from similarity.table import Table

LEFT_BEHIND = 10_000  # marks: fewer are not worth to be cleared away


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

    def __init__(self, columns: Columns | None = None) -> None:
        self.columns = columns or Columns()
        self.ids = Column(object)
        self.written, self.generation = Column(np.int64), Column(np.int32)
        self.generations: dict[str, int] = {}
        self.places: dict[int, int] = {}  # by tie

    def keep(self, marks: Sequence[tuple[Proposed, Mark]]) -> Ints:
        """Their places; those that are not known as they stand are added. `columns.OtherEar` before anything is."""
        places: list[int] = []
        new: dict[Proposed, Mark] = {}
        numbers: dict[Proposed, int] = {}
        for proposed, mark in marks:
            place = numbers.get(proposed, self._place(proposed))
            if place is None:
                place = numbers[proposed] = len(self.columns) + len(new)
                new[proposed] = mark
            places.append(place)
        if new:
            self.columns.extend([mark.heard for mark in new.values()])
            self.ids.extend([mark.id for mark in new.values()])
            self.written.extend([proposed.written for proposed in new])
            known = self.generations
            self.generation.extend([known.setdefault(proposed.generation, len(known)) for proposed in new])
            for proposed, place in numbers.items():
                self.places.pop(proposed.tie, None)  # what is written again is the latest
                self.places[proposed.tie] = place
        return np.array(places, dtype=np.int64)

    def _place(self, proposed: Proposed) -> int | None:
        place = self.places.get(proposed.tie)
        if place is None or self.written.all[place] != proposed.written:
            return None
        same = self.generation.all[place] == self.generations.get(proposed.generation, -1)
        return place if same else None

    def without_what_was(self) -> _Kept:
        """The marks that still have a place, alone."""
        living = np.fromiter(self.places.values(), dtype=np.int64, count=len(self.places))
        found = _Kept(self.columns.chosen(living))
        for mine, theirs in zip(found._by_mark(), self._by_mark(), strict=True):
            mine.extend(theirs.all[living])
        found.generations = dict(self.generations)
        found.places = dict(zip(self.places, range(len(living)), strict=True))
        return found

    def _by_mark(self) -> tuple[Column, ...]:
        return self.ids, self.written, self.generation


class Memory:
    """The latest `most` marks, about 1 kB each. Several threads may use one.

    A mark that was written again, or made room, is left behind in the columns until as many are as are known.
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

        `columns.OtherEar` when they were heard in different numbers of languages; when those known were heard in
        another number, these are forgotten.
        """
        with self._lock:
            kept = self._kept if self.most else _Kept()
            try:
                places = kept.keep(marks)
            except OtherEar:
                kept = _Kept()
                places = kept.keep(marks)
            found = Known(kept.columns, kept.ids, places)
            if self.most:
                for tie in list(islice(kept.places, max(0, len(kept.places) - self.most))):
                    del kept.places[tie]
                left_behind = len(kept.columns) - len(kept.places)
                self._kept = kept.without_what_was() if left_behind > max(len(kept.places), LEFT_BEHIND) else kept
        return found

"""Some marks side by side, as columns that comparisons run over at once: words, letters, trigrams, sounds.

A row is one spelling of one mark; `owners` says whose. Each word stands once, whatever rows it is of, and a row knows
the places of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from similarity.columns import Column, Columns, Ints
from similarity.rarity import WEAK, Floats, Rarity


class Table:
    """These marks of the columns, by their numbers; in the table they are 0, 1, …"""

    def __init__(self, columns: Columns, marks: Ints) -> None:
        self._columns = columns
        self.marks = len(marks)
        self._rows, self.spellings = columns.rows.of(marks)
        self.owners: Ints = np.repeat(np.arange(self.marks), self.spellings)
        self.languages = columns.languages or 0
        numbers, lengths = columns.words.of(self._rows)
        self._words, places = np.unique(numbers, return_inverse=True)
        there = np.arange(lengths.max(initial=1)) < lengths[:, None]
        # Rows by places: which of the words stands there; the last, which is none, where the row has ended.
        self.places: Ints = np.full(there.shape, len(self._words), dtype=np.int64)
        self.places[there] = places
        self._rarity: tuple[Rarity, Floats] | None = None  # the last asked for, and its weights

    @classmethod
    def of(cls, marks: Sequence[Sequence[str]]) -> Table:
        """Of marks with their spellings as `heard.Ear.heard` gives them. `columns.OtherEar`."""
        columns = Columns()
        columns.extend(marks)
        return cls(columns, np.arange(len(marks)))

    def __len__(self) -> int:
        return len(self._rows)

    def words_of(self, row: int) -> list[int]:
        """The places of the words of a row."""
        places = self.places[row]
        found: list[int] = places[places < len(self._words)].tolist()
        return found

    @cached_property
    def words(self) -> list[str]:
        """Each word as it is spelled."""
        return _chosen(self._columns.spelled, self._words)

    @cached_property
    def claimed(self) -> Floats:
        """Of each word the share of its weight that counts: that of a weak word where it is disclaimed, else all."""
        found: Floats = np.where(self._columns.disclaimed.all[self._words], WEAK, 1.0)
        return found

    def sounds(self, language: int, of: Ints | None = None) -> list[str]:
        """How each word sounds in that language, or each of some."""
        return _chosen(self._columns.sounds[language], self._words if of is None else self._words[of])

    @cached_property
    def sounds_differ(self) -> Ints:
        """Of each word, a bit for each language in which it sounds otherwise than in the first."""
        found: Ints = self._columns.word_differs.all[self._words]
        return found

    @cached_property
    def normal(self) -> list[str]:
        return _chosen(self._columns.normal, self._rows)

    @cached_property
    def joined(self) -> list[str]:
        return _chosen(self._columns.joined, self._rows)

    def sounding(self, language: int, of: Ints | None = None) -> list[str]:
        """How each row sounds in that language, its words run together, or each of some."""
        return _chosen(self._columns.sounding[language], self._rows if of is None else self._rows[of])

    @cached_property
    def sounding_differs(self) -> Ints:
        """As `sounds_differ`, of each row."""
        found: Ints = self._columns.row_differs.all[self._rows]
        return found

    @cached_property
    def trigrams(self) -> tuple[Ints, Ints]:
        """The trigrams of the rows, their words run together, as numbers; and how many each row has, at least one."""
        return self._columns.grams.of(self._rows)

    def rarity(self, counted: Rarity) -> Floats:
        """How much each word of each row weighs, by place; 0 where there is no word."""
        if self._rarity is None or self._rarity[0] is not counted:
            found: Floats = np.append(counted.of_words(self.words) * self.claimed, 0)[self.places]
            self._rarity = counted, found
        return self._rarity[1]

    def best(self, values: Floats) -> Floats:
        """Of the rows of a mark the largest value; 0 for a mark without rows."""
        found = np.zeros(self.marks, dtype=np.float64)
        np.maximum.at(found, self.owners, values)
        return found


def _chosen(column: Column, places: Ints) -> list[str]:
    found: list[str] = column.all[places].tolist()
    return found

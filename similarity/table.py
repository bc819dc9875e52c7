"""Many marks side by side, as columns that comparisons run over at once: words, letters, trigrams, sounds.

A row is one spelling of one mark (`heard.Ear`); `owners` says whose. Every distinct word stands once, so that a word
is compared once however many marks have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from similarity.rarity import Floats, Rarity

Ints = NDArray[np.int32]

LETTERS = 36
_CODE = np.zeros(256, dtype=np.int32)
for _place, _letter in enumerate(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1):
    _CODE[_letter] = _place
_SIZE = LETTERS + 1  # 0 is the pad before and behind a text
TRIGRAMS = _SIZE**3
LONGEST = 64  # letters of a text whose trigrams are counted: longer marks are compared by their words


class Table:
    """The rows of some marks. `heard` are strings of `heard.Ear.heard`, `owners` the mark of each row, 0, 1, …"""

    def __init__(self, heard: Sequence[str], owners: Sequence[int], languages: int) -> None:
        self.owners: Ints = np.asarray(owners, dtype=np.int32)
        self.marks = int(self.owners.max()) + 1 if len(heard) else 0
        self.languages = languages
        known: dict[str, int] = {}
        rows = [[known.setdefault(word, len(known)) for word in one.split(" ")] for one in heard]
        parts = [word.split("/") for word in known]
        self.words = [part[0] for part in parts]
        self._sounds = [[part[n] or part[1] for part in parts] for n in range(1, languages + 1)]
        self._sounding: dict[int, list[str]] = {}
        self._rarity: tuple[Rarity, Floats] | None = None  # the last asked for, and its weights
        self.rows = rows
        widest = max(map(len, rows), default=1)
        self.places: Ints = np.full((len(rows), widest), len(parts), dtype=np.int32)  # the last stands for no word
        lengths = np.fromiter(map(len, rows), dtype=np.int32, count=len(rows))
        self.places[np.arange(widest) < lengths[:, None]] = np.fromiter(
            (word for row in rows for word in row), dtype=np.int32, count=int(lengths.sum())
        )

    def __len__(self) -> int:
        return len(self.rows)

    def sounds(self, language: int) -> list[str]:
        """How each distinct word sounds in that language."""
        return self._sounds[language]

    def sounding(self, language: int) -> list[str]:
        """How each row sounds, its words run together."""
        if language not in self._sounding:
            self._sounding[language] = _join(self._sounds[language], self.rows, "")
        return self._sounding[language]

    @cached_property
    def joined(self) -> list[str]:
        return _join(self.words, self.rows, "")

    @cached_property
    def normal(self) -> list[str]:
        return _join(self.words, self.rows, " ")

    @cached_property
    def trigrams(self) -> Ints:
        """The trigrams of each row, its words run together, as numbers; TRIGRAMS where there is none."""
        return trigrams(self.joined)

    def rarity(self, counted: Rarity) -> Floats:
        """How much each word of each row weighs, by place; 0 where there is no word."""
        if self._rarity is None or self._rarity[0] is not counted:
            found: Floats = np.append(counted.of_words(self.words), 0)[self.places]
            self._rarity = counted, found
        return self._rarity[1]

    def best(self, values: Floats) -> Floats:
        """Of the rows of a mark the largest value; 0 for a mark without rows."""
        found = np.zeros(self.marks, dtype=np.float64)
        np.maximum.at(found, self.owners, values)
        return found


def trigrams(texts: Sequence[str]) -> Ints:
    """The trigrams of each text of A to Z and 0 to 9, with a pad before and behind, as numbers below TRIGRAMS."""
    longest = min(LONGEST, max(map(len, texts), default=0))
    letters = "".join([text[:longest].ljust(longest + 1) for text in texts]).encode("ascii")
    codes = np.zeros((len(texts), longest + 2), dtype=np.int32)
    codes[:, 1:] = _CODE[np.frombuffer(letters, dtype=np.uint8).reshape(len(texts), longest + 1)]
    found: Ints = (codes[:, :-2] * _SIZE + codes[:, 1:-1]) * _SIZE + codes[:, 2:]
    found[codes[:, 1:-1] == 0] = TRIGRAMS
    return found


def segments(values: Iterable[Floats]) -> Floats:
    """The largest of several columns, place by place."""
    first, *others = values
    for other in others:
        first = np.maximum(first, other)
    return first


def _join(words: Sequence[str], rows: Sequence[Sequence[int]], between: str) -> list[str]:
    return [words[row[0]] if len(row) == 1 else between.join([words[word] for word in row]) for row in rows]

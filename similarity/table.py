"""Many marks side by side, as columns that comparisons run over at once: words, letters, trigrams, sounds.

A row is one spelling of one mark (`heard.Ear`); `owners` says whose. The words of all rows stand one behind the other,
and a row knows the places of its own.
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
    """The rows of `marks` marks: `heard` are strings of `heard.Ear.heard`, `owners` the mark of each row, 0, 1, …"""

    def __init__(self, heard: Sequence[str], owners: Sequence[int], marks: int) -> None:
        self.owners: Ints = np.asarray(owners, dtype=np.int32)
        self.marks = marks
        self.languages = heard[0].count("/") if heard else 0
        cells = "/".join(heard).split("/") if heard else []
        self.normal, *self._read = [cells[column :: self.languages + 1] for column in range(self.languages + 1)]
        self._sounds: dict[int, list[str]] = {}
        self._rarity: tuple[Rarity, Floats] | None = None  # the last asked for, and its weights
        self.words = " ".join(self.normal).split(" ") if heard else []
        lengths = np.fromiter([text.count(" ") for text in self.normal], dtype=np.int32, count=len(heard)) + 1
        self.starts: Ints = np.cumsum(lengths, dtype=np.int32) - lengths
        along = np.arange(lengths.max(initial=1), dtype=np.int32)
        # Rows by places: which of the words stands there; the last, which is none, where the row has ended.
        self.places: Ints = np.where(along < lengths[:, None], self.starts[:, None] + along, len(self.words))

    def __len__(self) -> int:
        return len(self.normal)

    def row(self, row: int) -> slice:
        """Where the words of a row stand."""
        start = int(self.starts[row])
        return slice(start, start + self.normal[row].count(" ") + 1)

    def sounds(self, language: int) -> list[str]:
        """How each word sounds in that language."""
        if language not in self._sounds:
            self._sounds[language] = " ".join(self._lines(language)).split(" ")
        return self._sounds[language]

    def sounding(self, language: int) -> list[str]:
        """How each row sounds, its words run together."""
        return _run_together(self._lines(language))

    def _lines(self, language: int) -> list[str]:
        return [one or first for one, first in zip(self._read[language], self._read[0], strict=True)]

    @cached_property
    def joined(self) -> list[str]:
        return _run_together(self.normal)

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


def _run_together(lines: Sequence[str]) -> list[str]:
    return "\n".join(lines).replace(" ", "").split("\n") if lines else []

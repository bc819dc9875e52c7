"""How much a word says: rare words tell marks apart, frequent ones do not. Counted once for a generation of the index.

The weight of a word that `n` of `N` marks have is `1 - log(n + 1) / log(N + 2)`: 1 for a word that no mark has, next to
nothing for one that all have (inverse document frequency, Spärck Jones 1972, scaled to 0 … 1). Words on the office's
list of weak words weigh a fifth. The weights are frozen with the index: what is filed later changes no order until they
are counted anew.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

WEAK = 0.2
SELDOM = 2  # words that fewer marks have are not kept: they weigh as words that nobody has, or nearly


@dataclass(frozen=True)
class Rarity:
    """`marks` counted, and in how many of them each word, trigram and trigram of sounds occurs."""

    marks: int = 0
    words: Mapping[str, int] = field(default_factory=dict)
    grams: Mapping[str, int] = field(default_factory=dict)
    sounds: Mapping[str, int] = field(default_factory=dict)
    weak: frozenset[str] = frozenset()
    heard_by: str = ""  # the signature of the ear whose sounds were counted

    def without_weight(self, weak: Iterable[str]) -> Rarity:
        """The same, with these words weak."""
        return replace(self, weak=frozenset(weak)) if weak else self

    def plain(self) -> dict[str, Any]:
        """What is stored: `marks`, `words`, `grams`, `sounds`."""
        return {
            "marks": self.marks,
            "words": self.words,
            "grams": self.grams,
            "sounds": self.sounds,
            "heard_by": self.heard_by,
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Rarity:
        """From what `plain` gave."""
        return cls(
            stored["marks"], stored["words"], stored["grams"], stored["sounds"], heard_by=stored.get("heard_by", "")
        )

    def of_words(self, words: Sequence[str]) -> Floats:
        """The weight of each word, 0.02 … 1."""
        counts = np.fromiter(map(self._count, words), dtype=np.float64, count=len(words))
        found = np.maximum(1 - np.log1p(counts) / math.log(self.marks + 2), 0.02)
        if self.weak:
            found *= np.fromiter([WEAK if word in self.weak else 1 for word in words], dtype=np.float64)
        return found

    def _count(self, word: str) -> int:
        return self.words.get(word, 0)

    def of_word(self, word: str) -> float:
        return float(self.of_words([word])[0])

    def of_gram(self, gram: str) -> float:
        return self._of(self.grams.get(gram, 0))

    def of_sound(self, gram: str) -> float:
        return self._of(self.sounds.get(gram, 0))

    def _of(self, count: int) -> float:
        return max(0.02, 1 - math.log1p(count) / math.log(self.marks + 2))


class Count:
    """Counts marks one by one."""

    def __init__(self) -> None:
        self._marks = 0
        self._words: Counter[str] = Counter()
        self._grams: Counter[str] = Counter()
        self._sounds: Counter[str] = Counter()

    def add(self, words: Iterable[str], grams: Iterable[str], sounds: Iterable[str]) -> None:
        """One mark: its words, trigrams and trigrams of sounds; repeats count once."""
        self._marks += 1
        self._words.update(set(words))
        self._grams.update(set(grams))
        self._sounds.update(set(sounds))

    def rarity(self, heard_by: str) -> Rarity:
        """What was counted so far, of marks that an ear of that signature heard."""
        words = {word: count for word, count in self._words.items() if count >= SELDOM}
        return Rarity(self._marks, words, dict(self._grams), dict(self._sounds), heard_by=heard_by)

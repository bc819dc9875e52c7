"""One text as the comparisons see it. Keys are made on first use: most candidates are decided by a few of them."""

from __future__ import annotations

from functools import cached_property, lru_cache

from similarity import keys
from similarity.folding import fold
from similarity.heard import grams


class Reading:
    """A text, its words and its keys: the same as `keys.read` puts into the index. Make it with `reading`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.normal = fold(text)
        self.tokens = tuple(self.normal.split())
        self.joined = "".join(self.tokens)
        self._codes: dict[str, str] = {}
        self._word_codes: dict[str, tuple[str, ...]] = {}

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(self.tokens)

    @cached_property
    def in_order(self) -> tuple[str, ...]:
        """The words by alphabet."""
        return tuple(sorted(self.tokens))

    @cached_property
    def grams(self) -> frozenset[str]:
        """The trigrams of each word and of the words run together."""
        found = {gram for word in self.tokens for gram in grams(word)}
        return frozenset(found.union(grams(self.joined)) if len(self.tokens) > 1 else found)

    def code(self, name: str) -> str:
        """The sound code of the words run together; empty without a sound."""
        found = self._codes.get(name)
        if found is None:
            found = self._codes[name] = keys.code(name, self.joined) if self.joined else ""
        return found

    def word_codes(self, name: str) -> tuple[str, ...]:
        """The sound code of each word, in order."""
        found = self._word_codes.get(name)
        if found is None:
            found = self._word_codes[name] = tuple([keys.code(name, word) for word in self.tokens])
        return found


@lru_cache(maxsize=32_768)
def reading(text: str) -> Reading:
    """The reading of a text, remembered: a search reads a thousand, and many are read again by the next one."""
    return Reading(text)

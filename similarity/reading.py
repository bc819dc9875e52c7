"""One text as the comparisons see it. Keys are made on first use: most candidates are decided by a few of them."""

from __future__ import annotations

from functools import cached_property, lru_cache

from similarity import keys, lexicon, skeleton
from similarity.folding import fold
from similarity.heard import grams

NO_PICTURES: frozenset[str] = frozenset()


class Reading:
    """A text, its words and its keys: the same as `keys.read` puts into the index. Make it with `reading`.

    `pictures` are the Vienna codes of the mark whose text it is, each with its category and division.
    """

    def __init__(self, text: str, pictures: frozenset[str] = NO_PICTURES) -> None:
        self.text = text
        self.pictures = pictures
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

    @cached_property
    def core(self) -> tuple[str, ...]:
        """The words without small ones, in order; all of them where nothing else would be left."""
        return lexicon.LEXICON.core(self.tokens)

    @cached_property
    def initials(self) -> tuple[str, ...]:
        """The first letters of the words, with and without small words; none for a single word."""
        return skeleton.initials(self.tokens, lexicon.LEXICON.small)

    @cached_property
    def consonants(self) -> str:
        """Those of the words run together."""
        return skeleton.consonants(self.joined)

    @cached_property
    def vowels(self) -> str:
        """Those of the words run together."""
        return skeleton.vowels(self.joined)

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
def reading(text: str, pictures: frozenset[str] = NO_PICTURES) -> Reading:
    """The reading of a text, remembered: a search reads a thousand, and many are read again by the next one."""
    return Reading(text, pictures)


def forget() -> None:
    """Readings and keys are made anew: for whoever changed the office's languages or words."""
    reading.cache_clear()
    keys.read.cache_clear()

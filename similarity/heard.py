"""A spelling with its sounds: each word beside how each of the office's languages reads it, in one short string.

`UNCLE/oighjk…/… BENS/…`: the words of a spelling, one space between; behind each word its readings in the office's
order of languages, spelled out in features (`phonetics.phones`); a reading that is the same as the first is empty. The
string lies in the index beside the mark, so that a search compares sounds without reading a thousand marks anew.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from similarity.folding import LIMIT, fold
from similarity.phonetics.phones import features
from similarity.phonetics.readers import readers
from similarity.phonetics.rules import Reader
from similarity.spellings import spellings

SAME = ""
GRAM = 3
PAD = "_"
MOST_WORDS = (
    32  # of a spelling that are heard; of 534,454 trademarks none has more than 10, and cost grows with the square
)


class Ear:
    """Hears texts in some languages; remembers the words it heard. `signature` changes with languages and rules."""

    def __init__(self, languages: tuple[Reader, ...] | None = None) -> None:
        self.readers = readers() if languages is None else languages
        self.signature = ",".join(reader.signature for reader in self.readers)
        self.word = lru_cache(maxsize=131_072)(self._word)
        self.sounds = lru_cache(maxsize=131_072)(self._sounds)
        self.grams = lru_cache(maxsize=8_192)(self._grams)
        self.readings = lru_cache(maxsize=8_192)(self._readings)
        self._word_grams = lru_cache(maxsize=65_536)(self._grams_of)

    def heard(self, text: str) -> tuple[str, ...]:
        """Each spelling of the text with its sounds; the best first, none for a text without letters or digits.

        Of a text of more words than MOST_WORDS the first ones.
        """
        return tuple([" ".join(map(self.word, words[:MOST_WORDS])) for words in self._spelled(text)])

    def _grams(self, text: str) -> frozenset[str]:
        """The trigrams of the sounds of each word, and of the words run together, in each language and spelling."""
        found: set[str] = set()
        for one in self._spelled(text):
            found.update(*map(self._word_grams, one))
            if len(one) > 1:
                found.update(*map(grams, map("".join, zip(*map(self.sounds, one), strict=True))))
        return frozenset(found)

    def _readings(self, text: str) -> tuple[tuple[str, ...], ...]:
        """The sounds of each spelling in each language, words run together."""
        return tuple([tuple(map("".join, zip(*map(self.sounds, words), strict=True))) for words in self._spelled(text)])

    def _spelled(self, text: str) -> list[list[str]]:
        """The words of each spelling; those of the text itself with their accents."""
        plain, marked = fold(text), accented(text)
        return [marked if spelling == plain else spelling.split() for spelling in spellings(text)]

    def _word(self, word: str) -> str:
        read = [features(sound) for sound in self.sounds(word)]
        return "/".join([fold(word), read[0], *[SAME if one == read[0] else one for one in read[1:]]])

    def _grams_of(self, word: str) -> frozenset[str]:
        return frozenset([gram for sound in set(self.sounds(word)) for gram in grams(sound)])

    def _sounds(self, word: str) -> tuple[str, ...]:
        """The sounds of one word in each language."""
        return tuple([reader.word(word) for reader in self.readers])


def grams(word: str) -> tuple[str, ...]:
    """The trigrams of a word with a pad on each side, as many as it has letters: `_CO`, `COL`, `OLA`, `LA_`."""
    padded = f"{PAD}{word}{PAD}"
    return tuple([padded[i : i + GRAM] for i in range(len(padded) - GRAM + 1)])


def accented(text: str) -> list[str]:
    """The words of `fold(text)` with the accents of Latin letters kept, for rules that read them."""
    plain = fold(text).split()
    if text.isascii():
        return plain
    kept = "".join(
        [
            letter
            if letter.isalpha() and unicodedata.name(letter, "").startswith("LATIN")
            else f"{fold(f'A{letter}A')[1:-1]}"
            for letter in unicodedata.normalize("NFC", text[:LIMIT].replace("ß", "SS")).upper()
        ]
    )
    words = kept.split()
    return words if [fold(word) for word in words] == plain else plain

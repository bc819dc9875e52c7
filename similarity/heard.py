"""A spelling with its sounds: its words, and how each of the office's languages reads them, in one short string.

`UNCLE BENS/ʌŋkəl benz/…/…/…`: the words of a spelling, one space between, a disclaimed word marked; then its readings
in the office's order of languages, word by word; a reading that is the same as the first is empty. So it is written
into the index beside the mark (`packed`), and a search compares sounds without reading a thousand marks anew. As it is
compared (`heard`) each sound is spelled out in its features (`phonetics.phones`).
"""

from __future__ import annotations

import unicodedata
from base64 import b64encode, urlsafe_b64decode
from collections.abc import Collection, Iterable
from functools import cached_property, lru_cache

from similarity.folding import LIMIT, fold
from similarity.phonetics.phones import features
from similarity.phonetics.readers import readers
from similarity.phonetics.rules import Reader
from similarity.spellings import spellings

SAME = ""
DISCLAIMED = "~"  # before a word in which the holder of the mark claims no exclusive right
GRAM = 3
PAD = "_"
MOST_WORDS = (
    32  # of a spelling that are heard; of 534,454 trademarks none has more than 10, and cost grows with the square
)


class Ear:
    """Hears texts in some languages; remembers the words it heard. `signature` changes with languages and rules."""

    def __init__(self, languages: tuple[Reader, ...] | None = None) -> None:
        self._given = languages
        self.word = lru_cache(maxsize=131_072)(self._word)
        self.sounds = lru_cache(maxsize=131_072)(self._sounds)
        self.readings = lru_cache(maxsize=8_192)(self._readings)
        self.grams = lru_cache(maxsize=8_192)(self._grams)
        self._word_grams = lru_cache(maxsize=65_536)(self._grams_of)

    @cached_property
    def readers(self) -> tuple[Reader, ...]:
        """Read when they are first asked for: many commands hear nothing, or in the languages of their office."""
        return readers() if self._given is None else self._given

    @cached_property
    def signature(self) -> str:
        return ",".join(reader.signature for reader in self.readers)

    def written(self, text: str, disclaimed: Collection[str] = ()) -> tuple[str, ...]:
        """Each spelling of the text with its sounds; the best first, none for a text without letters or digits.

        Of a text of more words than MOST_WORDS the first ones. `disclaimed` are folded words, marked in each spelling.
        """
        return tuple([self._line(words[:MOST_WORDS], disclaimed) for words in self._spelled(text)])

    def heard(self, text: str) -> tuple[str, ...]:
        """The same with each sound spelled out in its features."""
        return tuple(map(spelled_out, self.written(text)))

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

    def _line(self, words: list[str], disclaimed: Collection[str]) -> str:
        if len(words) == 1 and not disclaimed:
            return self.word(words[0])
        read = zip(*map(self.sounds, words), strict=True)
        normal = [f"{DISCLAIMED}{word}" if word in disclaimed else word for word in map(fold, words)]
        return _line(" ".join(normal), *map(" ".join, read))

    def _word(self, word: str) -> str:
        return _line(fold(word), *self.sounds(word))

    def _grams_of(self, word: str) -> frozenset[str]:
        return frozenset([gram for sound in set(self.sounds(word)) for gram in grams(sound)])

    def _sounds(self, word: str) -> tuple[str, ...]:
        """The sounds of one word in each language."""
        return tuple([reader.word(word) for reader in self.readers])


def packed(written: Iterable[str]) -> str:
    """The spellings of one text as the index holds them: bytes that are read as a column, in base64."""
    return b64encode("\n".join(written).encode()).decode("ascii")


def unpacked(columns: Iterable[str]) -> tuple[str, ...]:
    """The spellings of all texts of a mark as written, from the columns that the engine gives: base64, no padding."""
    found = b"\n".join([urlsafe_b64decode(column + "==") for column in columns]).decode()
    return tuple(found.split("\n")) if found else ()


def spelled_out(written: str) -> str:
    """A spelling as it is compared."""
    normal, _, read = written.partition("/")
    return f"{normal}/{features(read)}"


def _line(normal: str, first: str, *others: str) -> str:
    return "/".join([normal, first, *[SAME if one == first else one for one in others]])


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

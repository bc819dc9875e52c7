"""Measures: how alike two marks are in one respect, from 0 to 1, for thousands of marks at once.

A strategy's order is a weighted sum of measures; a level says in words what a measure cannot. Each belongs to one
aspect (visual, aural) and is documented in `docs/strategies.md` by what it says of itself here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from similarity.columns import TRIGRAMS, Ints
from similarity.meanings import Meanings
from similarity.rarity import Floats, Rarity
from similarity.table import Table

FROM = 0.6  # two words that are less alike than this are not alike at all; above, likeness counts from 0 to 1


class Beside:
    """One spelling of the words asked for (row `row` of `asked`) beside the rows of a table; computes on first use."""

    def __init__(self, asked: Table, row: int, table: Table, rarity: Rarity) -> None:
        self.asked, self.row, self.table = asked, row, table
        self.normal, self.joined = asked.normal[row], asked.joined[row]
        self._places = asked.words_of(row)
        self.words = [asked.words[place] for place in self._places]
        self.asked_rarity = rarity.of_words(self.words)
        self.table_rarity = table.rarity(rarity)

    @cached_property
    def spelled(self) -> Floats:
        """How alike each asked word is spelled to each word of the table: the ratio of common letters; 0 below FROM."""
        found: Floats = cdist(
            self.words, self.table.words, scorer=fuzz.ratio, score_cutoff=100 * FROM, dtype=np.float64
        )
        return found / 100

    @cached_property
    def sounded(self) -> Floats:
        """How alike they sound, in the language in which they sound most alike: the share of features; 0 below FROM."""
        sounds = [self.asked.sounds(language) for language in range(self.asked.languages)]
        asked = [[column[place] for place in self._places] for column in sounds]
        return _read_alike(asked, self.table.sounds, self.table.sounds_differ, least=FROM)

    @cached_property
    def seen(self) -> Floats:
        """Asked words by rows by places: how like the word there is spelled, from FROM on; less if disclaimed."""
        return self._placed(self.spelled)

    @cached_property
    def met(self) -> Floats:
        """As `seen`, by spelling or by sound, whichever is more alike."""
        return self._placed(np.maximum(self.spelled, self.sounded))

    def meant(self, meanings: Meanings) -> Floats:
        """How much of the words, asked and of each row, weighed by rarity, means the same in other words, 0 … 1.

        A word that both have says the same too, but something must be said in other words: else it is no matter of
        meaning. A phrase that means the same as a whole is 1.
        """
        others = [meanings.of(word) for word in self.words]
        phrases = meanings.of(self.normal)
        if not phrases and not any(others):
            return np.zeros(len(self.table), dtype=np.float64)
        said, same = self._where(others), self._where([{word} for word in self.words])
        placed = self._at(np.maximum(said, same))
        found: Floats = (self.of_asked(placed) + self.of_rows(placed)) / 2 * (self._at(said).max(axis=(0, 2)) > 0)
        if phrases:
            found[[place for place, normal in enumerate(self.table.normal) if normal in phrases]] = 1
        return found

    def _where(self, sought: Sequence[Collection[str]]) -> Floats:
        """1 where a word of the table is one of those sought; a row for each that are."""
        found = np.zeros((len(sought), len(self.table.words)), dtype=np.float64)
        any_of = frozenset().union(*sought)
        for place, word in enumerate(self.table.words):
            if word in any_of:
                found[[row for row, words in enumerate(sought) if word in words], place] = 1
        return found

    def _placed(self, likeness: Floats) -> Floats:
        sharp = np.clip((likeness - FROM) / (1 - FROM), 0, 1)
        return self._at(sharp * self.table.claimed)

    def _at(self, of_words: Floats) -> Floats:
        """Asked words by rows by places, of asked words by words; 0 where there is no word."""
        found: Floats = np.hstack([of_words, np.zeros((len(of_words), 1), dtype=np.float64)])[:, self.table.places]
        return found

    def of_asked(self, placed: Floats) -> Floats:
        """The share of the asked words, weighed by rarity, that have their like in a row."""
        found: Floats = (self.asked_rarity[:, None] * placed.max(axis=2)).sum(axis=0) / self.asked_rarity.sum()
        return found

    def of_rows(self, placed: Floats) -> Floats:
        """The share of a row's words, weighed by rarity, that have their like among the asked."""
        found: Floats = (placed.max(axis=0) * self.table_rarity).sum(axis=1) / self.table_rarity.sum(axis=1)
        return found


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured, and how."""

    name: str
    aspect: str
    title: str
    summary: str
    values: Callable[[Beside], Floats]  # one for each row of the table, 0 … 1


def letters(beside: Beside) -> Floats:
    (asked, lengths), (there, counts) = beside.asked.trigrams, beside.table.trigrams
    if not len(counts):
        return np.zeros(0, dtype=np.float64)
    start = int(lengths[: beside.row].sum())
    grams = asked[start : start + int(lengths[beside.row])]
    wanted = np.zeros(TRIGRAMS, dtype=np.int64)
    wanted[grams] = 1
    shared = np.minimum(np.add.reduceat(wanted[there], np.cumsum(counts) - counts), len(grams))
    found: Floats = shared / np.maximum(len(grams) + counts - shared, 1)
    return found


def same_words(beside: Beside) -> Floats:
    found: Floats = cdist([beside.normal], beside.table.normal, scorer=fuzz.token_set_ratio, dtype=np.float64)[0]
    return found / 100


def sound(beside: Beside) -> Floats:
    asked = [[beside.asked.sounding(language)[beside.row]] for language in range(beside.asked.languages)]
    found: Floats = _read_alike(asked, beside.table.sounding, beside.table.sounding_differs)[0]
    return found


def _read_alike(
    asked: Sequence[Sequence[str]], there: Callable[[int, Ints | None], list[str]], differ: Ints, least: float = 0
) -> Floats:
    """The share of features that readings have in common, in the language in which they are most alike.

    `asked` by language, `there` the readings of the table in a language, all or some; `differ` has a bit for each
    language in which they are others than in the first. What is the same in two languages on both sides is compared
    once.
    """

    def alike(asked: Sequence[str], there: Sequence[str]) -> Floats:
        scorer = Levenshtein.normalized_similarity
        found: Floats = cdist(asked, there, scorer=scorer, score_cutoff=least, dtype=np.float64)
        return found

    found = alike(asked[0], there(0, None))
    for language in range(1, len(asked)):
        if asked[language] != asked[0]:
            found = np.maximum(found, alike(asked[language], there(language, None)))
        elif len(some := np.flatnonzero(differ >> np.uint32(language) & 1)):
            found[:, some] = np.maximum(found[:, some], alike(asked[language], there(language, some)))
    return found


MEASURES: Mapping[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure(
            "letters",
            "visual",
            "Groups of letters in common",
            "Of the groups of three letters in either mark, the share that both have (Jaccard), words run together.",
            letters,
        ),
        Measure(
            "same-words",
            "visual",
            "Words in common",
            "The words both have, beside the rest of either, in whatever order (token set ratio).",
            same_words,
        ),
        Measure(
            "words-seen",
            "visual",
            "Asked words that are spelled alike in the mark",
            "The share of the asked words, weighed by rarity, that have a word spelled like them in the mark.",
            lambda beside: beside.of_asked(beside.seen),
        ),
        Measure(
            "sound",
            "aural",
            "Sound of the whole",
            "The phonetic edit distance of the marks as wholes, in the language in which they sound most alike.",
            sound,
        ),
        Measure(
            "words-heard",
            "aural",
            "Asked words that sound alike in the mark",
            "The share of the asked words, weighed by rarity, that have a word of that sound or spelling in the mark.",
            lambda beside: beside.of_asked(beside.met),
        ),
        Measure(
            "words-answered",
            "aural",
            "Words of the mark that sound like an asked word",
            "The share of the mark's words, weighed by rarity, that sound or are spelled like one of the asked words.",
            lambda beside: beside.of_rows(beside.met),
        ),
    )
}

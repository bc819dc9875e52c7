"""Rare groups in common: the trigrams of letters and of sounds, and the words, that two marks share, weighed by rarity.

The engine counts them to propose candidates, and the same count is a part of the order: what the engine proposes first
is what stands first, so that few candidates keep the exact order. A term weighs what it is rare (`rarity`), in whole
numbers; the sum is divided by the letters of the mark and half of those asked for, as Dice's coefficient divides what
two have in common by what both have. Of a mark of more than `heard.MOST_WORDS` words the engine counts all, the exact
order the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from scipy.sparse import csr_matrix

from similarity import keys
from similarity.heard import DISCLAIMED, grams
from similarity.rarity import Floats, Rarity
from similarity.strategy import Candidates

GRAMS, SOUNDS, TOKENS = "words.grams", "words.sounds", "words.tokens"


@dataclass(frozen=True)
class Groups:
    """The terms of the words asked for, each with its weight, by field; and the letters asked for."""

    weights: Mapping[str, Mapping[str, int]]
    letters: int
    spelled: tuple[str, ...]  # the spellings of the words as written

    @cached_property
    def half(self) -> float:
        return self.letters / 2

    @cached_property
    def own(self) -> float:
        """What a mark has that is spelled as the words asked for; of several spellings the one that has the most."""
        return max((self.counted([line]) for line in self.spelled), default=0.0)

    def counted(self, written: Sequence[str]) -> float:
        """What the engine counts of a mark with these spellings."""
        there = terms_of(written)
        found = sum(
            weight for field, terms in self.weights.items() for term, weight in terms.items() if term in there[field]
        )
        return found / (min(map(_letters, written)) + self.half)

    def alike(self, counted: Sequence[float]) -> Floats:
        """What marks have, as the engine counts it, as a share of what they could have: 0 to 1."""
        found: Floats = np.minimum(1.0, np.array(counted, dtype=np.float64) / (self.own or 1.0))
        return found


def asked_for(candidates: Candidates, text: str, rarity: Rarity) -> Groups:
    """The groups of a text: of each source the terms that are rare enough, and always its rarest few."""
    words = keys.read(text)
    of = {
        GRAMS: (words.grams, rarity.of_gram),
        SOUNDS: (words.sounds, rarity.of_sound),
        TOKENS: (words.tokens, rarity.of_word),
    }
    weights: dict[str, Mapping[str, int]] = {}
    for source in candidates.by:
        terms, weigh = of[source.field]
        rarest = sorted(((weigh(term), term) for term in set(terms)), reverse=True)[: candidates.most]
        least = candidates.rarity / 100
        kept = [one for number, one in enumerate(rarest) if number < candidates.always or one[0] >= least]
        weights[source.field] = {term: max(1, round(source.weight * weight)) for weight, term in kept}
    return Groups(weights, len(words.joined), keys.EAR.written(text))


def shares(asked: Sequence[Groups], marks: Iterable[Sequence[str]]) -> Floats:
    """Marks by questions: how much of the groups asked for each mark has, 0 to 1. `marks` are spellings as written."""
    columns: dict[str, dict[str, int]] = {GRAMS: {}, SOUNDS: {}, TOKENS: {}}
    entries = []
    for question, groups in enumerate(asked):
        for field, terms in groups.weights.items():
            for term, weight in terms.items():
                entries.append((columns[field].setdefault(term, sum(map(len, columns.values()))), question, weight))
    weights = np.zeros((sum(map(len, columns.values())), len(asked)), dtype=np.float64)
    for column, question, weight in entries:
        weights[column, question] = weight
    places: list[int] = []
    ends, letters = [0], []
    for written in marks:
        for field, terms_there in terms_of(written).items():
            known = columns[field]
            places += [known[term] for term in terms_there if term in known]
        ends.append(len(places))
        letters.append(min(map(_letters, written), default=1))
    has = csr_matrix((np.ones(len(places)), places, ends), shape=(len(letters), len(weights)))
    counted = (has @ weights) / (np.array(letters)[:, None] + np.array([groups.half for groups in asked]))
    found: Floats = np.minimum(1.0, counted / np.array([groups.own or 1.0 for groups in asked]))
    return found


def share(candidates: Candidates, asked: str, text: str, rarity: Rarity) -> float:
    """How much of the groups of the words asked for one text has, 0 to 1."""
    return float(shares([asked_for(candidates, asked, rarity)], [keys.EAR.written(text)])[0, 0])


def terms_of(written: Iterable[str]) -> dict[str, set[str]]:
    """The terms of a mark by field, as `keys.fields` gives them to the engine, from its spellings as written."""
    letters: set[str] = set()
    sounds: set[str] = set()
    tokens: set[str] = set()
    for line in written:
        normal, *read = line.split("/")
        words = normal.replace(DISCLAIMED, "").split(" ")
        tokens.update(words)
        letters.update(*map(_grams, words), _grams("".join(words)))
        for one in set(read):
            heard = one.split(" ")
            sounds.update(*map(_grams, heard), _grams("".join(heard)))
    return {GRAMS: letters, SOUNDS: sounds, TOKENS: tokens}


_grams = lru_cache(maxsize=131_072)(grams)


def _letters(line: str) -> int:
    """The letters of a spelling as written, without the spaces."""
    normal = line[: line.index("/")]
    return len(normal) - normal.count(" ") - normal.count(DISCLAIMED)

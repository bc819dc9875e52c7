"""How a language's rules do on its own pairs: spellings that a speaker hears as the same, nearly the same, or apart."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from similarity.folding import fold
from similarity.phonetics.phones import features
from similarity.phonetics.rules import Pair, Reader

NEAR = 0.75  # of the features are the same, at least
APART = 0.6  # of the features are the same, less than that


@dataclass(frozen=True)
class Heard:
    """One pair as the rules read it; `alike` is the share of features that are the same, from 0 to 1."""

    pair: Pair
    one: str
    other: str
    alike: float

    @property
    def holds(self) -> bool:
        if self.pair.heard == "same":
            return self.one == self.other
        return self.alike >= NEAR if self.pair.heard == "near" else self.alike < APART


def heard(reader: Reader) -> list[Heard]:
    """Every pair of the language's file."""
    found = []
    for pair in reader.language.pairs:
        one, other = (_read(reader, text) for text in (pair.one, pair.other))
        found.append(Heard(pair, one, other, Levenshtein.normalized_similarity(features(one), features(other))))
    return found


def _read(reader: Reader, text: str) -> str:
    return "".join(map(reader.word, (text.upper() if fold(text) else "").split()))

"""Skeletons: the consonants of two marks, or their vowels, and nothing else (`similarity.skeleton`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rapidfuzz.distance import Indel

from similarity import skeleton
from similarity.clause import Clause, Constant, any_of, term
from similarity.comparisons.containment import by_words
from similarity.comparisons.feature import AnyFeature, Feature, Found, Parameters, number
from similarity.reading import Reading


class SameConsonants(Feature["SameConsonants.Set"]):
    class Set(Parameters):
        consonants: int = number(3, 2, 20, "consonants", "the skeleton, or those of all words, have at least so many")

    name = "same-consonants"
    title = "The same consonants"
    summary = (
        "Without their vowels the marks are the same, or each word of the mark with fewer words is the same as a word "
        "of the other; a consonant that stands twice in a row counts once."
    )
    example = ("COLLEGIAN", "COLLEGIENNE")
    says = "{asked} and {candidate} have the same consonants in the same order: {consonants}"
    facts: ClassVar[Mapping[str, str]] = {"consonants": "the consonants, digits among them"}
    parameters = Set

    def accepts(self, asked: Reading, candidate: Reading, set_to: Set) -> Found | None:
        whole = asked.consonants
        if len(whole) >= set_to.consonants and whole == candidate.consonants:
            return Found(asked.normal, candidate.normal, {"consonants": whole})
        shorter, longer = by_words(asked, candidate)
        if len(longer.tokens) == 1:
            return None
        words = [skeleton.consonants(word) for word in shorter.tokens]
        if min(map(len, words)) < skeleton.LEAST or sum(map(len, words)) < set_to.consonants:
            return None
        if not set(words) <= {skeleton.consonants(word) for word in longer.tokens}:
            return None
        return Found(asked.normal, candidate.normal, {"consonants": " ".join(words)})

    def clause(self, asked: Reading, set_to: Set) -> Clause | None:
        found = {asked.consonants, *map(skeleton.consonants, asked.tokens)}
        terms = {one for one in found if len(one) >= skeleton.LEAST}
        return Constant(any_of("words.consonants", terms)) if terms else None


class SameVowels(Feature["SameVowels.Set"]):
    class Set(Parameters):
        vowels: int = number(3, 2, 20, "vowels", "the marks have at least so many")
        alike: int = number(
            60, 0, 100, "%", "letters in the same order, of all letters of both marks (Indel similarity)"
        )

    name = "same-vowels"
    title = "The same vowels"
    summary = "The marks have the same vowels in the same order, and most letters; a vowel twice in a row counts once."
    example = ("MAGENTA", "MALENTA")
    says = "{asked} and {candidate} have the same vowels in the same order: {vowels}"
    facts: ClassVar[Mapping[str, str]] = {"vowels": "the vowels"}
    parameters = Set

    def accepts(self, asked: Reading, candidate: Reading, set_to: Set) -> Found | None:
        found = asked.vowels
        if len(found) < set_to.vowels or found != candidate.vowels:
            return None
        if 100 * Indel.normalized_similarity(asked.joined, candidate.joined) < set_to.alike:
            return None
        return Found(asked.normal, candidate.normal, {"vowels": found})

    def clause(self, asked: Reading, set_to: Set) -> Clause | None:
        return Constant(term("words.vowels", asked.vowels)) if len(asked.vowels) >= set_to.vowels else None

    def sieve(self, asked: Reading, candidates: Sequence[Reading], set_to: Set) -> Sequence[int]:
        return [place for place, candidate in enumerate(candidates) if candidate.vowels == asked.vowels]


FEATURES: tuple[AnyFeature, ...] = (SameConsonants(), SameVowels())

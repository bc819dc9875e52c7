"""Small words: what is the same once THE, OF and LTD are set aside, and what an abbreviation stands for.

Which words are small the office says (`similarity.lexicon`); they are never all words of a mark.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from similarity.alignment import Part, word_parts
from similarity.clause import Clause, Constant, all_of, any_of, either, term
from similarity.comparisons.feature import AnyFeature, Feature, Found, NoParameters, Parameters, number
from similarity.comparisons.identical import whole
from similarity.reading import Reading

MOST_WORDS = 20  # of a mark that are asked for by name, the longest: enough to find it


class SameButSmallWords(Feature[NoParameters]):
    name = "same-but-small-words"
    title = "The same but for small words"
    summary = "The words are the same, in the same order, once small words and legal forms are set aside."
    example = ("THE GAP", "GAP LTD")
    says = "{asked} and {candidate} are the same but for small words: {words}"
    facts: ClassVar[Mapping[str, str]] = {"words": "the words that are left"}
    parameters = NoParameters

    def accepts(self, asked: Reading, candidate: Reading, set_to: NoParameters) -> Found | None:
        if asked.core != candidate.core or asked.tokens == candidate.tokens:
            return None
        return Found(asked.normal, candidate.normal, {"words": " ".join(asked.core)})

    def clause(self, asked: Reading, set_to: NoParameters) -> Clause | None:
        words = sorted(set(asked.core), key=lambda word: (-len(word), word))
        return Constant(all_of("words.tokens", words[:MOST_WORDS]))

    def sieve(self, asked: Reading, candidates: Sequence[Reading], set_to: NoParameters) -> Sequence[int]:
        return [place for place, candidate in enumerate(candidates) if candidate.core == asked.core]

    def parts(self, asked: Reading, candidate: Reading, set_to: NoParameters) -> tuple[Part, ...]:
        places = [[i for i, word in enumerate(one.tokens) if word in one.core] for one in (asked, candidate)]
        return word_parts(asked.tokens, candidate.tokens, zip(*places, strict=False))


class Abbreviation(Feature["Abbreviation.Set"]):
    class Set(Parameters):
        letters: int = number(3, 2, 10, "letters", "the abbreviation has at least so many")

    name = "abbreviation"
    title = "The one abbreviates the other"
    summary = "The one is made of the first letters of the other's words, with or without its small words."
    example = ("IBM", "INTERNATIONAL BUSINESS MACHINES CORPORATION")
    says = "{shorter} stands for the first letters of {longer}"
    facts: ClassVar[Mapping[str, str]] = {
        "shorter": "the abbreviation",
        "longer": "the words it stands for",
        "share": "the part of the words asked for that is meant, in %: always 100",
    }
    parameters = Set
    reach = "lifts"

    def accepts(self, asked: Reading, candidate: Reading, set_to: Set) -> Found | None:
        for shorter, longer in ((asked, candidate), (candidate, asked)):
            letters = shorter.joined
            if len(letters) >= set_to.letters and letters in longer.initials and letters != longer.joined:
                facts: dict[str, str | int] = {"shorter": shorter.normal, "longer": longer.normal, "share": 100}
                return Found(asked.normal, candidate.normal, facts)
        return None

    def clause(self, asked: Reading, set_to: Set) -> Clause | None:
        bodies = []
        if len(asked.joined) >= set_to.letters:
            bodies.append(term("words.initials", asked.joined))
        if short := [letters for letters in asked.initials if len(letters) >= set_to.letters]:
            bodies.append(any_of("words.joined", short))
        return Constant(either(*bodies)) if bodies else None

    def sieve(self, asked: Reading, candidates: Sequence[Reading], set_to: Set) -> Sequence[int]:
        return [
            place
            for place, candidate in enumerate(candidates)
            if candidate.joined in asked.initials or asked.joined in candidate.initials
        ]

    def parts(self, asked: Reading, candidate: Reading, set_to: Set) -> tuple[Part, ...]:
        return whole(asked, candidate)


FEATURES: tuple[AnyFeature, ...] = (SameButSmallWords(), Abbreviation())

"""Meaning: words that say the same in other words, by the office's table (`similarity.meanings`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from similarity import meanings
from similarity.alignment import Part, word_parts
from similarity.clause import Clause, Constant, all_of, any_of, either
from similarity.comparisons.feature import AnyFeature, Feature, Found, NoParameters
from similarity.comparisons.identical import whole
from similarity.reading import Reading


class SameMeaning(Feature[NoParameters]):
    name = "same-meaning"
    title = "The same in other words"
    summary = "A word of the one means the same as another word of the other, or both mean the same as a whole."
    says = "{asked} and {candidate} say the same in other words: {words}"
    facts: ClassVar[Mapping[str, str]] = {"words": "the words that mean the same"}
    reach = "apart"
    parameters = NoParameters
    example = ("EL SOL", "SUN")

    def accepts(self, asked: Reading, candidate: Reading, set_to: NoParameters) -> Found | None:
        if candidate.normal in meanings.TABLE.of(asked.normal):
            return Found(asked.normal, candidate.normal, {"words": f"{asked.normal} = {candidate.normal}"})
        pairs = _pairs(asked, candidate)
        if not pairs:
            return None
        words = ", ".join(f"{asked.tokens[one]} = {candidate.tokens[other]}" for one, other in pairs)
        return Found(asked.normal, candidate.normal, {"words": words})

    def clause(self, asked: Reading, set_to: NoParameters) -> Clause | None:
        words = {other for word in asked.tokens for other in meanings.TABLE.of(word) if " " not in other}
        phrases = sorted(meanings.TABLE.of(asked.normal))
        bodies = [all_of("words.tokens", phrase.split()) for phrase in phrases]
        if words:
            bodies.append(any_of("words.tokens", words))
        return Constant(either(*bodies)) if bodies else None

    def parts(self, asked: Reading, candidate: Reading, set_to: NoParameters) -> tuple[Part, ...]:
        if candidate.normal in meanings.TABLE.of(asked.normal):
            return whole(asked, candidate)
        return word_parts(asked.tokens, candidate.tokens, _pairs(asked, candidate))


def _pairs(asked: Reading, candidate: Reading) -> list[tuple[int, int]]:
    """Places of words that mean the same: of each asked word the first."""
    found = []
    for one, word in enumerate(asked.tokens):
        others = meanings.TABLE.of(word)
        place = (
            next((place for place, other in enumerate(candidate.tokens) if other in others), None) if others else None
        )
        if place is not None:
            found.append((one, place))
    return found


FEATURES: tuple[AnyFeature, ...] = (SameMeaning(),)

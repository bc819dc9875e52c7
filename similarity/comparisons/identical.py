"""Identity after folding: what remains when case, accents, punctuation and script are set aside."""

from __future__ import annotations

from similarity.alignment import Part
from similarity.clause import Clause, Constant, term
from similarity.comparisons.feature import AnyFeature, Feature, Found, NoParameters
from similarity.reading import Reading


class SameWords(Feature[NoParameters]):
    name = "same-words"
    title = "The same words"
    summary = "The words are the same, in the same order, once both texts are folded."
    example = ('"21" CLUB', "21 Club")
    says = "{asked} and {candidate} are the same words"
    parameters = NoParameters

    def accepts(self, asked: Reading, candidate: Reading, set_to: NoParameters) -> Found | None:
        same = asked.normal == candidate.normal
        return Found(asked.normal, candidate.normal) if same else None

    def clause(self, asked: Reading, set_to: NoParameters) -> Clause | None:
        return Constant(term("words.normal", asked.normal))

    def parts(self, asked: Reading, candidate: Reading, set_to: NoParameters) -> tuple[Part, ...]:
        return whole(asked, candidate)


class SameLetters(Feature[NoParameters]):
    name = "same-letters"
    title = "The same letters, spaced otherwise"
    summary = "The letters are the same in the same order; only spaces, hyphens or points stand elsewhere."
    says = "{asked} and {candidate} have the same letters, spaced or joined otherwise"
    parameters = NoParameters
    example = ("X-SEED", "XSEED")

    def accepts(self, asked: Reading, candidate: Reading, set_to: NoParameters) -> Found | None:
        same = asked.joined == candidate.joined
        return Found(asked.normal, candidate.normal) if same else None

    def clause(self, asked: Reading, set_to: NoParameters) -> Clause | None:
        return Constant(term("words.joined", asked.joined))

    def parts(self, asked: Reading, candidate: Reading, set_to: NoParameters) -> tuple[Part, ...]:
        return whole(asked, candidate)


def whole(asked: Reading, candidate: Reading) -> tuple[Part, ...]:
    """Everything lies opposite everything."""
    return (Part(0, len(asked.joined), 0, len(candidate.joined)),)


FEATURES: tuple[AnyFeature, ...] = (SameWords(), SameLetters())

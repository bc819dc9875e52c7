"""Looks: letters that look alike tell marks apart less than others, and most at the beginning (`similarity.looks`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rapidfuzz.distance import Levenshtein

from similarity.clause import Clause
from similarity.comparisons.feature import AnyFeature, Feature, Found, Parameters, number
from similarity.comparisons.spelling import some_grams
from similarity.looks import EDIT, apart
from similarity.reading import Reading

LONGEST = 64  # letters; longer marks are not told apart by the look of one letter


class LooksAlike(Feature["LooksAlike.Set"]):
    class Set(Parameters):
        letters_per_edit: int = number(
            4, 3, 20, "letters", "one whole edit is allowed for so many letters of the longer mark"
        )
        most: int = number(3, 1, 6, "edits", "never more than so many")
        first: int = number(3, 0, 10, "letters", "the beginning of a mark, which draws more attention")
        beginning: int = number(150, 100, 300, "%", "what an edit at the beginning costs, of one elsewhere")

    name = "looks-alike"
    title = "Letters that look alike"
    summary = (
        "The marks differ in letters that look alike, as O and 0, RN and M, and in few others: at most half of the "
        "letters, and a group of three is in both."
    )
    example = ("CORNEX", "COMEX")
    says = "{asked} looks like {candidate}: {letters}"
    facts: ClassVar[Mapping[str, str]] = {
        "letters": "the letters that look alike",
        "cost": "how far the marks are apart, in hundredths of an edit",
    }
    parameters = Set

    def accepts(self, asked: Reading, candidate: Reading, set_to: Set) -> Found | None:
        one, other = asked.joined, candidate.joined
        letters = max(len(one), len(other))
        most = EDIT * min(letters // set_to.letters_per_edit, set_to.most)
        if one == other or not most or letters > LONGEST or asked.grams.isdisjoint(candidate.grams):
            return None
        touched = Levenshtein.distance(one, other, score_cutoff=letters // 2)
        if touched > letters // 2:
            return None
        found = apart(one, other, set_to.first, set_to.beginning, most)
        if found is None:
            return None
        told = ", ".join(dict.fromkeys(f"{mine} and {theirs}" for mine, theirs in found.alike))
        return Found(asked.normal, candidate.normal, {"letters": told, "cost": found.cost})

    def clause(self, asked: Reading, set_to: Set) -> Clause | None:
        return some_grams(asked) if len(asked.joined) <= LONGEST else None

    def sieve(self, asked: Reading, candidates: Sequence[Reading], set_to: Set) -> Sequence[int]:
        return [place for place, candidate in enumerate(candidates) if not asked.grams.isdisjoint(candidate.grams)]


FEATURES: tuple[AnyFeature, ...] = (LooksAlike(),)

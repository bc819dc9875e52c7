"""Hearing: how two marks are read aloud in the office's languages, compared sound by sound.

There is no one correct pronunciation: each language reads both marks by its own rules (`phonetics/languages`), and the
one in which they sound most alike counts. The distance is that of the sounds' features (`phonetics.phones`), so that B
for P costs less than B for S. At least one group of three sounds must be common, which is what the engine looks for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rapidfuzz.distance import Levenshtein

from similarity import keys
from similarity.clause import Clause, Counted
from similarity.comparisons.feature import AnyFeature, Feature, Found, Parameters, number
from similarity.phonetics.phones import features
from similarity.reading import Reading


class HeardAlike(Feature["HeardAlike.Set"]):
    class Set(Parameters):
        alike: int = number(75, 50, 100, "%", "features of the sounds that are the same, of those of the longer mark")

    name = "heard-alike"
    title = "Read aloud, they sound alike"
    summary = "In one of the office's languages the marks, read aloud, differ in few features of their sounds."
    example = ("UNKLE BENZ", "UNCLE BEN'S")
    says = "read in {language}, {asked} sounds like {candidate}: /{asked_sounds}/ and /{candidate_sounds}/"
    facts: ClassVar[Mapping[str, str]] = {
        "language": "the language in which they sound most alike",
        "asked_sounds": "the sounds of the words asked for",
        "candidate_sounds": "the sounds of the mark found",
        "alike": "features that are the same, in %",
    }
    parameters = Set

    def accepts(self, asked: Reading, candidate: Reading, set_to: Set) -> Found | None:
        best: tuple[float, int, str, str] | None = None
        mine, theirs = keys.EAR.readings(asked.text), keys.EAR.readings(candidate.text)
        for place in range(len(keys.EAR.readers)):
            for one in mine:
                for other in theirs:
                    alike = Levenshtein.normalized_similarity(
                        features(one[place]), features(other[place]), score_cutoff=set_to.alike / 100
                    )
                    if alike and (best is None or alike > best[0]):
                        best = (alike, place, one[place], other[place])
        if best is None or keys.EAR.grams(asked.text).isdisjoint(keys.EAR.grams(candidate.text)):
            return None
        facts: dict[str, str | int] = {
            "language": keys.EAR.readers[best[1]].language.title,
            "asked_sounds": best[2],
            "candidate_sounds": best[3],
            "alike": int(100 * best[0]),
        }
        return Found(asked.normal, candidate.normal, facts)

    def clause(self, asked: Reading, set_to: Set) -> Clause | None:  # noqa: ARG002 - all features have the same signature
        grams = tuple(sorted(keys.EAR.grams(asked.text)))
        return Counted("words.sounds", grams) if grams else None


FEATURES: tuple[AnyFeature, ...] = (HeardAlike(),)

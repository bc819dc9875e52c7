"""Hearing: how two marks are read aloud in the office's languages, compared sound by sound.

There is no one correct pronunciation: each language reads both marks by its own rules (`phonetics/languages`), and the
one in which they sound most alike counts. The distance is that of the sounds' features (`phonetics.phones`), so that B
for P costs less than B for S. At least one group of three sounds must be common, which is what the engine looks for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import ClassVar, NamedTuple

from rapidfuzz.distance import Levenshtein

from similarity import keys
from similarity.clause import Clause, Counted
from similarity.comparisons.feature import AnyFeature, Feature, Found, Parameters, number
from similarity.heard import Ear
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
        best = _closest(keys.EAR, asked.text, candidate.text)
        if best is None or best.alike * 100 < set_to.alike:
            return None
        facts: dict[str, str | int] = {
            "language": best.language,
            "asked_sounds": best.asked,
            "candidate_sounds": best.candidate,
            "alike": int(100 * best.alike),
        }
        return Found(asked.normal, candidate.normal, facts)

    def clause(self, asked: Reading, set_to: Set) -> Clause | None:
        grams = tuple(sorted(keys.EAR.grams(asked.text)))
        return Counted("words.sounds", grams) if grams else None


class Closest(NamedTuple):
    """The language and the readings in which two texts sound most alike, 0 to 1."""

    alike: float
    language: str
    asked: str
    candidate: str


@lru_cache(maxsize=8_192)
def _closest(ear: Ear, asked: str, candidate: str) -> Closest | None:
    """None where no language gives them a group of three sounds in common."""
    if ear.grams(asked).isdisjoint(ear.grams(candidate)):
        return None
    best: Closest | None = None
    mine, theirs = ear.readings(asked), ear.readings(candidate)
    for place, reader in enumerate(ear.readers):
        for one in mine:
            for other in theirs:
                alike = Levenshtein.normalized_similarity(
                    features(one[place]), features(other[place]), score_cutoff=best.alike if best else 0
                )
                if best is None or alike > best.alike:
                    best = Closest(alike, reader.language.title, one[place], other[place])
    return best


FEATURES: tuple[AnyFeature, ...] = (HeardAlike(),)

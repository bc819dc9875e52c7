"""Sound, by codes: Metaphone, NYSIIS, Soundex, match rating (jellyfish), Cologne and Double Metaphone (`codes`).

There is no one correct pronunciation, and a code is only a rough guess for English ears: each level names its code,
and its sentence shows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal, TypeAlias, get_args

from pydantic import Field
from rapidfuzz.distance import Indel, Levenshtein

from similarity.alignment import Part, word_parts
from similarity.clause import Clause, Constant, Counted, any_of, beginnings, begins, either, one_edit, term
from similarity.comparisons.containment import by_words
from similarity.comparisons.feature import ALPHABET, AnyFeature, Feature, Found, Parameters, number
from similarity.comparisons.identical import whole
from similarity.comparisons.spelling import near
from similarity.reading import Reading

CodeField: TypeAlias = Literal[
    "words.metaphone",
    "words.nysiis",
    "words.soundex",
    "words.match_rating",
    "words.cologne",
    "words.double_metaphone",
    "words.double_metaphone_second",
]
CODE: dict[str, str] = {field: field.removeprefix("words.") for field in get_args(CodeField)}
TITLES = {
    "metaphone": "Metaphone",
    "nysiis": "NYSIIS",
    "soundex": "Soundex",
    "match_rating": "match rating",
    "cologne": "Cologne phonetics",
    "double_metaphone": "Double Metaphone",
    "double_metaphone_second": "Double Metaphone, second reading",
}
FACTS = {
    "code": "the name of the sound code",
    "asked_code": "the code of the words asked for",
    "candidate_code": "the code of the mark found",
}
LONGEST_CODE = 40  # characters; longer ones are no single sound to remember


def _field(default: str) -> Any:
    return Field(default=default, description="the sound code that is compared", json_schema_extra={"unit": "field"})


class _OfCode(Parameters):
    field: CodeField = _field("words.metaphone")

    @property
    def code(self) -> str:
        return CODE[self.field]


class SameSound(Feature["SameSound.Set"]):
    class Set(_OfCode):
        shortest: int = number(2, 1, 20, "characters", "the code has at least so many")

    name = "same-sound"
    title = "The same sound"
    summary = "The words run together have the same sound code."
    example = ("XCEED", "X-SEED")
    says = "{asked} and {candidate} sound the same ({code} {asked_code})"
    facts: ClassVar[Mapping[str, str]] = FACTS
    parameters = Set

    def accepts(self, asked: Reading, candidate: Reading, set_to: Set) -> Found | None:
        code = asked.code(set_to.code)
        if len(code) < set_to.shortest or candidate.code(set_to.code) != code:
            return None
        return _found(asked, candidate, set_to.code)

    def clause(self, asked: Reading, set_to: Set) -> Clause | None:
        code = asked.code(set_to.code)
        return Constant(term(set_to.field, code)) if len(code) >= set_to.shortest else None

    def sieve(self, asked: Reading, candidates: Sequence[Reading], set_to: Set) -> Sequence[int]:
        name, code = set_to.code, asked.code(set_to.code)
        return [place for place, candidate in enumerate(candidates) if candidate.code(name) == code]

    def parts(self, asked: Reading, candidate: Reading, set_to: Set) -> tuple[Part, ...]:
        return whole(asked, candidate)


class EachWordSounds(Feature["EachWordSounds.Set"]):
    class Set(_OfCode):
        shortest: int = number(2, 1, 20, "characters", "the codes of the words have at least so many in all")

    name = "each-word-sounds"
    title = "Each word of the one sounds like a word of the other"
    summary = "Each word of the mark with fewer words has the sound code of a word of the other."
    example = ("KAT", "BLACK CAT")
    says = "each word of {shorter} sounds like a word of {longer} ({code})"
    facts: ClassVar[Mapping[str, str]] = {
        **FACTS,
        "longer": "the mark with more words",
        "shorter": "the mark with fewer words",
    }
    parameters = Set

    def accepts(self, asked: Reading, candidate: Reading, set_to: Set) -> Found | None:
        shorter, longer = by_words(asked, candidate)
        codes = shorter.word_codes(set_to.code)
        if (
            "" in codes
            or sum(map(len, codes)) < set_to.shortest
            or not set(codes) <= set(longer.word_codes(set_to.code))
        ):
            return None
        names = {"shorter": shorter.normal, "longer": longer.normal}
        return _found(asked, candidate, set_to.code, names)

    def clause(self, asked: Reading, set_to: Set) -> Clause | None:
        codes = tuple(sorted({code for code in asked.word_codes(set_to.code) if code}))
        return Counted(set_to.field, codes) if codes else None

    def sieve(self, asked: Reading, candidates: Sequence[Reading], set_to: Set) -> Sequence[int]:
        name, codes = set_to.code, set(asked.word_codes(set_to.code))
        return [place for place, candidate in enumerate(candidates) if not codes.isdisjoint(candidate.word_codes(name))]

    def parts(self, asked: Reading, candidate: Reading, set_to: Set) -> tuple[Part, ...]:
        places = {code: i for i, code in reversed(tuple(enumerate(candidate.word_codes(set_to.code)))) if code}
        pairs = [(i, places[code]) for i, code in enumerate(asked.word_codes(set_to.code)) if code in places]
        return word_parts(asked.tokens, candidate.tokens, pairs)


class CloseSound(Feature["CloseSound.Set"]):
    class Set(_OfCode):
        shortest: int = number(3, 2, 20, "characters", "the longer code has at least so many")
        alike: int = number(
            50, 0, 100, "%", "letters in the same order, of all letters of both marks (Indel similarity)"
        )

    name = "close-sound"
    title = "Nearly the same sound"
    summary = "The sound codes of the words run together are one edit apart, and the letters are not too far apart."
    example = ("ISHINE", "ICE SHINE")
    says = "{asked} and {candidate} sound nearly the same ({code} {asked_code} and {candidate_code})"
    facts: ClassVar[Mapping[str, str]] = FACTS
    parameters = Set

    def accepts(self, asked: Reading, candidate: Reading, set_to: Set) -> Found | None:
        one, other = asked.code(set_to.code), candidate.code(set_to.code)
        longer = max(len(one), len(other))
        if not one or not other or longer < set_to.shortest or len(one) > LONGEST_CODE:
            return None
        if Levenshtein.distance(one, other, score_cutoff=1) > 1:
            return None
        if 100 * Indel.normalized_similarity(asked.joined, candidate.joined) < set_to.alike:
            return None
        return _found(asked, candidate, set_to.code)

    def clause(self, asked: Reading, set_to: Set) -> Clause | None:
        code = asked.code(set_to.code)
        if not code or len(code) + 1 < set_to.shortest or len(code) > LONGEST_CODE:
            return None
        return Constant(any_of(set_to.field, one_edit(code, ALPHABET)))

    def sieve(self, asked: Reading, candidates: Sequence[Reading], set_to: Set) -> Sequence[int]:
        return near(asked.code(set_to.code), [candidate.code(set_to.code) for candidate in candidates], 1)

    def said_by(self, facts: Mapping[str, str | int]) -> str:
        """Equal codes are no near miss: a level that asks for fewer letters alike than `same-sound` takes them too."""
        return SameSound.name if facts.get("asked_code") == facts.get("candidate_code") else self.name


class SoundBegins(Feature["SoundBegins.Set"]):
    class Set(_OfCode):
        shortest: int = number(4, 2, 20, "characters", "the shorter code has at least so many")

    name = "sound-begins"
    title = "The one sounds like the beginning of the other"
    summary = "The sound code of the shorter mark is the beginning of the longer one's."
    example = ("MILTRON", "MILLTRONICS")
    says = "{longer} begins with the sound of {shorter} ({code} {asked_code} and {candidate_code})"
    facts: ClassVar[Mapping[str, str]] = {
        **FACTS,
        "longer": "the mark with the longer code",
        "shorter": "the mark with the shorter code",
    }
    parameters = Set

    def accepts(self, asked: Reading, candidate: Reading, set_to: Set) -> Found | None:
        one, other = asked.code(set_to.code), candidate.code(set_to.code)
        shorter, longer = (asked, candidate) if len(one) <= len(other) else (candidate, asked)
        beginning = shorter.code(set_to.code)
        if not set_to.shortest <= len(beginning) <= LONGEST_CODE or not longer.code(set_to.code).startswith(beginning):
            return None
        names = {"shorter": shorter.normal, "longer": longer.normal}
        return _found(asked, candidate, set_to.code, names)

    def clause(self, asked: Reading, set_to: Set) -> Clause | None:
        code = asked.code(set_to.code)
        if len(code) < set_to.shortest:
            return None
        shorter = any_of(set_to.field, beginnings(code[:LONGEST_CODE], set_to.shortest))
        return Constant(either(begins(set_to.field, code), shorter) if len(code) <= LONGEST_CODE else shorter)


def _found(asked: Reading, candidate: Reading, code: str, more: dict[str, str] | None = None) -> Found:
    facts: dict[str, str | int] = {
        "code": TITLES[code],
        "asked_code": asked.code(code),
        "candidate_code": candidate.code(code),
        **(more or {}),
    }
    return Found(asked.normal, candidate.normal, facts)


FEATURES: tuple[AnyFeature, ...] = (SameSound(), EachWordSounds(), CloseSound(), SoundBegins())

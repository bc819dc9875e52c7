"""How a language reads letters: rewrite rules as data, `languages/<code>.yaml`, one pass over each word.

At each place of a word the first rule of the file whose letters stand there, and whose neighbours are as it says, is
applied and its letters are done; a letter that no rule takes sounds as `LETTERS` says. Neighbours are those of the word
as written, so rules never depend on what other rules did. Equal sounds in a row are one.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from mappings import yaml
from similarity import mistakes
from similarity.folding import fold
from similarity.phonetics.phones import ALPHABET, DIGITS

VOWELS = "AEIOUYÀÁÂÃÄÅÆÈÉÊËÌÍÎÏÒÓÔÕÖØŒÙÚÛÜÝĀĒĪŌŪİĂĄĘŐŰŮ"
LETTERS = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWYZ", "abkdefghiJklmnopkrstuvwiz", strict=True)) | {"X": "ks"}

_SIDES = {"vowel": f"[{VOWELS}]", "consonant": f"[^\\W\\d_{VOWELS}]", "start": "^", "end": "$"}
_ONCE = re.compile(r"([^0-9])\1+")


def _letters(text: str) -> str:
    if not re.fullmatch(r"[^\W\d_]+", text):
        raise ValueError(f"if: {text[:20]!r} is no letters; write those that the rule reads, such as SCH")
    return text


def _neighbour(text: str) -> str:
    if text not in _SIDES and not re.fullmatch(r"[^\W\d_a-z]+", text):
        raise ValueError(f"no neighbour {text[:20]!r}; write letters in capitals, or one of {', '.join(_SIDES)}")
    return text


Letters = Annotated[str, StringConstraints(max_length=12), AfterValidator(_letters)]
Neighbour = Annotated[str, AfterValidator(_neighbour)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class BadRules(Exception):
    """A rule file that cannot be used. `problems` are lines `file:line: what; what to do`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(Strict):
    """If these letters stand there, then these sounds are heard.

    A neighbour is letters, `vowel`, `consonant`, `start` or `end`.
    """

    letters: Annotated[Letters, Field(alias="if")]
    sounds: Annotated[str, Field(alias="then", max_length=8)]
    preceded_by: tuple[Neighbour, ...] = ()
    not_preceded_by: tuple[Neighbour, ...] = ()
    followed_by: tuple[Neighbour, ...] = ()
    not_followed_by: tuple[Neighbour, ...] = ()
    example: Line | None = None
    source: str

    @model_validator(mode="after")
    def _known_sounds(self) -> Self:
        if strange := sorted(set(self.sounds) - set(ALPHABET)):
            raise ValueError(f"then: no sound {' '.join(strange)}; there are {ALPHABET}")
        if self.letters != self.letters.upper():
            raise ValueError(f"if: write {self.letters.upper()}, letters are capitals")
        return self

    @property
    def neighbours(self) -> tuple[str, ...]:
        """The letters named on either side."""
        sides = (*self.preceded_by, *self.not_preceded_by, *self.followed_by, *self.not_followed_by)
        return tuple(side for side in sides if side not in _SIDES)

    @property
    def pattern(self) -> str:
        behind = [f"(?<={_SIDES.get(side, side)}{self.letters})" for side in self.preceded_by]
        not_behind = [f"(?<!{_SIDES.get(side, side)}{self.letters})" for side in self.not_preceded_by]
        ahead = [f"(?={_SIDES.get(side, side)})" for side in self.followed_by]
        not_ahead = [f"(?!{_SIDES.get(side, side)})" for side in self.not_followed_by]
        return f"{self.letters}{_any(behind)}{''.join(not_behind)}{_any(ahead)}{''.join(not_ahead)}"


class Pair(Strict):
    """Two spellings that a speaker of the language reads the same (`same`), nearly the same, or clearly apart."""

    one: Line
    other: Line
    heard: Literal["same", "near", "apart"] = "same"


class Language(Strict):
    """The rules of one language, where they come from, and pairs on which they are tested."""

    language: Annotated[str, StringConstraints(pattern=mistakes.CODE)]
    title: Line
    sources: dict[str, Line]
    rules: Annotated[tuple[Rule, ...], Field(min_length=1, max_length=400)]
    pairs: tuple[Pair, ...] = ()

    @model_validator(mode="after")
    def _sources_named(self) -> Self:
        for rule in self.rules:
            if rule.source not in self.sources:
                raise ValueError(f"rule {rule.letters}: no source {rule.source!r}; name it under `sources`")
        return self


class _Rules:
    """The rules whose letters begin with the same one, as one pattern with a group for each."""

    def __init__(self, rules: list[Rule]) -> None:
        self.match = re.compile("|".join(f"({rule.pattern})" for rule in rules)).match
        self.sounds = [rule.sounds for rule in rules]


class Reader:
    """Reads words as a speaker of one language would; remembers what it read."""

    def __init__(self, language: Language) -> None:
        self.language = language
        digest = hashlib.sha256(language.model_dump_json(exclude={"pairs", "sources"}).encode()).hexdigest()
        self.signature = f"{language.language}:{digest[:8]}"
        self._rules = {
            first: _Rules([rule for rule in language.rules if rule.letters[0] == first])
            for first in {rule.letters[0] for rule in language.rules}
        }
        named = "".join(rule.letters + "".join(rule.neighbours) for rule in language.rules)
        self._known = frozenset(letter for letter in named if not letter.isascii())
        self.word = lru_cache(maxsize=65_536)(self._word)

    def _word(self, word: str) -> str:
        """The sounds of one word in capitals; an accent that no rule names is left out."""
        plain = "".join([letter if letter in self._known else _folded(letter) for letter in word])
        found: list[str] = []
        place = 0
        while place < len(plain):
            rules = self._rules.get(plain[place])
            match = rules.match(plain, place) if rules else None
            if rules and match:
                found.append(rules.sounds[(match.lastindex or 1) - 1])
                place = match.end()
            else:
                found.append(_sound(plain[place]))
                place += 1
        return _ONCE.sub(r"\1", "".join(found))


def load(path: Path) -> Reader:
    """The rules of one file. BadRules with file, line and what to do."""
    try:
        text = yaml.read(path)
        data = yaml.parse(text, str(path))
    except yaml.UnreadableYaml as problem:
        raise BadRules([str(problem)]) from problem
    try:
        return Reader(Language.model_validate(data))
    except ValidationError as problem:
        raise BadRules(mistakes.lines(text, str(path), mistakes.told(problem, Language))) from problem


def _any(looks: list[str]) -> str:
    return f"(?:{'|'.join(looks)})" if looks else ""


@lru_cache(maxsize=4_096)
def _sound(letter: str) -> str:
    return "".join(LETTERS.get(plain, plain) for plain in _folded(letter))


@lru_cache(maxsize=4_096)
def _folded(letter: str) -> str:
    if letter in DIGITS or "A" <= letter <= "Z":
        return letter
    return fold(unicodedata.normalize("NFC", letter))

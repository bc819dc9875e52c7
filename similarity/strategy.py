"""A strategy: versioned data that says how marks are compared. Comparisons look at one aspect each and are ordered
lists of levels, best first; the first level that holds wins. A changed rule is a new version beside the old.

Files are `<name>.v<version>.yaml`; `similarity.catalogue` reads them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from string import Formatter
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SerializeAsAny, StringConstraints, field_validator, model_validator
from rapidfuzz import process

from similarity.comparisons import FEATURES
from similarity.comparisons.feature import AnyFeature, Parameters
from similarity.folding import fold, in_latin
from similarity.measures import MEASURES
from similarity.mistakes import NAME

Name = Annotated[str, StringConstraints(pattern=NAME, max_length=40)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=2_000)]

ENGLISH = "en"
LANGUAGE = re.compile(r"[a-z]{2,3}")


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Aspect(StrEnum):
    """The three columns in which offices compare signs."""

    VISUAL = "visual"
    AURAL = "aural"
    CONCEPTUAL = "conceptual"


class Parameter(Strict):
    """A number that levels refer to as `$name`, so that an office changes it in one place."""

    description: Sentence
    unit: str
    minimum: int
    maximum: int
    default: int

    @model_validator(mode="after")
    def _in_range(self) -> Self:
        if not self.minimum <= self.default <= self.maximum:
            raise ValueError(f"the default {self.default} is not between {self.minimum} and {self.maximum}")
        return self


class Source(Strict):
    """A field whose terms the engine counts to propose candidates: the rarer a term, the more it weighs."""

    field: Literal["words.grams", "words.sounds", "words.tokens"]
    weight: Annotated[int, Field(ge=1, le=1_000)]


class Candidates(Strict):
    """How many marks the engine proposes, by what, and what was measured to choose that.

    With `by` it counts the groups of letters and sounds that a mark has in common with the words asked for; without,
    what the levels ask for, each with its own weight. Frequent groups cost the most and say the least: of each source
    those of a `rarity` are asked for, at most `most` and always the `always` rarest.
    """

    size: Annotated[int, Field(ge=10, le=10_000)]
    other_scripts: Annotated[int | None, Field(ge=10, le=10_000)] = None  # for words not in Latin letters; else `size`
    apart: Annotated[int, Field(ge=10, le=10_000)] = 200  # marks that say the same in other words
    by: tuple[Source, ...] = ()
    rarity: Annotated[int, Field(ge=0, le=100)] = 0  # percent, as in similarity.rarity
    always: Annotated[int, Field(ge=1, le=100)] = 8
    most: Annotated[int, Field(ge=1, le=500)] = 128
    evidence: Sentence

    def asked_for(self, text: str) -> int:
        """How many for these words."""
        return self.size if self.other_scripts is None or in_latin(text) else self.other_scripts


class Weighed(Strict):
    """A measure and how much it counts in the overall order."""

    measure: str
    weight: Annotated[int, Field(ge=1, le=1_000)]

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.measure not in MEASURES:
            near = process.extractOne(self.measure, MEASURES.keys(), score_cutoff=60)
            proposal = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(MEASURES)}"
            raise ValueError(f"no measure {self.measure!r}; {proposal}")
        return self


class Order(Strict):
    """The overall order: a weighted sum of measures. Without it the points of the levels are summed."""

    measures: Annotated[tuple[Weighed, ...], Field(min_length=1)]
    groups: Annotated[int, Field(ge=0, le=1_000)] = 0  # how much the rare groups in common count beside the measures
    least: Annotated[int, Field(ge=0, le=100)]  # percent; marks below it are no hits
    meaning: Annotated[int, Field(ge=0, le=100)] = 0  # percent: so high comes a mark that says the same in other words
    weak: tuple[str, ...] = ()  # words that tell marks apart less than their frequency says, in capitals
    evidence: Sentence  # how the weights were found, on which data, with what result

    @field_validator("weak", mode="after")
    @classmethod
    def _as_compared(cls, weak: tuple[str, ...]) -> tuple[str, ...]:
        for word in weak:
            folded = fold(word)
            if word != folded or " " in word or not word:
                parts = " and ".join(folded.split()) or "a word of letters or digits"
                raise ValueError(f"weak: {word!r} would never be met: words are compared one by one; write {parts}")
        return weak

    @model_validator(mode="after")
    def _measures_once(self) -> Self:
        _once("measure", [one.measure for one in self.measures])
        return self


class Level(Strict):
    """A feature with its parameters, what it is worth, and how heavily its clause weighs with the engine."""

    name: Name
    feature: str
    parameters: Annotated[SerializeAsAny[Parameters], Field(alias="with")]
    points: Annotated[int, Field(ge=1, le=100)]
    weight: Annotated[int, Field(ge=1, le=100_000)] = 1  # where candidates are not proposed by sources
    says: dict[str, str] = {}  # by language, instead of the feature's own sentence; a text alone is English

    @property
    def rule(self) -> AnyFeature:
        return FEATURES[self.feature]

    @property
    def sentence(self) -> str:
        """What it says of a pair, in English."""
        return self.says.get(ENGLISH) or self.rule.says

    def said(self, facts: Mapping[str, str | int]) -> str:
        """What it says of a pair with these facts, in English."""
        return (self.says.get(ENGLISH) or FEATURES[self.rule.said_by(facts)].says).format(**facts)

    @field_validator("says", mode="before")
    @classmethod
    def _by_language(cls, given: object) -> object:
        for language in given if isinstance(given, dict) else ():
            if not LANGUAGE.fullmatch(str(language)):
                raise ValueError(f"says: {language!r} is no language; write its code, such as fr")
        return {ENGLISH: given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _placeholders(self) -> Self:
        allowed = {"asked", "candidate", *self.rule.facts}
        for language, text in self.says.items():
            where = "says" if language == ENGLISH else f"says, {language}"
            try:
                parts = list(Formatter().parse(text))
            except ValueError as problem:
                told = "write {{ and }} for braces that stand for nothing"
                raise ValueError(f"{where}: {problem}; {told}") from problem
            for _, name, form, conversion in parts:
                if form or conversion:
                    raise ValueError(f"{where}: {{{name}}} takes no ! and no : behind it; leave them out")
                if name is not None and name not in allowed:
                    raise ValueError(f"{where}: no {{{name}}} here; there are {', '.join(sorted(allowed))}")
        return self


class Comparison(Strict):
    """One aspect of two marks: levels, best first."""

    name: Name
    title: Sentence
    aspect: Aspect
    weight: Annotated[int, Field(ge=1, le=100)] = 1  # its points count so many times in the overall order
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _best_first(self) -> Self:
        _once("level", [level.name for level in self.levels])
        for better, worse in zip(self.levels, self.levels[1:], strict=False):
            if worse.points > better.points:
                raise ValueError(
                    f"level {worse.name!r} has more points than {better.name!r} before it; levels go from best to least"
                )
        return self

    @property
    def best(self) -> int:
        """The most it adds to the overall order."""
        return self.levels[0].points * self.weight


class Strategy(Strict):
    """How the marks that may conflict with one asked for are found, ordered and explained."""

    name: Name
    version: Annotated[int, Field(ge=1)]
    title: Sentence
    description: Sentence
    candidates: Candidates
    parameters: dict[Name, Parameter] = {}
    comparisons: Annotated[tuple[Comparison, ...], Field(min_length=1)]
    order: Order | None = None

    @model_validator(mode="after")
    def _names_once(self) -> Self:
        _once("comparison", [comparison.name for comparison in self.comparisons])
        if self.order and self.order.groups and not self.candidates.by:
            raise ValueError("order counts groups, and candidates name none; write candidates.by, or leave groups out")
        return self

    @property
    def label(self) -> str:
        """`verbal.v1`"""
        return f"{self.name}.v{self.version}"

    @property
    def best(self) -> int:
        """The points of a mark that reaches the best level of every comparison."""
        return sum(comparison.best for comparison in self.comparisons)


def _once(what: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"two {what}s are called {name!r}; give each its own name")

"""A strategy for logos: versioned data that says how many the engine proposes, in what order they stand, and what is
said of them. Files are `<name>.v<version>.yaml`, as for words (`similarity.strategy`).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from string import Formatter
from typing import Annotated, Literal, NamedTuple, Self, TypeAlias

from pydantic import Field, model_validator

from similarity.strategy import Name, Sentence, Strict

Measure: TypeAlias = Literal["copy", "outline", "details", "parts", "colours", "vienna", "locarno"]


class Measured(NamedTuple):
    """What is measured, its unit, and the sentence where a level has none of its own."""

    title: str
    unit: str
    says: str


MEASURES: Mapping[Measure, Measured] = {
    "copy": Measured(
        "Bits of four perceptual hashes that are the same, on average",
        "of 64",
        "Nearly the same picture: {value} of 64 bits of its hashes are the same.",
    ),
    "outline": Measured("Likeness of the outlines", "percent", "The outlines agree to {value} %."),
    "details": Measured("Likeness of the details", "percent", "The details agree to {value} %."),
    "parts": Measured(
        "Details that lie in both as one drawing",
        "details",
        "{value} details of the one lie in the other as in one drawing.",
    ),
    "colours": Measured("Colour in common", "percent", "{value} % of the colour is the same."),
    "vienna": Measured(
        "Vienna categories in common",
        "categories",
        "{value} of the categories of figurative elements are the same: {codes}.",
    ),
    "locarno": Measured(
        "Locarno classes in common: 1 for a class, 2 for a subclass",
        "of 2",
        "The products are of the same Locarno class or subclass: {codes}.",
    ),
}
FACTS = ("value", "asked_view", "candidate_view", "codes")


class LogoCandidates(Strict):
    """How many marks the engine proposes, what each kind of term weighs, and what was measured to choose that."""

    size: Annotated[int, Field(ge=10, le=10_000)]
    outline: Annotated[int, Field(ge=0, le=1_000)] = 100
    details: Annotated[int, Field(ge=0, le=1_000)] = 100
    hashes: Annotated[int, Field(ge=0, le=1_000)] = 10  # of a band in common: near copies come first
    evidence: Sentence


class LogoOrder(Strict):
    """The overall order: outline and details by their weights. Colour, copies and codes stand beside it."""

    outline: Annotated[int, Field(ge=0, le=1_000)]
    details: Annotated[int, Field(ge=0, le=1_000)]
    least: Annotated[int, Field(ge=0, le=100)]  # percent; what comes lower is no hit
    evidence: Sentence

    @model_validator(mode="after")
    def _anything(self) -> Self:
        if not self.outline + self.details:
            raise ValueError("outline and details both weigh nothing; give one of them a weight")
        return self


class LogoLevel(Strict):
    """It holds from `least` on, in the unit of the measure."""

    name: Name
    least: Annotated[int, Field(ge=0, le=100)]
    says: Sentence | None = None

    @model_validator(mode="after")
    def _placeholders(self) -> Self:
        for _, name, form, conversion in Formatter().parse(self.says or ""):
            if name is not None and (name not in FACTS or form or conversion):
                raise ValueError(f"says: no {{{name}}} here; there are {', '.join(FACTS)}")
        return self


class LogoComparison(Strict):
    """One measure in levels, best first; the first that holds is the evidence."""

    name: Name
    title: Sentence
    measure: Measure
    levels: Annotated[tuple[LogoLevel, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _best_first(self) -> Self:
        for better, worse in pairwise(self.levels):
            if worse.least >= better.least:
                raise ValueError(f"level {worse.name!r} asks for no less than {better.name!r} before it")
        return self

    def level(self, value: int) -> LogoLevel | None:
        """The best that holds."""
        return next((level for level in self.levels if value >= level.least), None)

    def sentence(self, level: LogoLevel, facts: Mapping[str, str | int]) -> str:
        return (level.says or MEASURES[self.measure].says).format_map(facts)


class LogoStrategy(Strict):
    """How the marks whose picture may conflict with one asked for are found, ordered and explained."""

    name: Name
    version: Annotated[int, Field(ge=1)]
    title: Sentence
    description: Sentence
    candidates: LogoCandidates
    order: LogoOrder
    comparisons: Annotated[tuple[LogoComparison, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_once(self) -> Self:
        names = [comparison.name for comparison in self.comparisons]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"two comparisons are called {twice!r}; give each its own name")
        return self

    @property
    def label(self) -> str:
        """`logo.v1`"""
        return f"{self.name}.v{self.version}"

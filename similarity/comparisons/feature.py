"""A feature: one documented way in which two texts can be alike. A level of a strategy is a feature with parameters.

A feature says itself three times: `accepts` decides about a pair, `clause` asks the engine for a superset of what it
accepts, `says` tells a person. `tests/similarity` holds all features to: what `accepts` accepts, `clause` has found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from similarity.alignment import Part, same_letters
from similarity.clause import Clause
from similarity.reading import Reading, reading

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


class Parameters(BaseModel):
    """What a strategy may set; each has a description, a unit, a range and a default."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


P = TypeVar("P", bound=Parameters)
# near: what it accepts shares letters or sounds. apart: it need not, and a measure sees it. lifts: it need not, and no
# measure sees it: where the order has `meaning`, it lifts a mark by the fact `share`.
Reach: TypeAlias = Literal["near", "apart", "lifts"]


@dataclass(frozen=True, slots=True)
class Found:
    """Why a pair was accepted: the two values that were compared, and what the sentence needs besides."""

    asked: str
    candidate: str
    facts: Mapping[str, str | int] = field(default_factory=dict)


class Feature(Generic[P]):
    """Subclasses name themselves, their parameters and their facts; they hold no state."""

    name: ClassVar[str]
    title: ClassVar[str]
    summary: ClassVar[str]
    example: ClassVar[tuple[str, str]]  # a pair it accepts with its defaults
    says: ClassVar[str]  # the sentence, with {asked}, {candidate} and the facts
    facts: ClassVar[Mapping[str, str]] = {}  # name → what it is
    parameters: ClassVar[type[Parameters]]
    reach: ClassVar[Reach] = "near"
    sees_pictures: ClassVar[bool] = False  # it may accept a mark without words, by its Vienna codes

    def accepts(self, asked: Reading, candidate: Reading, set_to: P) -> Found | None:
        """The decision about one pair; neither has no words, unless the feature `sees_pictures`."""
        raise NotImplementedError

    def clause(self, asked: Reading, set_to: P) -> Clause | None:
        """What the engine is asked; None when nothing could be accepted for these words."""
        raise NotImplementedError

    def sieve(self, asked: Reading, candidates: Sequence[Reading], set_to: P) -> Sequence[int]:
        """Positions of all candidates that `accepts` may accept: a fast first look at many."""
        return range(len(candidates))

    def parts(self, asked: Reading, candidate: Reading, set_to: P) -> tuple[Part, ...]:
        """What of the one lies opposite what of the other, in letters of `joined`."""
        return same_letters(asked.joined, candidate.joined)

    def said_by(self, facts: Mapping[str, str | int]) -> str:
        """The name of the feature whose sentence fits these facts: its own, unless another says it better."""
        return self.name

    def shown(self) -> tuple[Reading, Reading]:
        """The example, read."""
        return reading(self.example[0]), reading(self.example[1])


AnyFeature: TypeAlias = Feature[Any]


class NoParameters(Parameters):
    pass


def number(default: int, low: int, high: int, unit: str, description: str) -> Any:
    """The declaration of a whole-number parameter."""
    return Field(default=default, ge=low, le=high, description=description, json_schema_extra={"unit": unit})

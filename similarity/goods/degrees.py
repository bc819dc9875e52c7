"""How near goods and services are, in the five words examiners use, nearest first."""

from __future__ import annotations

from typing import Literal, TypeAlias

Degree: TypeAlias = Literal["identical", "high", "average", "low", "dissimilar"]
DEGREES: tuple[Degree, ...] = ("identical", "high", "average", "low", "dissimilar")


def rank(degree: Degree) -> int:
    """0 for identical, 4 for dissimilar."""
    return DEGREES.index(degree)


def lower(degree: Degree) -> Degree:
    """One degree further off; dissimilar stays so."""
    return DEGREES[min(rank(degree) + 1, len(DEGREES) - 1)]

"""Of the exact first 10, 50 and 100 the share that a search shows among its own, and what it lost."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

DEPTHS = (10, 50, 100)
RESAMPLED = 1_000
SEED = 5


@dataclass
class Kept:
    """`shares` by depth; `lost` names what of the exact first was not shown at all."""

    shares: dict[int, list[float]] = field(default_factory=lambda: {depth: [] for depth in DEPTHS})
    lost: list[dict[str, Any]] = field(default_factory=list)

    def add(self, asked: str, exact: Sequence[str], shown: Sequence[str], named: Callable[[str], str]) -> None:
        """One question: the ids of its exact order and of the search's, best first. Without an exact answer it does not
        count.
        """
        if not exact:
            return
        for depth, found in self.shares.items():
            first = set(exact[:depth])
            found.append(len(first.intersection(shown[:depth])) / len(first))
        if missing := [one for one in exact if one not in shown]:
            self.lost.append({"asked": asked, "marks": [f"{named(one)} ({one})" for one in missing]})

    @property
    def answered(self) -> int:
        """How many questions the exact order has an answer for."""
        return max(map(len, self.shares.values()))

    def report(self) -> dict[str, Any]:
        """The means, and the bootstrap 95 % interval of each; nothing where no question was answered."""
        found = {str(depth): shares for depth, shares in self.shares.items() if shares}
        return {
            "kept": {depth: round(statistics.mean(shares), 4) for depth, shares in found.items()},
            "interval": {depth: _interval(shares) for depth, shares in found.items()},
            "lost": self.lost,
        }


def _interval(shares: Sequence[float]) -> list[float]:
    draw, there = random.Random(SEED), np.array(shares)
    means = [there[draw.choices(range(len(there)), k=len(there))].mean() for _ in range(RESAMPLED)]
    return [round(float(edge), 4) for edge in np.quantile(means, (0.025, 0.975))]

"""Names that nobody owns, as many as are wanted: a register of any size, the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from random import Random

from offices.sample.data import keys
from offices.sample.words import name


def made_up(count: int, seed: int) -> list[str]:
    """Distinct names as the made-up office coins them: of seven languages and six other scripts, one to four words."""
    return list(islice(_distinct(seed), count))


def _distinct(seed: int) -> Iterator[str]:
    rng = Random(seed)
    sectors = keys("sectors")
    known: set[str] = set()
    while True:
        words = name(rng, rng.choice(sectors)).words
        if words not in known:
            known.add(words)
            yield words

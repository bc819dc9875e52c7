"""The catalogue of motifs: each a drawing in -1 … 1 with the Vienna codes of what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from offices.sample.drawing.vector import Symbol

Code = tuple[str, str]  # Vienna code and what it stands for


@dataclass(frozen=True)
class Motif:
    name: str
    draw: Callable[[Random], Symbol]
    vienna: tuple[Code, ...]


MOTIFS: dict[str, Motif] = {}


def motif(*vienna: Code) -> Callable[[Callable[[Random], Symbol]], Callable[[Random], Symbol]]:
    """Enters a drawing function into the catalogue under its own name."""

    def enter(draw: Callable[[Random], Symbol]) -> Callable[[Random], Symbol]:
        MOTIFS[draw.__name__] = Motif(draw.__name__, draw, vienna)
        return draw

    return enter

"""What a logo is, before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from offices.sample.drawing.letters import Lettering
from offices.sample.drawing.palette import Palette

PLAIN = Lettering()


@dataclass(frozen=True)
class Plan:
    """All that a logo is; the same plan gives the same bytes."""

    motif: str
    look: int  # which of the motif's variants
    palette: Palette
    ground: str = "plain"
    finish: str = "solid"  # solid, outlined
    turn: float = 0.0
    flip: bool = False
    layout: str = "above"  # how words and symbol stand; without words it matters not
    words: str = ""
    script: str = "latin"
    face: Lettering = PLAIN
    whole_ground: bool = False  # light on a ground that fills the picture

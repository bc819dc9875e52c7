"""Putting drawings together: fitting into boxes, rows and columns, grounds and frames, words on one line, two lines
or a ring.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from offices.sample.drawing.letters import Lettering, write
from offices.sample.drawing.vector import Shape, Symbol, bounds, box, circle, mirrored, moved, painted, path, regular

if TYPE_CHECKING:
    from collections.abc import Mapping

SMALL = Lettering(0.085, 0.085, 1.0, 0.42)


def fitted(symbol: Symbol, width: float, height: float) -> Symbol:
    """As large as the box allows, its centre at the origin."""
    left, top, right, bottom = bounds(symbol)
    scale = min(width / max(right - left, 1e-6), height / max(bottom - top, 1e-6))
    return moved(symbol, scale=scale, x=-scale * (left + right) / 2, y=-scale * (top + bottom) / 2)


def row(parts: list[Symbol], gap: float) -> Symbol:
    """Side by side, middles level."""
    placed: Symbol = []
    at = 0.0
    for part in parts:
        left, top, right, bottom = bounds(part)
        placed += moved(part, x=at - left, y=-(top + bottom) / 2)
        at += right - left + gap
    return placed


def column(parts: list[Symbol], gap: float, *, left_aligned: bool = False) -> Symbol:
    placed: Symbol = []
    at = 0.0
    for part in parts:
        left, top, right, bottom = bounds(part)
        placed += moved(part, x=-left if left_aligned else -(left + right) / 2, y=at - top)
        at += bottom - top + gap
    return placed


def lines_of(words: str) -> tuple[str, str]:
    """The main line and the second: a slogan after a dash, or what follows the first word of a long name."""
    main, _, rest = words.partition(" – ")  # noqa: RUF001 - the dash before a slogan
    if not rest and len(main) > 11 and " " in main:
        first, *others = main.split(" ")
        if first in {"THE", "NEW", "MY", "ROYAL", "LITTLE", "CASA", "MAISON"}:
            first, *others = f"{first} {others[0]}", *others[1:]
        main, rest = first, " ".join(others)
    return main, rest


def lettered(words: str, face: Lettering, *, left_aligned: bool = False) -> Symbol:
    """The words as a block: one line, or a smaller second one as wide as the first where that looks right."""
    main, rest = lines_of(words)
    first = write(main, face)
    if not rest:
        return first
    second = write(rest, SMALL, "caption") if len(rest) > 5 else write(rest, face, "caption")
    left, _, right, _ = bounds(first)
    from_left, _, to_right, _ = bounds(second)
    scale = (right - left) / (to_right - from_left)
    scale = scale if 0.26 <= scale <= 0.8 else 0.4 if scale > 0.8 else max(scale, 0.2)
    return column([first, moved(second, scale=scale)], 0.3, left_aligned=left_aligned)


def on_ring(words: str, face: Lettering, radius: float, height: float, paint: str, *, below: bool = False) -> Symbol:
    """The words along the upper (or lower) half of a circle about the origin, letters `height` high standing on it."""
    shapes: Symbol = []
    # Each letter is written alone and turned to its place; the whole is centred on the top (or the foot).
    widths = [
        height * (bounds(write(letter, face))[2] + face.tracking * 0.6) if letter != " " else height * 0.5
        for letter in words
    ]
    total = sum(widths)
    along = -total / 2
    for letter, width in zip(words, widths, strict=True):
        if letter != " ":
            middle = math.degrees((along + width / 2) / (radius + (-height / 2 if below else height / 2)))
            glyph = write(letter, face, paint)
            left, _, right, _ = bounds(glyph)
            centred = moved(
                glyph, scale=height, x=-height * (left + right) / 2, y=(radius - height) if below else -radius - height
            )
            shapes += moved(centred, turn=-middle if below else middle)
        along += width
    return shapes


def ground(name: str) -> Symbol:
    """A ground of radius about 1 for a symbol to stand on, in ink."""
    shield = mirrored(path("M0,-1.02 Q.5,-.8 .96,-.82 L.96,-.1 C.92,.6 .4,.9 0,1.06"))
    return {
        "disc": [Shape(circle(0, 0, 1))],
        "tile": [Shape(box(-0.92, -0.92, 0.92, 0.92, 0.3))],
        "square": [Shape(box(-0.9, -0.9, 0.9, 0.9))],
        "hexagon": [Shape(regular(6, 1.06))],
        "shield": [Shape(shield)],
        "ring": [Shape(circle(0, 0, 0.96), "ink", 0.07, closed=True)],
        "double-ring": [
            Shape(circle(0, 0, 0.98), "ink", 0.05, closed=True),
            Shape(circle(0, 0, 0.86), "second", 0.035, closed=True),
        ],
        "frame": [Shape(box(-0.93, -0.93, 0.93, 0.93), "ink", 0.07, closed=True, joint="sharp")],
        "diamond": [Shape(regular(4, 1.24))],
        "arch": [Shape(path("M-.86,1 L-.86,-.14 C-.86,-1.3 .86,-1.3 .86,-.14 L.86,1"))],
    }[name]


# How much of a ground its symbol fills, and whether the ground is filled, so that the symbol turns light.
GROUNDS: Mapping[str, tuple[float, bool]] = {
    "disc": (1.16, True), "tile": (1.2, True), "square": (1.2, True), "hexagon": (1.12, True), "shield": (1.0, True),
    "ring": (1.14, False), "double-ring": (1.0, False), "frame": (1.2, False), "diamond": (1.0, True),
    "arch": (1.05, True),
}  # fmt: skip


def inverted(symbol: Symbol) -> Symbol:
    """Light on dark: ink and paper change places."""
    return painted(symbol, ink="paper", paper="ink", caption="caption-on-ink")


def outlined(symbol: Symbol, line: float = 0.06) -> Symbol:
    """The symbol as a drawing in lines: each surface left white within its edge."""
    drawn: Symbol = []
    for shape in symbol:
        if shape.width or shape.widths is not None:
            drawn.append(
                shape._replace(paint="ink", width=min(shape.width, line * 1.4))
                if shape.paint != "paper"
                else shape._replace(paint="ink", width=min(shape.width, line * 0.8))
            )
        else:
            drawn += [shape._replace(paint="paper"), shape._replace(paint="ink", width=line, closed=True)]
    return drawn


def on_ground(symbol: Symbol, name: str) -> Symbol:
    """The symbol upon a ground or in a frame, the whole about 2 wide."""
    if name == "plain":
        return fitted(symbol, 2, 2)
    fill, dark = GROUNDS[name]
    placed = fitted(symbol, fill, fill)
    return [*ground(name), *(inverted(placed) if dark else placed)]

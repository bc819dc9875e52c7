"""Plain plane geometry: shapes with a paint, curves flattened to points, and moves. Units: a symbol fills -1 … 1, y
downwards.
"""

from __future__ import annotations

import itertools
import math
import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Points = NDArray[np.float64]  # (n, 2)
TURN = 2 * math.pi


class Shape(NamedTuple):
    """Points with a paint by name (ink, second, accent, paper, or #rrggbb); filled when width is 0, else a line so
    wide.

    A line's `joint` is "round" or "sharp", its ends likewise; `closed` joins its ends. `widths` gives each point
    a width of its own instead.
    """

    points: Points
    paint: str = "ink"
    width: float = 0.0
    closed: bool = False
    joint: str = "round"
    widths: Points | None = None


Symbol = list[Shape]


def points(pairs: Iterable[Sequence[float]]) -> Points:
    return np.array(list(pairs), dtype=np.float64)


def arc(x: float, y: float, rx: float, ry: float, start: float, end: float, steps: int = 48) -> Points:
    """From angle `start` to `end` in degrees, 0 to the right, growing clockwise as y goes down."""
    angles = np.radians(np.linspace(start, end, steps))
    return np.stack([x + rx * np.cos(angles), y + ry * np.sin(angles)], axis=1)


def circle(x: float, y: float, r: float, ry: float | None = None) -> Points:
    return arc(x, y, r, r if ry is None else ry, 0, 360, 73)[:-1]


def regular(sides: int, r: float = 1.0, turn: float = -90.0, x: float = 0.0, y: float = 0.0) -> Points:
    """A regular polygon, its first corner at `turn` degrees (-90 is up)."""
    return arc(x, y, r, r, turn, turn + 360, sides + 1)[:-1]


def star(rays: int, r: float = 1.0, inner: float = 0.4, turn: float = -90.0, x: float = 0.0, y: float = 0.0) -> Points:
    corners = arc(0, 0, 1, 1, turn, turn + 360, 2 * rays + 1)[:-1]
    corners[::2] *= r
    corners[1::2] *= inner
    return np.asarray(corners + np.array([x, y]))


def box(x0: float, y0: float, x1: float, y1: float, radius: float = 0.0) -> Points:
    """A rectangle, with round corners when a radius is given."""
    if not radius:
        return points([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    r = min(radius, (x1 - x0) / 2, (y1 - y0) / 2)
    corners = ((x1 - r, y0 + r, -90), (x1 - r, y1 - r, 0), (x0 + r, y1 - r, 90), (x0 + r, y0 + r, 180))
    return np.concatenate([arc(x, y, r, r, start, start + 90, 16) for x, y, start in corners])


def path(text: str, steps: int = 20) -> Points:
    """One line in the notation of SVG paths: absolute M, L, Q, C, numbers parted by blanks or commas. Beside them
    `A x,y rx,ry start,end` goes on along the arc about (x, y), in degrees as in `arc`.
    """
    found: list[Points] = []
    here = np.zeros(2)
    for letter, body in re.findall(r"([MLQCA])([^MLQCA]*)", text):
        numbers = np.array([float(number) for number in re.findall(r"-?\d*\.?\d+(?:e-?\d+)?", body)]).reshape(-1, 2)
        if letter in "ML":
            found.append(numbers)
            here = numbers[-1]
        if letter == "A":
            found.append(_arc_piece(numbers))
            here = found[-1][-1]
        size = {"Q": 2, "C": 3}.get(letter, 0)
        for first in range(0, len(numbers), size) if size else ():
            found.append(bezier(here, *numbers[first : first + size], steps=steps))
            here = numbers[first + size - 1]
    return np.concatenate(found)


def _arc_piece(numbers: Points) -> Points:
    (x, y), (rx, ry), (start, end) = numbers.tolist()
    return arc(x, y, rx, ry, start, end, max(4, int(abs(end - start) / 7.5)))


def bezier(*controls: Points, steps: int = 20) -> Points:
    """A quadratic or cubic curve without its first point."""
    at = np.linspace(0, 1, steps + 1)[1:, None]
    row: list[Points] = [np.broadcast_to(control, (steps, 2)) for control in controls]
    while len(row) > 1:
        row = [(1 - at) * first + at * second for first, second in itertools.pairwise(row)]
    return row[0]


def mirrored(outline: Points) -> Points:
    """The outline closed by its mirror image across x = 0: half a symmetrical figure, drawn top to bottom on the
    right.
    """
    return np.concatenate([outline, outline[::-1] * (-1, 1)])


def moved(
    symbol: Iterable[Shape],
    *,
    scale: float = 1.0,
    turn: float = 0.0,
    x: float = 0.0,
    y: float = 0.0,
    flip: bool = False,
    slant: float = 0.0,
    stretch: float = 1.0,
) -> Symbol:
    """Flipped left-right, stretched in width, slanted, turned (degrees, clockwise), scaled and then moved; line
    widths follow the scale.
    """
    angle = math.radians(turn)
    matrix = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    matrix = scale * matrix @ np.array([[1, -slant], [0, 1]]) @ np.diag([-stretch if flip else stretch, 1.0])
    return [
        shape._replace(
            points=shape.points @ matrix.T + (x, y),
            width=shape.width * scale,
            widths=None if shape.widths is None else shape.widths * scale,
        )
        for shape in symbol
    ]


def around(symbol: Symbol, copies: int, start: float = 0.0) -> Symbol:
    """The symbol repeated about the origin."""
    return [shape for copy in range(copies) for shape in moved(symbol, turn=start + 360 * copy / copies)]


def painted(symbol: Symbol, **paints: str) -> Symbol:
    """With paints exchanged by name, as ink="paper"."""
    return [shape._replace(paint=paints.get(shape.paint, shape.paint)) for shape in symbol]


def bounds(symbol: Iterable[Shape]) -> tuple[float, float, float, float]:
    """Left, top, right, bottom, with half the width of lines; of an empty symbol all zero."""
    lows, highs = [], []
    for shape in symbol:
        half = float(shape.widths.max() if shape.widths is not None else shape.width) / 2
        lows.append(shape.points.min(axis=0) - half)
        highs.append(shape.points.max(axis=0) + half)
    if not lows:
        return 0.0, 0.0, 0.0, 0.0
    low, high = np.min(lows, axis=0), np.max(highs, axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])

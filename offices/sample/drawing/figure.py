"""Drawings of patents: sections and flow charts in plain lines with reference numbers, made to look the part, not
to be built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from offices.sample.drawing.canvas import png
from offices.sample.drawing.letters import Lettering, write
from offices.sample.drawing.vector import Points, Shape, Symbol, arc, bounds, box, circle, moved, points, regular

if TYPE_CHECKING:
    from random import Random

SHEET = (480, 640)
THIN, THICK = 1.3, 2.6  # pixels
PEN = Lettering(0.12, 0.12, 0.9, 0.2)


def figure(rng: Random, number: int) -> bytes:
    """Figure `number` of an application as a PNG of 480 x 640, black on white."""
    drawn = rng.choice((_section, _chart, _exploded))(rng, 10 * number)
    title = write(f"FIG. {number}", PEN)
    drawn += moved(title, scale=20, x=240 - 20 * bounds(title)[2] / 2, y=590)
    return png(drawn, SHEET, {"ink": "#111111", "paper": "#ffffff"})


def _outline(line: Points, width: float = THICK) -> Symbol:
    return [Shape(line, "paper"), Shape(line, "ink", width, closed=True, joint="sharp")]


def _labelled(at: tuple[float, float], to: tuple[float, float], number: int) -> Symbol:
    """A reference number at `to` with its leading line from `at`."""
    text = moved(write(str(number), PEN), scale=15, x=to[0] + (4 if to[0] > at[0] else -30), y=to[1] - 8)
    return [Shape(points([at, to]), "ink", THIN), *text]


def _hatched(x0: float, y0: float, x1: float, y1: float, gap: float = 9) -> Symbol:
    """A cut surface: slanting lines within a rectangle."""
    lines: Symbol = []
    offset = x0 - (y1 - y0)
    while offset < x1:
        a, b = max(offset, x0), min(offset + (y1 - y0), x1)
        if b > a:
            lines.append(Shape(points([(a, y1 - (a - offset)), (b, y1 - (b - offset))]), "ink", THIN))
        offset += gap
    return [*lines, Shape(box(x0, y0, x1, y1), "ink", THICK, closed=True, joint="sharp")]


def _section(rng: Random, first: int) -> Symbol:
    """A body cut open: walls hatched, a chamber, a shaft, a spring."""
    left, right, top, low = 110.0, 370.0, 130.0 + rng.randrange(60), 470.0
    wall = rng.randrange(22, 40)
    drawn = [
        *_hatched(left, top, left + wall, low),
        *_hatched(right - wall, top, right, low),
        *_hatched(left + wall, low - wall, right - wall, low, 12),
    ]
    shaft = rng.randrange(14, 30)
    drawn += _outline(box(240 - shaft, top - 60, 240 + shaft, low - wall - 60))
    drawn += _outline(box(left + wall, top + 50, right - wall, top + 50 + rng.randrange(24, 44)))
    coils = rng.randrange(4, 8)
    zigzag = points(
        [
            (200 + 80 * (place % 2), top + 120 + place * (low - wall - top - 130) / (2 * coils))
            for place in range(2 * coils + 1)
        ]
    )
    drawn.append(Shape(zigzag, "ink", THICK))
    drawn += (
        _outline(circle(240, low - wall - 34, 24))
        if rng.random() < 0.6
        else _outline(regular(6, 26, x=240, y=low - wall - 34))
    )
    drawn += [Shape(points([(240, top - 84), (240, low + 24)]), "ink", THIN)]
    marks = (
        ((left + 10, top + 20), (60, top - 30)),
        ((240 + shaft, top - 30), (410, top - 60)),
        ((290, top + 70), (420, top + 40)),
        ((278, top + 170), (424, top + 190)),
        ((256, low - wall - 40), (410, low + 30)),
    )
    for place, (at, to) in enumerate(marks):
        drawn += _labelled(at, to, first + place)
    return drawn


def _chart(rng: Random, first: int) -> Symbol:
    """Boxes joined by arrows."""
    drawn: Symbol = []
    count = rng.randrange(4, 6)
    gap = 440 / count
    for place in range(count):
        y = 80 + place * gap
        side = rng.random() < 0.35 and 0 < place < count - 1
        line = regular(4, 46, x=240, y=y + 24) * (1.6, 1) - (144, 0) if side else box(150, y, 330, y + 48, 6)
        drawn += _outline(line)
        text = write(f"S{first + place}", PEN)
        drawn += moved(text, scale=15, x=240 - 7.5 * bounds(text)[2], y=y + 17)
        if place < count - 1:
            start, end = y + (70 if side else 48), y + gap - 1
            drawn += [
                Shape(points([(240, start), (240, end - 8)]), "ink", THIN + 0.5),
                Shape(points([(234, end - 11), (246, end - 11), (240, end)]), "ink"),
            ]
        if side:
            drawn += [
                Shape(
                    points([(314, y + 24), (400, y + 24), (400, y - gap + 24), (338, y - gap + 24)]),
                    "ink",
                    THIN + 0.5,
                    joint="sharp",
                ),
                Shape(points([(342, y - gap + 18), (342, y - gap + 30), (331, y - gap + 24)]), "ink"),
            ]
    return drawn


def _exploded(rng: Random, first: int) -> Symbol:
    """Round parts drawn apart along one axis."""
    drawn: Symbol = [Shape(points([(240, 60), (240, 550)]), "ink", THIN)]
    y = 90.0
    for place in range(rng.randrange(4, 6)):
        wide, high = rng.randrange(50, 130), rng.randrange(14, 56)
        flat = wide * 0.3
        body = [
            *points([(240 - wide, y)]),
            *arc(240, y + high, wide, flat, 180, 0, 30),
            *arc(240, y, wide, flat, 0, -180, 30),
        ]
        drawn += _outline(points(body))
        drawn += _outline(circle(240, y, wide, flat))
        if rng.random() < 0.6:
            drawn += _outline(circle(240, y, wide * 0.45, flat * 0.45))
        to = (410.0, y - 14) if place % 2 else (70.0, y + 18)
        drawn += _labelled(
            (240 + wide * 0.8, y + high * 0.6) if place % 2 else (240 - wide * 0.8, y + high * 0.6), to, first + place
        )
        y += high + flat * 2 + 12
        if y > 500:
            break
    return drawn

"""Abstract motifs: rosettes, rings, tiles, stripes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from offices.sample.drawing.motifs import motif
from offices.sample.drawing.vector import Shape, Symbol, arc, around, box, circle, moved, path, points, regular

if TYPE_CHECKING:
    from random import Random

PAINTS = ("ink", "second", "accent")


@motif(("26.01.03", "Circles"))
def rings(rng: Random) -> Symbol:
    count = rng.choice((2, 3, 3, 4))
    kind = rng.randrange(3)
    if kind == 0:
        apart = 1.1 / count
        return [
            Shape(circle((place - (count - 1) / 2) * apart, 0, 0.48), PAINTS[place % 3], 0.14, closed=True)
            for place in range(count)
        ]
    if kind == 1:
        return [
            shape._replace(paint=PAINTS[place % 3])
            for place, shape in enumerate(
                around([Shape(circle(0, -0.42, 0.5), "ink", 0.13, closed=True)], max(3, count))
            )
        ]
    turns = [rng.randrange(8) * 45 for _ in range(4)]
    return [
        Shape(arc(0, 0, r, r, turn, turn + sweep), PAINTS[place % 3], 0.15)
        for place, (r, turn, sweep) in enumerate(zip((0.9, 0.66, 0.42, 0.18), turns, (270, 250, 300, 359), strict=True))
    ]


@motif(("26.01.03", "Circles"))
def rosette(rng: Random) -> Symbol:
    petals = rng.choice((5, 6, 8, 10, 12))
    kind = rng.randrange(3)
    if kind == 0:
        petal = [Shape(path("M0,0 C-.3,-.3 -.26,-.9 0,-1 C.26,-.9 .3,-.3 0,0"))]
        return [
            shape._replace(paint=PAINTS[place % 2]) for place, shape in enumerate(around(petal, petals - petals % 2))
        ]
    if kind == 1:
        return [
            *around([Shape(circle(0, -0.6, 0.36), "ink", 0.07, closed=True)], petals),
            Shape(circle(0, 0, 0.16), "second"),
        ]
    blade = [Shape(path("M0,0 C.1,-.5 .5,-.8 .2,-1 C-.2,-.9 -.3,-.4 0,0"))]
    return [shape._replace(paint=PAINTS[place % 3]) for place, shape in enumerate(around(blade, rng.choice((3, 6))))]


@motif(("26.04.02", "Quadrilaterals"))
def quarters(rng: Random) -> Symbol:
    """A grid of quarter discs, half discs and squares."""
    side = rng.choice((2, 2, 3))
    cell = 2 / side
    shapes: Symbol = []
    for row in range(side):
        for column in range(side):
            kind = rng.randrange(4)
            paint = PAINTS[rng.randrange(3)]
            tile = {
                0: Shape(np.concatenate([points([(-1, -1)]), arc(-1, -1, 2, 2, 0, 90, 24)]), paint),
                1: Shape(arc(0, -1, 1, 1, 0, 180, 32), paint),
                2: Shape(box(-1, -1, 1, 1), paint),
                3: Shape(circle(0, 0, 0.96), paint),
            }[kind]
            shapes += moved(
                [tile],
                turn=90 * rng.randrange(4),
                scale=cell / 2 * 0.96,
                x=-1 + cell * (column + 0.5),
                y=-1 + cell * (row + 0.5),
            )
    return shapes


@motif(("26.01.03", "Circles"), ("26.11.01", "Lines and bands"))
def stripes(rng: Random) -> Symbol:
    """A disc cut by bands."""
    bands = rng.choice((4, 5, 6))
    bow = rng.choice((0.0, 0.0, 0.3))
    cuts = []
    for place in range(1, bands):
        y = -1 + 2 * place / bands
        thick = 0.05 + 0.09 * place / bands
        cuts.append(Shape(path(f"M-1.1,{y} Q0,{y - bow} 1.1,{y}"), "paper", thick, joint="sharp"))
    disc = [Shape(circle(0, 0, 1), rng.choice(("ink", "second")))]
    return moved([*disc, *cuts], turn=rng.choice((0, 0, -35, 90)))


@motif(("26.03.01", "Triangles"))
def triangles(rng: Random) -> Symbol:
    kind = rng.randrange(4)
    if kind == 0:
        return [
            Shape(regular(3, 1), "ink", 0.16, closed=True, joint="sharp"),
            *moved([Shape(regular(3, 0.4), "second")], y=0.02),
        ]
    if kind == 1:
        one = [Shape(regular(3, 0.62))]
        return [
            *moved(one, y=-0.34),
            *moved([one[0]._replace(paint="second")], x=-0.56, y=0.62),
            *moved([one[0]._replace(paint="accent")], x=0.56, y=0.62),
        ]
    if kind == 2:
        return [
            Shape(points([(0, -0.9), (0.98, 0.8), (0, 0.36)])),
            Shape(points([(0, -0.9), (-0.98, 0.8), (0, 0.36)]), "second"),
            Shape(points([(-0.98, 0.8), (0.98, 0.8), (0, 0.36)]), "accent"),
        ]
    ribbon = [Shape(points([(-0.16, -1), (0.16, -1), (1.02, 0.5), (0.7, 0.5), (0.0, -0.7)]))]
    return [shape._replace(paint=PAINTS[place]) for place, shape in enumerate(around(ribbon, 3))]


@motif(("26.04.02", "Quadrilaterals"))
def squares(rng: Random) -> Symbol:
    kind = rng.randrange(4)
    if kind == 0:
        return [
            Shape(regular(4, r, turn), paint)
            for r, turn, paint in ((1.2, -45, "ink"), (0.82, -90, "second"), (0.56, -45, "paper"), (0.36, -90, "ink"))
        ]
    if kind == 1:
        one = [Shape(regular(4, 0.66), "ink", 0.17, closed=True, joint="sharp")]
        return [*moved(one, x=-0.34), *moved([one[0]._replace(paint="second")], x=0.34)]
    if kind == 2:
        arm = [Shape(box(-0.96, -0.96, 0.28, -0.34))]
        return [shape._replace(paint=PAINTS[place % 2]) for place, shape in enumerate(around(arm, 4))]
    return [
        Shape(
            box(-0.98 + 0.5 * column, -0.98 + 0.5 * row, -0.58 + 0.5 * column, -0.58 + 0.5 * row),
            PAINTS[(row * 3 + column * 5 + row * column) % 3],
        )
        for row in range(4)
        for column in range(4)
        if (row + column) % 4 != 3 or row < 2
    ]


@motif(("26.01.03", "Circles"))
def dots(rng: Random) -> Symbol:
    kind = rng.randrange(3)
    if kind == 0:  # a sunflower's spiral
        count = rng.choice((40, 60))
        shapes = []
        for place in range(count):
            far = math.sqrt((place + 0.6) / count)
            angle = place * 2.39996
            shapes.append(
                Shape(
                    circle(0.92 * far * math.cos(angle), 0.92 * far * math.sin(angle), 0.045 + 0.05 * far),
                    "second" if place % 8 == 0 else "ink",
                )
            )
        return shapes
    if kind == 1:  # growing rows
        return [
            Shape(circle(x * 0.4, y * 0.4, 0.05 + 0.045 * (x + 2)), "second" if x == 2 else "ink")
            for x in range(-2, 3)
            for y in range(-2, 3)
        ]
    count = rng.choice((10, 12, 14))
    return [
        Shape(
            circle(
                0.8 * math.cos(2 * math.pi * place / count),
                0.8 * math.sin(2 * math.pi * place / count),
                0.06 + 0.13 * place / count,
            ),
            "second" if place == count - 1 else "ink",
        )
        for place in range(count)
    ]


@motif(("26.11.01", "Lines and bands"))
def lines(rng: Random) -> Symbol:
    kind = rng.randrange(4)
    if kind == 0:
        return [
            Shape(points([(-0.9 + 0.36 * place, 0.1 + h), (-0.9 + 0.36 * place, -0.1 - h)]), PAINTS[place % 2], 0.17)
            for place, h in enumerate(rng.sample((0.2, 0.5, 0.75, 0.4, 0.66, 0.3), 6))
        ]
    if kind == 1:
        return [
            Shape(
                points([(-0.9, 0.5 - 0.42 * place), (0, -0.22 - 0.42 * place + 0.2), (0.9, 0.5 - 0.42 * place)]),
                PAINTS[place % 3],
                0.19,
                joint="sharp",
            )
            for place in range(3)
        ]
    if kind == 2:
        loop = path("M0,0 C.5,-.7 1,-.5 1,0 C1,.5 .5,.7 0,0 C-.5,-.7 -1,-.5 -1,0 C-1,.5 -.5,.7 0,0")
        return [Shape(loop, "ink", 0.19), Shape(path("M0,0 C.5,-.7 1,-.5 1,0"), "second", 0.19)]
    angle = np.linspace(0.6, 5.4 * math.pi, 90)
    far = 0.95 * angle / (5.4 * math.pi)
    return [
        Shape(np.stack([far * np.cos(angle), far * np.sin(angle)], axis=1), "ink", 0.11),
        Shape(circle(0.95 * math.cos(5.4 * math.pi), 0.95 * math.sin(5.4 * math.pi), 0.12), "second"),
    ]

"""Motifs of plants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offices.sample.drawing.motifs import motif
from offices.sample.drawing.vector import (
    Shape,
    Symbol,
    around,
    box,
    circle,
    mirrored,
    moved,
    path,
    points,
)

if TYPE_CHECKING:
    from random import Random


@motif(("05.03.13", "Stylised leaves"))
def leaf(rng: Random) -> Symbol:
    kind = rng.randrange(4)
    blade = path("M-.72,.8 C-.98,-.2 -.2,-.96 .86,-.9 C1,.1 .3,.98 -.72,.8")
    if kind == 0:
        veins = [
            Shape(path(text), "paper", 0.055)
            for text in ("M-.2,.3 L-.22,-.24", "M.12,0 L.12,-.5", "M-.2,.3 L.32,.34", "M.12,0 L.58,.04")
        ]
        return [
            Shape(blade),
            Shape(path("M-.95,.98 Q-.3,.34 .62,-.62"), "paper", 0.08),
            *veins,
            Shape(path("M-.95,.98 L-.68,.74"), "ink", 0.08),
        ]
    if kind == 1:
        upper = path("M-.72,.8 C-.98,-.2 -.2,-.96 .86,-.9 Q.1,-.1 -.72,.8")
        return [Shape(blade, "second"), Shape(upper)]
    if kind == 2:
        one = [Shape(path("M0,.6 C-.62,.2 -.5,-.6 0,-1 C.5,-.6 .62,.2 0,.6"))]
        pair = [
            *moved(one, turn=-52, scale=0.78, x=-0.06, y=0.42),
            *moved(one, turn=52, scale=0.78, x=0.06, y=0.42, flip=True),
        ]
        return [*_painted(pair, "second"), *one, Shape(points([(0, 0.1), (0, 1)]), "ink", 0.09)]
    small = [Shape(path("M0,0 Q.34,-.1 .5,-.46 Q.08,-.44 0,0"))]
    twig = [
        shape
        for y in (0.72, 0.3, -0.12)
        for shape in (*moved(small, y=y, x=0.03), *moved(_painted(small, "second"), y=y - 0.18, x=-0.03, flip=True))
    ]
    return [
        Shape(path("M0,1 L0,-.4"), "ink", 0.07),
        *moved(twig, scale=1.0),
        *moved(small, turn=-47, y=-0.4, scale=1.1),
    ]


def _painted(symbol: Symbol, paint: str) -> Symbol:
    return [shape._replace(paint=paint) for shape in symbol]


@motif(("05.01.16", "Stylised trees"))
def tree(rng: Random) -> Symbol:
    kind = rng.randrange(4)
    trunk = Shape(path("M-.1,1 L-.07,.1 L.07,.1 L.1,1"), "second")
    if kind == 0:
        return [
            trunk,
            Shape(circle(0, -0.34, 0.5)),
            Shape(circle(-0.42, -0.06, 0.36)),
            Shape(circle(0.42, -0.06, 0.36)),
        ]
    if kind == 1:
        tiers = [
            Shape(points([(-w, y), (0, y - 0.7), (w, y)]), "ink")
            for y, w in ((0.66, 0.74), (0.26, 0.58), (-0.16, 0.42))
        ]
        gaps = [Shape(points([(-0.9, y), (0.9, y)]), "paper", 0.04) for y in (0.66, 0.26)]
        return [Shape(box(-0.1, 0.6, 0.1, 1), "second"), tiers[0], gaps[0], tiers[1], gaps[1], tiers[2]]
    if kind == 2:
        branches = [
            Shape(path(text), "paper", 0.08)
            for text in ("M0,.6 L0,-.5", "M0,.3 L.34,-.06", "M0,.1 L-.34,-.26", "M0,-.1 L.2,-.34")
        ]
        return [
            Shape(box(-0.04, 0.3, 0.04, 1), "ink"),
            Shape(mirrored(path("M0,-1 C.5,-.9 .74,-.3 .6,.14 C.5,.46 .2,.56 0,.56"))),
            *branches,
        ]
    dots = [
        Shape(circle(x, y, 0.13), "second" if (place % 3 == 1) else "ink")
        for place, (x, y) in enumerate(_hexagon_rows())
    ]
    return [
        *dots,
        Shape(path("M0,1 L0,.2"), "ink", 0.1),
        Shape(path("M0,.56 L.36,.2"), "ink", 0.08),
        Shape(path("M0,.66 L-.36,.26"), "ink", 0.08),
    ]


def _hexagon_rows() -> list[tuple[float, float]]:
    return [
        (x * 0.32 + (row % 2) * 0.16, -0.86 + row * 0.27)
        for row, xs in enumerate(((-1, 0, 1), (-2, -1, 0, 1), (-2, -1, 0, 1, 2), (-2, -1, 0, 1)))
        for x in xs
    ]


@motif(("05.05.20", "Stylised flowers"))
def flower(rng: Random) -> Symbol:
    kind = rng.randrange(4)
    petals = rng.choice((5, 6, 8))
    if kind == 0:
        petal = [Shape(path("M0,-.1 C-.42,-.3 -.4,-1 0,-1 C.4,-1 .42,-.3 0,-.1"))]
        return [*around(petal, petals), Shape(circle(0, 0, 0.27), "paper"), Shape(circle(0, 0, 0.19), "second")]
    if kind == 1:
        tulip = path(
            "M0,.3 C-.7,.26 -.62,-.4 -.5,-.9 Q-.2,-.7 -.16,-.5 "
            "Q-.06,-.84 0,-1 Q.06,-.84 .16,-.5 Q.2,-.7 .5,-.9 C.62,-.4 .7,.26 0,.3"
        )
        blade = path("M0,.96 Q-.5,.8 -.62,.2 Q-.12,.34 0,.96")
        return [Shape(points([(0, 0.2), (0, 1)]), "second", 0.09), Shape(blade, "second"), Shape(tulip)]
    if kind == 2:
        petal = [Shape(path("M0,0 Q-.3,-.5 0,-1 Q.3,-.5 0,0"))]
        return [
            *around(_painted(petal, "second"), 6, 30),
            *around(moved(petal, scale=0.98), 6),
            Shape(circle(0, 0, 0.12), "paper"),
        ]
    lotus = [*moved([Shape(path("M0,.5 C-.5,.1 -.36,-.5 0,-.8 C.36,-.5 .5,.1 0,.5"))], y=0.1)]
    sides = [
        shape
        for turn, paint in ((66, "accent"), (36, "second"))
        for flip in (1, -1)
        for shape in moved(_painted(lotus, paint), turn=turn * flip, y=0.28, scale=0.92)
    ]
    return [*sides, *moved(lotus, y=0.0)]


@motif(("05.07.02", "Ears of cereals"))
def wheat(rng: Random) -> Symbol:
    grain = [Shape(path("M0,0 Q.32,-.14 .3,-.5 Q0,-.4 0,0"))]
    rows = rng.choice((4, 5))
    ear = [
        shape
        for row in range(rows)
        for flip in (False, True)
        for shape in moved(grain, y=0.34 - row * 0.3, x=-0.04 if flip else 0.04, flip=flip)
    ]
    top = moved([Shape(path("M0,0 Q.16,-.22 0,-.46 Q-.16,-.22 0,0"), "second")], y=0.34 - rows * 0.3 + 0.1)
    stalk = Shape(points([(0, 1), (0, 0.2)]), "ink", 0.07)
    if rng.random() < 0.5:
        return [*ear, *top, stalk]
    one = [*ear, *top, stalk]
    return [*moved(one, turn=-24, scale=0.86, x=-0.24), *moved(one, turn=24, scale=0.86, x=0.24)]


@motif(("05.07.13", "Apples and other fruits"))
def fruit(rng: Random) -> Symbol:
    leaf_shape = Shape(path("M.04,-.58 Q.1,-1 .56,-1 Q.5,-.6 .04,-.58"), "second")
    body = path(
        "M0,-.44 C.3,-.66 .86,-.5 .8,.1 C.76,.6 .44,1 .2,.94 C.08,.9 "
        "-.08,.9 -.2,.94 C-.44,1 -.76,.6 -.8,.1 C-.86,-.5 -.3,-.66 0,-.44"
    )
    if rng.random() < 0.5:
        return [Shape(body), leaf_shape, Shape(path("M.5,-.2 Q.64,0 .56,.28"), "paper", 0.09)]
    half = path(
        "M0,-.3 C.24,-.5 .62,-.38 .6,.1 C.56,.5 .36,.78 .16,.74 C.06,.7 "
        "-.06,.7 -.16,.74 C-.36,.78 -.56,.5 -.6,.1 C-.62,-.38 -.24,-.5 0,-.3"
    )
    pip = path("M0,-.02 Q.2,.2 0,.4 Q-.2,.2 0,-.02")
    return [
        Shape(body),
        Shape(half, "paper"),
        *moved([Shape(pip, "second")], turn=14, x=0.16),
        *moved([Shape(pip, "second")], turn=-14, x=-0.16),
        leaf_shape,
    ]


@motif(("05.07.01", "Grains and seeds"))
def bean(rng: Random) -> Symbol:
    one = [Shape(circle(0, 0, 0.62, 0.92)), Shape(path("M.1,-.9 C-.4,-.3 .4,.3 -.1,.9"), "paper", 0.12)]
    kind = rng.randrange(3)
    if kind == 0:
        return moved(one, turn=28)
    if kind == 1:
        back = [one[0]._replace(paint="second"), one[1]]
        return [
            *moved(back, turn=-32, scale=0.74, x=-0.3, y=0.12),
            *moved([Shape(circle(0, 0, 0.7, 1), "paper"), *one], turn=30, scale=0.74, x=0.3, y=-0.06),
        ]
    return around(moved(one, scale=0.5, y=-0.48), 3)

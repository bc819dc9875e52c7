"""Motifs of animals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offices.sample.drawing.motifs import motif
from offices.sample.drawing.vector import Shape, Symbol, arc, circle, mirrored, moved, path, points

if TYPE_CHECKING:
    from random import Random


@motif(("03.09.10", "Fish"))
def fish(rng: Random) -> Symbol:
    kind = rng.randrange(3)
    body = path("M-.98,0 C-.6,-.62 .2,-.6 .5,-.06 L.98,-.5 Q.8,0 .98,.5 L.5,.06 C.2,.6 -.6,.62 -.98,0")
    eye = [Shape(circle(-0.6, -0.1, 0.085), "paper")]
    if kind == 0:
        return [Shape(body), *eye, Shape(arc(-0.68, 0, 0.36, 0.4, -55, 55), "paper", 0.06)]
    if kind == 1:
        scales = [
            Shape(arc(x, y, 0.12, 0.12, -80, 80), "paper", 0.045)
            for x, y in ((-0.2, -0.12), (-0.2, 0.14), (0.02, -0.2), (0.02, 0), (0.02, 0.22), (0.22, -0.1), (0.22, 0.12))
        ]
        return [Shape(body), *eye, *scales]
    bone = [Shape(points([(-0.36, 0), (0.62, 0)]), "ink", 0.08)]
    ribs = [Shape(points([(x, -h), (x - 0.08, h)]), "ink", 0.08) for x, h in ((-0.1, 0.38), (0.12, 0.32), (0.34, 0.22))]
    head = Shape(path("M-.98,0 C-.8,-.44 -.5,-.5 -.36,-.46 Q-.22,0 -.36,.46 C-.5,.5 -.8,.44 -.98,0"))
    return [head, *eye, *bone, *ribs, Shape(path("M.56,0 L.98,-.44 Q.84,0 .98,.44"), "second")]


@motif(("03.07.16", "Birds in flight"))
def bird(rng: Random) -> Symbol:
    kind = rng.randrange(4)
    if kind == 0:  # swallow
        body = path(
            "M-1,-.26 C-.5,-.5 -.2,-.3 -.02,-.06 C.2,-.5 .6,-.86 1,-.9 C.86,-.4 .56,0 .26,.22 "
            "C.3,.5 .54,.72 .9,.86 C.5,.86 .16,.72 -.04,.42 C-.36,.46 -.64,.3 -.76,.02 Q-.86,-.14 -1,-.26"
        )
        return [Shape(body), Shape(circle(-0.62, -0.12, 0.055), "paper")]
    if kind == 1:  # perched
        body = path(
            "M-.9,-.3 L-.6,-.44 C-.5,-.74 -.1,-.74 .02,-.44 C.1,-.2 .4,-.1 .98,.5 "
            "C.6,.5 .5,.46 .36,.6 C.1,.86 -.4,.7 -.56,.26 C-.66,0 -.64,-.16 -.62,-.24"
        )
        wing = path("M-.3,-.02 C.1,-.16 .4,.1 .66,.36 C.3,.5 -.1,.5 -.3,-.02")
        return [Shape(body), Shape(wing, "second"), Shape(circle(-0.4, -0.42, 0.06), "paper")]
    if kind == 2:  # spread wings
        half = path(
            "M0,-.1 C.2,-.66 .6,-.76 1,-.7 C.86,-.56 .9,-.44 .74,-.36 "
            "C.8,-.2 .66,-.1 .54,-.08 C.56,.1 .4,.2 .26,.2 L.14,.3 L.24,.8 L0,.6"
        )
        return [Shape(mirrored(half)), Shape(circle(0, -0.26, 0.15), "second")]
    wing = path(
        "M-.1,.3 C-.5,0 -.5,-.6 -.3,-.98 C0,-.6 .3,-.3 .5,-.2 L.98,-.3 "
        "L.66,.02 C.6,.5 .2,.7 -.2,.66 C-.4,.8 -.7,.84 -.98,.7 Q-.5,.6 -.1,.3"
    )
    return [
        Shape(wing),
        Shape(path("M-.04,.24 C-.3,0 -.34,-.4 -.24,-.62 C-.02,-.3 .16,-.1 .32,-.02 Q.2,.2 -.04,.24"), "second"),
    ]


@motif(("03.13.01", "Butterflies"))
def butterfly(rng: Random) -> Symbol:
    upper = Shape(path("M.04,0 C.2,-.8 .8,-1 .98,-.7 C1.04,-.3 .6,.06 .04,.06"))
    lower = Shape(path("M.04,.06 C.5,.06 .8,.3 .7,.66 C.5,.96 .12,.6 .04,.1"), "second")
    spot = Shape(circle(0.68, -0.5, rng.uniform(0.08, 0.16)), "paper")
    half = [upper, lower, spot]
    feelers = Shape(path("M.02,-.2 Q.06,-.5 .24,-.62"), "ink", 0.045)
    return [*half, *moved(half, flip=True), Shape(circle(0, 0.12, 0.06, 0.44)), feelers, *moved([feelers], flip=True)]


@motif(("03.01.06", "Cats"))
def cat(rng: Random) -> Symbol:
    if rng.random() < 0.5:
        head = mirrored(path("M0,-.5 L.34,-.5 L.78,-.96 L.82,.1 C.8,.6 .4,.9 0,.9"))
        eyes = [
            Shape(path(f"M{x - 0.16},-.02 Q{x},-.2 {x + 0.16},-.02 Q{x},.14 {x - 0.16},-.02"), "paper")
            for x in (-0.36, 0.36)
        ]
        pupils = [Shape(circle(x, -0.03, 0.04, 0.09)) for x in (-0.36, 0.36)]
        whiskers = [
            Shape(points([(sign * 0.4, 0.42), (sign * 1.0, y)]), "ink", 0.035) for sign in (1, -1) for y in (0.34, 0.56)
        ]
        return [Shape(head), *eyes, *pupils, Shape(points([(-0.1, 0.3), (0.1, 0.3), (0, 0.42)]), "second"), *whiskers]
    sitting = path(
        "M-.3,-.42 L-.34,-.98 L-.1,-.74 L.1,-.74 L.34,-.98 "
        "L.3,-.42 C.5,-.1 .56,.4 .5,.96 L-.5,.96 C-.56,.4 -.5,-.1 -.3,-.42"
    )
    return [
        Shape(path("M.4,.86 C1,.9 1,.3 .74,.24"), "ink", 0.13),
        Shape(sitting),
        Shape(path("M-.14,.96 L-.14,.5"), "paper", 0.05),
        Shape(path("M.14,.96 L.14,.5"), "paper", 0.05),
    ]


@motif(("03.07.05", "Owls"))
def owl(rng: Random) -> Symbol:
    body = mirrored(path("M0,-.66 Q.3,-.68 .62,-.96 C.84,-.3 .8,.98 0,.98"))
    big = rng.uniform(0.25, 0.31)
    eyes = [
        shape
        for x in (-0.29, 0.29)
        for shape in (
            Shape(circle(x, -0.3, big), "paper"),
            Shape(circle(x, -0.3, big * 0.5), "second"),
            Shape(circle(x, -0.3, big * 0.24)),
        )
    ]
    beak = Shape(points([(-0.1, -0.14), (0.1, -0.14), (0, 0.1)]), "second")
    rows = [
        Shape(arc(x, y, 0.12, 0.14, 0, 180), "paper", 0.05)
        for y, xs in ((0.3, (-0.26, 0, 0.26)), (0.54, (-0.13, 0.13)))
        for x in xs
    ]
    return [Shape(body), *eyes, beak, *rows]


@motif(("03.01.08", "Dogs"))
def dog(rng: Random) -> Symbol:
    head = path(
        "M-.5,-.7 C-.1,-.96 .4,-.84 .5,-.44 L.98,-.16 C1,.14 .7,.24 "
        ".34,.22 C.2,.5 .3,.8 .36,.98 L-.66,.98 C-.6,.4 -.74,0 -.66,-.34"
    )
    ear = path("M-.5,-.7 C-.2,-.7 .02,-.5 -.06,-.1 C-.12,.24 -.4,.3 -.56,.12 C-.74,-.1 -.8,-.5 -.5,-.7")
    collar = Shape(path("M-.66,.56 Q-.1,.74 .28,.5"), "second", rng.uniform(0.1, 0.17))
    return [
        Shape(head),
        Shape(ear, "paper"),
        *moved([Shape(ear, "second")], scale=0.84, x=-0.06, y=-0.04),
        Shape(circle(0.28, -0.42, 0.06), "paper"),
        collar,
    ]


@motif(("03.13.04", "Bees"))
def bee(rng: Random) -> Symbol:
    wing = Shape(path("M.06,-.2 C.3,-.9 1,-1 .98,-.56 C.9,-.2 .4,-.06 .06,-.1"), "accent")
    body = Shape(circle(0, 0.26, 0.34, rng.uniform(0.6, 0.7)))
    bands = [
        Shape(path(f"M{-w},{y} Q0,{y + 0.14} {w},{y}"), "second", 0.11)
        for y, w in ((0.02, 0.28), (0.28, 0.32), (0.54, 0.27))
    ]
    feelers = Shape(path("M.06,-.5 Q.1,-.76 .3,-.84"), "ink", 0.05)
    return [
        wing,
        *moved([wing], flip=True),
        body,
        *bands,
        Shape(circle(0, -0.42, 0.2)),
        feelers,
        *moved([feelers], flip=True),
    ]

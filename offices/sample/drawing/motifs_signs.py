"""Motifs of signs, emblems and solids."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from offices.sample.drawing.motifs import motif
from offices.sample.drawing.vector import (
    Shape,
    Symbol,
    arc,
    around,
    box,
    circle,
    mirrored,
    moved,
    path,
    points,
    regular,
)

if TYPE_CHECKING:
    from random import Random


@motif(("24.09.02", "Crowns"))
def crown(rng: Random) -> Symbol:
    if rng.random() < 0.5:
        body = points([(-0.9, -0.5), (-0.45, 0.0), (0, -0.78), (0.45, 0.0), (0.9, -0.5), (0.7, 0.56), (-0.7, 0.56)])
        balls = [Shape(circle(x, y, 0.11), "second") for x, y in ((-0.92, -0.58), (0, -0.9), (0.92, -0.58))]
    else:
        body = path(
            "M-.96,-.3 Q-.6,.1 -.44,-.2 Q-.4,-.56 -.42,-.7 Q-.16,-.3 0,-.9 "
            "Q.16,-.3 .42,-.7 Q.4,-.56 .44,-.2 Q.6,.1 .96,-.3 L.7,.56 L-.7,.56"
        )
        balls = [Shape(circle(x, 0.3, 0.08), "paper") for x in (-0.4, 0, 0.4)]
    return [Shape(body), *balls, Shape(box(-0.7, 0.66, 0.7, 0.82), "second")]


@motif(("17.02.02", "Precious stones"))
def diamond(rng: Random) -> Symbol:
    rim = [(-1, -0.2), (-0.55, -0.75), (0.55, -0.75), (1, -0.2), (0, 0.95)]
    if rng.random() < 0.5:
        cuts = [
            Shape(points(line), "paper", 0.055)
            for line in (
                ((-1, -0.2), (1, -0.2)),
                ((-0.55, -0.75), (-0.36, -0.2), (0, 0.95)),
                ((0.55, -0.75), (0.36, -0.2), (0, 0.95)),
                ((-0.36, -0.2), (0, -0.75), (0.36, -0.2)),
            )
        ]
        return [Shape(points(rim)), *cuts]
    facets = [
        ((-1, -0.2), (-0.36, -0.2), (0, 0.95)),
        ((-0.36, -0.2), (0.36, -0.2), (0, 0.95)),
        ((0.36, -0.2), (1, -0.2), (0, 0.95)),
        ((-1, -0.2), (-0.55, -0.75), (-0.36, -0.2)),
        ((-0.55, -0.75), (0.55, -0.75), (0.36, -0.2), (-0.36, -0.2)),
        ((0.55, -0.75), (1, -0.2), (0.36, -0.2)),
    ]
    return [
        Shape(points(facet), paint)
        for facet, paint in zip(facets, ("ink", "second", "accent", "second", "accent", "ink"), strict=True)
    ]


@motif(("02.09.01", "Hearts"))
def heart(rng: Random) -> Symbol:
    body = mirrored(path("M0,-.46 C.2,-1 1,-.9 .96,-.24 C.92,.3 .4,.6 0,.96"))
    kind = rng.randrange(3)
    if kind == 0:
        return [
            Shape(body),
            Shape(path("M-.9,.06 L-.34,.06 L-.16,-.34 L.1,.4 L.28,.06 L.9,.06"), "paper", 0.1, joint="sharp"),
        ]
    if kind == 1:
        return [
            Shape(body),
            *moved([Shape(body, "paper")], scale=0.66, y=0.0),
            *moved([Shape(body, "second")], scale=0.42, y=0.0),
        ]
    leaf = path("M0,.7 C-.5,.3 -.44,-.2 .3,-.42 C.5,.1 .4,.5 0,.7")
    return [Shape(body), Shape(leaf, "paper"), Shape(path("M0,.7 Q.06,.2 .2,-.1"), "ink", 0.06)]


@motif(("24.13.01", "Crosses"))
def cross(rng: Random) -> Symbol:
    arm = rng.uniform(0.26, 0.38)
    body = points(
        [
            (-arm, -1),
            (arm, -1),
            (arm, -arm),
            (1, -arm),
            (1, arm),
            (arm, arm),
            (arm, 1),
            (-arm, 1),
            (-arm, arm),
            (-1, arm),
            (-1, -arm),
            (-arm, -arm),
        ]
    )
    kind = rng.randrange(3)
    if kind == 0:
        return [Shape(body), Shape(circle(0, 0, arm * 0.9), "paper"), Shape(circle(0, 0, arm * 0.6), "second")]
    if kind == 1:
        petal = [Shape(box(-arm, -1, arm, -0.1, arm), "ink")]
        return [shape._replace(paint="second" if place % 2 else "ink") for place, shape in enumerate(around(petal, 4))]
    half = points([(0, -1), (arm, -1), (arm, -arm), (1, -arm), (1, arm), (arm, arm), (arm, 1), (0, 1)])
    return [Shape(body, "second"), Shape(half, "ink")]


@motif(("24.01.05", "Shields"))
def shield(rng: Random) -> Symbol:
    body = mirrored(path("M0,-1 Q.4,-.76 .86,-.76 L.86,-.1 C.84,.5 .4,.82 0,1"))
    kind = rng.randrange(4)
    if kind == 0:
        half = path("M0,-1 Q.4,-.76 .86,-.76 L.86,-.1 C.84,.5 .4,.82 0,1")
        return [Shape(body), Shape(half, "second")]
    if kind == 1:
        return [Shape(body), Shape(points([(-0.4, 0.02), (-0.1, 0.34), (0.44, -0.34)]), "paper", 0.15)]
    if kind == 2:
        bars = [
            Shape(points([(-0.86, y), (0, y + 0.5), (0.86, y)]), "paper", 0.16, joint="sharp") for y in (-0.46, -0.06)
        ]
        return [Shape(body), *bars]
    return [Shape(body), *moved([Shape(body, "paper")], scale=0.8), *moved([Shape(body, "second")], scale=0.66)]


@motif(("26.05.01", "Polygons"))
def hexagon(rng: Random) -> Symbol:
    kind = rng.randrange(4)
    if kind == 0:
        return [Shape(regular(6, 0.92), "ink", 0.16, closed=True, joint="sharp"), Shape(regular(6, 0.5), "second")]
    if kind == 1:
        cell = [Shape(regular(6, 0.36))]
        spots = [
            (0, 0),
            *((0.66 * math.cos(math.radians(a)), 0.66 * math.sin(math.radians(a))) for a in range(0, 360, 60)),
        ]
        return [
            shape._replace(paint="second" if place in {0, 3} else "ink")
            for place, (x, y) in enumerate(spots)
            for shape in moved(cell, x=x, y=y, scale=0.96)
        ]
    if kind == 2:
        outer = regular(6, 1)
        return [
            Shape(points([(0, 0), outer[place], outer[(place + 1) % 6]]), ("ink", "second", "accent")[place % 3])
            for place in range(6)
        ]
    blade = [Shape(points([(0, 0), *regular(6, 1)[:2], regular(6, 0.52)[1]]), "ink")]
    return [shape._replace(paint="second" if place % 2 else "ink") for place, shape in enumerate(around(blade, 6))]


@motif(("26.15.09", "Cubes"))
def cube(rng: Random) -> Symbol:
    corners = regular(6, 1)
    top, right, left = (
        [corners[0], corners[1], (0, 0), corners[5]],
        [corners[1], corners[2], corners[3], (0, 0)],
        [corners[5], (0, 0), corners[3], corners[4]],
    )
    faces = [Shape(points(top), "second"), Shape(points(right), "ink"), Shape(points(left), "accent")]
    if rng.random() < 0.5:
        return faces
    seams = [Shape(points([(0, 0), corners[place]]), "paper", 0.1) for place in (1, 3, 5)]
    return [Shape(corners, "ink"), *seams]


@motif(("01.13.01", "Atoms"))
def orbit(rng: Random) -> Symbol:
    ring = [Shape(circle(0, 0, 0.96, 0.36), "ink", 0.085, closed=True)]
    turns = rng.choice((2, 3))
    dots = [Shape(circle(0.96, 0, 0.12), "second")]
    rings = [shape for copy in range(turns) for shape in moved(ring, turn=180 * copy / turns + 20)]
    return [*rings, Shape(circle(0, 0, 0.22), "second"), *moved(dots, turn=20)]


@motif(("24.15.01", "Arrows"))
def arrow(rng: Random) -> Symbol:
    kind = rng.randrange(4)
    if kind == 0:
        tip = (0.95, -0.95)
        return [
            Shape(points([tip, (-0.95, -0.1), (-0.1, 0.1)])),
            Shape(points([tip, (-0.1, 0.1), (0.1, 0.95)]), "second"),
        ]
    if kind == 1:
        chevron = points([(-0.5, -0.8), (0.1, -0.8), (0.7, 0), (0.1, 0.8), (-0.5, 0.8), (0.1, 0)])
        return [*moved([Shape(chevron, "second")], x=-0.4), *moved([Shape(chevron)], x=0.26)]
    if kind == 2:
        ring = arc(0, 0.05, 0.72, 0.72, -50, 230)
        head = [Shape(points([(-0.44, 0.1), (0.44, 0.1), (0, -0.56)]), "second")]
        return [Shape(ring, "ink", 0.22, joint="sharp"), *moved(head, turn=-50, x=0.46, y=-0.5)]
    bars = [Shape(box(x, y, x + 0.34, 0.9), "ink") for x, y in ((-0.9, 0.3), (-0.4, 0.0), (0.1, -0.3))]
    return [
        *bars,
        Shape(points([(-0.9, -0.1), (-0.2, -0.6), (0.1, -0.42), (0.78, -0.92)]), "second", 0.12),
        Shape(points([(0.46, -0.98), (0.98, -1), (0.86, -0.5)]), "second"),
    ]


@motif(("24.17.11", "Musical notes"))
def note(rng: Random) -> Symbol:
    heads = moved([Shape(circle(0, 0, 0.3, 0.21))], turn=-22)
    if rng.random() < 0.5:
        return [
            *moved(heads, x=-0.5, y=0.7),
            *moved(heads, x=0.56, y=0.52),
            Shape(points([(-0.26, 0.66), (-0.26, -0.66)]), "ink", 0.1),
            Shape(points([(0.8, 0.48), (0.8, -0.84)]), "ink", 0.1),
            Shape(points([(-0.31, -0.74), (0.85, -0.96), (0.85, -0.6), (-0.31, -0.38)]), "second"),
        ]
    return [
        *moved(heads, x=-0.2, y=0.7, scale=1.2),
        Shape(points([(0.1, 0.66), (0.1, -0.9)]), "ink", 0.11),
        Shape(path("M.1,-.95 C.2,-.5 .8,-.5 .56,.16 C.56,-.1 .4,-.2 .1,-.3"), "second"),
    ]

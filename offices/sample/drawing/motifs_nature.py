"""Motifs of the sky and of landscape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from offices.sample.drawing.motifs import motif
from offices.sample.drawing.vector import (
    Shape,
    Symbol,
    arc,
    around,
    circle,
    mirrored,
    moved,
    path,
    points,
    regular,
)
from offices.sample.drawing.vector import star as star_points

if TYPE_CHECKING:
    from random import Random


@motif(("01.03.02", "Sun"))
def sun(rng: Random) -> Symbol:
    rays = rng.choice((8, 10, 12, 16))
    kind = rng.randrange(4)
    if kind == 0:
        ray = [Shape(points([(0.62, 0), (0.95, 0)]), "second", 0.12)]
        return [Shape(circle(0, 0, 0.46)), *around(ray, rays)]
    if kind == 1:
        ray = [Shape(points([(0.56, -0.14), (1, 0), (0.56, 0.14)]), "ink")]
        return [*around(ray, rays), Shape(circle(0, 0, 0.46), "second")]
    if kind == 2:
        half = [Shape(arc(0, 0.35, 0.5, 0.5, 180, 360))]
        ray = [Shape(points([(0.66, 0), (0.98, 0)]), "second", 0.1)]
        lines = moved([shape for turn in range(180, 361, 30) for shape in moved(ray, turn=turn)], y=0.35)
        return [
            *half,
            *lines,
            Shape(points([(-0.98, 0.5), (0.98, 0.5)]), "ink", 0.1),
            Shape(points([(-0.6, 0.72), (0.6, 0.72)]), "ink", 0.1),
        ]
    ray = [Shape(path("M0.5,-.16 Q.8,-.1 1,.16 Q.7,.22 .5,.12"), "ink")]
    return [*around(ray, rays - rays % 2 - 2), Shape(circle(0, 0, 0.44), "paper"), Shape(circle(0, 0, 0.36), "second")]


@motif(("01.07.06", "Crescent moon"))
def moon(rng: Random) -> Symbol:
    shift = rng.uniform(0.3, 0.45)
    crescent = [Shape(circle(0, 0, 0.92)), Shape(circle(shift, -shift * 0.3, 0.76), "paper")]
    return [*crescent, Shape(star_points(rng.choice((4, 5, 8)), 0.3, 0.11, x=0.42, y=-0.18), "second")]


@motif(("01.01.02", "Stars"))
def star(rng: Random) -> Symbol:
    kind = rng.randrange(4)
    rays = rng.choice((4, 5, 5, 6, 8))
    if kind == 0:
        return [Shape(star_points(rays, 1, rng.uniform(0.36, 0.5)))]
    if kind == 1:  # faceted
        outer = star_points(rays, 1, 0.42)
        facets = [Shape(points([(0, 0), outer[place], outer[place + 1]]), "second") for place in range(0, 2 * rays, 2)]
        return [Shape(outer), *facets]
    if kind == 2:
        petal = [Shape(path("M0,-1 Q.08,-.16 .3,-.3 Q.05,-.1 0,0 Q-.05,-.1 -.3,-.3 Q-.08,-.16 0,-1"))]
        return [
            *around(petal, rays),
            *around(moved([Shape(path("M0,-.62 L.1,-.2 L0,0 L-.1,-.2"), "second")], turn=180 / rays), rays),
        ]
    return [
        Shape(star_points(5, 1, 0.4)),
        Shape(star_points(5, 0.66, 0.26), "paper"),
        Shape(star_points(5, 0.46, 0.18), "second"),
    ]


@motif(("01.15.15", "Drops"))
def drop(rng: Random) -> Symbol:
    body = mirrored(path("M0,-1 Q.62,-.18 .62,.34 C.62,.72 .34,.98 0,.98"))
    kind = rng.randrange(4)
    if kind == 0:
        return [Shape(body), Shape(path("M-.36,.36 Q-.34,.7 0,.76"), "paper", 0.1)]
    if kind == 1:
        wave = path("M-.6,.3 Q-.3,.1 0,.3 Q.3,.5 .6,.28 L.62,.34 C.62,.72 .34,.98 0,.98 C-.34,.98 -.62,.72 -.62,.34")
        return [
            Shape(body),
            Shape(wave, "second"),
            Shape(path("M-.66,.28 Q-.3,.08 0,.28 Q.3,.48 .66,.26"), "paper", 0.07),
        ]
    if kind == 2:
        leaf = path("M0,.84 Q-.5,.5 -.06,-.12 Q.44,.3 0,.84")
        return [Shape(body), Shape(leaf, "paper"), Shape(path("M0,.84 L-.04,.16"), "ink", 0.06)]
    small = moved([Shape(body, "second")], scale=0.44, x=0.62, y=0.52)
    return [*moved([Shape(body)], x=-0.2), *moved([Shape(body, "paper")], scale=0.52, x=0.62, y=0.5), *small]


@motif(("01.15.05", "Flames"))
def flame(rng: Random) -> Symbol:
    outer = path(
        "M.05,-1 C.2,-.55 .66,-.3 .62,.3 C.6,.74 .3,1 0,1 C-.34,1 -.64,.72 -.62,.3 "
        "C-.6,-.02 -.36,-.14 -.3,-.42 C-.14,-.3 -.1,-.16 -.1,-.02 C.06,-.3 .1,-.6 .05,-1"
    )
    inner = path(
        "M.04,.02 C.1,.26 .34,.36 .32,.62 C.3,.84 .14,.94 0,.94 C-.18,.94 -.32,.82 -.3,.6 C-.28,.42 -.12,.38 .04,.02"
    )
    if rng.random() < 0.5:
        return [Shape(outer), Shape(inner, "second")]
    return [Shape(outer), Shape(inner, "paper"), *moved([Shape(inner, "second")], scale=0.6, y=0.36)]


@motif(("01.15.03", "Lightning"))
def bolt(rng: Random) -> Symbol:
    body = points([(0.24, -1), (-0.56, 0.14), (-0.08, 0.14), (-0.26, 1), (0.56, -0.26), (0.08, -0.26)])
    kind = rng.randrange(3)
    if kind == 0:
        return [Shape(body)]
    if kind == 1:
        return [Shape(circle(0, 0, 1)), *moved([Shape(body, "second")], scale=0.72)]
    return [
        Shape(body),
        Shape(points([(0.62, -0.8), (0.34, -0.4)]), "second", 0.12),
        Shape(points([(-0.62, 0.8), (-0.36, 0.4)]), "second", 0.12),
    ]


@motif(("26.11.13", "Wavy lines or bands"))
def wave(rng: Random) -> Symbol:
    kind = rng.randrange(3)
    if kind == 0:
        at = np.linspace(-0.95, 0.95, 60)
        rows = rng.choice((3, 4))
        return [
            Shape(
                np.stack([at, 0.14 * np.sin(at * 6.6 + row) + (row - (rows - 1) / 2) * 0.46], axis=1),
                "second" if row % 2 else "ink",
                0.18,
            )
            for row in range(rows)
        ]
    if kind == 1:
        crest = path(
            "M-1,.5 C-.7,-.7 .2,-1 .62,-.42 C.84,-.1 .66,.2 .36,.16 C.14,.12 "
            ".1,-.14 .3,-.2 C0,-.34 -.3,.02 .1,.34 C.3,.5 .7,.54 1,.5 L1,.78 L-1,.78"
        )
        return [Shape(crest), Shape(path("M-.9,.64 Q-.6,.42 -.3,.64 Q0,.86 .3,.64 Q.6,.42 .9,.64"), "second", 0.1)]
    rings = [
        Shape(arc(x, 0.1, r, r, 180, 360), "ink" if r > 0.3 else "second", 0.13)
        for x in (-0.5, 0.5)
        for r in (0.46, 0.22)
    ]
    return [
        *rings,
        Shape(points([(-1, 0.34), (1, 0.34)]), "ink", 0.13),
        Shape(points([(-0.66, 0.6), (0.66, 0.6)]), "second", 0.13),
    ]


@motif(("06.01.02", "Mountains"))
def mountain(rng: Random) -> Symbol:
    high = rng.uniform(-0.95, -0.7)
    kind = rng.randrange(4)
    main = points([(-0.98, 0.7), (-0.1, high), (0.78, 0.7)])
    snow = points(
        [
            (-0.1, high),
            (0.14, high + 0.44),
            (0.0, high + 0.36),
            (-0.12, high + 0.5),
            (-0.22, high + 0.36),
            (-0.36, high + 0.46),
        ]
    )
    if kind == 0:
        side = points([(0.1, 0.7), (0.52, -0.1), (1, 0.7)])
        return [Shape(main), Shape(snow, "paper"), Shape(side, "second")]
    if kind == 1:
        return [
            Shape(circle(0.42, -0.42, 0.3), "second"),
            Shape(main),
            Shape(points([(-0.1, high), (0.78, 0.7), (0.1, 0.7)]), "accent"),
        ]
    if kind == 2:
        line = points([(-0.98, 0.6), (-0.3, -0.5), (0.1, 0.1), (0.4, -0.28), (0.98, 0.6)])
        return [Shape(line, "ink", 0.15, joint="sharp"), Shape(circle(0.52, -0.62, 0.2), "second")]
    layers = [("accent", -0.3), ("second", 0.0), ("ink", 0.3)]
    ranges = []
    for place, (paint, top) in enumerate(layers):
        shift = (-0.3, 0.36, -0.1)[place]
        ranges.append(
            Shape(points([(-1, 0.9), (-1, top + 0.5), (shift, top - 0.34), (1, top + 0.56), (1, 0.9)]), paint)
        )
    return ranges


@motif(("06.19.09", "Landscapes"))
def landscape(rng: Random) -> Symbol:
    sky = Shape(circle(0, 0, 1), "accent")
    low = rng.uniform(-0.1, 0.1)
    rim = arc(0, 0, 1, 1, 8, 172, 50)
    far = np.concatenate([path(f"M-1,.14 Q-.5,{low - 0.4} 0,{low} Q.5,{low - 0.5} .99,.14"), rim])
    near = np.concatenate([path("M-.94,.36 Q-.3,.1 .2,.42 Q.6,.66 .86,.5"), arc(0, 0, 1, 1, 30, 158, 40)])
    return [
        sky,
        Shape(circle(rng.uniform(-0.4, 0.4), -0.4, 0.22), "paper"),
        Shape(far, "second"),
        Shape(near, "ink"),
        Shape(regular(64, 0.97), "paper", 0.07, closed=True),
    ]

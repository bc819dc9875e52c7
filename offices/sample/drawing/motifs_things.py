"""Motifs of made things: vessels, buildings, tools, vehicles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

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


@motif(("11.03.04", "Cups with handles"))
def cup(rng: Random) -> Symbol:
    body = path("M-.72,-.2 L.48,-.2 L.48,.14 C.48,.56 .24,.8 -.12,.8 C-.48,.8 -.72,.56 -.72,.14")
    handle = Shape(arc(0.48, 0.16, 0.36, 0.28, -90, 90), "ink", 0.12)
    steam = [
        Shape(path(f"M{x},-.38 C{x - 0.2},-.56 {x + 0.2},-.74 {x},-.96"), "second", 0.1)
        for x in rng.choice(((-0.4, -0.12, 0.16), (-0.12,), (-0.3, 0.06)))
    ]
    if rng.random() < 0.5:
        return [handle, Shape(body), *steam, Shape(points([(-0.9, 0.94), (0.66, 0.94)]), "ink", 0.09)]
    leaf = path("M-.4,.5 Q-.4,.02 .14,.02 Q.14,.5 -.4,.5")
    return [
        handle,
        Shape(body),
        Shape(leaf, "paper"),
        Shape(path("M-.4,.5 L-.02,.16"), "ink", 0.04),
        *steam[:1],
        Shape(points([(-0.6, 0.95), (0.36, 0.95)]), "ink", 0.08),
    ]


@motif(("19.07.01", "Bottles"))
def bottle(rng: Random) -> Symbol:
    body = mirrored(path("M0,-1 L.15,-1 L.15,-.56 C.15,-.36 .4,-.3 .4,.02 L.4,.9 Q.4,1 .3,1 L0,1"))
    label = Shape(box(-0.4, 0.18, 0.4, 0.66), "paper")
    mark = Shape(regular(rng.choice((3, 4, 6, 40)), 0.17, y=0.42), "second")
    return [Shape(body), label, mark, Shape(box(-0.18, -0.98, 0.18, -0.86), "second")]


@motif(("15.07.01", "Wheels and gears"))
def gear(rng: Random) -> Symbol:
    teeth = rng.choice((8, 10, 12))
    angles = np.radians(np.linspace(0, 360, teeth * 4, endpoint=False) + 360 / teeth / 8)
    radii = np.tile([0.98, 0.98, 0.76, 0.76], teeth)
    rim = np.stack([radii * np.cos(angles), radii * np.sin(angles)], axis=1)
    middle = [Shape(circle(0, 0, 0.44), "paper"), Shape(circle(0, 0, 0.26), "second")]
    if rng.random() < 0.4:
        middle = [
            Shape(circle(0, 0, 0.5), "paper"),
            *moved(
                [
                    Shape(
                        points([(0.24, -1), (-0.56, 0.14), (-0.08, 0.14), (-0.26, 1), (0.56, -0.26), (0.08, -0.26)]),
                        "second",
                    )
                ],
                scale=0.36,
            ),
        ]
    return [Shape(rim), *middle]


@motif(("15.07.01", "Wheels and gears"))
def wheel(rng: Random) -> Symbol:
    spokes = rng.choice((6, 8, 10))
    spoke = [Shape(points([(0, 0), (0, -0.76)]), "ink", 0.07)]
    return [
        Shape(circle(0, 0, 0.84), "ink", 0.2, closed=True),
        *around(spoke, spokes),
        Shape(circle(0, 0, 0.22), "second"),
    ]


@motif(("13.01.17", "Incandescent bulbs"))
def bulb(rng: Random) -> Symbol:
    glass = mirrored(path("M0,-.98 C.44,-.98 .68,-.66 .66,-.3 C.64,.06 .34,.16 .28,.46 L0,.46"))
    foot = [Shape(box(-0.27, y, 0.27, y + 0.13, 0.06), "ink") for y in (0.54, 0.72)]
    inner = rng.choice(
        (
            path("M-.16,.4 L-.26,-.2 L0,-.04 L.26,-.2 L.16,.4"),
            path("M0,.4 L0,-.3"),
            path("M-.1,.4 C-.5,-.1 0,-.6 .3,-.5 C.3,-.1 .1,.1 0,.4"),
        )
    )
    return [Shape(glass), Shape(inner, "paper", 0.08), *foot, Shape(path("M-.12,.94 L.12,.94"), "second", 0.12)]


@motif(("07.01.24", "Stylised dwellings"))
def house(rng: Random) -> Symbol:
    kind = rng.randrange(4)
    if kind == 0:
        return [
            Shape(points([(-0.98, 0.02), (0, -0.86), (0.98, 0.02)]), "second", 0.17),
            Shape(points([(-0.68, 0.02), (0, -0.56), (0.68, 0.02), (0.68, 0.9), (-0.68, 0.9)])),
            Shape(box(-0.16, 0.36, 0.16, 0.9), "paper"),
        ]
    if kind == 1:
        line = path("M-.3,.86 L-.74,.86 L-.74,-.06 L0,-.78 L.74,-.06 L.74,.86 L.1,.86 L.1,.3")
        return [Shape(line, "ink", 0.15), Shape(box(0.3, 0.02, 0.52, 0.24), "second")]
    if kind == 2:
        panes = [Shape(box(x, y, x + 0.17, y + 0.17), "paper") for x in (-0.2, 0.03) for y in (0.06, 0.29)]
        return [Shape(points([(-0.94, 0.9), (-0.94, -0.02), (0, -0.9), (0.94, -0.02), (0.94, 0.9)])), *panes]
    blocks = [("accent", -0.95, -0.05, 0.5), ("ink", -0.42, -0.55, 0.56), ("second", 0.2, -0.3, 0.7)]
    return [
        Shape(points([(x, 0.9), (x, y), (x + width / 2, y - 0.34), (x + width, y), (x + width, 0.9)]), paint)
        for paint, x, y, width in blocks
    ]


@motif(("07.11.10", "Bridges"))
def bridge(rng: Random) -> Symbol:
    towers = [Shape(box(x - 0.07, -0.8, x + 0.07, 0.7), "ink") for x in (-0.5, 0.5)]
    cables = [
        Shape(path(text), "second", 0.075)
        for text in (
            "M-.98,.2 Q-.7,-.1 -.5,-.74",
            "M-.5,-.74 Q-.3,.16 0,.16 Q.3,.16 .5,-.74",
            "M.5,-.74 Q.7,-.1 .98,.2",
        )
    ]
    hangers = [
        Shape(points([(x, y), (x, 0.3)]), "ink", 0.045)
        for x, y in ((-0.3, -0.1), (-0.15, 0.12), (0, 0.16), (0.15, 0.12), (0.3, -0.1))
    ]
    water = Shape(path("M-.9,.86 Q-.6,.72 -.3,.86 Q0,1 .3,.86 Q.6,.72 .9,.86"), "second", rng.uniform(0.06, 0.1))
    return [*cables, *hangers, *towers, Shape(points([(-1, 0.34), (1, 0.34)]), "ink", 0.13, joint="sharp"), water]


@motif(("14.05.01", "Keys"))
def key(rng: Random) -> Symbol:
    bow = rng.choice((circle(-0.52, 0, 0.36), regular(6, 0.4, x=-0.52), regular(4, 0.46, x=-0.52)))
    bits = [Shape(box(x, 0, x + 0.14, deep), "ink") for x, deep in ((0.8, 0.4), (0.52, 0.3))]
    whole = [
        Shape(bow, "ink", 0.19, closed=True, joint="sharp"),
        Shape(points([(-0.1, 0), (0.9, 0)]), "ink", 0.17, joint="sharp"),
        *bits,
        Shape(circle(-0.52, 0, 0.11), "second"),
    ]
    return moved(whole, turn=rng.choice((0, -45, 45)))


@motif(("18.04.02", "Anchors"))
def anchor(rng: Random) -> Symbol:
    arms = Shape(arc(0, 0.18, 0.72, 0.72, 10, 170), "ink", 0.16)
    flukes = [Shape(points([(sign * 0.98, 0.42), (sign * 0.7, -0.02), (sign * 0.46, 0.42)]), "ink") for sign in (1, -1)]
    stock = Shape(points([(-0.42, -0.34), (0.42, -0.34)]), "second", 0.15)
    parts = [
        Shape(points([(0, -0.5), (0, 0.86)]), "ink", 0.16),
        arms,
        *flukes,
        stock,
        Shape(circle(0, -0.74, 0.2), "ink", 0.13, closed=True),
    ]
    if rng.random() < 0.4:
        parts.append(Shape(path("M.2,-.74 C.9,-.6 -.7,.1 .1,.3 C.5,.4 .3,.7 .06,.66"), "second", 0.07))
    return parts


@motif(("18.03.23", "Sailing ships"))
def boat(rng: Random) -> Symbol:
    hull = Shape(path("M-.94,.42 L.94,.42 C.8,.76 .6,.86 .4,.86 L-.5,.86 C-.7,.8 -.86,.64 -.94,.42"))
    if rng.random() < 0.5:
        sails = [
            Shape(path("M.06,-.98 C.5,-.5 .7,-.1 .78,.28 L.06,.28")),
            Shape(path("M-.06,-.7 L-.06,.28 L-.66,.28 Q-.4,-.3 -.06,-.7"), "second"),
        ]
    else:
        sails = [
            Shape(path("M-.02,-.98 Q.9,-.3 .02,.28"), "second"),
            Shape(points([(-0.04, -1), (-0.04, 0.42)]), "ink", 0.07),
        ]
    return [*sails, hull]


@motif(("20.07.02", "Books"))
def book(rng: Random) -> Symbol:
    page = Shape(path("M.05,-.5 Q.5,-.8 .98,-.56 L.98,.5 Q.5,.26 .05,.56"))
    lines = [Shape(path(f"M.22,{y} Q.54,{y - 0.2} .84,{y - 0.06}"), "paper", 0.055) for y in (-0.22, 0.02, 0.26)]
    left = [
        shape._replace(paint="second" if shape.paint == "ink" else shape.paint)
        for shape in moved([page, *lines], flip=True)
    ]
    cover = Shape(path("M-.98,.66 Q-.5,.46 0,.74 Q.5,.46 .98,.66"), "ink", 0.1)
    if rng.random() < 0.4:
        return [page, *left, cover]
    return [page, *lines, *left, cover]


@motif(("09.07.25", "Headwear"))
def hat(rng: Random) -> Symbol:
    crown_shape = path("M-.5,.36 C-.56,-.2 -.46,-.8 0,-.74 C.46,-.8 .56,-.2 .5,.36")
    brim = path("M-1,.3 Q0,.62 1,.3 C.8,.86 -.8,.86 -1,.3")
    return [Shape(crown_shape), Shape(path("M-.52,.16 Q0,.4 .52,.16"), "second", rng.uniform(0.12, 0.2)), Shape(brim)]

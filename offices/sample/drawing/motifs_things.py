"""Motifs of made things: vessels, buildings, tools, vehicles, signs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from offices.sample.drawing.motifs import motif
from offices.sample.drawing.vector import Shape, Symbol, arc, around, box, circle, mirrored, moved, path, points, regular

if TYPE_CHECKING:
    from random import Random


@motif(("11.03.04", "Cups with handles"))
def cup(rng: Random) -> Symbol:
    body = path("M-.72,-.2 L.48,-.2 L.48,.14 C.48,.56 .24,.8 -.12,.8 C-.48,.8 -.72,.56 -.72,.14")
    handle = Shape(arc(0.48, 0.16, 0.36, 0.28, -90, 90), "ink", 0.12)
    steam = [Shape(path(f"M{x},-.38 C{x - 0.2},-.56 {x + 0.2},-.74 {x},-.96"), "second", 0.1) for x in rng.choice(((-0.4, -0.12, 0.16), (-0.12,), (-0.3, 0.06)))]
    if rng.random() < 0.5:
        return [handle, Shape(body), *steam, Shape(points([(-0.9, 0.94), (0.66, 0.94)]), "ink", 0.09)]
    leaf = path("M-.4,.5 Q-.4,.02 .14,.02 Q.14,.5 -.4,.5")
    return [handle, Shape(body), Shape(leaf, "paper"), Shape(path("M-.4,.5 L-.02,.16"), "ink", 0.04), *steam[:1], Shape(points([(-0.6, 0.95), (0.36, 0.95)]), "ink", 0.08)]


@motif(("19.07.01", "Bottles"))
def bottle(rng: Random) -> Symbol:
    body = mirrored(path("M0,-1 L.15,-1 L.15,-.56 C.15,-.36 .4,-.3 .4,.02 L.4,.9 Q.4,1 .3,1 L0,1"))
    label = Shape(box(-0.4, 0.18, 0.4, 0.66), "paper")
    mark = Shape(regular(rng.choice((3, 4, 6, 40)), 0.17, y=0.42), "second")
    return [Shape(body), label, mark, Shape(box(-0.18, -0.98, 0.18, -0.86), "second")]


@motif(("24.09.02", "Crowns"))
def crown(rng: Random) -> Symbol:
    if rng.random() < 0.5:
        body = points([(-0.9, -0.5), (-0.45, 0.0), (0, -0.78), (0.45, 0.0), (0.9, -0.5), (0.7, 0.56), (-0.7, 0.56)])
        balls = [Shape(circle(x, y, 0.11), "second") for x, y in ((-0.92, -0.58), (0, -0.9), (0.92, -0.58))]
    else:
        body = path("M-.96,-.3 Q-.6,.1 -.44,-.2 Q-.4,-.56 -.42,-.7 Q-.16,-.3 0,-.9 Q.16,-.3 .42,-.7 Q.4,-.56 .44,-.2 Q.6,.1 .96,-.3 L.7,.56 L-.7,.56")
        balls = [Shape(circle(x, 0.3, 0.08), "paper") for x in (-0.4, 0, 0.4)]
    return [Shape(body), *balls, Shape(box(-0.7, 0.66, 0.7, 0.82), "second")]


@motif(("17.02.01", "Precious stones"))
def diamond(rng: Random) -> Symbol:
    rim = [(-1, -0.2), (-0.55, -0.75), (0.55, -0.75), (1, -0.2), (0, 0.95)]
    if rng.random() < 0.5:
        cuts = [Shape(points(line), "paper", 0.055) for line in (((-1, -0.2), (1, -0.2)), ((-0.55, -0.75), (-0.36, -0.2), (0, 0.95)), ((0.55, -0.75), (0.36, -0.2), (0, 0.95)), ((-0.36, -0.2), (0, -0.75), (0.36, -0.2)))]
        return [Shape(points(rim)), *cuts]
    facets = [((-1, -0.2), (-0.36, -0.2), (0, 0.95)), ((-0.36, -0.2), (0.36, -0.2), (0, 0.95)), ((0.36, -0.2), (1, -0.2), (0, 0.95)), ((-1, -0.2), (-0.55, -0.75), (-0.36, -0.2)), ((-0.55, -0.75), (0.55, -0.75), (0.36, -0.2), (-0.36, -0.2)), ((0.55, -0.75), (1, -0.2), (0.36, -0.2))]
    return [Shape(points(facet), paint) for facet, paint in zip(facets, ("ink", "second", "accent", "second", "accent", "ink"), strict=True)]


@motif(("02.09.01", "Hearts"))
def heart(rng: Random) -> Symbol:
    body = mirrored(path("M0,-.46 C.2,-1 1,-.9 .96,-.24 C.92,.3 .4,.6 0,.96"))
    kind = rng.randrange(3)
    if kind == 0:
        return [Shape(body), Shape(path("M-.9,.06 L-.34,.06 L-.16,-.34 L.1,.4 L.28,.06 L.9,.06"), "paper", 0.1, joint="sharp")]
    if kind == 1:
        return [Shape(body), *moved([Shape(body, "paper")], scale=0.66, y=0.0), *moved([Shape(body, "second")], scale=0.42, y=0.0)]
    leaf = path("M0,.7 C-.5,.3 -.44,-.2 .3,-.42 C.5,.1 .4,.5 0,.7")
    return [Shape(body), Shape(leaf, "paper"), Shape(path("M0,.7 Q.06,.2 .2,-.1"), "ink", 0.06)]


@motif(("24.13.01", "Crosses"))
def cross(rng: Random) -> Symbol:
    arm = rng.uniform(0.26, 0.38)
    body = points([(-arm, -1), (arm, -1), (arm, -arm), (1, -arm), (1, arm), (arm, arm), (arm, 1), (-arm, 1), (-arm, arm), (-1, arm), (-1, -arm), (-arm, -arm)])
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
        bars = [Shape(points([(-0.86, y), (0, y + 0.5), (0.86, y)]), "paper", 0.16, joint="sharp") for y in (-0.46, -0.06)]
        return [Shape(body), *bars]
    return [Shape(body), *moved([Shape(body, "paper")], scale=0.8), *moved([Shape(body, "second")], scale=0.66)]


@motif(("26.05.01", "Polygons"))
def hexagon(rng: Random) -> Symbol:
    kind = rng.randrange(4)
    if kind == 0:
        return [Shape(regular(6, 0.92), "ink", 0.16, closed=True, joint="sharp"), Shape(regular(6, 0.5), "second")]
    if kind == 1:
        cell = [Shape(regular(6, 0.36))]
        spots = [(0, 0), *((0.66 * math.cos(math.radians(a)), 0.66 * math.sin(math.radians(a))) for a in range(0, 360, 60))]
        return [shape._replace(paint="second" if place in {0, 3} else "ink") for place, (x, y) in enumerate(spots) for shape in moved(cell, x=x, y=y, scale=0.96)]
    if kind == 2:
        outer = regular(6, 1)
        return [Shape(points([(0, 0), outer[place], outer[(place + 1) % 6]]), ("ink", "second", "accent")[place % 3]) for place in range(6)]
    blade = [Shape(points([(0, 0), *regular(6, 1)[:2], regular(6, 0.52)[1]]), "ink")]
    return [shape._replace(paint="second" if place % 2 else "ink") for place, shape in enumerate(around(blade, 6))]


@motif(("26.15.09", "Cubes"))
def cube(rng: Random) -> Symbol:
    corners = regular(6, 1)
    top, right, left = ([corners[0], corners[1], (0, 0), corners[5]], [corners[1], corners[2], corners[3], (0, 0)], [corners[5], (0, 0), corners[3], corners[4]])
    faces = [Shape(points(top), "second"), Shape(points(right), "ink"), Shape(points(left), "accent")]
    if rng.random() < 0.5:
        return faces
    seams = [Shape(points([(0, 0), corners[place]]), "paper", 0.1) for place in (1, 3, 5)]
    return [Shape(corners, "ink"), *seams]


@motif(("01.13.15", "Atoms"))
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
        return [Shape(points([tip, (-0.95, -0.1), (-0.1, 0.1)])), Shape(points([tip, (-0.1, 0.1), (0.1, 0.95)]), "second")]
    if kind == 1:
        chevron = points([(-0.5, -0.8), (0.1, -0.8), (0.7, 0), (0.1, 0.8), (-0.5, 0.8), (0.1, 0)])
        return [*moved([Shape(chevron, "second")], x=-0.4), *moved([Shape(chevron)], x=0.26)]
    if kind == 2:
        ring = arc(0, 0.05, 0.72, 0.72, -50, 230)
        return [Shape(ring, "ink", 0.22, joint="sharp"), *moved([Shape(points([(-0.42, 0.2), (0.42, 0.2), (0, -0.46)]), "second")], x=-0.47, y=-0.46, turn=-40)]
    bars = [Shape(box(x, y, x + 0.34, 0.9), "ink") for x, y in ((-0.9, 0.3), (-0.4, 0.0), (0.1, -0.3))]
    return [*bars, Shape(points([(-0.9, -0.1), (-0.2, -0.6), (0.1, -0.42), (0.78, -0.92)]), "second", 0.12), Shape(points([(0.46, -0.98), (0.98, -1), (0.86, -0.5)]), "second")]


@motif(("15.07.01", "Wheels and gears"))
def gear(rng: Random) -> Symbol:
    teeth = rng.choice((8, 10, 12))
    angles = np.radians(np.linspace(0, 360, teeth * 4, endpoint=False) + 360 / teeth / 8)
    radii = np.tile([0.98, 0.98, 0.76, 0.76], teeth)
    rim = np.stack([radii * np.cos(angles), radii * np.sin(angles)], axis=1)
    middle = [Shape(circle(0, 0, 0.44), "paper"), Shape(circle(0, 0, 0.26), "second")]
    if rng.random() < 0.4:
        middle = [Shape(circle(0, 0, 0.5), "paper"), *moved([Shape(points([(0.24, -1), (-0.56, 0.14), (-0.08, 0.14), (-0.26, 1), (0.56, -0.26), (0.08, -0.26)]), "second")], scale=0.36)]
    return [Shape(rim), *middle]


@motif(("15.07.01", "Wheels and gears"))
def wheel(rng: Random) -> Symbol:
    spokes = rng.choice((6, 8, 10))
    spoke = [Shape(points([(0, 0), (0, -0.76)]), "ink", 0.07)]
    return [Shape(circle(0, 0, 0.84), "ink", 0.2, closed=True), *around(spoke, spokes), Shape(circle(0, 0, 0.22), "second")]


@motif(("13.01.06", "Incandescent bulbs"))
def bulb(rng: Random) -> Symbol:
    glass = mirrored(path("M0,-.98 C.44,-.98 .68,-.66 .66,-.3 C.64,.06 .34,.16 .28,.46 L0,.46"))
    foot = [Shape(box(-0.27, y, 0.27, y + 0.13, 0.06), "ink") for y in (0.54, 0.72)]
    inner = rng.choice((path("M-.16,.4 L-.26,-.2 L0,-.04 L.26,-.2 L.16,.4"), path("M0,.4 L0,-.3"), path("M-.1,.4 C-.5,-.1 0,-.6 .3,-.5 C.3,-.1 .1,.1 0,.4")))
    return [Shape(glass), Shape(inner, "paper", 0.08), *foot, Shape(path("M-.12,.94 L.12,.94"), "second", 0.12)]


@motif(("07.01.24", "Stylised dwellings"))
def house(rng: Random) -> Symbol:
    kind = rng.randrange(4)
    if kind == 0:
        return [Shape(points([(-0.98, 0.02), (0, -0.86), (0.98, 0.02)]), "second", 0.17), Shape(points([(-0.68, 0.02), (0, -0.56), (0.68, 0.02), (0.68, 0.9), (-0.68, 0.9)])), Shape(box(-0.16, 0.36, 0.16, 0.9), "paper")]
    if kind == 1:
        line = path("M-.3,.86 L-.74,.86 L-.74,-.06 L0,-.78 L.74,-.06 L.74,.86 L.1,.86 L.1,.3")
        return [Shape(line, "ink", 0.15), Shape(box(0.3, 0.02, 0.52, 0.24), "second")]
    if kind == 2:
        panes = [Shape(box(x, y, x + 0.17, y + 0.17), "paper") for x in (-0.2, 0.03) for y in (0.06, 0.29)]
        return [Shape(points([(-0.94, 0.9), (-0.94, -0.02), (0, -0.9), (0.94, -0.02), (0.94, 0.9)])), *panes]
    blocks = [("accent", -0.95, -0.05, 0.5), ("ink", -0.42, -0.55, 0.56), ("second", 0.2, -0.3, 0.7)]
    return [Shape(points([(x, 0.9), (x, y), (x + width / 2, y - 0.34), (x + width, y), (x + width, 0.9)]), paint) for paint, x, y, width in blocks]


@motif(("07.11.10", "Bridges"))
def bridge(rng: Random) -> Symbol:
    towers = [Shape(box(x - 0.07, -0.8, x + 0.07, 0.7), "ink") for x in (-0.5, 0.5)]
    cables = [Shape(path(text), "second", 0.075) for text in ("M-.98,.2 Q-.7,-.1 -.5,-.74", "M-.5,-.74 Q-.3,.16 0,.16 Q.3,.16 .5,-.74", "M.5,-.74 Q.7,-.1 .98,.2")]
    hangers = [Shape(points([(x, y), (x, 0.3)]), "ink", 0.045) for x, y in ((-0.3, -0.1), (-0.15, 0.12), (0, 0.16), (0.15, 0.12), (0.3, -0.1))]
    water = Shape(path("M-.9,.86 Q-.6,.72 -.3,.86 Q0,1 .3,.86 Q.6,.72 .9,.86"), "second", 0.08)
    return [*cables, *hangers, *towers, Shape(points([(-1, 0.34), (1, 0.34)]), "ink", 0.13, joint="sharp"), water]


@motif(("14.05.01", "Keys"))
def key(rng: Random) -> Symbol:
    bow = rng.choice((circle(-0.52, 0, 0.36), regular(6, 0.4, x=-0.52), regular(4, 0.46, x=-0.52)))
    bits = [Shape(box(x, 0, x + 0.14, deep), "ink") for x, deep in ((0.8, 0.4), (0.52, 0.3))]
    whole = [Shape(bow, "ink", 0.19, closed=True, joint="sharp"), Shape(points([(-0.1, 0), (0.9, 0)]), "ink", 0.17, joint="sharp"), *bits, Shape(circle(-0.52, 0, 0.11), "second")]
    return moved(whole, turn=rng.choice((0, -45, 45)))


@motif(("18.04.02", "Anchors"))
def anchor(rng: Random) -> Symbol:
    arms = Shape(arc(0, 0.18, 0.72, 0.72, 10, 170), "ink", 0.16)
    flukes = [Shape(points([(sign * 0.98, 0.42), (sign * 0.7, -0.02), (sign * 0.46, 0.42)]), "ink") for sign in (1, -1)]
    stock = Shape(points([(-0.42, -0.34), (0.42, -0.34)]), "second", 0.15)
    parts = [Shape(points([(0, -0.5), (0, 0.86)]), "ink", 0.16), arms, *flukes, stock, Shape(circle(0, -0.74, 0.2), "ink", 0.13, closed=True)]
    if rng.random() < 0.4:
        parts.append(Shape(path("M.2,-.74 C.9,-.6 -.7,.1 .1,.3 C.5,.4 .3,.7 .06,.66"), "second", 0.07))
    return parts


@motif(("18.03.02", "Sailing ships"))
def boat(rng: Random) -> Symbol:
    hull = Shape(path("M-.94,.42 L.94,.42 C.8,.76 .6,.86 .4,.86 L-.5,.86 C-.7,.8 -.86,.64 -.94,.42"))
    if rng.random() < 0.5:
        sails = [Shape(path("M.06,-.98 C.5,-.5 .7,-.1 .78,.28 L.06,.28")), Shape(path("M-.06,-.7 L-.06,.28 L-.66,.28 Q-.4,-.3 -.06,-.7"), "second")]
    else:
        sails = [Shape(path("M-.02,-.98 Q.9,-.3 .02,.28"), "second"), Shape(points([(-0.04, -1), (-0.04, 0.42)]), "ink", 0.07)]
    return [*sails, hull]


@motif(("20.07.01", "Books"))
def book(rng: Random) -> Symbol:
    page = Shape(path("M.05,-.5 Q.5,-.8 .98,-.56 L.98,.5 Q.5,.26 .05,.56"))
    lines = [Shape(path(f"M.22,{y} Q.54,{y - 0.2} .84,{y - 0.06}"), "paper", 0.055) for y in (-0.22, 0.02, 0.26)]
    left = [shape._replace(paint="second" if shape.paint == "ink" else shape.paint) for shape in moved([page, *lines], flip=True)]
    cover = Shape(path("M-.98,.66 Q-.5,.46 0,.74 Q.5,.46 .98,.66"), "ink", 0.1)
    if rng.random() < 0.4:
        return [page, *left, cover]
    return [page, *lines, *left, cover]


@motif(("24.17.10", "Musical notes"))
def note(rng: Random) -> Symbol:
    heads = moved([Shape(circle(0, 0, 0.3, 0.21))], turn=-22)
    if rng.random() < 0.5:
        return [*moved(heads, x=-0.5, y=0.7), *moved(heads, x=0.56, y=0.52), Shape(points([(-0.26, 0.66), (-0.26, -0.66)]), "ink", 0.1), Shape(points([(0.8, 0.48), (0.8, -0.84)]), "ink", 0.1), Shape(points([(-0.31, -0.74), (0.85, -0.96), (0.85, -0.6), (-0.31, -0.38)]), "second")]
    return [*moved(heads, x=-0.2, y=0.7, scale=1.2), Shape(points([(0.1, 0.66), (0.1, -0.9)]), "ink", 0.11), Shape(path("M.1,-.95 C.2,-.5 .8,-.5 .56,.16 C.56,-.1 .4,-.2 .1,-.3"), "second")]


@motif(("09.07.01", "Headwear"))
def hat(rng: Random) -> Symbol:
    crown_shape = path("M-.5,.36 C-.56,-.2 -.46,-.8 0,-.74 C.46,-.8 .56,-.2 .5,.36")
    brim = path("M-1,.3 Q0,.62 1,.3 C.8,.86 -.8,.86 -1,.3")
    return [Shape(crown_shape), Shape(path("M-.52,.16 Q0,.4 .52,.16"), "second", 0.17), Shape(brim)]

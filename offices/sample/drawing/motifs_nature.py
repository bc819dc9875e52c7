"""Motifs of the sky, plants and landscape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from offices.sample.drawing.motifs import motif
from offices.sample.drawing.vector import Shape, Symbol, arc, around, box, circle, mirrored, moved, path, points, regular, star as star_points

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
        return [*half, *lines, Shape(points([(-0.98, 0.5), (0.98, 0.5)]), "ink", 0.1), Shape(points([(-0.6, 0.72), (0.6, 0.72)]), "ink", 0.1)]
    ray = [Shape(path("M0.5,-.16 Q.8,-.1 1,.16 Q.7,.22 .5,.12"), "ink")]
    return [*around(ray, rays - rays % 2 - 2), Shape(circle(0, 0, 0.44), "paper"), Shape(circle(0, 0, 0.36), "second")]


@motif(("01.07.06", "Crescent moon"))
def moon(rng: Random) -> Symbol:
    shift = rng.uniform(0.3, 0.45)
    crescent = [Shape(circle(0, 0, 0.92)), Shape(circle(shift, -shift * 0.3, 0.76), "paper")]
    return [*crescent, Shape(star_points(rng.choice((4, 5, 8)), 0.3, 0.11, x=0.42, y=-0.18), "second")]


@motif(("01.01.01", "Stars"))
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
        return [*around(petal, rays), *around(moved([Shape(path("M0,-.62 L.1,-.2 L0,0 L-.1,-.2"), "second")], turn=180 / rays), rays)]
    return [Shape(star_points(5, 1, 0.4)), Shape(star_points(5, 0.66, 0.26), "paper"), Shape(star_points(5, 0.46, 0.18), "second")]


@motif(("01.15.15", "Drops"))
def drop(rng: Random) -> Symbol:
    body = mirrored(path("M0,-1 Q.62,-.18 .62,.34 C.62,.72 .34,.98 0,.98"))
    kind = rng.randrange(4)
    if kind == 0:
        return [Shape(body), Shape(path("M-.36,.36 Q-.34,.7 0,.76"), "paper", 0.1)]
    if kind == 1:
        wave = path("M-.6,.3 Q-.3,.1 0,.3 Q.3,.5 .6,.28 L.62,.34 C.62,.72 .34,.98 0,.98 C-.34,.98 -.62,.72 -.62,.34")
        return [Shape(body), Shape(wave, "second"), Shape(path("M-.66,.28 Q-.3,.08 0,.28 Q.3,.48 .66,.26"), "paper", 0.07)]
    if kind == 2:
        leaf = path("M0,.84 Q-.5,.5 -.06,-.12 Q.44,.3 0,.84")
        return [Shape(body), Shape(leaf, "paper"), Shape(path("M0,.84 L-.04,.16"), "ink", 0.06)]
    small = moved([Shape(body, "second")], scale=0.44, x=0.62, y=0.52)
    return [*moved([Shape(body)], x=-0.2), *moved([Shape(body, "paper")], scale=0.52, x=0.62, y=0.5), *small]


@motif(("01.15.05", "Flames"))
def flame(rng: Random) -> Symbol:
    outer = path("M.05,-1 C.2,-.55 .66,-.3 .62,.3 C.6,.74 .3,1 0,1 C-.34,1 -.64,.72 -.62,.3 C-.6,-.02 -.36,-.14 -.3,-.42 C-.14,-.3 -.1,-.16 -.1,-.02 C.06,-.3 .1,-.6 .05,-1")
    inner = path("M.04,.02 C.1,.26 .34,.36 .32,.62 C.3,.84 .14,.94 0,.94 C-.18,.94 -.32,.82 -.3,.6 C-.28,.42 -.12,.38 .04,.02")
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
    return [Shape(body), Shape(points([(0.62, -0.8), (0.34, -0.4)]), "second", 0.12), Shape(points([(-0.62, 0.8), (-0.36, 0.4)]), "second", 0.12)]


@motif(("26.11.13", "Wavy lines or bands"))
def wave(rng: Random) -> Symbol:
    kind = rng.randrange(3)
    if kind == 0:
        at = np.linspace(-0.95, 0.95, 60)
        rows = rng.choice((3, 4))
        return [
            Shape(np.stack([at, 0.14 * np.sin(at * 6.6 + row) + (row - (rows - 1) / 2) * 0.46], axis=1), "second" if row % 2 else "ink", 0.18)
            for row in range(rows)
        ]
    if kind == 1:
        crest = path("M-1,.5 C-.7,-.7 .2,-1 .62,-.42 C.84,-.1 .66,.2 .36,.16 C.14,.12 .1,-.14 .3,-.2 C0,-.34 -.3,.02 .1,.34 C.3,.5 .7,.54 1,.5 L1,.78 L-1,.78")
        return [Shape(crest), Shape(path("M-.9,.64 Q-.6,.42 -.3,.64 Q0,.86 .3,.64 Q.6,.42 .9,.64"), "second", 0.1)]
    rings = [Shape(arc(x, 0.1, r, r, 180, 360), "ink" if r > 0.3 else "second", 0.13) for x in (-0.5, 0.5) for r in (0.46, 0.22)]
    return [*rings, Shape(points([(-1, 0.34), (1, 0.34)]), "ink", 0.13), Shape(points([(-0.66, 0.6), (0.66, 0.6)]), "second", 0.13)]


@motif(("06.01.02", "Mountains"))
def mountain(rng: Random) -> Symbol:
    high = rng.uniform(-0.95, -0.7)
    kind = rng.randrange(4)
    main = points([(-0.98, 0.7), (-0.1, high), (0.78, 0.7)])
    snow = points([(-0.1, high), (0.14, high + 0.44), (0.0, high + 0.36), (-0.12, high + 0.5), (-0.22, high + 0.36), (-0.36, high + 0.46)])
    if kind == 0:
        side = points([(0.1, 0.7), (0.52, -0.1), (1, 0.7)])
        return [Shape(main), Shape(snow, "paper"), Shape(side, "second")]
    if kind == 1:
        return [Shape(circle(0.42, -0.42, 0.3), "second"), Shape(main), Shape(points([(-0.1, high), (0.78, 0.7), (0.1, 0.7)]), "accent")]
    if kind == 2:
        line = points([(-0.98, 0.6), (-0.3, -0.5), (0.1, 0.1), (0.4, -0.28), (0.98, 0.6)])
        return [Shape(line, "ink", 0.15, joint="sharp"), Shape(circle(0.52, -0.62, 0.2), "second")]
    layers = [("accent", -0.3), ("second", 0.0), ("ink", 0.3)]
    ranges = []
    for place, (paint, top) in enumerate(layers):
        shift = (-0.3, 0.36, -0.1)[place]
        ranges.append(Shape(points([(-1, 0.9), (-1, top + 0.5), (shift, top - 0.34), (1, top + 0.56), (1, 0.9)]), paint))
    return ranges


@motif(("05.03.13", "Stylised leaves"))
def leaf(rng: Random) -> Symbol:
    kind = rng.randrange(4)
    blade = path("M-.72,.8 C-.98,-.2 -.2,-.96 .86,-.9 C1,.1 .3,.98 -.72,.8")
    if kind == 0:
        veins = [Shape(path(text), "paper", 0.055) for text in ("M-.2,.3 L-.22,-.24", "M.12,0 L.12,-.5", "M-.2,.3 L.32,.34", "M.12,0 L.58,.04")]
        return [Shape(blade), Shape(path("M-.95,.98 Q-.3,.34 .62,-.62"), "paper", 0.08), *veins, Shape(path("M-.95,.98 L-.68,.74"), "ink", 0.08)]
    if kind == 1:
        upper = path("M-.72,.8 C-.98,-.2 -.2,-.96 .86,-.9 Q.1,-.1 -.72,.8")
        return [Shape(blade, "second"), Shape(upper)]
    if kind == 2:
        one = [Shape(path("M0,.6 C-.62,.2 -.5,-.6 0,-1 C.5,-.6 .62,.2 0,.6"))]
        pair = [*moved(one, turn=-52, scale=0.78, x=-0.06, y=0.42), *moved(one, turn=52, scale=0.78, x=0.06, y=0.42, flip=True)]
        return [*_painted(pair, "second"), *one, Shape(points([(0, 0.1), (0, 1)]), "ink", 0.09)]
    small = [Shape(path("M0,0 Q.34,-.1 .5,-.46 Q.08,-.44 0,0"))]
    twig = [shape for y in (0.72, 0.3, -0.12) for shape in (*moved(small, y=y, x=0.03), *moved(_painted(small, "second"), y=y - 0.18, x=-0.03, flip=True))]
    return [Shape(path("M0,1 L0,-.4"), "ink", 0.07), *moved(twig, scale=1.0), *moved(small, turn=-47, y=-0.4, scale=1.1)]


def _painted(symbol: Symbol, paint: str) -> Symbol:
    return [shape._replace(paint=paint) for shape in symbol]


@motif(("05.01.16", "Stylised trees"))
def tree(rng: Random) -> Symbol:
    kind = rng.randrange(4)
    trunk = Shape(path("M-.1,1 L-.07,.1 L.07,.1 L.1,1"), "second")
    if kind == 0:
        return [trunk, Shape(circle(0, -0.34, 0.5)), Shape(circle(-0.42, -0.06, 0.36)), Shape(circle(0.42, -0.06, 0.36))]
    if kind == 1:
        tiers = [Shape(points([(-w, y), (0, y - 0.7), (w, y)]), "ink") for y, w in ((0.66, 0.74), (0.26, 0.58), (-0.16, 0.42))]
        gaps = [Shape(points([(-0.9, y), (0.9, y)]), "paper", 0.04) for y in (0.66, 0.26)]
        return [Shape(box(-0.1, 0.6, 0.1, 1), "second"), tiers[0], gaps[0], tiers[1], gaps[1], tiers[2]]
    if kind == 2:
        branches = [Shape(path(text), "paper", 0.08) for text in ("M0,.6 L0,-.5", "M0,.3 L.34,-.06", "M0,.1 L-.34,-.26", "M0,-.1 L.2,-.34")]
        return [Shape(box(-0.04, 0.3, 0.04, 1), "ink"), Shape(mirrored(path("M0,-1 C.5,-.9 .74,-.3 .6,.14 C.5,.46 .2,.56 0,.56"))), *branches]
    dots = [Shape(circle(x, y, 0.13), "second" if (place % 3 == 1) else "ink") for place, (x, y) in enumerate(_hexagon_rows())]
    return [*dots, Shape(path("M0,1 L0,.2"), "ink", 0.1), Shape(path("M0,.56 L.36,.2"), "ink", 0.08), Shape(path("M0,.66 L-.36,.26"), "ink", 0.08)]


def _hexagon_rows() -> list[tuple[float, float]]:
    return [(x * 0.32 + (row % 2) * 0.16, -0.86 + row * 0.27) for row, xs in enumerate(((-1, 0, 1), (-2, -1, 0, 1), (-2, -1, 0, 1, 2), (-2, -1, 0, 1))) for x in xs]


@motif(("05.05.20", "Stylised flowers"))
def flower(rng: Random) -> Symbol:
    kind = rng.randrange(4)
    petals = rng.choice((5, 6, 8))
    if kind == 0:
        petal = [Shape(path("M0,-.1 C-.42,-.3 -.4,-1 0,-1 C.4,-1 .42,-.3 0,-.1"))]
        return [*around(petal, petals), Shape(circle(0, 0, 0.27), "paper"), Shape(circle(0, 0, 0.19), "second")]
    if kind == 1:
        tulip = path("M0,.3 C-.7,.26 -.62,-.4 -.5,-.9 Q-.2,-.7 -.16,-.5 Q-.06,-.84 0,-1 Q.06,-.84 .16,-.5 Q.2,-.7 .5,-.9 C.62,-.4 .7,.26 0,.3")
        blade = path("M0,.96 Q-.5,.8 -.62,.2 Q-.12,.34 0,.96")
        return [Shape(points([(0, 0.2), (0, 1)]), "second", 0.09), Shape(blade, "second"), Shape(tulip)]
    if kind == 2:
        petal = [Shape(path("M0,0 Q-.3,-.5 0,-1 Q.3,-.5 0,0"))]
        return [*around(_painted(petal, "second"), 6, 30), *around(moved(petal, scale=0.98), 6), Shape(circle(0, 0, 0.12), "paper")]
    lotus = [*moved([Shape(path("M0,.5 C-.5,.1 -.36,-.5 0,-.8 C.36,-.5 .5,.1 0,.5"))], y=0.1)]
    sides = [shape for turn, paint in ((66, "accent"), (36, "second")) for flip in (1, -1) for shape in moved(_painted(lotus, paint), turn=turn * flip, y=0.28, scale=0.92)]
    return [*sides, *moved(lotus, y=0.0)]


@motif(("05.07.02", "Ears of cereals"))
def wheat(rng: Random) -> Symbol:
    grain = [Shape(path("M0,0 Q.32,-.14 .3,-.5 Q0,-.4 0,0"))]
    rows = rng.choice((4, 5))
    ear = [shape for row in range(rows) for flip in (False, True) for shape in moved(grain, y=0.34 - row * 0.3, x=-0.04 if flip else 0.04, flip=flip)]
    top = moved([Shape(path("M0,0 Q.16,-.22 0,-.46 Q-.16,-.22 0,0"), "second")], y=0.34 - rows * 0.3 + 0.1)
    stalk = Shape(points([(0, 1), (0, 0.2)]), "ink", 0.07)
    if rng.random() < 0.5:
        return [*ear, *top, stalk]
    one = [*ear, *top, stalk]
    return [*moved(one, turn=-24, scale=0.86, x=-0.24), *moved(one, turn=24, scale=0.86, x=0.24)]


@motif(("05.07.13", "Apples and other fruits"))
def fruit(rng: Random) -> Symbol:
    leaf_shape = Shape(path("M.04,-.58 Q.1,-1 .56,-1 Q.5,-.6 .04,-.58"), "second")
    body = path("M0,-.44 C.3,-.66 .86,-.5 .8,.1 C.76,.6 .44,1 .2,.94 C.08,.9 -.08,.9 -.2,.94 C-.44,1 -.76,.6 -.8,.1 C-.86,-.5 -.3,-.66 0,-.44")
    if rng.random() < 0.5:
        return [Shape(body), leaf_shape, Shape(path("M.5,-.2 Q.64,0 .56,.28"), "paper", 0.09)]
    half = path("M0,-.3 C.24,-.5 .62,-.38 .6,.1 C.56,.5 .36,.78 .16,.74 C.06,.7 -.06,.7 -.16,.74 C-.36,.78 -.56,.5 -.6,.1 C-.62,-.38 -.24,-.5 0,-.3")
    pip = path("M0,-.02 Q.2,.2 0,.4 Q-.2,.2 0,-.02")
    return [Shape(body), Shape(half, "paper"), *moved([Shape(pip, "second")], turn=14, x=0.16), *moved([Shape(pip, "second")], turn=-14, x=-0.16), leaf_shape]


@motif(("05.07.01", "Grains and seeds"))
def bean(rng: Random) -> Symbol:
    one = [Shape(circle(0, 0, 0.62, 0.92)), Shape(path("M.1,-.9 C-.4,-.3 .4,.3 -.1,.9"), "paper", 0.12)]
    kind = rng.randrange(3)
    if kind == 0:
        return moved(one, turn=28)
    if kind == 1:
        back = [one[0]._replace(paint="second"), one[1]]
        return [*moved(back, turn=-32, scale=0.74, x=-0.3, y=0.12), *moved([Shape(circle(0, 0, 0.7, 1), "paper"), *one], turn=30, scale=0.74, x=0.3, y=-0.06)]
    return around(moved(one, scale=0.5, y=-0.48), 3)


@motif(("06.19.00", "Landscapes"))
def landscape(rng: Random) -> Symbol:
    sky = Shape(circle(0, 0, 1), "accent")
    low = rng.uniform(-0.1, 0.1)
    rim = arc(0, 0, 1, 1, 8, 172, 50)
    far = np.concatenate([path(f"M-1,.14 Q-.5,{low - 0.4} 0,{low} Q.5,{low - 0.5} .99,.14"), rim])
    near = np.concatenate([path("M-.94,.36 Q-.3,.1 .2,.42 Q.6,.66 .86,.5"), arc(0, 0, 1, 1, 30, 158, 40)])
    return [sky, Shape(circle(rng.uniform(-0.4, 0.4), -0.4, 0.22), "paper"), Shape(far, "second"), Shape(near, "ink"), Shape(regular(64, 0.97), "paper", 0.07, closed=True)]

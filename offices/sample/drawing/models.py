"""Solids of the products whose designs are filed, as flat faces: (corners (n, 3), part 0 body or 1 trim, whether
its border is drawn).
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from offices.sample.drawing.vector import arc, box, path

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from offices.sample.drawing.vector import Points

Faces = list[tuple[NDArray[np.float64], int, bool]]
MODELS: dict[str, Callable[[Random], Faces]] = {}
SEGMENTS = 28


def model(make: Callable[[Random], Faces]) -> Callable[[Random], Faces]:
    MODELS[make.__name__] = make
    return make


def turned(profile: Points, part: int = 0, x: float = 0.0, z: float = 0.0) -> Faces:
    """The profile (radius, height; top first) turned about the upright axis through (x, z)."""
    angles = np.linspace(0, 2 * np.pi, SEGMENTS + 1)
    faces: Faces = []
    rings = [
        np.stack([x + r * np.cos(angles), np.full(SEGMENTS + 1, y), z + r * np.sin(angles)], axis=1) for r, y in profile
    ]
    for upper, lower in itertools.pairwise(rings):
        faces += [
            (np.stack([upper[place], upper[place + 1], lower[place + 1], lower[place]]), part, False)
            for place in range(SEGMENTS)
        ]
    for ring in (rings[0], rings[-1]):
        if np.ptp(ring[:, 0]) > 1e-6:
            faces.append((ring[:-1], part, True))
    return faces


def slab(outline: Points, z0: float, z1: float, part: int = 0) -> Faces:
    """An outline in x and y, drawn out from depth z0 to z1."""
    front, back = (np.column_stack([outline, np.full(len(outline), z)]) for z in (z1, z0))
    smooth = len(outline) > 12
    sides: Faces = [
        (
            np.stack([front[place], front[(place + 1) % len(front)], back[(place + 1) % len(front)], back[place]]),
            part,
            not smooth,
        )
        for place in range(len(front))
    ]
    return [(back, part, True), *sides, (front, part, True)]


def block(x0: float, y0: float, z0: float, x1: float, y1: float, z1: float, part: int = 0) -> Faces:
    return slab(box(x0, y0, x1, y1), z0, z1, part)


def leg(top: Sequence[float], foot: Sequence[float], thick: float, part: int = 1) -> Faces:
    """A square leg between two points."""
    a, b, h = np.array(top, float), np.array(foot, float), thick / 2
    square = np.array([(-h, 0, -h), (h, 0, -h), (h, 0, h), (-h, 0, h)])
    upper, lower = a + square, b + square * 0.7
    sides: Faces = [
        (np.stack([upper[p], upper[(p + 1) % 4], lower[(p + 1) % 4], lower[p]]), part, True) for p in range(4)
    ]
    return [*sides, (lower, part, True)]


def _smooth(*pairs: tuple[float, float]) -> Points:
    """A soft curve through (radius, height) pairs (Catmull-Rom)."""
    knots = np.array([pairs[0], *pairs, pairs[-1]], dtype=float)
    parts = []
    for p0, p1, p2, p3 in zip(knots, knots[1:], knots[2:], knots[3:], strict=False):
        t = np.linspace(0, 1, 7)[:-1, None]
        parts.append(
            0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3)
        )
    return np.concatenate([*parts, knots[-1:]])


@model
def bottle(rng: Random) -> Faces:
    neck, belly, waist = rng.uniform(0.11, 0.16), rng.uniform(0.34, 0.46), rng.uniform(0.26, 0.46)
    shoulder = rng.uniform(-0.4, -0.1)
    cap = turned(np.array([(0, -1.02), (neck + 0.02, -1.02), (neck + 0.02, -0.88), (neck, -0.88)]), 1)
    return [
        *turned(
            _smooth(
                (neck, -0.88),
                (neck, -0.7),
                (belly * 0.8, shoulder),
                (waist, shoulder + 0.5),
                (belly, 0.8),
                (belly * 0.9, 0.96),
            )
        ),
        *cap,
    ]


@model
def vase(rng: Random) -> Faces:
    mouth, neck, belly = rng.uniform(0.2, 0.5), rng.uniform(0.12, 0.3), rng.uniform(0.45, 0.7)
    return turned(
        _smooth(
            (mouth, -0.98),
            (neck, rng.uniform(-0.7, -0.5)),
            (belly, rng.uniform(-0.05, 0.4)),
            (rng.uniform(0.22, 0.4), 0.95),
        )
    )


@model
def lamp(rng: Random) -> Faces:
    top, rim, low = rng.uniform(0.12, 0.4), rng.uniform(0.5, 0.72), rng.uniform(-0.25, -0.05)
    shade = (
        np.array([(top, -0.98), (rim, low)])
        if rng.random() < 0.5
        else _smooth((0.06, -0.98), (rim * 0.8, -0.72), (rim, low))
    )
    stem = turned(np.array([(0.045, -0.6), (0.045, 0.86)]), 1)
    foot = turned(_smooth((0.06, 0.78), (0.3, 0.88), (rng.uniform(0.36, 0.5), 0.97)), 1)
    return [*foot, *stem, *turned(shade)]


@model
def cup(rng: Random) -> Faces:
    rim, foot, high = rng.uniform(0.56, 0.72), rng.uniform(0.34, 0.6), rng.uniform(-0.75, -0.4)
    wall = (
        _smooth((rim, high), (rim * 0.98, 0.0), (foot, 0.72))
        if rng.random() < 0.6
        else np.array([(rim, high), (foot, 0.72)])
    )
    hollow = turned(np.array([(rim * 0.94, high + 0.005), (rim * 0.9, high + 0.1)]), 1)[:-2]
    ring = np.concatenate(
        [arc(rim * 0.9, 0.05, 0.42, 0.4, -100, 100, 20), arc(rim * 0.9, 0.05, 0.3, 0.27, 100, -100, 20)]
    )
    return [*slab(ring, -0.06, 0.06), *turned(wall), *hollow]


@model
def chair(rng: Random) -> Faces:
    seat, tall, wide = 0.1, rng.uniform(-0.98, -0.6), rng.uniform(0.44, 0.56)
    splay = rng.uniform(0.0, 0.14)
    faces = [
        face
        for x in (-1, 1)
        for z in (-1, 1)
        for face in leg((x * wide * 0.86, seat, z * 0.42), (x * (wide * 0.86 + splay), 0.98, z * (0.42 + splay)), 0.1)
    ]
    faces += block(-wide, seat - 0.09, -0.5, wide, seat, 0.5)
    if rng.random() < 0.5:
        for place in range(4):
            x = -wide * 0.8 + place * wide * 1.6 / 3
            faces += block(x - 0.05, tall, -0.5, x + 0.05, seat - 0.09, -0.44, 1)
        return [*faces, *block(-wide, tall - 0.02, -0.52, wide, tall + 0.16, -0.42)]
    return [
        *faces,
        *slab(box(-wide, tall, wide, seat - 0.2, rng.uniform(0.05, 0.3)), -0.52, -0.43),
        *block(-0.3, seat - 0.2, -0.5, -0.22, seat - 0.09, -0.44, 1),
        *block(0.22, seat - 0.2, -0.5, 0.3, seat - 0.09, -0.44, 1),
    ]


@model
def table(rng: Random) -> Faces:
    splay = rng.uniform(0, 0.16)
    wide, deep = rng.uniform(0.8, 1.0), rng.uniform(0.45, 0.7)
    faces = [
        face
        for x in (-1, 1)
        for z in (-1, 1)
        for face in leg(
            (x * (wide - 0.16), -0.4, z * (deep - 0.14)),
            (x * (wide - 0.16 + splay), 0.8, z * (deep - 0.14 + splay)),
            0.12,
        )
    ]
    if rng.random() < 0.4:
        faces += block(-wide * 0.8, 0.3, -deep * 0.75, wide * 0.8, 0.35, deep * 0.75, 1)
    if rng.random() < 0.4:
        return [*faces, *turned(np.array([(deep + 0.2, -0.5), (deep + 0.2, -0.4)]))]
    return [*faces, *block(-wide, -0.5, -deep, wide, -0.4, deep)]


@model
def watch(rng: Random) -> Faces:
    strap = [*slab(box(-0.2, -1, 0.2, -0.3, 0.06), -0.05, 0.02, 1), *slab(box(-0.2, 0.3, 0.2, 1, 0.06), -0.05, 0.02, 1)]
    case = (
        arc(0, 0, 0.46, 0.46, 0, 354, 40)
        if rng.random() < 0.6
        else box(-0.44, -0.44, 0.44, 0.44, rng.uniform(0.08, 0.24))
    )
    dial = case * rng.uniform(0.74, 0.86)
    marks = [face for turn in range(0, 360, 30) for face in _tick(turn, float(np.abs(dial).max()) * 0.86)]
    hands = [*slab(box(-0.02, -0.26, 0.02, 0.03), 0.135, 0.14), *slab(box(-0.03, -0.02, 0.2, 0.02), 0.135, 0.14)]
    crown = block(float(case[:, 0].max()), -0.06, 0.0, float(case[:, 0].max()) + 0.09, 0.06, 0.07, 1)
    return [*strap, *crown, *slab(case, -0.08, 0.12), *slab(dial, 0.12, 0.125, 1), *marks, *hands]


def _tick(turn: float, far: float) -> Faces:
    a = np.radians(turn)
    spin = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
    return slab(box(-0.014, -far, 0.014, -far + 0.08) @ spin.T, 0.128, 0.13)


@model
def stand(rng: Random) -> Faces:
    lean, thick = rng.uniform(0.25, 0.5), 0.08
    side = np.array(
        [
            (-0.7, 0.8),
            (0.75, 0.8),
            (0.75, 0.62),
            (0.66, 0.62),
            (0.66, 0.8 - thick),
            (0.1, 0.8 - thick),
            (-lean, -0.8),
            (-lean - thick, -0.8),
            (0.0, 0.8 - thick),
            (-0.7, 0.8 - thick),
        ]
    )
    wide = rng.uniform(0.3, 0.5)
    return [(corners[:, [2, 1, 0]], part, edge) for corners, part, edge in slab(side, -wide, wide)]


@model
def shoe(rng: Random) -> Faces:
    heel = rng.uniform(0.0, 0.16)
    sole = path(
        f"M-1,.5 Q-.98,.72 -.9,.72 L.7,.72 Q1.02,.72 1,.5 "
        f"Q.6,{0.5 + heel / 3} .2,.5 Q-.4,{0.5 - heel} -1,{0.44 - heel}",
        10,
    )
    upper = path(
        f"M-.98,.5 C-1.02,.1 -.96,-.2 -.9,{-0.4 - heel} Q-.7,-.3 "
        f"-.36,{-0.36 - heel} C-.1,-.1 .3,.08 .7,.16 C.94,.22 1,.4 .98,.5",
        10,
    )
    faces: Faces = []
    # The last narrows toward its edges: five slabs of unequal height.
    for place, (near, far, grow) in enumerate(
        ((-0.34, -0.26, 0.8), (-0.26, -0.12, 0.95), (-0.12, 0.12, 1.0), (0.12, 0.26, 0.95), (0.26, 0.34, 0.8))
    ):
        shrunk = (upper - (0, 0.5)) * (0.9 + 0.1 * grow, grow) + (0, 0.5)
        faces += [(corners, part, edge and place in {0, 4}) for corners, part, edge in slab(shrunk, near, far)]
    laces = [
        face
        for x in (-0.2, 0.0, 0.2)
        for face in block(x, -0.24 + (x + 0.2) * 0.7, -0.2, x + 0.06, -0.18 + (x + 0.2) * 0.7, 0.2, 1)
    ]
    return [*slab(sole, -0.38, 0.38, 1), *faces, *laces]


@model
def box_(rng: Random) -> Faces:
    wide, deep, high = rng.uniform(0.5, 0.9), rng.uniform(0.4, 0.7), rng.uniform(-0.7, -0.1)
    lid = rng.uniform(0.14, 0.26)
    hole = [*slab(box(-0.16, high + 0.3, 0.16, high + 0.38, 0.04), deep, deep + 0.004, 1)]
    return [
        *block(-wide, high + lid, -deep, wide, 0.7, deep),
        *block(-wide - 0.03, high, -deep - 0.03, wide + 0.03, high + lid, deep + 0.03, rng.choice((0, 1))),
        *hole,
    ]


MODELS["box"] = MODELS.pop("box_")

"""Views of products for the designs: a solid is modelled in three dimensions and drawn from each side, shaded by the way it faces.

Painter's algorithm: flat faces sorted by depth, the farthest drawn first.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from offices.sample.chance import stream
from offices.sample.drawing.canvas import png
from offices.sample.drawing.models import MODELS
from offices.sample.drawing.palette import HARMONIES
from offices.sample.drawing.vector import Points, Shape, Symbol, bounds, moved

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIZE = 512
FILL = 400  # pixels the larger side of a view takes
EDGE = 0.012  # width of a border line; a product is about 2 high
# Turn about the upright axis and tilt toward the viewer, in degrees.
VIEWS = {
    "perspective": (32.0, 24.0), "front": (0.0, 0.0), "back": (180.0, 0.0), "left": (-90.0, 0.0), "right": (90.0, 0.0),
    "top": (0.0, 90.0), "bottom": (0.0, -90.0),
}  # fmt: skip
LIGHT = np.array([-0.45, -0.65, 0.62])
SHADES = (0.5, 1.12)  # of the plain colour, away from the light and toward it


class Face(NamedTuple):
    """A flat piece of a surface: corners (n, 3) with x right, y down, z toward the viewer; `part` 0 the body, 1 the trim."""

    corners: NDArray[np.float64]
    part: int = 0
    edge: bool = True  # whether its border is a line of the drawing


def product(shape: str, look: int, view: str) -> bytes:
    """One view of a product as a PNG of 512 x 512; `look` picks its proportions and colours. KeyError for a shape or view unknown."""
    rng = stream(shape, look)
    faces = [Face(corners, part, edge) for corners, part, edge in MODELS[shape](rng)]
    body, trim, _ = rng.choice(HARMONIES)
    if rng.random() < 0.4:
        body, trim = rng.choice((("#e4e1da", "#8c8577"), ("#d9dde0", "#5f6b73"), ("#f0ece4", "#2f2f2f")))
    seen = _seen(faces, *VIEWS[view])
    drawn: Symbol = []
    for face, light in seen:
        plain = (body, trim)[face.part]
        drawn.append(Shape(face.corners[:, :2], _shaded(plain, light)))
        if face.edge:
            drawn.append(Shape(face.corners[:, :2], _shaded(plain, light * 0.62), EDGE, closed=True))
    # Every view of one product at one scale: that of its largest side.
    reach = max(float(np.ptp(np.concatenate([face.corners for face in faces]), axis=0).max()), 1e-6)
    left, top, right, bottom = bounds(drawn)
    scale = FILL / reach if view != "perspective" else FILL / max(right - left, bottom - top)
    scale = min(scale, (SIZE - 40) / max(right - left, bottom - top))
    placed = moved(drawn, scale=scale, x=SIZE / 2 - scale * (left + right) / 2, y=SIZE / 2 - scale * (top + bottom) / 2)
    return png(placed, (SIZE, SIZE), {}, "#ffffff")


def _seen(faces: list[Face], turn: float, tilt: float) -> list[tuple[Face, float]]:
    """The faces as seen, farthest first, each with how much light it gets."""
    a, b = math.radians(turn), math.radians(tilt)
    about = np.array([[math.cos(a), 0, math.sin(a)], [0, 1, 0], [-math.sin(a), 0, math.cos(a)]])
    down = np.array([[1, 0, 0], [0, math.cos(b), math.sin(b)], [0, -math.sin(b), math.cos(b)]])
    matrix = down @ about
    seen = []
    for face in faces:
        corners = face.corners @ matrix.T
        normal = _normal(corners)
        if normal[2] < 0:
            normal = -normal
        light = float(np.clip(normal @ LIGHT, -1, 1))
        seen.append((float(corners[:, 2].mean()), face._replace(corners=corners), SHADES[0] + (SHADES[1] - SHADES[0]) * (light + 1) / 2))
    return [(face, light) for _, face, light in sorted(seen, key=lambda item: item[0])]


def _normal(corners: Points) -> Points:
    """Newell's: right for any flat polygon."""
    after = np.roll(corners, -1, axis=0)
    normal = np.array([
        ((corners[:, 1] - after[:, 1]) * (corners[:, 2] + after[:, 2])).sum(),
        ((corners[:, 2] - after[:, 2]) * (corners[:, 0] + after[:, 0])).sum(),
        ((corners[:, 0] - after[:, 0]) * (corners[:, 1] + after[:, 1])).sum(),
    ])
    return np.asarray(normal / max(float(np.linalg.norm(normal)), 1e-9))


def _shaded(colour: str, light: float) -> str:
    parts = (min(255, round(int(colour[place : place + 2], 16) * light)) for place in (1, 3, 5))
    return "#" + "".join(f"{part:02x}" for part in parts)

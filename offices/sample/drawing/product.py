"""Views of products for the designs: a solid is modelled in three dimensions and drawn from each side, shaded by the
way it faces.

Painter's algorithm: flat faces sorted by depth, the farthest drawn first.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from offices.sample.chance import stream
from offices.sample.drawing.canvas import png
from offices.sample.drawing.models import MODELS, Faces
from offices.sample.drawing.palette import HARMONIES
from offices.sample.drawing.vector import Points, Shape, Symbol

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIZE = 420
FILL = 330  # pixels the larger side of a view takes
EDGE = 0.012  # width of a border line; a product is about 2 high
# Turn about the upright axis and tilt toward the viewer, in degrees.
VIEWS = {
    "perspective": (32.0, 24.0), "front": (0.0, 0.0), "back": (180.0, 0.0), "left": (-90.0, 0.0), "right": (90.0, 0.0),
    "top": (0.0, 90.0), "bottom": (0.0, -90.0),
}  # fmt: skip
LIGHT = np.array([-0.45, -0.65, 0.62])
SHADES = (0.5, 1.12)  # of the plain colour, away from the light and toward it


def product(shape: str, look: int, view: str) -> bytes:
    """One view of a product as a square PNG of side SIZE; `look` picks its proportions and colours. KeyError for a
    shape or view unknown.
    """
    rng = stream(shape, look)
    faces = MODELS[shape](rng)
    body, trim, _ = rng.choice(HARMONIES)
    if rng.random() < 0.4:
        body, trim = rng.choice((("#e4e1da", "#8c8577"), ("#d9dde0", "#5f6b73"), ("#f0ece4", "#2f2f2f")))
    seen, reach = _seen(faces, *VIEWS[view])
    flat = np.concatenate([face.corners for face in seen])
    low, high = flat.min(axis=0), flat.max(axis=0)
    wide = float((high - low).max())
    # Every view of one product at one scale, that of its largest side, as far as it fits.
    scale = min(FILL / (wide if view == "perspective" else reach), (SIZE - 40) / wide)
    shift = SIZE / 2 - scale * (low + high) / 2
    drawn: Symbol = []
    for face in seen:
        corners = face.corners * scale + shift
        plain = (body, trim)[face.part]
        drawn.append(Shape(corners, _shaded(plain, face.light)))
        if face.edge:
            drawn.append(Shape(corners, _shaded(plain, face.light * 0.62), EDGE * scale, closed=True))
    return png(drawn, (SIZE, SIZE), {}, "#ffffff")


class Seen(NamedTuple):
    """A face as seen: corners (n, 2), x right and y down."""

    depth: float  # toward the viewer
    corners: Points
    light: float
    part: int
    edge: bool


def _seen(faces: Faces, turn: float, tilt: float) -> tuple[list[Seen], float]:
    """The faces as seen, farthest first, and the largest side of the whole."""
    a, b = math.radians(turn), math.radians(tilt)
    about = np.array([[math.cos(a), 0, math.sin(a)], [0, 1, 0], [-math.sin(a), 0, math.cos(a)]])
    down = np.array([[1, 0, 0], [0, math.cos(b), math.sin(b)], [0, -math.sin(b), math.cos(b)]])
    matrix = (down @ about).T
    alike: dict[int, list[int]] = {}
    for place, (corners, _, _) in enumerate(faces):
        alike.setdefault(len(corners), []).append(place)
    seen: list[tuple[int, Seen]] = []
    low, high = np.full(3, np.inf), np.full(3, -np.inf)
    for places in alike.values():  # faces of as many corners at once
        solid = np.stack([faces[place][0] for place in places])
        low, high = np.minimum(low, solid.min(axis=(0, 1))), np.maximum(high, solid.max(axis=(0, 1)))
        corners = solid @ matrix
        lights = SHADES[0] + (SHADES[1] - SHADES[0]) * (np.clip(_normals(corners) @ LIGHT, -1, 1) + 1) / 2
        depths = corners[:, :, 2].mean(axis=1)
        for place, shape, depth, light in zip(places, corners[:, :, :2], depths.tolist(), lights.tolist(), strict=True):
            seen.append((place, Seen(round(depth, 9), shape, light, *faces[place][1:])))
    seen.sort(key=lambda item: (item[1].depth, item[0]))
    return [face for _, face in seen], float((high - low).max())


def _normals(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of flat polygons (faces, corners, 3), unit vectors toward the viewer, by Newell's sum."""
    after = np.roll(corners, -1, axis=1)
    minus, plus = corners - after, corners + after
    normals = np.stack(
        [(minus[:, :, (axis + 1) % 3] * plus[:, :, (axis + 2) % 3]).sum(axis=1) for axis in range(3)], axis=1
    )
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
    return np.where(normals[:, 2:] < 0, -normals, normals)


def _shaded(colour: str, light: float) -> str:
    parts = (min(255, round(int(colour[place : place + 2], 16) * light)) for place in (1, 3, 5))
    return "#" + "".join(f"{part:02x}" for part in parts)

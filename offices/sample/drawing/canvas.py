"""Shapes to a PNG: drawn four times too large, then reduced, so that every edge is smooth; the same shapes give the
same bytes.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageColor, ImageDraw

if TYPE_CHECKING:
    from collections.abc import Mapping

    from offices.sample.drawing.vector import Points, Shape, Symbol

Ink = int | tuple[int, ...]
OVERSAMPLING = 4
COMPRESSION = 6  # 9 takes three times as long for 2 % less
SHARPEST = 1.6  # a corner reaches at most so many half widths beyond its point


def png(
    symbol: Symbol,
    size: tuple[int, int],
    colours: Mapping[str, str],
    ground: str = "#ffffff",
    *,
    quickly: bool = False,
) -> bytes:
    """The symbol, its units pixels of the finished picture, on a ground; `colours` gives each paint its #rrggbb.

    A picture without colours is stored as grey, which is quicker and smaller. One drawn `quickly`, to be looked at once
    and not kept, has edges half as smooth and is not compressed: two thirds of the time.
    """
    finer = OVERSAMPLING // 2 if quickly else OVERSAMPLING
    large = (size[0] * finer, size[1] * finer)
    inks = {paint: ImageColor.getrgb(colours.get(paint, paint)) for paint in {shape.paint for shape in symbol}}
    back = ImageColor.getrgb(ground)
    grey = all(colour[0] == colour[1] == colour[2] for colour in (*inks.values(), back))
    image = Image.new("L", large, back[0]) if grey else Image.new("RGB", large, back)
    pen = ImageDraw.Draw(image)
    for shape in symbol:
        colour = inks[shape.paint]
        _paint(pen, shape, colour[0] if grey else colour, finer)
    out = io.BytesIO()
    image.reduce(finer).save(out, "PNG", compress_level=0 if quickly else COMPRESSION)
    return out.getvalue()


def _paint(pen: ImageDraw.ImageDraw, shape: Shape, colour: Ink, finer: int) -> None:
    at = shape.points * finer
    if shape.widths is not None:
        _ribbon(pen, at, shape.widths * (finer / 2), colour)
    elif not shape.width:
        pen.polygon(at.ravel().tolist(), fill=colour, outline=colour)
    else:
        _line(pen, at, shape, colour, finer)


def _line(pen: ImageDraw.ImageDraw, at: Points, shape: Shape, colour: Ink, finer: int) -> None:
    half = shape.width * finer / 2
    if shape.closed:
        at = np.concatenate([at, at[:1]])
    steps = np.diff(at, axis=0)
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    keep = lengths > 1e-6
    if not keep.any():
        return
    at = np.concatenate([at[:1], at[1:][keep]])
    along = steps[keep] / lengths[keep, None]
    if shape.joint == "sharp" and not shape.closed:
        at[0] -= along[0] * half
        at[-1] += along[-1] * half
    normals = np.stack([-along[:, 1], along[:, 0]], axis=1) * half
    quads = np.concatenate([at[:-1] + normals, at[1:] + normals, at[1:] - normals, at[:-1] - normals], axis=1)
    for quad in quads.tolist():
        pen.polygon(quad, fill=colour)
    joints = list(range(1, len(at) - 1)) + ([0] if shape.closed else [])
    for joint in joints:
        before, after = normals[joint - 1], normals[joint % len(normals)]
        if shape.joint == "round":
            _disc(pen, at[joint], half, colour)
        else:
            _corner(pen, at[joint], before, after, half, colour)
    if shape.joint == "round" and not shape.closed:
        _disc(pen, at[0], half, colour)
        _disc(pen, at[-1], half, colour)


def _corner(pen: ImageDraw.ImageDraw, at: Points, before: Points, after: Points, half: float, colour: Ink) -> None:
    """Fills the wedge outside a bend to a point, or cuts it off where the point would be too long."""
    turn = before[0] * after[1] - before[1] * after[0]
    sign = -1.0 if turn > 0 else 1.0
    first, second = before * sign, after * sign
    middle = first + second
    reach = float(middle @ middle)
    corner = [at, at + first]
    if reach > 1e-9:
        tip = middle * (2 * half * half / reach)
        if np.hypot(*tip) <= SHARPEST * half:
            corner.append(at + tip)
    corner.append(at + second)
    pen.polygon(np.concatenate(corner).tolist(), fill=colour)


def _ribbon(pen: ImageDraw.ImageDraw, at: Points, halves: Points, colour: Ink) -> None:
    """A line whose width changes from point to point, cut off square at both ends."""
    steps = np.gradient(at, axis=0)
    lengths = np.maximum(np.hypot(steps[:, 0], steps[:, 1]), 1e-9)[:, None]
    normals = np.stack([-steps[:, 1], steps[:, 0]], axis=1) / lengths * halves[:, None]
    for place in range(len(at) - 1):
        quad = [
            at[place] + normals[place],
            at[place + 1] + normals[place + 1],
            at[place + 1] - normals[place + 1],
            at[place] - normals[place],
        ]
        pen.polygon(np.concatenate(quad).tolist(), fill=colour)
    for place, half in zip(at[1:-1], halves[1:-1], strict=True):
        _disc(pen, place, float(half), colour)


def _disc(pen: ImageDraw.ImageDraw, at: Points, half: float, colour: Ink) -> None:
    pen.ellipse((at[0] - half, at[1] - half, at[0] + half, at[1] + half), fill=colour)

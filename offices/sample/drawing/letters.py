# ruff: noqa: RUF001 - letters of many languages
"""Lettering of our own: capitals drawn as strokes, so that no font is needed and one alphabet gives many faces."""

from __future__ import annotations

import itertools
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mappings import yaml
from offices.sample.drawing.glyph_scripts import han, hangul, kana
from offices.sample.drawing.vector import Points, Shape, Symbol, circle, moved, path, points

if TYPE_CHECKING:
    from random import Random

# Letters of other alphabets that are written like a Latin one.
LIKE_LATIN = str.maketrans(
    "АВЕЁКМНОРСТХІЙ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "ABEEKMHOPCTXIИ" + "ABEZHIKMNOPTYX",
)
# Marks above and below a letter, about its middle, the letter's top at 0 and its foot at 1.
ACCENTS = {
    "\u0300": "M-.14,-.34 L.06,-.16", "\u0301": "M.14,-.34 L-.06,-.16", "\u0302": "M-.17,-.16 L0,-.33 L.17,-.16",
    "\u0303": "M-.2,-.2 Q-.1,-.34 0,-.25 Q.1,-.16 .2,-.3", "\u0306": "M-.17,-.33 Q0,-.1 .17,-.33",
    "\u0307": "M0,-.25 L.012,-.25", "\u0308": "M-.15,-.25 L-.14,-.25 | M.14,-.25 L.15,-.25",
    "\u0327": "M.02,1.04 L.02,1.12 " "Q.16,1.16 .1,1.28 Q.02,1.36 -.12,1.3",
}  # fmt: skip
SPACE = 0.42
LAST_THIN = "\u1100"  # the alphabets before it have few strokes
DENSE = 0.62  # how much thinner the strokes of scripts with many strokes a letter are
TOUCH = 0.04
ACCENT = 0.15  # the heaviest stroke of an accent
SHARP_TURN = 35.0  # degrees: where a contrasted stroke is set down anew


@dataclass(frozen=True)
class Lettering:
    """A face. Widths and gaps are parts of the cap height."""

    weight: float = 0.14
    thin: float = 0.14  # of strokes along the line; less than `weight` gives contrast
    stretch: float = 1.0
    tracking: float = 0.2
    slant: float = 0.0
    joint: str = "round"
    serifs: bool = False
    hollow: bool = False
    initial: float = 1.0  # height of the first letter of each word


def face(rng: Random) -> Lettering:  # noqa: PLR0911 - one return a kind
    """One of nine kinds of face, with a weight of its own."""
    kind = rng.randrange(9)
    weight = rng.uniform(0.11, 0.17)
    if kind == 0:  # light and wide
        return Lettering(0.055, 0.055, rng.uniform(1.0, 1.2), rng.uniform(0.4, 0.7))
    if kind == 1:  # heavy, sharp
        weight = rng.uniform(0.2, 0.26)
        return Lettering(weight, weight, rng.uniform(0.9, 1.1), 0.16, joint="sharp")
    if kind == 2:  # condensed
        return Lettering(weight, weight, rng.uniform(0.55, 0.7), 0.2, joint="sharp")
    if kind == 3:  # leaning
        return Lettering(0.19, 0.19, 1.0, 0.16, rng.uniform(0.16, 0.26), "sharp")
    if kind == 4:  # thick and thin, with serifs
        return Lettering(
            rng.uniform(0.15, 0.19), 0.06, 0.95, 0.34, joint="sharp", serifs=True, initial=rng.choice((1.0, 1.3))
        )
    if kind == 5:  # thick and thin
        return Lettering(0.16, 0.06, 1.0, 0.26, joint="sharp")
    if kind == 6:  # slab
        return Lettering(0.12, 0.11, 0.95, 0.38, joint="sharp", serifs=True)
    if kind == 7:  # hollow
        return Lettering(0.24, 0.24, 1.05, 0.2, hollow=True)
    return Lettering(weight, weight, rng.uniform(0.9, 1.1), rng.uniform(0.2, 0.3))


@cache
def _table() -> dict[str, tuple[float, str]]:
    rows = yaml.load(Path(__file__).parent / "glyphs.yaml")
    assert isinstance(rows, dict)
    return {letter: (float(width), strokes) for letter, (width, strokes) in rows.items()}


@cache
def glyph(letter: str) -> tuple[float, tuple[Points, ...]] | None:
    """Width and strokes of a capital, with its accents; None for a letter that we cannot draw."""
    base, *marks = list(unicodedata.normalize("NFD", letter.translate(LIKE_LATIN)).translate(LIKE_LATIN))
    if square := han(letter) or kana(letter) or hangul(letter):
        return square
    if base not in _table() or any(mark not in ACCENTS for mark in marks):
        return None
    width, strokes = _table()[base]
    lines = [path(stroke) for stroke in strokes.split("|")]
    for mark in marks:
        lines += [np.asarray(path(stroke) + np.array([width / 2, 0.0])) for stroke in ACCENTS[mark].split("|")]
    return width, tuple(lines)


def can_write(text: str) -> bool:
    return bool(text.strip()) and all(letter == " " or glyph(letter) for letter in text)


def write(text: str, style: Lettering, paint: str = "ink") -> Symbol:
    """The text on one line from x = 0, capitals from y = 0 to 1; ValueError for a letter that we cannot draw."""
    symbol: Symbol = []
    at, begins = 0.0, True
    for letter in text:
        if letter == " ":
            at, begins = at + SPACE * style.stretch + style.tracking, True
            continue
        drawn = glyph(letter)
        if drawn is None:
            raise ValueError(f"no strokes for {letter!r} ({unicodedata.name(letter, 'unnamed')})")
        width, strokes = drawn
        scale = style.initial if begins else 1.0
        pen = _finer(style) if letter > LAST_THIN else style
        shapes = [shape for stroke in strokes for shape in _stroke(stroke, pen, paint, strokes)]
        symbol += (
            moved(shapes, x=at + style.weight / 2, y=1 - scale, scale=scale)
            if scale != 1
            else moved(shapes, x=at + style.weight / 2)
        )
        at += scale * width * style.stretch + style.weight + style.tracking * _gap(letter)
        begins = False
    if style.hollow:
        line = style.weight * 0.3
        symbol += [shape._replace(paint="paper", width=shape.width - 2 * line) for shape in symbol]
    return moved(symbol, slant=style.slant) if style.slant else symbol


def _finer(style: Lettering) -> Lettering:
    return replace(style, weight=style.weight * DENSE, thin=style.thin * DENSE, serifs=False)


def _gap(letter: str) -> float:
    """Open and slanting letters stand nearer to the next, and so do those that carry their own white about them."""
    if letter > LAST_THIN:
        return 0.35
    return 0.55 if letter in "ATVWYLPF'.ΔΛ" else 1.0


def _stroke(stroke: Points, style: Lettering, paint: str, glyph_strokes: tuple[Points, ...]) -> Symbol:
    line = stroke * (style.stretch, 1.0)
    shapes: Symbol = []
    accent = line[:, 1].max() < 0 or line[:, 1].min() > 1
    if style.thin == style.weight or accent:
        shapes.append(Shape(line, paint, min(style.weight, ACCENT) if accent else style.weight, joint=style.joint))
    else:
        parts = [Shape(part, paint, widths=_widths(part, style)) for part in _parts(line)]
        shapes += parts
        for one, other in itertools.pairwise(parts):
            assert one.widths is not None
            assert other.widths is not None
            joint = min(one.widths[-1], other.widths[0]) / 2
            shapes.append(Shape(circle(float(one.points[-1][0]), float(one.points[-1][1]), joint), paint))
    if style.serifs and not accent:
        reach = style.weight * 0.5 + 0.1
        others = [other * (style.stretch, 1.0) for other in glyph_strokes if other is not stroke]
        for end, inner in ((line[0], line[1]), (line[-1], line[-2])):
            upright = abs(end[1] - inner[1]) > 1.2 * abs(end[0] - inner[0])
            if (
                upright
                and not any(_touches(end, other) for other in others)
                and (abs(end[1]) < 0.02 or abs(end[1] - 1) < 0.02)
            ):
                y = end[1] + (style.thin / 2 if end[1] < 0.5 else -style.thin / 2)
                serif = points([(end[0] - reach, y), (end[0] + reach, y)])
                shapes.append(Shape(serif, paint, style.thin, joint="sharp"))
    return shapes


def _touches(point: Points, line: Points) -> bool:
    """True when the point lies on a straight piece of the line."""
    starts, steps = line[:-1], np.diff(line, axis=0)
    along = np.clip(((point - starts) * steps).sum(axis=1) / np.maximum((steps**2).sum(axis=1), 1e-9), 0, 1)
    return bool((np.hypot(*(starts + steps * along[:, None] - point).T) < TOUCH).any())


def _parts(line: Points) -> list[Points]:
    """The line cut where it turns sharply."""
    steps = np.diff(line, axis=0)
    angles = np.degrees(np.arctan2(steps[:, 1], steps[:, 0]))
    turns = np.abs((np.diff(angles) + 180) % 360 - 180)
    cuts = [0, *(int(place) + 1 for place in np.nonzero(turns > SHARP_TURN)[0]), len(line) - 1]
    return [line[first : last + 1] for first, last in itertools.pairwise(cuts)]


def _widths(line: Points, style: Lettering) -> Points:
    """Thick where the pen goes down, thin where it goes along."""
    steps = np.gradient(line, axis=0)
    upright = np.abs(steps[:, 1]) / np.maximum(np.hypot(steps[:, 0], steps[:, 1]), 1e-9)
    return np.asarray(style.thin + (style.weight - style.thin) * upright**1.5)

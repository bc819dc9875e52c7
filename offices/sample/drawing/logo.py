"""Logos: a plan says what is drawn and how, `draw` draws it, `lookalike` makes a plan that comes near another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from offices.sample.chance import stream
from offices.sample.drawing import (
    compose,
    examined,
    motifs_creatures,
    motifs_geometry,
    motifs_nature,
    motifs_plants,
    motifs_signs,
    motifs_things,
)
from offices.sample.drawing.canvas import png
from offices.sample.drawing.letters import can_write, face, write
from offices.sample.drawing.motifs import MOTIFS, Code
from offices.sample.drawing.palette import Palette, lightness, palette
from offices.sample.drawing.plan import Plan
from offices.sample.drawing.vector import Shape, Symbol, bounds, box, circle, moved, painted, path, points

if TYPE_CHECKING:
    from random import Random

CATALOGUE = (
    motifs_creatures,
    motifs_geometry,
    motifs_nature,
    motifs_plants,
    motifs_signs,
    motifs_things,
)  # entered into MOTIFS by being imported
ABSTRACT = (
    "rings",
    "rosette",
    "quarters",
    "stripes",
    "triangles",
    "squares",
    "dots",
    "lines",
    "hexagon",
    "cube",
    "arrow",
)
LONGEST_SIDE, MARGIN, SHORTEST_SIDE = 512, 26, 170  # pixels
LONGEST_ON_A_BADGE = 24  # letters
DIFFERENT = 0.17  # in lightness
WIDEST_BESIDE = 9.0  # cap heights
LAYOUTS = ("above", "beside", "badge", "words", "monogram", "stamp")
RELATIONS = ("original", "recoloured", "turned", "outlined", "inverted", "relettered")


@dataclass(frozen=True)
class Drawn:
    """The picture and what an examiner notes of it."""

    png: bytes
    size: tuple[int, int]
    vienna: tuple[Code, ...]
    colours: str | None  # claimed (591); None for black and grey
    description: str


def plan(rng: Random, words: str, script: str, motifs: list[str]) -> Plan:
    """A logo for a trade whose favoured motifs are given; words that we cannot draw are left out."""
    words = words if words and can_write(words) else ""
    fate = rng.random()
    motif = rng.choice(motifs if fate < 0.55 else ABSTRACT if fate < 0.85 else sorted(MOTIFS))
    ground = "plain" if rng.random() < 0.55 else rng.choice(sorted(compose.GROUNDS))
    layout = rng.choices(LAYOUTS, weights=(30, 30, 12, 12, 8, 8))[0]
    if layout == "badge" and not 4 <= len(words) <= LONGEST_ON_A_BADGE:
        layout = "above"
    return Plan(
        motif,
        rng.randrange(1 << 30),
        palette(rng),
        ground,
        "outlined" if rng.random() < 0.1 else "solid",
        layout=layout,
        words=words,
        script=script,
        face=face(rng),
        flip=rng.random() < 0.2,
        whole_ground=rng.random() < 0.1,
    )


def lookalike(first: Plan, place: int, rng: Random, words: str, script: str) -> tuple[Plan, str]:
    """The plan number `place` (0 … 5) of a family, and how it comes near `first`: its symbol again, with other
    words or none.
    """
    relation = RELATIONS[place % len(RELATIONS)]
    first = replace(first, layout="above" if first.layout in {"words", "monogram", "stamp"} else first.layout)
    if relation == "original":
        return first, relation
    own = replace(first, words=words if can_write(words) and rng.random() < 0.7 else "", script=script, face=face(rng))
    if own.layout == "badge" and not 4 <= len(own.words) <= LONGEST_ON_A_BADGE:
        own = replace(own, layout="above")
    if relation == "recoloured":
        other = palette(rng)
        while other.ink == first.palette.ink:
            other = palette(rng)
        return replace(own, palette=other), relation
    if relation == "turned":
        return replace(
            own,
            flip=not first.flip,
            turn=rng.choice((-30.0, -15.0, 15.0, 30.0, 180.0 if first.motif in ABSTRACT else 12.0)),
        ), relation
    if relation == "outlined":
        return replace(own, finish="solid" if first.finish == "outlined" else "outlined"), relation
    if relation == "inverted":
        return replace(
            own, whole_ground=not first.whole_ground, palette=rng.choice((first.palette, palette(rng)))
        ), relation
    text, script = (words, script) if can_write(words) else (first.words, first.script)
    return replace(
        own,
        words=text,
        script=script,
        layout=rng.choice(("above", "beside")),
        ground=rng.choice(("plain", "disc", "tile")),
    ), relation


def draw(plan: Plan, *, quickly: bool = False) -> Drawn:
    """The logo as a PNG, its longest side 512 pixels; `quickly` where it is looked at once and not kept."""
    whole = _composed(plan)
    left, top, right, bottom = bounds(whole)
    scale = (LONGEST_SIDE - 2 * MARGIN) / max(right - left, bottom - top)
    width, height = (max(SHORTEST_SIDE, round(side * scale) + 2 * MARGIN) for side in (right - left, bottom - top))
    placed = moved(
        whole, scale=scale, x=width / 2 - scale * (left + right) / 2, y=height / 2 - scale * (top + bottom) / 2
    )
    colours = plan.palette.colours()
    if plan.whole_ground:
        placed = painted(compose.inverted(placed), second=_seen_on_ink(plan.palette))
    back = colours["ink"] if plan.whole_ground else colours["paper"]
    used = [colours[paint] for paint in dict.fromkeys(shape.paint for shape in placed) if paint != "paper"]
    return Drawn(
        png(placed, (width, height), colours, back, quickly=quickly),
        (width, height),
        examined.vienna(plan, used),
        examined.claimed(plan, used),
        examined.described(plan),
    )


def symbol_of(plan: Plan) -> Symbol:
    """The picture alone, without words, about 2 wide."""
    drawn = MOTIFS[plan.motif].draw(stream(plan.motif, plan.look))
    drawn = compose.fitted(drawn, 2, 2)
    if plan.finish == "outlined":
        drawn = compose.outlined(drawn)
    if plan.ground in compose.GROUNDS and compose.GROUNDS[plan.ground][1]:
        drawn = painted(drawn, second=_seen_on_ink(plan.palette))
    return compose.on_ground(moved(drawn, turn=plan.turn, flip=plan.flip), plan.ground)


def _seen_on_ink(colours: Palette) -> str:
    """The paint for what is drawn in the second colour where the ground is ink: one that differs from it in
    lightness.
    """
    ink = lightness(colours.ink)
    return next(
        (
            paint
            for paint, colour in (("second", colours.second), ("accent", colours.accent))
            if abs(lightness(colour) - ink) > DIFFERENT
        ),
        "ink",
    )


def _composed(plan: Plan) -> Symbol:  # noqa: PLR0911 - one return a layout
    if not plan.words:
        return symbol_of(plan)
    if plan.layout == "words":
        return _dressed(plan)
    if plan.layout == "monogram":
        return _monogram(plan)
    if plan.layout == "stamp":
        return _stamp(plan)
    if plan.layout == "badge":
        return _badge(plan)
    text = compose.lettered(plan.words, plan.face)
    wide = bounds(text)[2] - bounds(text)[0]
    if plan.layout == "beside" and wide < WIDEST_BESIDE:
        text = compose.lettered(plan.words, plan.face, left_aligned=True)
        return compose.row([symbol_of(plan), compose.fitted(text, 3.6, 1.3)], 0.4)
    return compose.column([symbol_of(plan), compose.fitted(text, 3.4 if wide > 4 else 2.6, 0.9)], 0.4)


def _dressed(plan: Plan) -> Symbol:
    """Words with a line, a bar, a box or the symbol for an O."""
    rng = stream(plan.look, "dress")
    text = compose.lettered(plan.words, plan.face)
    left, top, right, bottom = bounds(text)
    middle, wide = (left + right) / 2, right - left
    kind = rng.randrange(5)
    if kind == 0:
        return [
            *text,
            Shape(
                path(
                    f"M{left},{bottom + 0.3} Q{middle},{bottom + 0.65} "
                    f"{right},{bottom + 0.2} Q{middle},{bottom + 0.42} {left},{bottom + 0.3}"
                ),
                "second",
            ),
        ]
    if kind == 1:
        rule = [
            Shape(points([(left, y), (right, y)]), "second", 0.07, joint="sharp") for y in (top - 0.34, bottom + 0.34)
        ]
        return [*text, *rule]
    if kind == 2:
        return [
            Shape(box(left - 0.5, top - 0.45, right + 0.5, bottom + 0.45, rng.choice((0.0, 0.3, 2.0))), "ink"),
            *compose.inverted(text),
        ]
    if kind == 3:
        return [
            *text,
            Shape(box(left - 0.45, top - 0.4, right + 0.45, bottom + 0.4), "second", 0.08, closed=True, joint="sharp"),
        ]
    line = Shape(points([(middle - wide * 0.12, bottom + 0.42), (middle + wide * 0.12, bottom + 0.42)]), "second", 0.12)
    return [*text, line]


def _monogram(plan: Plan) -> Symbol:
    """The first letters on a ground, the words below."""
    initials = "".join(word[0] for word in plan.words.split() if can_write(word[0]) and word[0].isalnum())[:2]
    ground = "disc" if plan.ground in {"plain", "arch"} else plan.ground
    sign = compose.on_ground(write(initials, replace(plan.face, tracking=0.08, initial=1.0)), ground)
    text = compose.lettered(plan.words, plan.face)
    return compose.column([sign, compose.fitted(text, 2.8, 0.55)], 0.36)


def _stamp(plan: Plan) -> Symbol:
    """Words in a frame with the symbol above them."""
    text = compose.fitted(compose.lettered(plan.words, plan.face), 2.6, 0.7)
    small = compose.fitted(symbol_of(replace(plan, ground="plain")), 1.0, 1.0)
    inner = compose.column([small, text], 0.24)
    left, top, right, bottom = bounds(inner)
    frame = box(left - 0.34, top - 0.34, right + 0.34, bottom + 0.34, 0.16)
    thin = box(left - 0.24, top - 0.24, right + 0.24, bottom + 0.24, 0.1)
    return [Shape(frame, "ink", 0.07, closed=True), Shape(thin, "second", 0.025, closed=True), *inner]


def _badge(plan: Plan) -> Symbol:
    """The symbol in a ring of words."""
    main, rest = compose.lines_of(plan.words)
    main, rest = (plan.words, "") if len(plan.words) <= 13 else (main, rest)
    pen = replace(plan.face, tracking=0.3, initial=1.0, slant=0.0, stretch=min(plan.face.stretch, 1.0))
    dark = plan.look % 2 == 0
    paint = "paper" if dark else "ink"
    height = 0.26 if max(len(main), len(rest)) < 12 else 0.2
    rim = (
        [Shape(circle(0, 0, 1)), Shape(circle(0, 0, 0.58), "paper")]
        if dark
        else [Shape(circle(0, 0, r), "ink", 0.035, closed=True) for r in (1.0, 0.56)]
    )
    letters = compose.on_ring(main, pen, 0.79 - height / 2, height, paint)
    if rest:
        letters += compose.on_ring(rest, pen, 0.79 + height / 2, height, paint, below=True)
    else:
        letters += [Shape(circle(0, 0.79, 0.06), "second")]
    picture = symbol_of(replace(plan, ground="plain"))
    return [*rim, *letters, *compose.fitted(picture, 0.74, 0.74)]

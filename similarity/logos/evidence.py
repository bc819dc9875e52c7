"""What is said of two pictures: of each comparison of a strategy the best level that holds, with its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from similarity.logos import views
from similarity.logos.geometry import Matched, matched
from similarity.logos.hashes import BITS
from similarity.logos.look import Look, Points, Rows
from similarity.logos.ordering import Values
from similarity.logos.strategy import LogoStrategy, Measure

VIEWS = {
    "whole": "the whole picture",
    "inside": "what stands on its ground",
    "symbol": "the picture without its lettering",
    "part": "a part of it",
}
CLASS, SUBCLASS = 1, 2  # how near two products are by the Locarno Classification


class Candidate(NamedTuple):
    """What is known of one candidate: its rows and points, and the Vienna categories and the Locarno classes (of a
    subclass, that alone) that the one asked for has too.
    """

    rows: Rows
    points: Points
    codes: Sequence[str] = ()
    products: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """The level of one comparison that holds, the value measured, and its sentence."""

    comparison: str
    title: str
    level: str
    measure: Measure
    value: int
    sentence: str


@dataclass(frozen=True, slots=True)
class MatchedPart:
    """A part found in both: its view in either picture, and where its details lie, in thousandths of the picture."""

    asked_view: str
    candidate_view: str
    picture: int  # place of the candidate's picture among those of its file
    asked: tuple[tuple[int, int], ...]
    candidate: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """What was measured of one picture, as whole numbers in the unit of each measure, and what is said of it."""

    values: dict[Measure, int]
    said: tuple[Said, ...]
    matched: MatchedPart | None
    picture: int  # place of the candidate's picture that is most alike among those of its file
    asked_view: str  # the views that are most alike, by their names
    candidate_view: str


def explained(strategy: LogoStrategy, asked: Look, values: Values, place: int, candidate: Candidate) -> Explained:
    """The look asked for beside the candidate, which is at `place` of the values."""
    rows, points, codes, products = candidate
    mine, theirs = values.pairs[place].tolist()
    part = matched(asked, points, (mine, theirs))
    measured: dict[Measure, int] = {
        "copy": int(BITS - values.bits[place]),
        "outline": round(100 * float(values.outline[place])),
        "details": round(100 * float(values.details[place])),
        "parts": len(part) if part else 0,
        "colours": round(100 * float(values.colours[place])),
        "vienna": len(codes),
        "locarno": max((SUBCLASS if "-" in one else CLASS for one in products), default=0),
    }
    seen = {
        "asked_view": VIEWS[views.NAMES[asked.rows[mine]["view"]]],
        "candidate_view": VIEWS[views.NAMES[rows[theirs]["view"]]],
    }
    named: dict[Measure, str] = {"vienna": ", ".join(codes), "locarno": ", ".join(products)}
    said = []
    for one in strategy.comparisons:
        value = measured[one.measure]
        level = one.level(value)
        if level and value:
            sentence = one.sentence(level, {**seen, "value": value, "codes": named.get(one.measure, "")})
            said.append(Said(one.name, one.title, level.name, one.measure, value, sentence))
    return Explained(
        measured,
        tuple(said),
        _part(asked, rows, part) if part else None,
        int(rows[theirs]["picture"]),
        views.NAMES[asked.rows[mine]["view"]],
        views.NAMES[rows[theirs]["view"]],
    )


def _part(asked: Look, rows: Rows, found: Matched) -> MatchedPart:
    mine, theirs = asked.rows[found.asked_row], rows[found.candidate_row]
    return MatchedPart(
        views.NAMES[mine["view"]],
        views.NAMES[theirs["view"]],
        int(theirs["picture"]),
        tuple(views.in_picture(mine["box"].tolist(), point) for point in found.asked.tolist()),
        tuple(views.in_picture(theirs["box"].tolist(), point) for point in found.candidate.tolist()),
    )

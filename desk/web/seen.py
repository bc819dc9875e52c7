"""The evidence of two pictures as a page shows it: points on both, sentences in columns, meters. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from desk.web import addresses
from desk.web.seeing import AskedPicture
from search_api.logos import LogoHit
from similarity.logos.strategy import MEASURES, LogoComparison, LogoStrategy, Measure

TRIANGLE = 3  # corners; what has fewer is no area
NUMBERED = 9  # details that bear a number in both pictures; the others are dots
APART = 95  # thousandths of the longer side between two numbers: nearer ones would lie on each other
AWAY = 70  # thousandths from a detail to the middle of its number
VIEWS = {
    "whole": "the whole picture",
    "inside": "what stands on its ground",
    "symbol": "the symbol without its lettering",
    "part": "a part of it",
    "cut": "the part cut out",
}
COLUMNS: tuple[tuple[str, tuple[Measure, ...]], ...] = (
    ("Shape", ("outline", "details", "parts")),
    ("Colour", ("colours",)),
    ("Copy", ("copy",)),
    ("Vienna codes", ("vienna",)),
    ("Products", ("locarno",)),
)
FULL: dict[Measure, int] = {
    "copy": 64,
    "outline": 100,
    "details": 100,
    "parts": 40,
    "colours": 100,
    "vienna": 5,
    "locarno": 2,
}
UNITS: dict[Measure, str] = {"copy": "of 64 bits", "outline": "%", "details": "%", "parts": "details", "colours": "%"}
TITLES: dict[Measure, str] = {"copy": "Hash", "vienna": "Categories in common", "locarno": "Locarno"}
CODES = ("vienna", "locarno")  # told only where both have any
Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True)
class Meter:
    """One value, with where its scale ends, and the sentence of the level that holds, if one does."""

    title: str
    value: int
    most: int
    unit: str
    sentence: str


@dataclass(frozen=True)
class Column:
    title: str
    meters: tuple[Meter, ...]
    value: int | None = None  # of the order, where these measures make it


@dataclass(frozen=True)
class Drawn:
    """What was matched, to be drawn on one of the pictures, in thousandths of its longer side."""

    numbers: tuple[tuple[int, Point, Point], ...]  # each with its detail's place, and its own, outwards of it
    dots: tuple[Point, ...]
    hull: str  # points of an SVG polygon


@dataclass(frozen=True)
class Side:
    """One of the two pictures."""

    src: str
    alt: str
    caption: str
    shape: str  # "wide", "tall" or nothing where its sides are not known
    drawn: Drawn
    frame: tuple[float, float, float, float] | None = None  # of the part that was cut out: x, y, width, height
    size: Point = (1000, 1000)  # of the picture, where there is a frame


@dataclass(frozen=True)
class Seen:
    """The evidence of one hit's picture."""

    asked: Side
    found: Side
    columns: tuple[Column, ...]
    matched: int  # details, 0 where none lie in both as in one drawing
    codes: tuple[str, ...]
    view: int  # number of the picture that is most alike, among those of its file


def seen(asked: AskedPicture, hit: LogoHit, strategy: LogoStrategy, root: str, names: Mapping[str, str]) -> Seen:
    """What a page shows of one hit; `root` is the prefix of the face, `names` are those of views by their digest."""
    part = hit.matched
    mine = [in_whole(point, asked) for point in part.asked] if part else []
    theirs = [(float(x), float(y)) for x, y in part.candidate] if part else []
    chosen = spread(mine, theirs)
    views = part.asked_view if part else hit.asked_view, part.candidate_view if part else hit.candidate_view
    pictures = (hit.logo,) if hit.logo else hit.pictures
    picture = pictures[hit.picture] if hit.picture < len(pictures) else None
    which = "Found"
    if picture and len(pictures) > 1:
        which = f"View {names.get(picture.digest, hit.picture + 1)}, one of {len(pictures)}"
    document = addresses.document(hit.office, hit.kind, hit.number, picture.digest) if picture else ""
    return Seen(
        asked=Side(
            src=root + asked.src,
            alt=f"{asked.name}, asked for",
            caption=_caption("Asked", "cut" if asked.cut_out and views[0] == "whole" else views[0]),
            shape=_shape(asked.width, asked.height),
            frame=_frame(asked) if asked.cut_out else None,
            size=_size(asked),
            drawn=_drawn(mine, chosen),
        ),
        found=Side(
            src=root + document,
            alt=f"{which if len(pictures) > 1 else 'Picture'} of {hit.title or hit.number}",
            caption=_caption(which, views[1]),
            shape=_shape(picture.width, picture.height) if picture else "",
            drawn=_drawn(theirs, chosen),
        ),
        columns=columns(hit, strategy),
        matched=len(mine),
        codes=hit.codes,
        view=hit.picture + 1,
    )


def view_name(view: str) -> str:
    """A view of a picture in words."""
    return VIEWS.get(view, view)


def locarno(codes: Sequence[str]) -> str:
    """The Locarno classes of a design, without those that stand there as a part of a subclass."""
    return ", ".join(code for code in codes if not any(other.startswith(f"{code}-") for other in codes))


def levels(comparison: LogoComparison) -> list[tuple[str, ...]]:
    """The rows of the table of a comparison of pictures: level, from where on it holds, unit."""
    return [(level.name, str(level.least), MEASURES[comparison.measure][1]) for level in comparison.levels]


def columns(hit: LogoHit, strategy: LogoStrategy) -> tuple[Column, ...]:
    """What the strategy compares of pictures, shape apart from colour, copies and codes."""
    said = {one.measure: one for one in hit.evidence}
    titles = {one.measure: one.title for one in strategy.comparisons}
    found: list[Column] = []
    for title, measures in COLUMNS:
        meters = tuple(
            Meter(
                title=TITLES.get(measure, titles[measure]),
                value=hit.values.get(measure, 0),
                most=max(FULL[measure], hit.values.get(measure, 0)),
                unit=UNITS.get(measure, MEASURES[measure][1]),
                sentence=said[measure].sentence if measure in said else "",
            )
            for measure in measures
            if measure in titles and (measure not in CODES or hit.values.get(measure))
        )
        if meters:
            found.append(Column(title, meters, None if found else round(hit.rank / 10_000)))
    return tuple(found)


def in_whole(point: Sequence[float], asked: AskedPicture) -> Point:
    """Where a point of the part that was cut out lies in the whole picture, in thousandths of its longer side."""
    if not asked.cut_out:
        return float(point[0]), float(point[1])
    left, top, width, height = _frame(asked)
    longest = max(width, height) / 1000
    return round(left + point[0] * longest, 1), round(top + point[1] * longest, 1)


def spread(mine: Sequence[Point], theirs: Sequence[Point]) -> list[int]:
    """Places of at most NUMBERED pairs of points, each as far as can be from those before it, in reading order."""
    if not mine:
        return []
    middle = _middle(mine)
    chosen = [max(range(len(mine)), key=lambda n: _apart(mine[n], middle))]
    while len(chosen) < min(NUMBERED, len(mine)):
        far, place = max(
            (min(min(_apart(mine[n], mine[c]), _apart(theirs[n], theirs[c])) for c in chosen), -n)
            for n in range(len(mine))
        )
        if far < APART:
            break
        chosen.append(-place)
    return sorted(chosen, key=lambda n: (round(mine[n][1] / 120), mine[n][0]))


def hull(points: Sequence[Point]) -> list[Point]:
    """The corners of the convex hull (Andrew's monotone chain)."""
    around = sorted(set(points))
    if len(around) < TRIANGLE:
        return list(around)
    half: list[list[Point]] = []
    for ordered in (around, around[::-1]):
        line: list[Point] = []
        for point in ordered:
            while len(line) > 1 and _turn(line[-2], line[-1], point) <= 0:
                line.pop()
            line.append(point)
        half.append(line[:-1])
    return half[0] + half[1]


def _drawn(points: Sequence[Point], chosen: Sequence[int]) -> Drawn:
    middle = _middle(points) if points else (0, 0)
    return Drawn(
        numbers=tuple((number, points[n], _beside(points[n], middle)) for number, n in enumerate(chosen, 1)),
        dots=tuple(point for n, point in enumerate(points) if n not in chosen),
        hull=" ".join(f"{x:g},{y:g}" for x, y in hull(points)),
    )


def _size(asked: AskedPicture) -> Point:
    unit = 1000 / max(asked.width, asked.height)
    return asked.width * unit, asked.height * unit


def _frame(asked: AskedPicture) -> tuple[float, float, float, float]:
    across, down = (side / 1000 for side in _size(asked))
    cut = asked.cut
    return cut.left * across, cut.top * down, (cut.right - cut.left) * across, (cut.bottom - cut.top) * down


def _middle(points: Sequence[Point]) -> Point:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def _beside(point: Point, middle: Point) -> Point:
    """Where the number of a detail stands: AWAY from it, outwards, so that it hides nothing of it."""
    far = _apart(point, middle) or 1.0
    across, down = (point[0] - middle[0]) / far, (point[1] - middle[1]) / far
    return round(point[0] + AWAY * across, 1), round(point[1] + AWAY * down, 1)


def _caption(what: str, view: str | None) -> str:
    return f"{what}: {VIEWS[view]}" if view else what


def _shape(width: int | None, height: int | None) -> str:
    if not width or not height:
        return ""
    return "wide" if width >= height else "tall"


def _apart(one: Point, other: Point) -> float:
    return float(((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5)


def _turn(first: Point, middle: Point, last: Point) -> float:
    return (middle[0] - first[0]) * (last[1] - first[1]) - (middle[1] - first[1]) * (last[0] - first[0])

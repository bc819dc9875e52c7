"""Charts as numbers: where each bar stands. The template draws them, and a table says the same. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, FOOT = 640, 180, 22  # of the drawing, in its own units; FOOT for the labels below


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    series: int  # 0, 1, …: its colour
    value: int


@dataclass(frozen=True)
class Chart:
    """`labels` are (middle of the group, text)."""

    bars: tuple[Bar, ...]
    labels: tuple[tuple[float, str], ...]
    top: int  # the largest value
    width: int = WIDTH
    height: int = HEIGHT


def grouped(labels: Sequence[str], *series: Sequence[int]) -> Chart:
    """Bars beside one another, one of each series in each group; a value of zero has none."""
    top = max((value for one in series for value in one), default=0)
    group = WIDTH / max(len(labels), 1)
    width = group * 0.8 / max(len(series), 1)
    room = HEIGHT - FOOT
    bars = [
        Bar(
            round(place * group + group * 0.1 + number * width, 2),
            round(room - room * value / top, 2),
            round(width, 2),
            round(room * value / top, 2),
            number,
            value,
        )
        for number, one in enumerate(series)
        for place, value in enumerate(one)
        if value
    ]
    middles = tuple((round((place + 0.5) * group, 2), label) for place, label in enumerate(labels))
    return Chart(tuple(bars), middles, top)

"""Strokes of katakana, of simple Chinese characters, and of Hangul syllables put together from their letters."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mappings import yaml
from offices.sample.drawing.vector import Points, path

if TYPE_CHECKING:
    from collections.abc import Iterable

SQUARE = 1.0  # all are as wide as they are high
FIRST_HANGUL = 0xAC00
HEADS, VOWELS, TAILS = 19, 21, 28


@cache
def _table(name: str) -> dict[str, str]:
    rows = yaml.load(Path(__file__).parent / "glyph_scripts.yaml")
    assert isinstance(rows, dict)
    table = rows[name]
    assert isinstance(table, dict)
    return table


def _lines(strokes: str, x: float = 0, y: float = 0, width: float = 1, height: float = 1) -> Iterable[Points]:
    return [path(stroke) * (width, height) + (x, y) for stroke in strokes.split("|")]


def han(letter: str) -> tuple[float, tuple[Points, ...]] | None:
    strokes = _table("han").get(letter)
    return (SQUARE, tuple(_lines(strokes))) if strokes else None


def kana(letter: str) -> tuple[float, tuple[Points, ...]] | None:
    strokes = _table("kana").get(letter)
    return (0.9, tuple(_lines(strokes, width=0.9))) if strokes else None


def hangul(letter: str) -> tuple[float, tuple[Points, ...]] | None:
    """A syllable of the block AC00…, by its first consonant, its vowel and its tail; None where a part is not in
    the table.
    """
    place = ord(letter) - FIRST_HANGUL
    if not 0 <= place < HEADS * VOWELS * TAILS:
        return None
    first, rest = divmod(place, VOWELS * TAILS)
    vowel, tail = divmod(rest, TAILS)
    heads, middles, ends = (list(_table(name).items()) for name in ("heads", "vowels", "tails"))
    name, middle = middles[vowel]
    if not heads[first][1] or not middle or (tail and not ends[tail][1]):
        return None
    high = 0.56 if tail else 1.0
    upright = name in "ㅏㅑㅓㅕㅣㅐㅔ"
    head = (0.0, 0.0, 0.52, high * 0.92) if upright else (0.14, 0.0, 0.72, high * 0.44)
    lines = list(_lines(heads[first][1], *head))
    lines += _lines(middle, *((0.66, 0.0, 0.34, high) if upright else (0.0, high * 0.6, 1.0, high * 0.4)))
    if tail:
        lines += _lines(ends[tail][1], 0.16, 0.68, 0.7, 0.32)
    return SQUARE, tuple(lines)

"""The Latin spellings of a text: each run of another script by its own module, Latin folded as everywhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from similarity.folding import LETTERS, LIMIT, fold
from similarity.romanisation import alphabets, han, hangul, indic, kana, thai
from similarity.romanisation.rules import ascii_letters, with_c

MOST = 4  # spellings of a text: what a search asks grows with it

_LATIN, _OTHER, _BETWEEN = "latin", "other", ""
_RANGES: tuple[tuple[int, int, str], ...] = (
    (0x0000, 0x0370, _LATIN),
    (0x0370, 0x0400, "greek"),
    (0x0400, 0x0530, "cyrillic"),
    (0x0530, 0x0590, "armenian"),
    (0x0590, 0x0600, "hebrew"),
    (0x0600, 0x0700, "arabic"),
    (0x0750, 0x0780, "arabic"),
    (0x0870, 0x0900, "arabic"),
    *[(first, first + indic.LENGTH, script) for script, first in indic.BLOCKS.items()],
    (0x0E00, 0x0E80, "thai"),
    (0x10A0, 0x1100, "georgian"),
    (0x1C80, 0x1C90, "cyrillic"),
    (0x1C90, 0x1CC0, "georgian"),
    (0x1D00, 0x1DC0, _LATIN),
    (0x1E00, 0x1F00, _LATIN),
    (0x1F00, 0x2000, "greek"),
    (0x2C60, 0x2C80, _LATIN),
    (0x2D00, 0x2D30, "georgian"),
    (0x2DE0, 0x2E00, "cyrillic"),
    (0x3005, 0x3006, "han"),
    (0x3040, 0x3100, "kana"),
    (0x31F0, 0x3200, "kana"),
    (0x3400, 0x4DC0, "han"),
    (0x4E00, 0xA000, "han"),
    (0xA640, 0xA6A0, "cyrillic"),
    (0xA720, 0xA800, _LATIN),
    (0xAB30, 0xAB70, _LATIN),
    (0xAC00, 0xD7A4, "hangul"),
    (0x20000, 0x32400, "han"),
)
_SPELLERS = {"han": han.spellings, "hangul": hangul.spellings, "kana": kana.spellings, "thai": thai.spellings}
_WITHOUT_C = {"han", "kana", "thai"}  # Pinyin has its own C; the other two write it where it belongs
_GERESH_SIGN = "\u05f3"
_GERESH = re.compile("(?<=[א-ת])['’`´׳]")  # noqa: RUF001 - the signs that are typed for a geresh
_GERSHAYIM = re.compile('(?<=[א-ת])["”“״](?=[א-ת])')
_APOSTROPHES = re.compile(r"(?<=\w)['\u2018\u2019\u02bc\u0060\u00b4](?=\w)")
_PROTECTION = str.maketrans("", "", "®™℠©℗")  # NFKC would read letters in them


class _Run(NamedTuple):
    script: str
    letters: str


@lru_cache(maxsize=8_192)
def romanise(text: str) -> tuple[str, ...]:
    """The Latin spellings of the whole text in capitals, the best first, at most MOST; none where all is Latin.

    Each script follows the standard its module names: Hepburn, Hanyu Pinyin and Wade-Giles, Revised Romanization, RTGS,
    ISO 15919 and Hunterian, ELOT 743, BGN/PCGN and the national systems for the alphabets; anyascii what has none
    here. The spellings of a script stand in a fixed order (by the standard, as foreign names are written back, and so
    on), so that the n-th of a text has the n-th of every word. Never fails; the first LIMIT characters are read.
    """
    runs = list(_runs(_prepared(text[:LIMIT])))
    if all(run.script in {_LATIN, _BETWEEN} for run in runs):
        return ()
    whole = "".join([run.letters for run in runs])
    spelled = [_spellings(run, whole) for run in runs]
    styles = range(max(map(len, spelled)))
    texts = [
        _spaced("".join([one[style] if style < len(one) else one[0] for one in spelled if one])) for style in styles
    ]
    return tuple(dict.fromkeys([one for one in texts if one]))[:MOST]


def _prepared(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text.translate(_PROTECTION))
    return _APOSTROPHES.sub("", _GERSHAYIM.sub("", _GERESH.sub(_GERESH_SIGN, plain)))


def _runs(text: str) -> Iterator[_Run]:
    """The text as runs of one script each; marks belong to the letter before them, invisible formatting is left out."""
    scripts: list[tuple[str, str]] = []
    for character in text:
        category = unicodedata.category(character)
        if category in {"Cf", "Cs", "Cn", "Co"}:
            continue
        script = _script(character, category)
        scripts.append((scripts[-1][0] if script == _LATIN and category[0] == "M" and scripts else script, character))
    for script, letters in groupby(scripts, key=lambda one: one[0]):
        yield _Run(script, "".join([letter for _, letter in letters]))


def _script(character: str, category: str) -> str:
    if character == _GERESH_SIGN:
        return "hebrew"
    if category[0] not in "LM":
        return _BETWEEN
    code = ord(character)
    return next((script for first, end, script in _RANGES if first <= code < end), _OTHER)


def _spellings(run: _Run, whole: str) -> tuple[str, ...]:
    """The spellings of a run; where few differ, there is room for C in place of K, as foreign names have it."""
    if run.script == _OTHER:
        return (ascii_letters(run.letters),)
    if run.script in {_LATIN, _BETWEEN}:
        return ("".join([_folded(one) for one in run.letters]),)
    if run.script in _SPELLERS:
        found = _SPELLERS[run.script](run.letters)
    elif run.script in indic.BLOCKS:
        found = indic.spellings(run.script, run.letters)
    else:
        found = alphabets.spellings(run.script, run.letters, whole)
    return found if run.script in _WITHOUT_C else (*found, with_c(found[1]))


@lru_cache(maxsize=4_096)
def _folded(character: str) -> str:
    """As `fold`, with the space where the character ends a word."""
    return fold(f"A{character}A")[1:-1]


def _spaced(text: str) -> str:
    return " ".join(text.split())[:LETTERS].rstrip()

"""Chinese characters: Hanyu Pinyin (ISO 7098) without tones, and Wade-Giles without apostrophes (both recalled).

One reading a character comes from anyascii; `scripts/han.yaml` holds the characters that are read in several ways and
the words that say which (银行 YINHANG, not YINXING). Wade-Giles is how Taiwan spells: 中華 CHUNGHUA. Names of Japan and
Korea in these characters are read as Chinese: their own reading needs a dictionary.
"""

from __future__ import annotations

import re
from functools import lru_cache

from similarity.romanisation.rules import Rules, ascii_letters
from similarity.romanisation.tables import tables

_REPEATED = "々"


def spellings(run: str) -> tuple[str, ...]:
    """Pinyin; pinyin with the first and with the second doubtful character read the other way; Wade-Giles."""
    readings = _readings(run)
    plain = [one[0] for one in readings]
    doubtful = [place for place, one in enumerate(readings) if len(one) > 1]
    others = [(place, reading) for place in doubtful[:2] for reading in readings[place][1:]]
    if len(doubtful) > 1:  # one other reading for each of the two
        others = [(place, readings[place][1]) for place in doubtful[:2]]
    turned = ["".join([*plain[:place], reading, *plain[place + 1 :]]) for place, reading in others[:2]]
    first = "".join(plain)
    wade_giles = "".join([_wade_giles()(one) for one in plain])
    return first, *turned, *[first] * (2 - len(turned)), wade_giles


def _readings(run: str) -> list[tuple[str, ...]]:
    """For each character its readings in capitals, the likely first; one alone where a word says which."""
    found: list[tuple[str, ...]] = []
    words, several = _words(), _several()
    place = 0
    while place < len(run):
        word = words.match(run, place)
        if word:
            found += [(one,) for one in tables("han")["words"][word[0]].split()]
            place = word.end()
            continue
        if run[place] == _REPEATED and found:
            found.append(found[-1])
        else:
            found.append(several.get(run[place]) or (ascii_letters(run[place]),))
        place += 1
    return found


@lru_cache(maxsize=1)
def _words() -> re.Pattern[str]:
    return re.compile("|".join(sorted(tables("han")["words"], key=lambda word: (-len(word), word))))


@lru_cache(maxsize=1)
def _several() -> dict[str, tuple[str, ...]]:
    rows = tables("han")["readings"].items()
    return {character: tuple(readings.split()) for characters, readings in rows for character in characters}


@lru_cache(maxsize=1)
def _wade_giles() -> Rules:
    return Rules(tables("han")["wade_giles"])

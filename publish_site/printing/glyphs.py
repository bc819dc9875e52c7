"""Which characters of an issue no font has: the compiler is asked, once, before the issue is set.

PDF/A forbids the empty box that a missing glyph leaves, so the compiler refuses and names each text. That is the one
answer that holds for whatever fonts an office brings, and it costs a few milliseconds.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from publish_site.printing.setting import Refused, compiled

DAY = dt.date(2000, 1, 1)  # of a document that nobody sees
JOINERS = "\u200c\u200d"


@lru_cache(maxsize=65_536)
def clusters(word: str) -> tuple[str, ...]:
    """A word in pieces that are set together: a character with the marks that combine with it."""
    made: list[str] = []
    for character in word:
        if made and (character in JOINERS or unicodedata.category(character).startswith("M")):
            made[-1] += character
        else:
            made.append(character)
    return tuple(made)


def lost(pieces: Collection[str], fonts: Path | None) -> set[str]:
    """Those of the pieces that cannot be printed."""
    left, found = set(pieces), set[str]()
    while left:
        try:
            compiled("glyphs.typ", {"pieces": sorted(left)}, {}, DAY, fonts)
        except Refused as refused:
            wrong = holding(refused.named, left)
            if not wrong:
                raise
            found |= wrong
            left -= wrong
        else:
            break
    return found


def holding(named: Collection[str], pieces: Collection[str]) -> set[str]:
    """The pieces that are, or hold, one of the named texts, or are a part of one."""
    sought = set(named)
    found = sought & set(pieces)
    rest = sought - found
    return found | {piece for piece in pieces if any(text in piece or piece in text for text in rest)}

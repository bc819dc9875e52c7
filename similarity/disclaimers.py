"""Disclaimers (INID 526): words of a mark in which its holder claims no exclusive right, read from the file.

Offices write them in many ways: `Brew`, `"NIGHT"`, `No claim is made to the exclusive right to use "NIGHT CREAM" apart
from the mark as shown`. Where words stand in quotes those are meant; else those in capitals where others are not; else
all. Only words of the mark itself count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from similarity.folding import fold

_QUOTED = re.compile('["\u201c\u201d\u201e\u00ab]([^"\u201c\u201d\u201e\u00ab\u00bb]+)["\u201c\u201d\u00bb]')
_CAPITALS = re.compile(r"\b[^\W\d_a-z]{2,}\b")


def disclaimed(words: Sequence[str], disclaimer: str) -> tuple[str, ...]:
    """Those of the folded words of a mark that the disclaimer names; sorted."""
    if quoted := _QUOTED.findall(disclaimer):
        named = " ".join(quoted)
    elif disclaimer.upper() != disclaimer and (capitals := _capitals(disclaimer)):
        named = " ".join(capitals)
    else:
        named = disclaimer
    return tuple(sorted(set(words).intersection(fold(named).split())))


def _capitals(text: str) -> list[str]:
    return [word for word in _CAPITALS.findall(text) if word.isupper()]


def sentence(words: Sequence[str]) -> str:
    """What the evidence says, in English, of disclaimed words that it rests on."""
    return f"; disclaimed in the mark found: {', '.join(words)}" if words else ""

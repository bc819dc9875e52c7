"""Kölner Phonetik (Hans Joachim Postel, IBM-Nachrichten 19, 1969): a German word as the digits 0 to 8.

Letters that sound alike to a German ear share a digit, at most one neighbour deciding: B and P are 1, S, Z and SCH are
8. Equal digits in a row are one, then every 0 (a vowel) goes but one in front: WIKIPEDIA is 3412, HEINZ is 068.

As published, of any length. What is often done in two ways: H has no digit and does not part its neighbours (RATHDORF
is 7273), and only the first letter of the word given is its beginning (Postel's *Anlaut*), so the words of a name are
coded one by one. Umlauts are expected folded, Ü as U or UE, ß as SS; anything but A to Z has no digit.
"""

from __future__ import annotations

import re
from collections import defaultdict

_DIGITS = defaultdict(  # of anything else, none
    str,
    {
        ord(letter): digits
        for letters, digits in {
            "AEIJOUY": "0",
            "BP": "1",
            "DT": "2",
            "FVW": "3",
            "GKQ": "4",
            "X": "48",
            "L": "5",
            "MN": "6",
            "R": "7",
            "SZ": "8",
        }.items()
        for letter in letters
    },
)
_READ_AS = {  # the letters whose neighbours decide; neighbours are those of the word as given
    "P(?=H)": "F",
    "[DT](?=[CSZ])": "S",
    "^C(?=[AHKLOQRUX])|(?<![SZ])C(?=[AHKOQUX])": "K",
    "C|(?<=[CKQ])X": "S",
}
_LETTERS = ("", *_READ_AS.values())
_CONTEXTS = re.compile(f"(?=[CDPTX])(?:{'|'.join(f'({context})' for context in _READ_AS)})")
_REPEATED = re.compile(r"(.)(?=\1)")


def cologne(word: str) -> str:
    """The digits of a word of A to Z; none where nothing of it is heard."""
    digits = _REPEATED.sub("", _CONTEXTS.sub(_read_as, word).translate(_DIGITS))
    return digits[:1] + digits[1:].replace("0", "")


def _read_as(found: re.Match[str]) -> str:
    return _LETTERS[found.lastindex or 0]

"""How a text becomes the letters that are compared, and where each letter came from.

Every rule here is printed in `docs/strategies.md` (`RULES`). What is compared is A to Z, 0 to 9 and one space between
words; everything else is folded into that or left out, character by character, so that each letter of the result
knows the character of the original it came from (`Folded`) and a page can highlight the original.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

LIMIT = 512  # characters of a text that are read; what follows is kept as filed and not compared
LETTERS = 2_048  # of the result: one character of another script may be spelled in many

RULES: tuple[tuple[str, str, str], ...] = (
    ("Unicode forms", "compatibility forms become plain letters (NFKC)", "Ⓕlex → FLEX, ﬁt → FIT, m² → M2"),
    ("letter case", "all letters become capitals", "iPhone → IPHONE, straße → STRASSE"),
    ("accents", "left out", "Nestlé → NESTLE, Škoda → SKODA, Ø → O"),
    ("other scripts", "spelled in Latin letters, character by character (anyascii)", "КОЛА → KOLA, 可乐 → KELE"),
    ("digits", "kept; digits of other scripts become 0 to 9", "٤You → 4YOU"),
    ("apostrophes", "left out, so that a possessive stays one word", "Uncle Ben's → UNCLE BENS, L'Oréal → LOREAL"),
    ("ampersand", "read as the word AND", "Marks & Co → MARKS AND CO"),
    ("signs of protection", "® ™ ℠ © ℗ are no part of the sign and are left out", "PEPSI® → PEPSI"),
    ("other punctuation, symbols, pictographs", "end a word", "X-SEED → X SEED, I.B.M. → I B M"),
    ("invisible formatting", "joiners, direction marks and soft hyphens are left out", "CO\\u00adLA → COLA"),
    ("control characters", "end a word", "COCA\\tCOLA → COCA COLA"),
    ("length", f"the first {LIMIT} characters are read", ""),
)

_APOSTROPHES = "'\u2018\u2019\u201b\u02bc\u02b9\u02bb\u0060\u00b4\uff07\u2032\u05f3"
_PROTECTION = "®™℠©℗"
_LEFT_OUT = frozenset(_APOSTROPHES + _PROTECTION)
_WORD_END = " "
_AND = " AND "
_JAMO = range(0x1160, 0x1200)  # Korean vowels and finals, which join the letter before them

_ASCII = {
    code: chr(code).upper()
    if chr(code).isalnum()
    else _AND
    if chr(code) == "&"
    else ""
    if chr(code) in _LEFT_OUT
    else _WORD_END
    for code in range(128)
}


@dataclass(frozen=True, slots=True)
class Folded:
    """`normal` and, for each of its characters, where the character it came from begins and ends in the text."""

    normal: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]  # behind the marks that sit on the character


def fold(text: str) -> str:
    """The text as it is compared: words of A to Z and 0 to 9, one space between; empty where nothing can be read."""
    text = text[:LIMIT]
    if text.isascii():
        return _spaced(text.translate(_ASCII))
    if unicodedata.is_normalized("NFKC", text):
        return _spaced("".join(map(_fold_character, text)))
    return _spaced("".join(map(_fold_segment, _segments(text))))


def fold_with_origin(text: str) -> Folded:
    """As `fold`, with the place of each letter in `text`; a space has that of what ended the word."""
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    start = 0
    for segment in _segments(text[:LIMIT]):
        for letter in _fold_segment(segment):
            if letter == _WORD_END and (not letters or letters[-1] == _WORD_END):
                continue
            letters.append(letter)
            places.append((start, start + len(segment)))
        start += len(segment)
    normal = "".join(letters)[:LETTERS].rstrip(_WORD_END)
    kept = places[: len(normal)]
    return Folded(normal, tuple(start for start, _ in kept), tuple(end for _, end in kept))


def _spaced(folded: str) -> str:
    return " ".join(folded.split())[:LETTERS].rstrip(_WORD_END)


def _segments(text: str) -> list[str]:
    """The text cut before every character that cannot join the one before it."""
    found: list[str] = []
    for character in text:
        joins = unicodedata.category(character)[0] == "M" or ord(character) in _JAMO
        if joins and found:
            found[-1] += character
        else:
            found.append(character)
    return found


def _fold_segment(segment: str) -> str:
    # ™ would become TM by NFKC, so signs of protection are looked at first.
    if segment in _LEFT_OUT:
        return ""
    return "".join(map(_fold_character, unicodedata.normalize("NFKC", segment)))


@lru_cache(maxsize=16_384)
def _fold_character(character: str) -> str:
    if character.isascii():
        return _ASCII[ord(character)]
    if character in _LEFT_OUT:
        return ""
    category = unicodedata.category(character)
    if category[0] in "LMN":
        return "".join(letter for letter in anyascii(character).upper() if letter.isascii() and letter.isalnum())
    if category in ("Cf", "Cs", "Cn", "Co"):
        return ""
    return _WORD_END


def in_latin(text: str) -> bool:
    """Whether no letter of the text is of another script."""
    return text.isascii() or all(
        unicodedata.name(letter, "LATIN").startswith("LATIN") for letter in text if letter.isalpha()
    )

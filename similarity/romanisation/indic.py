"""The scripts of India from Devanagari to Malayalam: ISO 15919 and Hunterian without marks (recalled).

A consonant is spoken with A unless a sign says otherwise. At the end of a word the northern languages leave it out
(राम RAM) but behind two consonants that cannot end one (मित्र MITRA); within a word Hindi leaves it out between two
syllables. Tamil writes K, T, P for G, D, B too: its second spelling reads them so behind a nasal and between vowels.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from similarity.romanisation.tables import tables

BLOCKS = {  # the first code point of each script
    "devanagari": 0x0900,
    "bengali": 0x0980,
    "gurmukhi": 0x0A00,
    "gujarati": 0x0A80,
    "odia": 0x0B00,
    "tamil": 0x0B80,
    "telugu": 0x0C00,
    "kannada": 0x0C80,
    "malayalam": 0x0D00,
}
LENGTH = 0x80
_NORTHERN = {"devanagari", "bengali", "gurmukhi", "gujarati"}  # leave out the last A
_NASALS, _NUKTA, _VIRAMA = "\u0901\u0902", "\u093c", "\u094d"
_LIPS = tuple("पफबभम")
_SONOROUS = ("Y", "R", "L", "V", "W", "N", "M")
_VOICED = {"K": "G", "T": "D", "P": "B", "S": "S"}


class _Letter(NamedTuple):
    consonant: str
    vowel: str
    unwritten: bool = False  # the vowel is the A that no sign says


def spellings(script: str, run: str) -> tuple[str, ...]:
    """The word; the word as firms write (W, F, EE, OO) and with A left out within; the word with every A.

    A southern word keeps every A; Tamil has its voiced reading second. Bengali, which speaks A as O, has that second.
    """
    written = _written(script)
    word = _in_devanagari(script, run)
    letters, firm = _letters(word, written), _letters(word, {**written, **tables("indic")["long"]})
    if script not in _NORTHERN:
        return _spelled(letters), _spelled(_voiced(letters) if script == "tamil" else firm), _spelled(firm)
    ended, shortened = _ended(letters), _shortened(_ended(firm))
    with_o = [one._replace(vowel="O") if one.unwritten else one for one in ended]
    return (
        _spelled(ended),
        *([_spelled(with_o)] if script == "bengali" else []),
        _spelled(shortened),
        _spelled(letters),
    )


@cache
def _written(script: str) -> Mapping[str, str]:
    found = tables("indic")
    return {**found["consonants"], **found["vowels"], **found["signs"], **found.get(script, {})}


def _in_devanagari(script: str, run: str) -> str:
    for letters, same in tables("indic")["same"].items():
        run = run.replace(letters, same)
    first, devanagari = BLOCKS[script], BLOCKS["devanagari"]
    return "".join([chr(ord(one) - first + devanagari) if 0 <= ord(one) - first < LENGTH else one for one in run])


def _letters(word: str, written: Mapping[str, str]) -> list[_Letter]:
    """Consonants with the vowels behind them; a vowel alone has no consonant, a nasal mark no vowel."""
    consonants, signs = tables("indic")["consonants"], tables("indic")["signs"]
    letters: list[_Letter] = []
    for place, one in enumerate(word):
        following = word[place + 1 : place + 2]
        if one in consonants:
            dotted = one + _NUKTA if following == _NUKTA else one
            letters.append(_Letter(written.get(dotted, written[one]), "A", unwritten=True))
        elif one in _NASALS:
            letters.append(_Letter("M" if following in _LIPS else "N", ""))
        elif (one == _VIRAMA or one in signs) and letters:
            last = letters.pop()
            letters.append(_Letter(last.consonant, "" if last.unwritten else last.vowel))
            letters[-1] = letters[-1]._replace(vowel=letters[-1].vowel + written.get(one, ""))
        elif one in written:
            letters.append(_Letter("", written[one]))
    return letters


def _ended(letters: list[_Letter]) -> list[_Letter]:
    """Without the A at the end, but where it follows two consonants of which the last is the more sonorous."""
    if len(letters) < 2 or not letters[-1].unwritten:  # noqa: PLR2004 - a word of one letter keeps its vowel
        return letters
    before, last = letters[-2:]
    if last.consonant == "Y" and before.vowel == "I":  # भारतीय BHARATIYA
        return letters
    if before.consonant and not before.vowel and last.consonant in _SONOROUS and before.consonant not in _SONOROUS:
        return letters
    return [*letters[:-1], last._replace(vowel="", unwritten=False)]


def _shortened(letters: list[_Letter]) -> list[_Letter]:
    """Without each A between two syllables, from the end: VC_CV becomes VCCV."""
    kept = list(letters)
    for place in range(len(kept) - 2, 0, -1):
        before, one, behind = kept[place - 1 : place + 2]
        if one.unwritten and one.consonant and before.vowel and behind.consonant and behind.vowel:
            kept[place] = one._replace(vowel="", unwritten=False)
    return kept


def _voiced(letters: list[_Letter]) -> list[_Letter]:
    """K, T and P as G, D and B behind a nasal or a vowel, where a vowel follows."""
    heard = list(letters)
    for place in range(1, len(letters)):
        before, one = letters[place - 1 : place + 1]
        if one.vowel and (before.vowel or before.consonant in {"N", "NG", "M"}):
            heard[place] = one._replace(consonant=_VOICED.get(one.consonant, one.consonant))
    return heard


def _spelled(letters: list[_Letter]) -> str:
    return "".join([one.consonant + one.vowel for one in letters]).replace("NGK", "NK").replace("NGG", "NG")

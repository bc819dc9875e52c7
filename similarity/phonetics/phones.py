"""Sounds as one character each, and how far apart two sounds are.

The alphabet is coarse on purpose: it keeps what a hearer who remembers a mark imperfectly would keep. A sound is
spelled out in features (`SPELLED`): a consonant in three (place, manner, voice), a vowel in two (height, position), H
in one. The distance of two words is Levenshtein's over these features, so B and P are one apart, B and K two or three,
and a consonant left out costs three, a vowel two, an H one. This is the articulatory distance of Kessler (1995) and
Covington (1996) in a form that bit-parallel code computes for thousands of words at once.
"""

from __future__ import annotations

from functools import lru_cache
from string import ascii_letters

PHONES: dict[str, tuple[str, str]] = {  # sound → its features, and an example
    "a": ("low central", "mAma"),
    "e": ("mid front", "bEd"),
    "i": ("high front", "machIne"),
    "o": ("mid back", "nO"),
    "u": ("high back", "rUle"),
    "y": ("high rounded", "German Übung, French dU, Turkish Ü"),
    "E": ("mid rounded", "German schÖn, French pEU"),
    "@": ("mid central", "About, French lE, Portuguese final E"),
    "p": ("lip stop unvoiced", "Pan"),
    "b": ("lip stop voiced", "Ban"),
    "f": ("lip fricative unvoiced", "Fan"),
    "v": ("lip fricative voiced", "Van"),
    "m": ("lip nasal voiced", "Man"),
    "w": ("lip glide voiced", "Wine"),
    "t": ("tongue stop unvoiced", "Tan"),
    "d": ("tongue stop voiced", "Dan"),
    "T": ("tongue dental unvoiced", "THin"),
    "D": ("tongue dental voiced", "THis"),
    "s": ("tongue fricative unvoiced", "Sun"),
    "z": ("tongue fricative voiced", "Zoo"),
    "n": ("tongue nasal voiced", "No"),
    "l": ("tongue lateral voiced", "Lo"),
    "r": ("tongue trill voiced", "Ro, of whatever kind"),
    "S": ("palate fricative unvoiced", "SHe"),
    "Z": ("palate fricative voiced", "pleaSure, French J"),
    "C": ("palate stop unvoiced", "CHurch"),
    "J": ("palate stop voiced", "Judge"),
    "j": ("palate glide voiced", "Yes"),
    "k": ("throat stop unvoiced", "Cat"),
    "g": ("throat stop voiced", "Go"),
    "x": ("throat fricative unvoiced", "loCH, Spanish J"),
    "N": ("throat nasal voiced", "siNG; behind a vowel: French nasal vowels"),
    "h": ("breath", "House"),
}
DIGITS = "0123456789"
ALPHABET = "".join(PHONES) + DIGITS


def _spelled() -> dict[int, str]:
    """Each sound as a string of one letter a feature; the same feature is always the same letter."""
    names: dict[tuple[int, int, str], str] = {}
    table = {}
    for phone, (features, _) in PHONES.items():
        words = features.split()  # vowels and consonants share no feature, so their number is part of the name
        letters = [
            names.setdefault((len(words), place, word), ascii_letters[len(names)]) for place, word in enumerate(words)
        ]
        table[ord(phone)] = "".join(letters)
    return table | {ord(digit): digit * 3 for digit in DIGITS}


SPELLED = _spelled()


@lru_cache(maxsize=32_768)
def features(phones: str) -> str:
    """The sounds spelled out in features, for a Levenshtein distance that knows near sounds from far ones."""
    return phones.translate(SPELLED)

"""What is left of a word without its vowels, without its consonants, or but for its first letters.

COLLEGIAN and COLLEGIENNE have the same consonants, CLGN; COCA COLA and ROMA NOVA the same vowels, OAOA. A letter that
stands twice in what is left counts once: CLLGN is CLGN. Y is a vowel; digits count as consonants.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

LEAST = 2  # letters of a skeleton or of initials that are indexed

_VOWELS = "AEIOUY"
_NO_VOWELS = str.maketrans("", "", _VOWELS)
_NO_CONSONANTS = str.maketrans("", "", "BCDFGHJKLMNPQRSTVWXZ0123456789")
_TWICE = re.compile(r"(.)\1+")


def consonants(word: str) -> str:
    """The consonants and digits of a word of A to Z and 0 to 9, in order."""
    return _TWICE.sub(r"\1", word.translate(_NO_VOWELS))


def vowels(word: str) -> str:
    """Its vowels, in order."""
    return _TWICE.sub(r"\1", word.translate(_NO_CONSONANTS))


def initials(words: Sequence[str], small: Collection[str]) -> tuple[str, ...]:
    """The first letters of the words, of all and of all but the small ones; sorted. None for a single word."""
    if len(words) < LEAST:
        return ()
    every = "".join([word[0] for word in words])
    main = "".join([word[0] for word in words if word not in small])
    return (every,) if main == every or len(main) < LEAST else tuple(sorted((every, main)))

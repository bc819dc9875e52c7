"""The keys of a text: what is indexed, scored and explained, by the same code in all three places.

`read` is called for every mark that is projected: tokens are cached, nothing is computed twice. A change of any key
is a new `KEY_VERSION`, and asks for a rebuild of the index.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import jellyfish

from mappings.document import Words
from similarity.folding import fold

KEY_VERSION = "1"
GRAM = 3
PAD = "_"

_RUNS = re.compile(r"[A-Z]+|[0-9]+")
_CODERS: dict[str, Callable[[str], str]] = {
    "metaphone": jellyfish.metaphone,
    "nysiis": jellyfish.nysiis,
    "soundex": jellyfish.soundex,
    "match_rating": jellyfish.match_rating_codex,
}
CODES = tuple(_CODERS)
_TERMS = ("grams", *CODES)


def grams(word: str) -> tuple[str, ...]:
    """The trigrams of a word with a pad on each side, as many as it has letters: `_CO`, `COL`, `OLA`, `LA_`."""
    padded = f"{PAD}{word}{PAD}"
    return tuple([padded[i : i + GRAM] for i in range(len(padded) - GRAM + 1)])


@lru_cache(maxsize=131_072)
def code(name: str, word: str) -> str:
    """The sound code `name` of a word of A to Z and 0 to 9; digits sound as themselves, so 21CLUB is 21KLB."""
    return _code(_CODERS[name], word)


@lru_cache(maxsize=65_536)
def token(word: str) -> tuple[tuple[str, ...], ...]:
    """The terms of one word of A to Z and 0 to 9: its grams, then for each of CODES its code or nothing; sorted."""
    codes = [_code(coder, word) for coder in _CODERS.values()]
    return tuple(sorted(set(grams(word)))), *[(found,) if found else () for found in codes]


def _code(coder: Callable[[str], str], word: str) -> str:
    if word.isalpha():
        return coder(word).replace(" ", "")
    return "".join([run if run.isdigit() else coder(run).replace(" ", "") for run in _RUNS.findall(word)])


@lru_cache(maxsize=8_192)
def read(text: str) -> Words:
    """The keys of a verbal text. Pure and fast (about 20 µs for a mark not seen before); never fails.

    A text without letters or digits gives empty keys. Every list is sorted and without repeats but `tokens`, which
    stand in the order of the text. Grams and sound codes are those of each word and of the words run together, so
    that ICE SHINE and ICESHINE meet.
    """
    return Words.model_construct(**fields(text))


def fields(text: str) -> dict[str, Any]:
    """The fields of `read`, for whoever writes them as JSON: making the model takes a third of the time."""
    normal = fold(text)
    words = normal.split()
    if not words:
        return dict.fromkeys(("tokens", *_TERMS), ()) | {"text": text, "normal": "", "joined": "", "length": 0}
    joined = "".join(words)
    terms = token(joined) if len(words) == 1 else map(_union, *map(token, {*words, joined}))
    return {
        "text": text,
        "normal": normal,
        "joined": joined,
        "tokens": tuple(words),
        **dict(zip(_TERMS, terms, strict=True)),
        "length": len(joined),
    }


def _union(*terms: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set().union(*terms)))

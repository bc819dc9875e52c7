"""The keys of a text: what is indexed, scored and explained, by the same code in all three places.

`read` is called for every mark that is projected: tokens are cached, nothing is computed twice. A change of any key
is a new `KEY_VERSION`, and asks for a rebuild of the index.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import jellyfish

from mappings.document import Words
from similarity import lexicon
from similarity.codes.cologne import cologne
from similarity.codes.double_metaphone import double_metaphone
from similarity.disclaimers import disclaimed
from similarity.folding import fold
from similarity.heard import Ear, grams, packed
from similarity.phonetics.readers import readers
from similarity.skeleton import LEAST, consonants, initials, vowels
from similarity.spellings import spellings

KEY_VERSION = "4"

_RUNS = re.compile(r"[A-Z]+|[0-9]+")
_CODERS: dict[str, Callable[[str], str]] = {
    "metaphone": jellyfish.metaphone,
    "nysiis": jellyfish.nysiis,
    "soundex": jellyfish.soundex,
    "match_rating": jellyfish.match_rating_codex,
    "cologne": cologne,
    "double_metaphone": lambda word: double_metaphone(word)[0],
    "double_metaphone_second": lambda word: double_metaphone(word)[1],  # how the word may also sound; often nothing
}
CODES = tuple(_CODERS)
_TERMS = ("grams", *CODES, "consonants")
_WHOLE = ("vowels", "initials", "disclaimed")  # of the text as a whole
EAR = Ear()  # the office's languages; `hear_in` changes them, once, when a program starts


def hear_in(languages: Sequence[str], own: Path | None = None) -> None:
    """From now on keys are made in these languages; rule files in `own` go before those that ship. BadRules.

    For the edge of a program alone, before any key is made: an index holds the keys of one choice.
    """
    global EAR  # noqa: PLW0603 - one choice for the whole program, made at its edge
    EAR = Ear(readers(tuple(languages), own))
    read.cache_clear()


@lru_cache(maxsize=131_072)
def code(name: str, word: str) -> str:
    """The sound code `name` of a word of A to Z and 0 to 9; digits sound as themselves, so 21CLUB is 21KLB."""
    return _code(_CODERS[name], word)


@lru_cache(maxsize=65_536)
def token(word: str) -> tuple[tuple[str, ...], ...]:
    """The terms of one word of A to Z and 0 to 9: its grams, then for each of CODES its code or nothing, then its
    consonants where they are LEAST or more; sorted.
    """
    codes = [_code(coder, word) for coder in _CODERS.values()]
    skeleton = consonants(word)
    return (
        tuple(sorted(set(grams(word)))),
        *[(found,) if found else () for found in codes],
        (skeleton,) if len(skeleton) >= LEAST else (),
    )


def _code(coder: Callable[[str], str], word: str) -> str:
    if word.isalpha():
        return coder(word).replace(" ", "")
    return "".join([run if run.isdigit() else coder(run).replace(" ", "") for run in _RUNS.findall(word)])


@lru_cache(maxsize=8_192)
def read(text: str) -> Words:
    """The keys of a verbal text. Pure and fast (about 20 µs for a mark not seen before); never fails.

    A text without letters or digits gives empty keys. Every list is sorted and without repeats but `tokens`, which
    stand in the order of the text. Grams, sound codes and consonants are those of each word and of the words run
    together, so that ICE SHINE and ICESHINE meet; vowels are those of the words run together.
    """
    return Words.model_construct(**fields(text))


def fields(text: str, disclaimer: str = "") -> dict[str, Any]:
    """The fields of `read`, for whoever writes them as JSON: making the model takes a third of the time.

    `disclaimer` is that of the mark, in the office's words.
    """
    normal = fold(text)
    words = normal.split()
    if not words:
        return dict.fromkeys(("tokens", *_TERMS, *_WHOLE, "sounds"), ()) | {
            "text": text,
            "normal": "",
            "joined": "",
            "heard": None,
            "length": 0,
            "letters": 0,
        }
    joined = "".join(words)
    without_right = disclaimed(words, disclaimer) if disclaimer else ()
    spelled = [one.split() for one in spellings(text) if one != normal]
    all_words = {*words, joined}.union(*spelled, map("".join, spelled))
    terms = token(joined) if len(all_words) == 1 else map(_union, *map(token, all_words))
    return {
        "text": text,
        "normal": normal,
        "joined": joined,
        "tokens": (*words, *sorted(set().union(*spelled) - set(words))),
        **dict(zip(_TERMS, terms, strict=True)),
        "vowels": (found,) if len(found := vowels(joined)) >= LEAST else (),
        "initials": initials(words, lexicon.LEXICON.small),
        "disclaimed": without_right,
        "sounds": tuple(sorted(EAR.grams(text))),
        "heard": packed(EAR.written(text, without_right)),
        "length": len(joined),
        "letters": min([len(joined), *map(len, map("".join, spelled))]),
    }


def _union(*terms: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set().union(*terms)))

"""Scripts spelled letter by letter: Arabic, Armenian, Cyrillic, Georgian, Greek and Hebrew.

Each is a file of rules in `scripts/`, which names its standards and says for which letters which language is read.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from mappings import yaml
from similarity.romanisation.rules import Rules

FOLDER = Path(__file__).with_name("scripts")
_DIAERESIS = "\u0308"
_CONSONANT = "(?>[SKTGDCZ]H|T[SZ]|[BCDFGHJKLMNPQRSTVWXZ])"
_BEGINNING = re.compile(rf"\b({_CONSONANT})(?={_CONSONANT})")
_LAST_TWO = re.compile(rf"({_CONSONANT})(?={_CONSONANT}\b)")
_THREE = re.compile(rf"({_CONSONANT}(?![PBTDKGF][RL][AEIOU]){_CONSONANT})(?={_CONSONANT})")


class Style(BaseModel):
    """One spelling: the tables it reads in, the first going before the second, and the vowel put where one must be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tables: tuple[str, ...] = Field(min_length=1)
    unwritten: str = ""
    ending: bool = False  # between the last two consonants too


class Reading(BaseModel):
    """The spellings of a text that has a letter of `when`; the last reading is for every other text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    when: str = "."
    styles: tuple[Style, ...] = Field(min_length=2, max_length=5)


class Alphabet(BaseModel):
    """What a file in `scripts/` holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    accents: bool = True  # False: left out before the rules are read, but for the diaeresis
    sets: dict[str, str] = Field(default_factory=dict)
    readings: tuple[Reading, ...] = Field(min_length=1)
    tables: dict[str, dict[str, str]]


def spellings(script: str, run: str, whole: str) -> tuple[str, ...]:
    """The spellings of a run of letters, one for each style of the language that the whole text's letters tell."""
    alphabet = _alphabet(script)
    run, whole = run.lower(), whole.lower()
    if not alphabet.accents:
        run = _without_accents(run)
    reading = next((one for one in alphabet.readings if re.search(one.when, whole)), alphabet.readings[-1])
    return tuple([_spelled(script, style, run) for style in reading.styles])


@cache
def _alphabet(script: str) -> Alphabet:
    return Alphabet.model_validate(yaml.load(FOLDER / f"{script}.yaml"))


@cache
def _rules(script: str, names: tuple[str, ...]) -> Rules:
    alphabet = _alphabet(script)
    return Rules(*[alphabet.tables[name] for name in names], sets=alphabet.sets)


def _spelled(script: str, style: Style, run: str) -> str:
    spelling = _rules(script, style.tables)(run)
    return with_vowels(spelling, style.unwritten, ending=style.ending) if style.unwritten else spelling


def with_vowels(skeleton: str, vowel: str, *, ending: bool = False) -> str:
    """A skeleton of consonants with a vowel where a syllable must have one: no two begin a word, no three follow
    but a stop with L or R, as in foreign names.

    MHMD → MAHMAD. Arabic and Hebrew syllables are built so; which vowel is spoken, the script does not say. With
    `ending` no two end a word either, as in Hebrew: KSHT → KESHET.
    """
    opened = _THREE.sub(rf"\1{vowel}", _BEGINNING.sub(rf"\1{vowel}", skeleton))
    return _LAST_TWO.sub(rf"\1{vowel}", opened) if ending else opened


def _without_accents(run: str) -> str:
    kept = [one for one in unicodedata.normalize("NFD", run) if one == _DIAERESIS or not unicodedata.combining(one)]
    return unicodedata.normalize("NFC", "".join(kept))

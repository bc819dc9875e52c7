"""Words as a person asks for them: checked and cleaned, with a note of what was cleaned."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from similarity import keys
from similarity.folding import LIMIT
from similarity.heard import MOST_WORDS
from similarity.reading import Reading, reading


class NothingAsked(Exception):
    """The words hold no letter and no digit that could be compared."""


class TooLong(Exception):
    """The words are longer than what is read of a mark."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The reading of the words, what is heard of them, and notes of what was left out of them."""

    reading: Reading
    heard: tuple[str, ...]  # its spellings with their sounds
    notes: tuple[str, ...]


def ask(words: str) -> Asked:
    """The words to compare with. NothingAsked, TooLong."""
    if len(words) > LIMIT:
        raise TooLong(f"{len(words):,} characters were asked for; at most {LIMIT} are compared: ask for the mark alone")
    controls = [character for character in words if unicodedata.category(character) == "Cc"]
    hidden = [character for character in words if unicodedata.category(character) in ("Cf", "Cs", "Co", "Cn")]
    cleaned = "".join(" " if character in controls else character for character in words if character not in hidden)
    read = reading(cleaned.strip())
    if not read.joined:
        raise NothingAsked(_why_nothing(cleaned))
    notes: tuple[str, ...] = (
        _note(controls, "read as spaces", "control character"),
        _note(hidden, "left out", "invisible character"),
    )
    if len(read.tokens) > MOST_WORDS:
        notes = (*notes, f"only the first {MOST_WORDS} of {len(read.tokens)} count where words are measured one by one")
    return Asked(read, keys.EAR.heard(read.text), tuple(note for note in notes if note))


def _why_nothing(text: str) -> str:
    """Nothing of it could be spelled in Latin letters: it holds none, or those of a script that nobody here reads."""
    letters = sorted({unicodedata.name(letter, "?").split()[0].title() for letter in text if letter.isalpha()})
    if letters:
        return f"the script is not read ({', '.join(letters)}); ask for its transliteration in Latin letters"
    return "there is no letter and no digit to compare; ask for the words of a mark"


def _note(found: list[str], done: str, what: str) -> str:
    if not found:
        return ""
    codes = ", ".join(sorted({f"U+{ord(character):04X}" for character in found}))
    return f"{len(found)} {what}{'s were' if len(found) > 1 else ' was'} {done}: {codes}"

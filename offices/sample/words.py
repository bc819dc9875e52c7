# ruff: noqa: RUF001 - letters of many languages and a dash
"""Coined names that can be said aloud, in Latin letters by the sounds of seven languages, and in six other scripts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from offices.sample.data import keys, table

if TYPE_CHECKING:
    from random import Random

LATIN = "latin"
# Latin names in a hundred; the others are shared among the scripts.
LATIN_SHARE = 86


@dataclass(frozen=True)
class Name:
    """The words of a mark, as written in `script`."""

    words: str
    script: str = LATIN
    language: str = "en"
    transliteration: str | None = None  # (561)
    translation: str | None = None  # (566)

    @property
    def latin(self) -> str:
        """The words in Latin letters."""
        return self.transliteration or self.words


def coined(rng: Random, language: str, syllables: int | None = None) -> str:
    """One pronounceable word in capitals, 4 to 11 letters, none of the famous ones."""
    sounds = table("languages")[language]
    while True:
        count = syllables or rng.choice((1, 1, 1, 2, 2))
        body = ""
        for _ in range(count):
            nucleus = rng.choice(sounds["nuclei"])
            body += rng.choice(sounds["onsets"]) + nucleus + (rng.choice(sounds["codas"]) if len(nucleus) == 1 else "")
        ending = rng.choice(sounds["endings"])
        if body[-1] in "aeiouéöüı" and ending[0] in "aeiouıíèéöü":
            body = body[:-1] if len(body) > 2 and body[-2] not in "aeiou" else body + rng.choice("lnrv")
        word = body + ending
        if 4 <= len(word) <= 11 and seemly(word):
            return upper(word, language)


def smooth(rng: Random, least: int = 5) -> str:
    """A word of two to four open syllables in plain letters A-Z, `least` to 10 of them, as a brand agency would
    coin it.
    """
    parts = table("coinage")
    while True:
        start = rng.choice(parts["starts"])
        if start[0] in "aeo":
            start += rng.choice("tvmld")
        word = start + "".join(
            rng.choice(parts["middles"]) + rng.choice(("", "", "", "d", "t")) for _ in range(rng.choice((1, 1, 2)))
        )
        word = re.sub("([dt])([dt])", r"\1", word) + rng.choice(parts["ends"])
        if least <= len(word) <= 10 and seemly(word):
            return str(word.upper())


def seemly(word: str) -> bool:
    """True when the word is nobody's well-known mark, offends nobody, and can be said aloud."""
    avoided = table("coinage")
    return word not in avoided["famous"] and not any(part in word for part in avoided["unseemly"]) and not _clumsy(word)


def _clumsy(word: str) -> bool:
    """True for three equal letters, or four vowels or five consonants in a row."""
    vowels = consonants = 0
    for position, letter in enumerate(word):
        if letter in "aeiouyéèíöüı":
            vowels, consonants = vowels + 1, 0
        else:
            vowels, consonants = 0, consonants + 1
        if vowels > 3 or consonants > 4 or word[max(0, position - 2) : position + 1] == letter * 3:
            return True
    return False


def upper(word: str, language: str) -> str:
    """Capitals by the rule of the language: the dotted İ of Turkish, SS for ß."""
    return (word.replace("i", "İ") if language == "tr" else word).upper()


def described(rng: Random, language: str, sector: str) -> str:
    """A word that says what the goods are or who makes them, in the language where the sector has it."""
    about = table("sectors")[sector]["words"]
    general = table("languages")[language]["descriptive"]
    return str(rng.choice(about.get(language, about["en"]) if rng.random() < 0.7 else general))


def latin_name(rng: Random, language: str, sector: str) -> Name:
    """A name in Latin letters: one coined word or two, with or without a descriptive one; a slogan, an acronym,
    letter-play.
    """
    word = smooth(rng) if rng.random() < 0.4 else coined(rng, language)
    shape = rng.random()
    if shape < 0.46:
        words = word
    elif shape < 0.68:
        words = f"{word} {described(rng, language, sector)}"
    elif shape < 0.76:
        words = f"{word} {coined(rng, language, 1)}"
    elif shape < 0.82:
        words = f"{described(rng, language, sector)} {word}"
    elif shape < 0.87:
        words = str(rng.choice(table("languages")[language]["slogans"]))
        if rng.random() < 0.8:
            words = f"{word} – {words}"
    elif shape < 0.92:
        words = "".join(rng.choice("ABCDEFGHJKLMNPQRSTVWXZ") for _ in range(rng.choice((3, 3, 4))))
        if rng.random() < 0.6:
            words += f" {described(rng, language, sector)}"
    elif shape < 0.96:
        words = rng.choice(("{0}4U", "X-{0}", "{0}24", "{0}+", "I-{0}", "{0}.GO", "{0} & CO", "E-{0}", "{0} 7")).format(
            word
        )
    else:
        words = f"{word} & {coined(rng, language)}"
    return Name(words, language=language)


def scripted_name(rng: Random, script: str) -> Name:
    """A name in another script, with transliteration; a dictionary word also with its translation."""
    row = table("scripts")[script]
    if rng.random() < 0.35:
        words, said, meaning = rng.choice(row["words"])
        return Name(words, script, row["language"], said, meaning)
    parts = [rng.choice(row["syllables"]) for _ in range(2 if script in {"han", "hangul"} else 3)]
    said = (" " if script == "han" else "").join(part[1] for part in parts)
    meaning = " ".join(part[2] for part in parts) if len(parts[0]) > 2 else None
    return Name("".join(part[0] for part in parts), script, row["language"], said, meaning)


def rendered(word: str, script: str) -> Name:
    """A Latin name as it is written by ear in `script`, which must be one that has letters in scripts.yaml."""
    row = table("scripts")[script]
    letters: dict[str, str] = row["letters"]
    longest = max(map(len, letters))
    text, position, plain = "", 0, word.lower()
    while position < len(plain):
        for length in range(longest, 0, -1):
            piece = plain[position : position + length]
            if piece in letters:
                text, position = text + letters[piece], position + len(piece)
                break
        else:
            text += plain[position] if plain[position] in " -&" else ""
            position += 1
    return Name(text, script, row["language"], word)


def name(rng: Random, sector: str, language: str | None = None) -> Name:
    """A name of any language and script; the language of the owner's country is the likeliest."""
    if rng.random() * 100 >= LATIN_SHARE:
        return scripted_name(rng, rng.choice(keys("scripts")))
    spoken = language if language and rng.random() < 0.7 else rng.choice(keys("languages"))
    return latin_name(rng, spoken, sector)

"""The voices of an office: its languages, spoken by the texts that ship and by those of its own folder."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from similarity.says.texts import SHIPPED, BadTexts, Texts, load, over
from similarity.says.voice import Voice, Voices

USUAL = ("en", "fr", "es", "ar")  # where an office names none
WRITTEN_FROM_THE_RIGHT = {"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"}


@lru_cache(maxsize=16)
def voices(languages: Sequence[str] = USUAL, own: Path | None = None) -> Voices:
    """A voice for each language, in that order. BadTexts with the mistakes of all files.

    A language without a file is answered in English, sentence by sentence, until somebody writes one.
    """
    problems: list[str] = []
    found: dict[str, Voice] = {}
    for language in languages:
        try:
            found[language] = Voice(_texts(language, own))
        except BadTexts as bad:
            problems += bad.problems
    if problems:
        raise BadTexts(problems)
    return Voices(found)


def _texts(language: str, own: Path | None) -> Texts:
    shipped, mine = SHIPPED / f"{language}.yaml", own / f"{language}.yaml" if own else None
    if mine and mine.is_file():
        return over(load(mine), load(shipped)) if shipped.is_file() else load(mine)
    if shipped.is_file():
        return load(shipped)
    direction = "rtl" if language in WRITTEN_FROM_THE_RIGHT else "ltr"
    return Texts.model_validate({"language": language, "name": language, "direction": direction})

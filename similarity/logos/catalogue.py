"""The strategies for logos of an office, read and checked as those for words (`similarity.catalogue`)."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

from similarity.catalogue import BadStrategy, Catalogue, Versions, load_all, parse_as
from similarity.logos.strategy import LogoStrategy
from similarity.strategy import Strategy

LogoCatalogue: TypeAlias = Versions[LogoStrategy]
VOCABULARY = "vocabulary.npz"  # beside the strategies, where the office has learned one of its own


def load_folder(folder: Path) -> LogoCatalogue:
    """All strategies for logos of a folder. BadStrategy with the mistakes of all files, or when there is none."""
    return load_all(folder, parse, "logo.v1.yaml")


def parse(text: str, place: str) -> LogoStrategy:
    """The strategy of a YAML text; `place` names it in errors. BadStrategy."""
    return parse_as(LogoStrategy, text, place)


def together(words: Catalogue, logos: LogoCatalogue) -> Versions[Strategy | LogoStrategy]:
    """The strategies of both kinds by their names. BadStrategy where one for logos has the name of one for words."""
    if shared := sorted({*words.names()} & {*logos.names()}):
        raise BadStrategy([f"logos/{name}: a strategy for words has this name; choose another" for name in shared])
    return Versions({**words.strategies, **logos.strategies})

"""What a party's own pages say around the office's words, by language: one file of `words/` each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from pydantic import TypeAdapter

from mappings import yaml

FOLDER = Path(__file__).with_name("words")
_READER = TypeAdapter[dict[str, str]](dict[str, str])


@lru_cache(maxsize=16)
def phrases(language: str) -> dict[str, str]:
    """KeyError when no file of that language ships."""
    if language not in languages():
        raise KeyError(language)
    return _READER.validate_python(yaml.load(FOLDER / f"{language}.yaml"))


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def offered(office: Sequence[str]) -> list[str]:
    """The office's languages of which there are phrases, in its order; English where there are none."""
    return [language for language in office if language in languages()] or ["en"]

"""Letter-play: 4U is FOR YOU, C@FE is CAFE, SK8 is SKATE, TAKE 10 is TAKE TEN; `letterplay.yaml` has the rules."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from mappings import yaml
from similarity.folding import LIMIT, fold

TABLE = Path(__file__).with_name("letterplay.yaml")
_SIDES = {"start": (r"\b", r"(?=[A-Z]{2})"), "end": (r"(?<=[A-Z]{2})", r"\b"), "inside": ("(?<=[A-Z])", "(?=[A-Z])")}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(_Strict):
    letters: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]+$"), Field(alias="if")]
    where: Literal["word", "start", "end", "inside"]
    then: Annotated[str, StringConstraints(pattern=r"^[A-Z ]+$")]
    example: str


class Sign(_Strict):
    sign: Annotated[str, StringConstraints(min_length=1, max_length=1), Field(alias="if")]
    inside: str
    word: str
    example: str


class Rules(_Strict):
    rules: tuple[Rule, ...]
    numbers: tuple[str, ...]
    signs: tuple[Sign, ...]


@cache
def rules() -> Rules:
    """The table, read once."""
    return Rules.model_validate(yaml.load(TABLE))


@lru_cache(maxsize=16_384)
def respelled(text: str) -> str | None:
    """The text as its letter-play is read, folded; None when there is none. The first LIMIT characters are read."""
    plain = fold(text)
    signed = _signs(text[:LIMIT])
    words = [_word(word) for word in (fold(signed) if signed else plain).split()]
    found = " ".join(words)
    return found if found and found != plain else None


def _signs(text: str) -> str | None:
    """The text with signs spelled out; None when there is none of them."""
    if not any(rule.sign in text for rule in rules().signs):
        return None
    for rule in rules().signs:
        sign = re.escape(rule.sign)
        text = re.sub(rf"(?<=\w){sign}(?=\w)|{sign}(?=\w\w)|(?<=\w\w){sign}(?!\s*\w*$)", rule.inside, text)
        text = re.sub(rf"(?<!\w){sign}(?!\w)", f" {rule.word} ", text)
    return text


def _word(word: str) -> str:
    alone, patterns = _compiled()
    if word in alone:
        return alone[word]
    if word.isalpha():
        return word
    for pattern, then in patterns:
        word = pattern.sub(then, word)
    return word


@cache
def _compiled() -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    table = rules()
    alone = {str(number): name for number, name in enumerate(table.numbers)}
    alone |= {rule.letters: rule.then for rule in table.rules if rule.where == "word"}
    patterns = []
    for rule in table.rules:
        if rule.where != "word":
            before, after = _SIDES[rule.where]
            patterns.append((re.compile(f"{before}{rule.letters}{after}"), rule.then))
    return alone, patterns

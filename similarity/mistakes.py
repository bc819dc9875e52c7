"""What is wrong in a file that people write in YAML: each mistake in its words, with its line and a proposal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import process

from mappings import yaml

Place: TypeAlias = tuple[int | str, ...]
NAME = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"  # of a strategy, of a level
CODE = r"^[a-z]{2,3}$"  # of a language
SHORT = 60  # characters of a value in a message
_WANTED = {  # pydantic's error type → what is wanted, in the words of YAML; braces are its context
    "string_pattern_mismatch": "it does not fit the pattern {pattern}",
    "string_type": "write text, in quotes if it looks like a number",
    "string_too_short": "write at least {min_length} characters",
    "string_too_long": "write at most {max_length} characters",
    "int_type": "write a whole number",
    "int_parsing": "write a whole number",
    "int_from_float": "write a whole number",
    "greater_than_equal": "write at least {ge}",
    "less_than_equal": "write at most {le}",
    "tuple_type": "write a list, one item a line with a hyphen before it, or [in, brackets]",
    "too_short": "write at least {min_length} item",
    "dict_type": "write a mapping, one `key: value` a line",
    "model_type": "write a mapping, one `key: value` a line",
}

_WRITTEN = {  # what fits a pattern
    NAME: "write small letters, digits and hyphens, such as sounds-alike",
    CODE: "write the code of a language, such as fr",
}


def told(problem: ValidationError, root: type[BaseModel]) -> Iterator[tuple[Place, str]]:
    """Where each mistake is, and what it is and what to write; those that follow from another are left out."""
    for error in _own(problem.errors(include_url=False)):
        yield _explain(error, root)


def lines(text: str, place: str, found: Iterable[tuple[Place, str]]) -> list[str]:
    """The mistakes of a text as `place:line: what`, by line."""
    placed = [(yaml.line(text, where) or 1, what) for where, what in found]
    return [f"{place}:{line}: {what}" for line, what in sorted(placed, key=lambda one: one[0])]


def _own(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without the complaint that a list is short, where that is because its items are wrong."""
    places = [error["loc"] for error in errors]
    return [
        error
        for error in errors
        if error["type"] != "too_short"
        or not any(place[: len(error["loc"])] == error["loc"] for place in places if place != error["loc"])
    ]


def _explain(error: ErrorDetails, root: type[BaseModel]) -> tuple[Place, str]:
    where = error["loc"]
    model = root
    for step in where[:-1]:
        model = _within(model, step) if isinstance(step, str) else model
    allowed = [field.alias or name for name, field in model.model_fields.items()]
    return where, sentence(error, allowed)


def _within(model: type[BaseModel], name: str) -> type[BaseModel]:
    """The model of what stands under that key, of a list its items'; the model itself where it is none."""
    field = next((one for key, one in model.model_fields.items() if name in (key, one.alias)), None)
    waiting = [field.annotation] if field else []
    while waiting:
        kind = waiting.pop(0)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
        waiting += get_args(kind)
    return model


def sentence(error: ErrorDetails, allowed: Iterable[str]) -> str:
    """One mistake; `allowed` are the keys that may stand there."""
    name = error["loc"][-1] if error["loc"] else "file"
    if error["type"] == "extra_forbidden":
        return f"no key {name!r} here{proposal(str(name), allowed)}"
    if error["type"] == "missing":
        return f"{name!r} is missing"
    if error["type"] in ("literal_error", "enum"):
        choices = re.findall(r"'([^']*)'", str(error.get("ctx", {}).get("expected", "")))
        what = "field" if name == "field" else "choice"
        return f"no {what} {error['input']!r}{proposal(str(error['input']), choices)}"
    if error["type"] == "value_error":
        return error["msg"].removeprefix("Value error, ")
    where = name if isinstance(name, str) else f"item {name + 1}"
    context = error.get("ctx") or {}
    wanted = _WRITTEN.get(context.get("pattern", "")) or _WANTED.get(error["type"])
    if wanted is None:
        return f"{where}: {error['msg'].replace('Input should be', 'must be')}, not {short(error['input'])}"
    return f"{where}: {wanted.format_map(context)}, not {short(error['input'])}"


def short(given: object) -> str:
    """What was given, as YAML says it, no longer than a line."""
    if given is None or isinstance(given, bool):
        return {None: "nothing", True: "true", False: "false"}[given]
    text = "a mapping" if isinstance(given, dict) else "a list" if isinstance(given, list) else repr(given)
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"


def proposal(word: str, allowed: Iterable[str]) -> str:
    """`; did you mean …?`, or all that may stand there."""
    choices = sorted(allowed)
    near = process.extractOne(word, choices, score_cutoff=75)
    if near:
        return f"; did you mean {near[0]!r}?"
    return f"; there are: {', '.join(choices)}" if choices else "; there are none"

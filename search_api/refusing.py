"""What is wrong with a value of a request and what to do, in plain words: a validator's findings as people say them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DOCUMENTED = "Correct it as the description of the API (openapi.json) says."
A_DAY = ("it is no day", "Write the day as 2026-11-23.")
A_NUMBER = ("it is no whole number", "Write a whole number.")
AN_OBJECT = ("it is no JSON object", "Give a JSON object, such as {EXAMPLE}.")
A_LIST = ("it is no list", 'Give a list in square brackets, such as ["25"].')
EITHER = ("it is neither true nor false", "Write true or false.")
EXAMPLE = '{"words": "Unkle Bens"}'
SAID: Mapping[str, tuple[str, str]] = {  # pydantic's error type → what is wrong, what to do; braces are its context
    "missing": ("it is missing", "Give it."),
    "extra_forbidden": ("there is no such parameter", "Leave it out; openapi.json lists the parameters."),
    "string_type": ("it is no text", "Write it in quotes."),
    "string_too_long": ("it is longer than {max_length} characters", "Shorten it to at most {max_length} characters."),
    "string_too_short": ("it is empty", "Give at least {min_length} character."),
    "string_pattern_mismatch": ("it is not written as it must be", DOCUMENTED),
    "too_long": ("there are more than {max_length} values", "Give at most {max_length} values."),
    "too_short": ("there are fewer than {min_length} values", "Give at least {min_length}."),
    "enum": ("there is no such value", "Choose one of {expected}."),
    "literal_error": ("there is no such value", "Choose one of {expected}."),
    "greater_than_equal": ("it is below {ge}", "Give at least {ge}."),
    "less_than_equal": ("it is above {le}", "Give at most {le}."),
    "date_type": A_DAY,
    "date_parsing": A_DAY,
    "date_from_datetime_parsing": A_DAY,
    "date_from_datetime_inexact": A_DAY,
    "int_type": A_NUMBER,
    "int_parsing": A_NUMBER,
    "int_parsing_size": ("it is too large a number", "Write a smaller number."),
    "int_from_float": A_NUMBER,
    "finite_number": A_NUMBER,
    "bool_type": EITHER,
    "bool_parsing": EITHER,
    "list_type": A_LIST,
    "tuple_type": A_LIST,
    "dict_type": AN_OBJECT,
    "model_type": AN_OBJECT,
    "model_attributes_type": AN_OBJECT,
}
KINDS = {bool: "true or false", int: "a number", float: "a number", str: "a text", list: "a list", dict: "an object"}


def detail(error: Mapping[str, Any]) -> str:
    """What is wrong with the value of this error of pydantic, without its place."""
    kind = error["type"]
    if kind == "string_type" and isinstance(error["input"], int | float) and not isinstance(error["input"], bool):
        return f"it is the number {error['input']}, not a text"
    if kind.endswith("_type"):
        found = next((name for one, name in KINDS.items() if isinstance(error["input"], one)), "nothing")
        wanted = SAID.get(kind, ("it is of another kind", ""))[0]
        return f"{wanted} but {found}"
    said = SAID.get(kind)
    if said:
        return said[0].format_map(error.get("ctx") or {})
    message: str = error["msg"]
    return message.removeprefix("Value error, ").replace("Input should be", "it must be")


def remedy(error: Mapping[str, Any], otherwise: str = DOCUMENTED) -> str:
    """What to do about it: the error's own remedy, else that of its kind, else `otherwise`."""
    context = error.get("ctx") or {}
    kind = error["type"]
    if "remedy" in context:
        return str(context["remedy"])
    if kind == "string_type" and isinstance(error["input"], int | float) and not isinstance(error["input"], bool):
        return f'Write it in quotes: "{error["input"]}".'
    if kind not in SAID:
        return otherwise
    return SAID[kind][1].format_map({**context, "EXAMPLE": EXAMPLE})


def place(path: list[Any]) -> str:
    """Where in a parameter the value stands: `item 2, class: `; nothing for the parameter itself."""
    steps = [f"item {step + 1}" if isinstance(step, int) else str(step) for step in path]
    return f"{', '.join(steps)}: " if steps else ""

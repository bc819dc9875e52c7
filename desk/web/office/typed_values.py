"""What is typed into one input, read by its type, or told to be no such value and what to write. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from registry.emails import EMAIL

LONGEST_LINE, LONGEST_TEXT = 2_000, 2_000_000
SHOWN = 60  # characters of what is wrong


class Wrong(ValueError):
    """What was typed is no value; the message says what to write."""


def _line(text: str) -> str:
    if len(text) > LONGEST_LINE:
        raise Wrong(f"This has {len(text):,} characters; shorten it to {LONGEST_LINE:,}.")
    return " ".join(text.split())


def _text(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise Wrong(f"This has {len(text):,} characters; shorten it to {LONGEST_TEXT:,}.")
    return text


def _lines(text: str) -> list[str]:
    return [_line(line) for line in text.split("\n") if line.strip()]


def _emails(text: str) -> list[str]:
    found = _lines(text)
    for one in found:
        if not EMAIL.fullmatch(one):
            raise Wrong(f"{one[:SHOWN]!r} is no e-mail address; write it such as ada@example.org.")
    return found


def _date(text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError as problem:
        raise Wrong(f"{text[:SHOWN]!r} is no day; write it such as 2026-03-02.") from problem


def _number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise Wrong(f"{text[:SHOWN]!r} is no number; write it in digits, such as 12.")
    return int(text)


def _numbers(text: str) -> list[int]:
    return [_number(piece) for piece in re.split(r"[\s,;]+", text) if piece]


def _country(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise Wrong(f"{text[:SHOWN]!r} is no code; write two letters of WIPO ST.3, such as CH.")
    return text.upper()


def _class(text: str) -> str:
    number = text.upper().lstrip("0")
    if not re.fullmatch(r"[0-9A-Z]{1,5}", number):
        raise Wrong(f"{text[:SHOWN]!r} is no class; write its number, such as 25.")
    return number


READ: Mapping[str, Callable[[str], Any]] = {
    "line": _line, "text": _text, "lines": _lines, "date": _date, "number": _number, "numbers": _numbers,
    "country": _country, "class": _class, "emails": _emails,
}  # fmt: skip

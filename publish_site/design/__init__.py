"""The design system that gazette and desk share: a style sheet, an emblem, macros and one Jinja environment.

In a template: `{% from "design/macros.html" import inid, badge, timeline %}`.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

FOLDER = Path(__file__).parent
STYLESHEET = FOLDER / "blazon.css"
EMBLEM = FOLDER / "emblem.svg"
# What neither HTML nor XML may hold; shown as the replacement character, never dropped silently.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# What turns the reading order of the text around it, without a visible sign.
OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")


def clean(value: Any) -> Any:
    """Text without what breaks a page: control characters become U+FFFD, hidden direction overrides go."""
    if isinstance(value, str) and not value.isprintable() and not isinstance(value, Markup):
        return OVERRIDES.sub("", FORBIDDEN.sub("\ufffd", value))
    return value


def environment(*folders: Path, extra: BaseLoader | None = None) -> Environment:
    """Templates of `folders` with the macros under `design/`. Everything is escaped; an unknown name is an error."""
    own: list[BaseLoader] = [FileSystemLoader(folder) for folder in folders]
    loaders: list[BaseLoader] = [*own, *([extra] if extra else []), PrefixLoader({"design": FileSystemLoader(FOLDER)})]
    made = Environment(
        loader=ChoiceLoader(loaders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=clean,
    )
    made.filters["long_day"] = long_day
    made.filters["short_day"] = short_day
    made.filters["thousands"] = thousands
    made.globals["emblem"] = Markup(EMBLEM.read_text(encoding="utf-8"))  # noqa: S704 - our own file
    return made


MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def long_day(day: dt.date | str) -> str:
    """7 March 2026, whatever the locale of the machine; what is no whole date stays as it is."""
    try:
        given = dt.date.fromisoformat(day) if isinstance(day, str) else day
    except ValueError:
        return str(day)
    return f"{given.day} {MONTHS[given.month - 1]} {given.year}"


def short_day(day: dt.date) -> str:
    """7 March: where the year stands beside it."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def thousands(number: int) -> str:
    """12 345 with narrow no-break spaces, as ISO 80000 writes it."""
    return f"{number:,}".replace(",", "\u202f")

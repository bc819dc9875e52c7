"""In which language the texts of a record were filed, as far as it says so. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from mappings.record import ENTRY_NAME, Kind

CODE = re.compile(r"[a-z]{2,3}")
TITLES = {Kind.TRADEMARK: "mark.verbal_element", Kind.PATENT: "invention.title", Kind.DESIGN: "design.product"}
_MARK, _INVENTION, _APPLICATION = ("mark", "language"), ("invention", "language"), ("language",)
# What is published in the words of who filed it, and where a record names the language of that, the nearest first.
FIELDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "mark.verbal_element": (_MARK,),  # often in no language at all
    "mark.significant_verbal_element": (_MARK,),
    "mark.acquired_distinctiveness": (_APPLICATION,),
    "mark.colours": (_APPLICATION,),
    "mark.description": (_APPLICATION,),
    "mark.disclaimer": (_APPLICATION,),
    "classes": (_APPLICATION,),  # unless a class names its own
    "invention.title": (_INVENTION, _APPLICATION),
    "invention.abstract": (_INVENTION, _APPLICATION),
    "invention.claims": (_INVENTION, _APPLICATION),
    "design.product": (_APPLICATION,),
    "design.description": (_APPLICATION,),
}


def language(record: dict[str, Any], field: str) -> str:
    """The language of a field; empty where the record names none, or the field is no text as filed."""
    return other("", *(_value(record, path) for path in FIELDS.get(field, ())))


def of_title(record: dict[str, Any], page: str = "") -> str:
    """The language of what a file is called, unless it is that of the page."""
    for one in record.get("entry") or ():
        if one["field"] == ENTRY_NAME:
            return other(page, one.get("language"), record.get("language"))
    field = TITLES.get(Kind(record["kind"]), "") if record else ""
    return other(page, language(record, field)) if field and _value(record, field.split(".")) else ""


def other(page: str, *named: object) -> str:
    """The first of these languages that is a code, unless it is that of the page."""
    codes = (one.lower() for one in named if isinstance(one, str))
    found = next((code for code in codes if CODE.fullmatch(code)), "")
    return "" if found == page else found


def _value(record: dict[str, Any], path: Sequence[str]) -> Any:
    value: Any = record
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value

"""How a file of a declared register is read out: its entry as lines with the labels that the office gives. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from typing import Any, Literal

from babel import Locale
from pydantic import BaseModel, ConfigDict

from mappings.registers import Declared

FIELD = "entry"  # of the record
_WORDS = {"text", "long-text", "place"}  # types whose values are in the language of who filed them


class Entry(BaseModel):
    """A line of the table of what is read out (`mappings.inid`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: str
    label: dict[str, str]
    code: str = ""
    codes: dict[str, str] = {}
    only_yes: bool = False
    where: dict[str, list[str]] | Literal["rest"] | None = None

    @cached_property
    def path(self) -> tuple[str, ...]:
        return tuple(self.field.split("."))

    @cached_property
    def line(self) -> str:
        """What its line is called: the field, and of an entry which of its fields."""
        return (
            f"{FIELD}.{self.where['field'][0]}" if self.field == FIELD and isinstance(self.where, dict) else self.field
        )

    def labelled(self, language: str) -> str:
        return self.label.get(language) or self.label.get("en") or next(iter(self.label.values()))


def entries(generic: Sequence[Entry], register: Declared | None) -> tuple[Entry, ...]:
    """Those of any register with the fields of this one in their place, and its parties as it calls them."""
    made: list[Entry] = []
    for one in generic:
        if register and one.field == FIELD:
            own = register.fields.items()
            made += (Entry(field=FIELD, label=rule.label, where={"field": [name]}) for name, rule in own)
        roles = one.where.get("role", ()) if isinstance(one.where, dict) else ()
        called = register.parties if register else {}
        label = next((text for role, text in called.items() if roles == [role]), None)
        made.append(one.model_copy(update={"label": label}) if label else one)
    return tuple(made)


def told(
    items: Sequence[Mapping[str, Any]],
    register: Declared | None,
    language: str,
    record: Mapping[str, Any],
    words: Mapping[str, str],
) -> list[dict[str, Any]]:
    """The values of these fields as text, with the language that is stated or else in which they were `written`.

    `words` has yes and no.

    What the register does not declare, or no longer, is told with the name of its field.
    """
    made: list[dict[str, Any]] = []
    for item in items:
        rule = register.fields.get(item["field"]) if register else None
        stated = {"language": item["language"]} if item.get("language") else {}
        for value in item["values"]:
            if rule is None:
                made.append(stated | {"text": f"{item['field']}: {value}"})
            elif rule.type in _WORDS:
                made.append(stated | {"text": value, "written": record.get("language")})
            elif rule.type == "country":
                made.append({"text": _country(value, language)})
            elif rule.type == "document":
                names = (one["name"] for one in record.get("documents") or () if one["digest"] == value)
                made.append({"text": next(names, value)})
            else:
                made.append({"text": words[value] if rule.type == "yes-no" else rule.said(value, language)})
    return made


@cache
def _country(code: str, language: str) -> str:
    """`FR` as `France (FR)`; the code alone where nobody knows it."""
    name = Locale.parse(language).territories.get(code)
    return f"{name} ({code})" if name else code

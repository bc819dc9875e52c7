"""A register that an office declares: the fields of its files, what they hold, who reads them, how they are found.

`registers/` of the office's folder holds one file for each (`offices.registers`). A file of such a register is a record
whose own part is the `entry`: for each field one item with its values as text, of the type that is declared here. The
field `name` is what a file is called by.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from mappings.kinds import Kind
from mappings.record import Audience, Record, Role
from mappings.terms import Rules
from mappings.texts import Texts

FieldId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
FieldType = Literal["text", "long-text", "date", "number", "choice", "yes-no", "country", "place", "document"]
LONGEST = 2_000  # letters of a value that is no long text

_FORMS: dict[str, tuple[str, str]] = {  # what a value looks like, and what is said of one that does not
    "date": (r"\d{4}-\d{2}-\d{2}", "a day, such as 2026-03-02"),
    "number": (r"-?\d{1,15}(\.\d{1,15})?", "a number in digits, such as 12 or 12.5"),
    "yes-no": (r"yes|no", "yes or no"),
    "country": (r"[A-Z]{2}", "a country's code of two capitals, WIPO ST.3"),
}


class EntryRule(Rules):
    """One field. `search`: found by its words, or chosen by its exact value."""

    label: Annotated[Texts, Field(min_length=1)]
    type: FieldType = "text"
    required: bool = False
    several: bool = False  # values
    audience: Annotated[Audience, Field(strict=False)] = Audience.PUBLIC
    search: Literal["words", "exact"] | None = None
    choices: dict[FieldId, Texts] = Field(default_factory=dict)
    brief: bool = True  # whether the issue prints it; the page of the file always does

    def said(self, value: str, language: str) -> str:
        """A value as a reader of that language is told it."""
        texts = self.choices.get(value)
        return texts.get(language) or next(iter(texts.values())) if texts else value

    def against(self, value: str) -> str | None:
        """Why it can be no value of this field, with the remedy; None where it can."""
        form, what = _FORMS.get(self.type, ("", ""))
        if form and not (re.fullmatch(form, value) and (self.type != "date" or _is_day(value))):
            return f"{value[:60]!r} is no {self.type}: write {what}"
        if self.type == "choice" and value not in self.choices:
            return f"{value[:60]!r} is none of the choices: {', '.join(self.choices)}"
        if self.type != "long-text" and (len(value) > LONGEST or "\n" in value):
            return f"is too long for one line of {LONGEST} letters; shorten it, or let the field be a long-text"
        return None


class ClassRule(Rules):
    """Whether goods and services are given by class, and of which scheme."""

    scheme: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")] = "nice"
    numbers: Annotated[tuple[str, ...], Field(strict=False)] = ()  # those there are; none named: any
    required: bool = False


class Declared(Rules):
    """A register as the rooms other than the office's know it."""

    kind: Annotated[Kind, Field(strict=False)]
    one: Texts  # what a file of it is: a geographical indication
    name: Texts  # what its files are: geographical indications
    fields: Annotated[dict[FieldId, EntryRule], Field(min_length=1)]
    parties: dict[Annotated[Role, Field(strict=False)], Texts] = Field(default_factory=dict)  # what they are called
    classes: ClassRule | None = None

    @cached_property
    def searched(self) -> Mapping[str, str]:
        """The fields that can be searched, and how."""
        return {name: rule.search for name, rule in self.fields.items() if rule.search}

    def faults(self, record: Record, *, whole: bool) -> Iterator[tuple[str, str]]:
        """Each field that cannot stand as it is, and what to do. `whole` asks for what an application must have."""
        digests = {document.digest for document in record.documents}
        for item in record.entry:
            rule, place = self.fields.get(item.field), f"entry.{item.field}"
            if rule is None:
                yield place, f"the register {self.kind} has no such field; it has {', '.join(self.fields)}"
                continue
            if len(item.values) > 1 and not rule.several:
                yield place, "takes one value; leave one, or declare the field with `several: true`"
            yield from ((place, why) for value in item.values if (why := rule.against(value)))
            if rule.type == "document" and not digests.issuperset(item.values):
                yield place, "names no document of the file; add the document, and name it by its SHA-256"
        yield from self._classes(record, whole=whole)
        if whole:
            given = {item.field for item in record.entry}
            for name, rule in self.fields.items():
                if rule.required and name not in given:
                    yield f"entry.{name}", f"is missing: an application for the register {self.kind} needs it"

    def _classes(self, record: Record, *, whole: bool) -> Iterator[tuple[str, str]]:
        for index, one in enumerate(record.classes):
            place = f"classes[{index}]"
            if self.classes is None:
                yield place, f"the register {self.kind} has no classes; leave them out"
            elif one.scheme != self.classes.scheme:
                yield place, f"the register {self.kind} has classes of the scheme {self.classes.scheme}"
            elif self.classes.numbers and one.number not in self.classes.numbers:
                yield place, f"there is no class {one.number}; there are {', '.join(self.classes.numbers)}"
        if whole and self.classes and self.classes.required and not record.classes:
            yield "classes", "are missing: name at least one"


Registers = Mapping[Kind, Declared]
NO_REGISTERS: Registers = {}


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True

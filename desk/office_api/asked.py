"""What is sent to the office's API, as models. What the office gives, as number, status and journal, nobody sends."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from desk.office_api import examples
from mappings.record import (
    Classification,
    Design,
    EntryField,
    GoodsClass,
    Invention,
    Kind,
    Line,
    LongText,
    Mark,
    Party,
    Priority,
    Record,
    Related,
)

LINE = r"^[^\x00-\x1f]{1,200}$"  # what the audit log and the register can keep as a name or a number
Name = Annotated[str, Field(pattern=LINE)]
Reason = Annotated[str, Field(min_length=1, max_length=20_000)]
A_DAY = Annotated[
    dt.date | None,
    Field(description="The day on which it took place; today. For the office alone: what a party sends is of today"),
]


def _text(value: object) -> object:
    """Days are written as texts: a number of seconds is none."""
    if isinstance(value, int | float):
        raise ValueError("it is no day: write it as 2026-11-23")  # noqa: TRY004 - pydantic reports a ValueError alone
    return value


Day = Annotated[A_DAY, BeforeValidator(_text)]
Issue = Annotated[
    Name | None, Field(description="The issue into which it publishes; the one that is open. For the office alone")
]


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Application(Asked):
    """An application: the fields of a record that the applicant gives. The office gives number, status and journal."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.APPLICATION]})

    kind: Kind
    language: Line | None = None
    filing_date: Annotated[
        Annotated[dt.date | None, BeforeValidator(_text)],
        Field(description="Today; another day is for the office alone"),
    ] = None
    parties: Annotated[tuple[Party, ...], Field(min_length=1)]
    priorities: tuple[Priority, ...] = ()
    classes: tuple[GoodsClass, ...] = ()
    classifications: tuple[Classification, ...] = ()
    mark: Mark | None = None
    invention: Invention | None = None
    design: Design | None = None
    entry: tuple[EntryField, ...] = ()
    related: tuple[Related, ...] = ()

    def record(self, office: str, day: dt.date) -> Record:
        """As `FileApplication` takes it; the number is a place holder."""
        given = {name: getattr(self, name) for name in type(self).model_fields}
        return Record(**given | {"office": office, "application_number": "-", "filing_date": self.filing_date or day})


class Action(Asked):
    """An action of the file's workflow, taken in the first of its roles that you have."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.ACTION]})

    action: Name
    date: Day = None
    note: LongText | None = None
    issue: Issue = None
    proceeding: Annotated[int | None, Field(ge=1, le=10_000)] = None
    classes: tuple[Annotated[str, Field(pattern=r"^[0-9A-Z]{1,5}$")], ...] = ()
    answers: Annotated[Name | None, Field(description="The office's letter that it answers")] = None


class Undoing(Asked):
    """The last action is undone; the journal keeps it and says so."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.UNDO]})

    action: Name
    reason: Reason


class Requesting(Asked):
    """A request after filing; `/requests/types` has the forms."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.REQUEST]})

    type: Name
    form: dict[str, Any] = Field(default_factory=dict)
    date: Day = None
    issue: Issue = None


class Deciding(Asked):
    """A request is granted, refused with a reason, or withdrawn by one who may make it."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.DECISION]})

    decision: Literal["granted", "refused", "withdrawn"]
    reason: Reason | None = None
    date: Day = None
    issue: Issue = None


class Answering(Asked):
    """The answer to a letter of the office: by an action that takes it in, or by a request (`response`)."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.ANSWER]})

    letter: Name
    action: Annotated[Name | None, Field(description="Left out: the one that takes an answer in now")] = None
    request: Annotated[Name | None, Field(description="In place of an action: the type of a request")] = None
    form: Annotated[dict[str, Any], Field(description="Of the request; `answers` is filled in")] = Field(
        default_factory=dict
    )
    note: LongText | None = None
    documents: Annotated[
        tuple[Name, ...],
        Field(max_length=50, description="Numbers of documents that came in with it; the note names them"),
    ] = ()


class WritingAnew(Asked):
    """What stands in the new draft of a letter that was refused, in the place of the note."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.WRITING_ANEW]})

    note: LongText = ""


class Refusing(Asked):
    """Why a letter is not approved."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.REFUSAL]})

    reason: Reason

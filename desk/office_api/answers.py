"""The answers of the office's API, as they go out. Codes are the office's; `text` says each in its words."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from desk.office_api import examples
from mappings.record import Audience, Event, Kind, Record, StatusGroup
from registry.commands import Effect

Roles = tuple[str, ...]


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Me(Answer):
    """Who asks."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.ME]})

    login: str
    name: str
    roles: Roles
    permissions: tuple[str, ...]
    identifier: Annotated[str | None, Field(description="One's own as a party of files")] = None
    program: Annotated[bool, Field(description="Whether a token was sent, and no cookie")]
    csrf: Annotated[str, Field(description="Of a session: what is sent in X-CSRF-Token; empty for a program")] = ""


class FileStatus(Answer):
    code: str | None = None
    text: str
    group: StatusGroup
    date: dt.date | None = None


class FileOpening(Answer):
    """An action that the status is open to."""

    action: str
    text: str
    who: Annotated[Roles, Field(description="The roles that may take it")]
    mine: Annotated[bool, Field(description="Whether one of your roles may")]
    against: Annotated[str | None, Field(description="Why it cannot be taken today; null when it can")] = None
    reasons: Annotated[bool, Field(description="Whether it needs a note: the reasons, which stand in its letter")] = (
        False
    )


class FileDeadline(Answer):
    name: str
    text: str
    state: Literal["running", "met", "missed", "void"]
    base: dt.date
    due: dt.date
    last: Annotated[dt.date, Field(description="After this day it is missed: `due`, or the end of the grace")]
    extended: int
    frozen_on: dt.date | None = None


class FileProceeding(Answer):
    ordinal: int
    name: str
    text: str
    opened_on: dt.date
    closed_on: dt.date | None = None


class FileRequested(Answer):
    """A request after filing."""

    number: str
    type: str
    text: str
    state: Literal["received", "granted", "refused", "withdrawn"]
    received_on: dt.date
    decided_on: dt.date | None = None
    reason: str | None = None
    form: Annotated[dict[str, Any] | None, Field(description="For the office, and who filed it")] = None
    decides: Annotated[bool, Field(description="Whether you may decide it now")] = False


class FileLetter(Answer):
    """A letter of the office; a party sees those that were issued."""

    number: str
    kind: str
    text: str
    date: dt.date
    language: str
    state: Literal["drafted", "refused", "approved", "issued", "void"]
    document: Annotated[str, Field(description="SHA-256 of its PDF, below the file's documents")]
    approves: Annotated[Roles, Field(description="The roles of which one approves next")] = ()
    etag: Annotated[str | None, Field(description="What to send in If-Match when it is approved or refused")] = None
    answered_on: dt.date | None = None
    answer_by: Annotated[dt.date | None, Field(description="Until when an answer is awaited")] = None


class FileIncoming(Answer):
    """A document that came in."""

    number: str
    kind: str
    document: Annotated[str, Field(description="SHA-256 of its PDF, below the file's documents")]
    pages: int
    received_on: dt.date
    language: str | None = None
    audience: Audience


class DossierAnswer(Answer):
    """One file as it stands in the register at this moment, as far as it is for who asks."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.DOSSIER]})

    office: str
    kind: Kind
    number: str
    title: str
    version: Annotated[int, Field(description="Also the ETag")]
    day: Annotated[dt.date, Field(description="Today, by the office's clock")]
    as_party: Annotated[bool, Field(description="You see it as its party: what is for the parties alone")]
    status: FileStatus
    workflow: str | None = None
    awaits: Annotated[Roles, Field(description="For whom the file waits; `agent` is the party")] = ()
    openings: tuple[FileOpening, ...] = ()
    undoable: Annotated[str | None, Field(description="The last action, where you may undo it")] = None
    deadlines: tuple[FileDeadline, ...] = ()
    proceedings: tuple[FileProceeding, ...] = ()
    requests: tuple[FileRequested, ...] = ()
    letters: tuple[FileLetter, ...] = ()
    incoming: tuple[FileIncoming, ...] = ()
    journal: Annotated[tuple[Event, ...], Field(description="Newest first, with the codes of the standards")] = ()
    assigned: Annotated[str | None, Field(description="On whose desk it is; told to the office alone")] = None
    record: Record


class OutcomeAnswer(Answer):
    """What was done, and to which version."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.OUTCOME]})

    office: str
    kind: Kind
    number: str
    path: Annotated[str, Field(description="office/kind/number, below /dossiers/")]
    version: Annotated[
        int | None, Field(description="Of the file after it; also the ETag. null on a file of somebody else")
    ]
    sequence: Annotated[
        int | None, Field(description="Of the register: `at_least` of the search API. null on a file of somebody else")
    ]
    effect: Effect
    publication: Annotated[int | None, Field(description="The number of the publication that it made")] = None
    request: Annotated[str | None, Field(description="The number of the request")] = None


class TaskAnswer(Answer):
    office: str
    kind: Kind
    number: str
    title: str
    status: FileStatus
    since: dt.date | None = None
    due: dt.date | None = None
    assigned: str | None = None
    ready: Annotated[tuple[str, ...], Field(description="Actions that your roles can take today")]
    against: Annotated[str | None, Field(description="Why none can be taken today")] = None


class WaitingRequest(Answer):
    office: str
    kind: Kind
    number: str
    title: str
    request: str
    type: str
    text: str
    received_on: dt.date
    actor: str


class WaitingLetter(Answer):
    office: str
    kind: Kind
    number: str
    title: str
    letter: str
    letter_kind: str
    text: str
    date: dt.date
    approved: Annotated[int, Field(description="How often so far")]


class Page(Answer):
    total: Annotated[int, Field(description="Of all pages")]
    next: Annotated[int | None, Field(description="`offset` of the next page; null on the last")] = None


class Tasks(Page):
    tasks: tuple[TaskAnswer, ...]


class WaitingRequests(Page):
    requests: tuple[WaitingRequest, ...]


class WaitingLetters(Page):
    letters: tuple[WaitingLetter, ...]


class OwnFileAnswer(Answer):
    office: str
    kind: Kind
    number: str
    title: str
    status: FileStatus
    version: int
    filed: dt.date | None = None
    expires: dt.date | None = None
    awaits: Roles = ()
    due: dt.date | None = None
    deadline: str | None = None


class OwnFiles(Page):
    dossiers: tuple[OwnFileAnswer, ...]


class LetterAnswer(Answer):
    """A letter after it was approved or refused."""

    letter: str
    state: Literal["drafted", "refused", "approved", "issued", "void"]
    next: Annotated[Roles, Field(description="The roles of which one approves next")] = ()
    etag: str


class ReceivedAnswer(Answer):
    """A document that was taken in."""

    number: str
    document: Annotated[str, Field(description="SHA-256 of the PDF, below the file's documents")]
    pages: int

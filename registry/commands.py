"""What can be asked of the register. Each command is one transaction and takes effect once, whoever repeats it.

The command id makes it so: the same id with the same content gives the stored outcome again, with another content it
is refused (CommandReused). `actor` is who asks, as the journal names them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, Literal
from uuid import UUID, uuid4

from mappings.number import DossierKey
from mappings.record import Document, Event, Record, Status

# The journal's lines where no other is given. Both are facts that every register makes known.
FILED, REGISTERED = "filed", "registered"
CORRECTED = "data-corrected"  # what was captured wrongly was set right

Effect = Literal["filed", "updated", "unchanged", "deleted"]
IssueEffect = Literal["opened", "closed", "published", "unchanged"]


@dataclass(frozen=True)
class Command:
    _: KW_ONLY
    command_id: UUID = field(default_factory=uuid4)
    actor: str = "office"


@dataclass(frozen=True)
class FileApplication(Command):
    """Files an application to this office.

    With `numbered` its number is the next of the series of its kind and the year of its filing date, and the record's
    own number is only a place holder; without, the record's number is taken, and AlreadyFiled when the register holds
    it. `event` is the journal's line, by default the code `filed`. With `role` the file enters the office's workflow:
    the action by which an application comes in is taken as that role, and its event is the journal's line.
    """

    record: Record
    numbered: bool = True
    event: Event | None = None
    role: str | None = None


@dataclass(frozen=True)
class FileRecord(Command):
    """Files a record that has its number: new, or merged into the dossier of that number (registry/merge.py).

    `published_on` says since when the public may read it, as another office's open data (ADR 5). Without it nothing
    becomes public, whatever publications the record names. One that changes nothing is not remembered: its id may be
    used again.
    """

    record: Record
    published_on: dt.date | None = None


@dataclass(frozen=True)
class Amend(Command):
    """Changes fields.

    A scalar is replaced, None removes it. A part of mark, invention, design or status is changed by a mapping (None
    removes the part, a missing part stays: RFC 7396), or the whole by a model. Of a list field the items
    given are put in the place of those with the same key, or added; `remove` names the items that go, by field and
    key parts: `{"parties": [("representative", 1)]}`.

    `valid_from` is since when the change holds in the world (default today); a change of the past that a later fact
    overrides is recorded and shows in the state of those days. `journal` is a line that says why.
    """

    key: DossierKey
    changes: Mapping[str, Any] = field(default_factory=dict)
    remove: Mapping[str, Any] = field(default_factory=dict)
    valid_from: dt.date | None = None
    journal: Event | None = None
    expected_version: int | None = None


@dataclass(frozen=True)
class RecordEvent(Command):
    """Adds a line to the journal and, with `status`, changes the status from the event's date on."""

    key: DossierKey
    event: Event
    status: Status | None = None
    expected_version: int | None = None


@dataclass(frozen=True)
class Register(Command):
    """Registers or grants the right: its registration number is the next of the series of its kind."""

    key: DossierKey
    date: dt.date
    expiry_date: dt.date | None = None
    status: Status | None = None
    event: Event | None = None  # the journal's line, by default the code `registered`
    expected_version: int | None = None


@dataclass(frozen=True)
class AddDocument(Command):
    """Adds a document whose content is in the document store already (`registry.documents.keep`)."""

    key: DossierKey
    document: Document
    expected_version: int | None = None


@dataclass(frozen=True)
class Publish(Command):
    """Freezes what the public may read now, into an issue (default: the one open issue) or, with `issue=""`, into none.

    `date` is by default the issue's. What is in an issue is public when that is out (`MarkIssuePublished`), what is in
    none at once; a date of the future needs an issue. Stage `event` publishes one public event of the journal alone:
    `event` says which. With any other stage `event` names the event that is published with the data, as an assignment
    with the new owner. `corrects` is the number of the publication of this dossier that this one sets right.
    """

    key: DossierKey
    stage: str
    issue: str | None = None
    part: str | None = None
    date: dt.date | None = None
    event: Event | None = None
    expected_version: int | None = None
    corrects: int | None = None


@dataclass(frozen=True)
class TakeOut(Command):
    """Takes the newest publication of a dossier out of an issue that is open; of a deleted dossier too.

    IssueClosed when it is not open.
    """

    key: DossierKey
    issue: str
    reason: str
    expected_version: int | None = None


@dataclass(frozen=True)
class Enclosure:
    """A document that comes in with an action or a request: examined, and its content in the store."""

    kind: str  # of documents.yaml
    document: Document  # the PDF, with its pages
    source: Document  # what was sent: the PDF itself, or the scan of which it was made
    bookmarks: tuple[tuple[int, str], ...] = ()  # page and title
    language: str | None = None


@dataclass(frozen=True)
class Act(Command):
    """Takes an action of the office's workflow (`mappings.workflow`), as one of the roles that may.

    `date` is the day on which it took place: today, or a past one that is not before the file's last action. `issue`
    is that into which it publishes, `proceeding` the one that it closes where several are pending, `classes` those that
    it is about, `answers` the number of the office's letter to which it is the answer.
    """

    key: DossierKey
    action: str
    role: str
    date: dt.date | None = None
    note: str | None = None
    issue: str | None = None
    proceeding: int | None = None
    classes: tuple[str, ...] = ()
    request: str | None = None  # the number of the request that takes it
    answers: str | None = None
    enclosures: tuple[Enclosure, ...] | None = None  # taken in before it
    expected_version: int | None = None


@dataclass(frozen=True)
class FileRequest(Command):
    """Files a request on a file, as one of the roles that may make it; `form` is its fields as JSON or as models.

    One that nobody decides takes effect at once, and publishes into `issue` if its type says so.
    """

    key: DossierKey
    type: str
    form: Mapping[str, Any]
    role: str
    date: dt.date | None = None
    issue: str | None = None
    enclosures: tuple[Enclosure, ...] | None = None  # taken in before it
    expected_version: int | None = None


@dataclass(frozen=True)
class DecideRequest(Command):
    """Grants, refuses (with a reason) or withdraws a request that was received."""

    key: DossierKey
    request: str  # its number
    decision: Literal["granted", "refused", "withdrawn"]
    role: str
    reason: str | None = None
    date: dt.date | None = None
    issue: str | None = None
    expected_version: int | None = None


@dataclass(frozen=True)
class Undo(Command):
    """Undoes the last action of a file: what it changed is as before, the journal keeps it and says that it was undone.

    CannotUndo for the filing, a registration (its number was given), a publication whose issue is closed, or when
    what it changed was changed again since.
    """

    key: DossierKey
    action: str  # the one that is to be undone: nobody undoes what somebody else did a moment ago
    reason: str
    role: str
    expected_version: int | None = None


@dataclass(frozen=True)
class Delete(Command):
    """Leaves a tombstone: the record is hidden, its facts stay, its number is never used again."""

    key: DossierKey
    reason: str
    expected_version: int | None = None


@dataclass(frozen=True)
class RedactField(Command):
    """By order, takes value and salt of one field out of a snapshot; its digest stays, so the rest still proves itself.

    Other snapshots, and the dossier as it stands, keep what they hold. Of a deleted dossier too.
    """

    key: DossierKey
    snapshot: int  # its number within the dossier
    field: str
    reason: str


@dataclass(frozen=True)
class OpenIssue(Command):
    """Opens an issue. LaterIssueClosed when one of a later day is closed already; UnfitIssueId, or SameAddress, when no
    address can be made of its id, or another issue has that.
    """

    issue: str  # e.g. 2026/03
    date: dt.date


@dataclass(frozen=True)
class CloseIssue(Command):
    """Freezes the list of what the issue holds; nothing can be published into it afterwards.

    Issues close in the order of their dates: EarlierIssueOpen while one of an earlier day is open. Withheld while the
    issue holds a file that was deleted since, or has got a status under which the office publishes nothing.
    """

    issue: str


@dataclass(frozen=True)
class MarkIssuePublished(Command):
    """The issue is out: what it holds is public, since its date. IssueNotDue before that day, the office's."""

    issue: str


DossierCommand = (
    FileApplication
    | FileRecord
    | Amend
    | RecordEvent
    | Register
    | AddDocument
    | Publish
    | TakeOut
    | Act
    | Undo
    | FileRequest
    | DecideRequest
    | Delete
    | RedactField
)
IssueCommand = OpenIssue | CloseIssue | MarkIssuePublished


@dataclass(frozen=True)
class Outcome:
    """What a command did to its dossier. `sequence` is that of the version: a read may ask for at least that one."""

    key: DossierKey
    version: int
    sequence: int
    effect: Effect
    snapshot: int | None = None  # the number of the snapshot that was frozen, changed or taken out
    request: str | None = None  # the number of the request that was filed or decided


@dataclass(frozen=True)
class IssueOutcome:
    issue: str
    sequence: int
    effect: IssueEffect


@dataclass(frozen=True)
class Rejected:
    """A command of a batch that was refused; the others were not touched by it."""

    command: DossierCommand | IssueCommand
    error: Exception

    @property
    def reason(self) -> str:
        return str(self.error)

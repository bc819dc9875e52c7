"""The office's workflow as data: actions from status to status, by whom, with which event, letter and deadline. Pure.

A workflow is one file of `workflows/`. It names statuses (`statuses.yaml`), events (`events.yaml`), roles
(`roles.yaml`), letters (`letters.yaml`) and stages of publication (`publication.yaml`) by their codes;
`offices.workflows` holds that all of them are there. `registry.acting` does what it says.

The standards' words: an *action* is what IPAS and ST.27 call a procedural action, its `event` carries the standard's
code, a `stage` is one of the business processes by which ST.27 groups its events.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from mappings.record import Kind, Line
from mappings.terms import Rules, Term
from mappings.texts import Wording

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
Ids = Annotated[tuple[Id, ...], Field(strict=False)]
Codes = Annotated[tuple[Line, ...], Field(strict=False)]

STAGES = ("filing", "formality", "substantive", "publication", "opposition", "grant", "post-grant", "termination")
Stage = Literal["filing", "formality", "substantive", "publication", "opposition", "grant", "post-grant", "termination"]
RecordDate = Literal["filing_date", "registration_date", "expiry_date", "renewal_date", "priority_date"]
CLOCK = "clock"  # the role of the office's clock: what a job does when a deadline has passed

# The places of a record that an action may ask for, and what is said where one is missing.
NEEDS = {
    "applicant": "an applicant",
    "holder": "a holder",
    "representative": "a representative",
    "goods": "goods or services in a class",
    "sign": "a sign: a verbal element or a logo",
    "title": "a title",
    "claims": "claims",
    "abstract": "an abstract",
    "views": "a view of the design",
    "filing_date": "a filing date",
    "classification": "a classification symbol",
    "registration": "a registration",
}
Need = Literal[
    "applicant", "holder", "representative", "goods", "sign", "title", "claims", "abstract", "views", "filing_date",
    "classification", "registration",
]  # fmt: skip


class DateRule(Rules):
    """A day: another day and so many months after it; `latest` is the last day it may come to."""

    from_: Annotated[RecordDate | Literal["today"], Field(alias="from")] = "today"
    months: Annotated[int, Field(ge=0, le=1_200)] = 0
    latest: DateRule | None = None


class Extension(Term):
    """By how much a deadline is put off, and how often it may be."""

    times: Annotated[int, Field(ge=1, le=20)] = 1


class Deadline(Term):
    """What must come by a day. It runs from `from`: the action that starts it, or a date of the record.

    Deadlines of one name that follow one another (`every`, in months) are those of a periodic fee: the second is due
    `every` months after the first, whenever the first was met.
    """

    text: Wording
    months: Annotated[int, Field(ge=0, le=1_200)] | None = None  # 0: on that day itself
    from_: Annotated[RecordDate | Literal["action", "issue"], Field(alias="from")] = "action"
    every: Annotated[int, Field(ge=1, le=1_200)] | None = None  # months
    extension: Extension | None = None
    grace: Term | None = None  # in which it can still be met, late; runs from its last day
    missed: Id | None = None  # the action that the clock takes when nothing came
    reminders: Annotated[tuple[Annotated[int, Field(ge=1, le=730)], ...], Field(strict=False)] = ()  # days before
    source: Line  # the law that sets it


class Proceeding(Rules):
    """What goes on beside the file's own way, as an opposition; while one is open the named deadlines stand still."""

    text: Wording
    freezes: Ids = ()
    several: bool = False  # whether a second may be opened while one is open


class PublishIn(Rules):
    """The action puts the file into the open issue."""

    stage: Line


class Action(Rules):
    """One step of the office or a party. Without `to` the status stays."""

    text: Wording
    stage: Stage
    from_: Annotated[Codes, Field(alias="from")] = ()
    to: Line | None = None
    who: Annotated[Ids, Field(min_length=1)]  # any of these roles
    event: Line
    needs: Annotated[tuple[Need, ...], Field(strict=False)] = ()
    before: Ids = ()  # deadlines that must still run
    after: Ids = ()  # deadlines that must have passed
    during: Ids = ()  # proceedings of which one must be open
    unless: Ids = ()  # proceedings of which none may be open
    starts: Ids = ()  # deadlines
    ends: Ids = ()  # deadlines, met; those that do not run are passed over
    extends: Id | None = None  # a deadline
    opens: Id | None = None  # a proceeding
    closes: Id | None = None  # a proceeding: the one that is named, or the only one open
    registers: bool = False  # gives the registration number
    sets: dict[RecordDate | Literal["termination_date"], DateRule] = Field(default_factory=dict)
    clears: Annotated[tuple[Literal["termination_date"], ...], Field(strict=False)] = ()
    classes: Literal["active", "refused", "withdrawn", "cancelled", "expired"] | None = (
        None  # status of all, or of those named
    )
    letter: Id | None = None
    publication: PublishIn | None = None
    fee: Line | None = None  # code of the fee schedule


class Workflow(Rules):
    """One file of `workflows/`. `file` is the action by which an application comes in."""

    text: Wording
    right: Annotated[Kind, Field(strict=False)]
    files: Literal["national", "international"] = "national"  # designations of an international registration, or others
    file: Id = "file"
    undone: Line  # the event that says that an action was undone
    awaits: dict[Line, Ids] = Field(default_factory=dict)  # for whom a file in this status waits, by roles
    deadlines: dict[Id, Deadline] = Field(default_factory=dict)
    proceedings: dict[Id, Proceeding] = Field(default_factory=dict)
    actions: Annotated[dict[Id, Action], Field(min_length=1)]

    def open_in(self, status: str) -> dict[str, Action]:
        """The actions that can be taken in a status, by their ids."""
        return {name: action for name, action in self.actions.items() if status in action.from_}

"""Requests after filing, as the office's data (`requests.yaml`): who may make them, with which form, to what effect.

A request is received, and then granted, refused or withdrawn; one that nobody decides takes effect on receipt. Its
effect is an action of the file's workflow, or one of the register's own (`registry.effects`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mappings.record import Kind, Line, Role, StatusGroup
from mappings.terms import Rules
from mappings.texts import Wording
from mappings.workflow import Id, Ids, PublishIn

# What a field of a form holds; `registry.forms` reads each.
FieldType = Literal[
    "party", "address", "name", "text", "goods", "classes", "document", "date", "number", "role", "changes"
]
# What the register does when it is granted; `registry.effects` says how.
Effect = Literal[
    "goods", "limit-goods", "logo", "rename", "readdress", "replace-party", "add-party", "remove-party", "transfer",
    "record", "record-party", "amend-recordal", "end-recordal", "divide", "convert", "correct", "none",
]  # fmt: skip
ByRight = dict[Annotated[Kind, Field(strict=False)], Line]
Group = Annotated[StatusGroup, Field(strict=False)]


class FormField(Rules):
    type: FieldType
    text: Wording
    required: bool = True


class RequestType(Rules):
    """One kind of request. `decides` are the roles that grant and refuse; without any it takes effect on receipt."""

    text: Wording
    groups: Annotated[tuple[Group, ...], Field(alias="while", strict=False, min_length=1)]  # of the file's status
    who: Annotated[Ids, Field(min_length=1)]
    decides: Ids = ()
    others: bool = False  # also on a published file of somebody else, in a role that acts on its own files
    form: dict[Id, FormField] = Field(default_factory=dict)
    effect: Effect | None = None
    party: Annotated[Role, Field(strict=False)] | None = None  # whose part of the record the effect changes
    action: ByRight = Field(default_factory=dict)  # or the action of the workflow that it takes
    event: ByRight = Field(default_factory=dict)  # in the journal when it is granted, by right: those it is for
    letter: Id | None = None  # when it is granted
    publication: PublishIn | None = None  # with the event, when it is granted
    fee: Line | None = None

    def for_right(self, kind: Kind) -> bool:
        return kind in (self.action or self.event)


class Requests(Rules):
    """`requests.yaml`."""

    number: Annotated[str, Field(pattern=r"\{sequence(:0\d+)?\}")] = "R/{year}/{sequence:06}"
    received: ByRight = Field(default_factory=dict)  # events, by right
    refused: ByRight = Field(default_factory=dict)
    withdrawn: ByRight = Field(default_factory=dict)
    refusal: Id | None = None  # the letter
    types: dict[Id, RequestType] = Field(default_factory=dict)

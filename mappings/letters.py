"""Letters of the office as data (`letters.yaml`): heading and text by language, with fields of the register put in."""

from __future__ import annotations

import string
from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from mappings.terms import Rules
from mappings.texts import Wording
from mappings.workflow import Id, Ids

Way = Literal["portal", "email", "post"]
Ways = Annotated[tuple[Way, ...], Field(min_length=1, strict=False)]

# What a text may name as {field}, and what then stands there; empty where the file has none.
FIELDS = {
    "number": "the application number",
    "registration_number": "the registration number",
    "title": "the words of the mark, the title of the invention, the product of the design",
    "filing_date": "the filing date",
    "expiry_date": "the day on which the right ends",
    "applicant": "the applicants or holders",
    "representative": "the representatives",
    "classes": "the numbers of the classes",
    "status": "the status after the action, in the office's words",
    "date": "the day of the action",
    "due": "the last day of the deadline that the action started or put off",
    "note": "what the officer wrote with the action",
    "request": "the number of the request that was decided",
    "office": "the name of the office",
}
NOTE = "{note}"
# What the text of an e-mail or a notice may name.
NOTICE_FIELDS = {
    "number": FIELDS["number"],
    "title": FIELDS["title"],
    "office": FIELDS["office"],
    "recipient": "the name of whom it goes to",
    "letter": "the number of the letter that goes with it",
    "heading": "the heading of that letter",
    "deadline": "the name of the deadline of which it reminds",
    "due": "the last day of that deadline",
}


class Letter(Rules):
    """A letter of the office. Without a body it is written by hand.

    With `reasons` it states why: the action that brings it is refused without a note, but to the office's clock.
    `approvals` are the steps in their order: each the roles of which one approves, first who does it, then deputies.
    """

    title: Wording
    body: Wording | None = None
    approvals: Annotated[tuple[Annotated[Ids, Field(min_length=1)], ...], Field(strict=False)] = ()
    reasons: bool = False
    sign: bool = False  # by the office's key, once approved
    dispatch: Ways | None = None  # the first way that reaches the recipient; that of the correspondence when left out

    @property
    def tells_note(self) -> bool:
        """Whether the note of the action stands in it."""
        return any(NOTE in text for text in self.body.values()) if self.body else False


class Notice(Rules):
    """An e-mail, or a notice in the portal."""

    subject: Wording
    body: Wording


class Correspondence(Rules):
    """How the office sends what it writes."""

    dispatch: Ways = ("portal",)
    one_approval_each: bool = True  # nobody approves two steps of one letter
    uncertain: Literal["person", "again"] = "person"  # who sends an e-mail again of which nobody knows whether it went
    tries: Annotated[int, Field(ge=1, le=50)] = 8  # of an e-mail that a mail server puts off
    cover: Notice | None = None  # the e-mail that a letter goes with
    reminder: Notice | None = None


class Letters(Rules):
    """`letters.yaml`."""

    number: str = Field("L/{year}/{sequence:06}", pattern=r"\{sequence(:0\d+)?\}")
    correspondence: Correspondence = Field(default_factory=Correspondence)
    letters: dict[Id, Letter] = Field(default_factory=dict)


def unknown(text: str, fields: Collection[str] = FIELDS.keys()) -> Iterator[str]:
    """The fields that a text names and that there are not; `{` alone is named as it stands."""
    try:
        for _, name, _, _ in string.Formatter().parse(text):
            if name is not None and name not in fields:
                yield name
    except ValueError as error:
        yield str(error)


def merged(text: str, values: Mapping[str, str]) -> list[str]:
    """The paragraphs of a text with its fields filled in; one that names nothing but what is empty goes.

    Paragraphs are parted by an empty line; each line of a note that is a paragraph by itself is one. Values are put in
    once: braces in them stay as they are.
    """
    made = []
    for paragraph in text.strip().split("\n\n"):
        named = [name for _, name, _, _ in string.Formatter().parse(paragraph) if name]
        if not named or any(values.get(name) for name in named):
            filled = "".join(
                before + (values.get(name, "") if name else "")
                for before, name, _, _ in string.Formatter().parse(paragraph)
            )
            lines = filled.splitlines() if paragraph.strip() == NOTE else [filled]
            made += [" ".join(line.split()) for line in lines if line.strip()]
    return made

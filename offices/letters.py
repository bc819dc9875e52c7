"""Whether the letters of an office agree with its roles, and what its notices name is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mappings.letters import NOTE, NOTICE_FIELDS
from mappings.letters import unknown as unknown_fields
from offices.problems import Problem, at, did_you_mean
from offices.workflows import unknown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from offices.office import Office

FILE = "letters.yaml"


def disagreements(office: Office, folder: Path) -> list[Problem]:
    """Approvals by roles that there are not, reasons that a text leaves out, e-mails without their text, and so on."""
    found = [at(folder / FILE, where, what) for where, what in (*_approvals(office), *_reasons(office))]
    found += [at(folder / FILE, where, what) for where, what in _notices(office)]
    return sorted(found, key=lambda problem: problem.line or 0)


def _approvals(office: Office) -> Iterator[tuple[tuple[int | str, ...], str]]:
    for name, letter in office.letters.items():
        for index, roles in enumerate(letter.approvals):
            yield from unknown(("letters", name, "approvals", index), roles, office.roles, "roles.yaml has no role")


def _reasons(office: Office) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """A letter that states reasons puts the note in, whatever the language; one written by hand is for its writer."""
    for name, letter in office.letters.items():
        without = [language for language, text in (letter.body or {}).items() if NOTE not in text]
        if letter.reasons and without:
            told = f" ({', '.join(without)})" if any(without) else ""
            yield (
                ("letters", name, "reasons"),
                f"it puts them in: write {NOTE} into the text{told}, or leave `reasons` out",
            )


def _notices(office: Office) -> Iterator[tuple[tuple[int | str, ...], str]]:
    rules = office.correspondence
    here = "correspondence"
    ways = {way for letter in office.letters.values() for way in letter.dispatch or ()} | set(rules.dispatch)
    if "email" in ways and office.letters and rules.cover is None:
        yield (here,), "letters go by e-mail, and no text goes with them; write `cover`, with subject and body"
    reminded = any(one.reminders for workflow in office.workflows.values() for one in workflow.deadlines.values())
    if reminded and rules.reminder is None:
        yield (here,), "deadlines are reminded of, and no text says so; write `reminder`, with subject and body"
    for name in ("cover", "reminder"):
        notice = getattr(rules, name)
        for part in ("subject", "body") if notice else ():
            for language, text in getattr(notice, part).items():
                for wrong in unknown_fields(text, NOTICE_FIELDS):
                    where = (here, name, part, language) if language else (here, name, part)
                    yield where, f"there is no field '{wrong}' to put in{did_you_mean(wrong, NOTICE_FIELDS)}"

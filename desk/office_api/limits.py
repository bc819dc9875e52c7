"""What a party may not say that the office may: days other than today, another's documents, what the office gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from desk.office_api.asked import Application
from desk.office_api.opening import Opened
from mappings.audience import may_read
from mappings.permissions import Person
from mappings.record import Audience, Record, Role
from registry import capturing, letters
from registry.changing import hold
from registry.letter_errors import NoSuchLetter
from search_api.errors import InvalidRequest

FILED_BY_PARTIES = (Role.APPLICANT, Role.INVENTOR, Role.CREATOR, Role.REPRESENTATIVE, Role.CORRESPONDENT)


def check_office_alone(file: Opened, **given: object) -> None:
    """InvalidRequest for what the office alone says."""
    errors = [
        _error(name, "it is for the office alone: what a party sends is of today", "Leave it out.")
        for name, value in given.items()
        if value is not None and not file.officer
    ]
    if errors:
        raise InvalidRequest(errors)


def check_form(file: Opened, form: Mapping[str, Any]) -> None:
    """InvalidRequest where a party names a document that is none of its file: its content would be shown to it."""
    if file.officer:
        return
    named = set(_digests(form))
    if not named:
        return
    with file.register.session() as session:
        held = hold(session, file.key, None)
        kept = Record.model_validate(held.present).documents
        theirs = {one.digest for one in kept if may_read(file.audience, one.audience)}
        for one in capturing.of(session, held.id):
            if may_read(file.audience, Audience(one.audience)):
                theirs |= {one.digest, one.source}
    if named - theirs:
        remedy = "Send it to the file's documents first, then name it by its SHA-256."
        raise unusable("form", f"the file has no document {min(named - theirs)}", remedy)


def check_letter(file: Opened, number: str | None) -> None:
    """NoSuchLetter where a party names a letter that was not issued, and any by who stands outside."""
    if number is None or file.officer:
        return
    if file.other:
        raise NoSuchLetter(number)
    with file.register.session() as session:
        written = letters.of(session, hold(session, file.key, None).id)
    if number not in {one.number for one in written if one.state == "issued"}:
        raise NoSuchLetter(number)


def check_application(person: Person, asked: Application, day: dt.date) -> None:
    """InvalidRequest where a party says of an application what the office alone says."""
    if person.may("dossier.edit.all"):
        return
    errors = []
    if asked.filing_date not in {None, day}:
        errors.append(_error("filing_date", f"what a party files is filed today, {day}", "Leave it out."))
    if person.all_identifiers.isdisjoint({one.identifier for one in asked.parties}):
        own = f"with the identifier {person.identifier}" if person.identifier else "once the office has given you one"
        remedy = f"Name yourself as applicant or representative, {own}: a file of nobody of yours is none of yours."
        errors.append(_error("parties", "you are none of them", remedy))
    if foreign := {str(one.role) for one in asked.parties} - set(FILED_BY_PARTIES):
        said = f"an application has no {', '.join(sorted(foreign))}"
        errors.append(_error("parties", said, f"Name parties as {', '.join(FILED_BY_PARTIES)}."))
    if any({"status", "status_code", "status_date"} & one.model_fields_set for one in asked.classes):
        errors.append(_error("classes", "the status of a class is given by the office", "Leave it out."))
    if errors:
        raise InvalidRequest(errors)


def _digests(value: Any) -> Iterator[str]:
    """The contents that a form names, however deep."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mapping):
            if "digest" in one:
                yield str(one["digest"])
            waiting += one.values()
        elif isinstance(one, list | tuple):
            waiting += one


def unusable(parameter: str, detail: str, remedy: str) -> InvalidRequest:
    """The refusal of one member of the body."""
    return InvalidRequest([_error(parameter, detail, remedy)])


def _error(parameter: str, detail: str, remedy: str) -> dict[str, str]:
    return {"parameter": parameter, "detail": detail, "remedy": remedy, "pointer": f"/{parameter}"}

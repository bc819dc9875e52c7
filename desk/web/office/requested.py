"""A request is filed by a form that its type declares: read, its documents examined, put to the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from uuid import UUID, uuid4

from desk.web.office import asked_forms
from desk.web.office.asked_forms import Options, Section, Setting
from desk.web.office.counter import Counter
from desk.web.office.filled import UPLOAD, Filled, enclosed, kept
from desk.web.office.reasons import Voice, why
from desk.web.office.taking_in import Capture
from mappings.number import DossierKey
from mappings.record import Record
from registry import reading
from registry.commands import FileRequest
from registry.errors import (
    ActionRefused,
    InvalidForm,
    NoSuchRequestType,
    RegistryError,
    RequestRefused,
    VersionConflict,
)
from registry.handling import handle
from registry.letter_errors import DocumentRefused
from registry.offered import Offer
from registry.outlook import Outlook
from registry.queues import name_of
from registry.stakeholder_errors import MayNotRepresent

NOT_NOW = (ActionRefused, RequestRefused, DocumentRefused, MayNotRepresent)


@dataclass(frozen=True)
class Desk:
    """Who asks, on which file, in which words."""

    counter: Counter
    capture: Capture
    key: DossierKey
    record: Record
    seen: Outlook
    voice: Voice
    login: str

    @property
    def say(self) -> Mapping[str, str]:
        return self.voice.say

    @property
    def workflow(self) -> str:
        """The name of the file's."""
        return name_of(self.counter.register, self.seen.workflow)

    def why(self, offer: Offer) -> str:
        """Why it cannot be asked for today; nothing where it can."""
        if offer.against is None:
            return ""
        return why(offer.against, self.key.kind, self.workflow, self.voice)

    def setting(self) -> Setting:
        words, day = self.voice.words, self.voice.day
        letters = tuple((one.letter, f"{words.letter(one.kind)}, {one.letter}") for one in self.seen.awaited)
        pending = tuple(
            (
                str(one.ordinal),
                f"{words.proceeding(self.workflow, one.name)}, {day(one.opened_on)}",
            )
            for one in self.seen.standing.proceedings
            if one.closed_on is None
        )
        return setting(self.voice, self.record, letters, pending)


def setting(voice: Voice, record: Record, letters: Options = (), pending: Options = ()) -> Setting:
    """For what a form is drawn, or what was asked by it is told."""

    def said(texts: Mapping[str, str]) -> str:
        return voice.words.office.said(dict(texts), voice.words.language)

    return Setting(record, voice.say, said, voice.words.language, letters, pending)


@dataclass(frozen=True)
class Drawn:
    """The form as a page shows it; nothing to show once it is `filed`."""

    offer: Offer
    sections: tuple[Section, ...]
    against: str = ""
    problem: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""  # of the documents that come with it
    date: str = ""
    status: int = HTTPStatus.OK
    command: UUID = field(default_factory=uuid4)
    filed: bool = False

    @property
    def labels(self) -> dict[str, str]:
        """What each control and field is called, where something is amiss."""
        fields = {one.name: one.legend for one in self.sections}
        return fields | {control.name: control.label for one in self.sections for control in one.controls}


def named(offers: tuple[Offer, ...], key: DossierKey, name: str) -> Offer:
    """NoSuchRequestType when none of the name is for these roles."""
    found = {one.name: one for one in offers}
    if name not in found:
        raise NoSuchRequestType(key, name, None, tuple(found))
    return found[name]


def blank(desk: Desk, offer: Offer) -> Drawn:
    """The form as it is opened."""
    against = desk.why(offer)
    sections = () if against else asked_forms.sections(offer.rule, desk.setting(), {}, {})
    return Drawn(offer, sections, against, kind=desk.counter.office.documents.enclosed or "")


def file(desk: Desk, offer: Offer, form: Filled, role: str, *, dated: bool = False) -> Drawn:
    """Files the request; what stands against it is in the form that is drawn again, with all that was typed.

    `dated`: the form may say the day on which it came; today, where it says none.
    """
    register = desk.counter.register
    if offer.against:
        return _again(desk, offer, form, {}, HTTPStatus.CONFLICT)
    picture = "logo" if offer.rule.effect == "logo" else "other"
    fields = {name: picture for name, one in offer.rule.form.items() if one.type == "document"}
    documents, wrong = kept(register, form, fields, desk.say)
    read = asked_forms.read(offer.rule, desk.setting(), form.given, documents)
    wrong = read.wrong | wrong
    rules = desk.counter.office.documents
    kind = form.text("kind") or rules.enclosed or next(iter(rules.kinds), "")
    enclosures, told = enclosed(desk.capture, form, kind, desk.say)
    if told:
        wrong[UPLOAD] = told
    date = None
    if dated and form.text("date"):
        try:
            date = dt.date.fromisoformat(form.text("date"))
        except ValueError:
            wrong["date"] = desk.say["wrong-value"]
    if wrong:
        return _again(desk, offer, form, wrong, HTTPStatus.UNPROCESSABLE_ENTITY)
    command = FileRequest(
        desk.key,
        offer.name,
        read.form,
        role,
        date,
        enclosures=tuple(enclosures) or None,
        expected_version=form.version,
        command_id=form.command,
        actor=desk.login,
    )
    try:
        handle(register, command)
    except RegistryError as error:
        if reading.handled(register, form.command):  # the same form, sent twice at once
            return Drawn(offer, (), filed=True)
        return _refused(desk, offer, form, error)
    return Drawn(offer, (), filed=True)


def _refused(desk: Desk, offer: Offer, form: Filled, error: RegistryError) -> Drawn:
    reason = desk.say["refused-because"].format(why=getattr(error, "reason", error))
    if isinstance(error, InvalidForm):
        at = error.field.split(".")[0]
        wrong = {at: reason} if at in offer.rule.form else {}
        again = _again(desk, offer, form, wrong, HTTPStatus.UNPROCESSABLE_ENTITY)
        return again if wrong else replace(again, problem=reason)
    again = _again(desk, offer, form, {}, HTTPStatus.CONFLICT)
    if isinstance(error, VersionConflict):
        return replace(again, problem=desk.say["changed"])
    if isinstance(error, NOT_NOW):
        return replace(again, problem=reason)
    raise error


def _again(desk: Desk, offer: Offer, form: Filled, wrong: Mapping[str, str], status: int) -> Drawn:
    return Drawn(
        offer,
        asked_forms.sections(offer.rule, desk.setting(), form.given, wrong),
        desk.why(offer),
        wrong=wrong,
        kind=form.text("kind"),
        date=form.text("date"),
        status=status,
    )

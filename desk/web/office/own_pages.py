"""What a party's own pages share: their words, their file, and who acts on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any
from uuid import UUID

from fastapi import Request
from fastapi.responses import HTMLResponse

from desk.web.drawing import Drawing
from desk.web.office.counter import Counter, Wording, own_page_of
from desk.web.office.phrases import offered, phrases
from desk.web.office.reasons import Voice
from desk.web.site import Face
from desk.web.who import Person
from mappings.audience import visible
from mappings.number import DossierKey
from mappings.permissions import ACTING
from mappings.record import Audience, Event, Record
from publish_site.language import Language
from registry import capturing, closing, inbox, letters, outside, receipts, requesting, standings
from registry.acting import workflow_of
from registry.capturing import Incoming
from registry.changing import hold
from registry.database import Register
from registry.errors import NoSuchDossier, NoWorkflow
from registry.letters import Letter
from registry.offered import Offer, Reply, offers, replies
from registry.outlook import Outlook, outlook
from registry.progress import Clocked
from registry.queues import name_of
from registry.requesting import Asked
from registry.whose import not_the_partys
from search_api.errors import DossierNotFound, Problem
from similarity.says.voices import voices

OWN = "dossier.edit.own"  # the permission by which a role is a party's
PARTY = frozenset({OWN, "dossier.view.own"})
READABLE = frozenset({Audience.PUBLIC, Audience.PARTIES})


class NotYoursToAct(Problem):
    status = 403
    slug = "not-yours-to-act"
    title = "You stand on this file, but do not act for the right"

    def __init__(self, key: DossierKey) -> None:
        super().__init__(
            f"on {key.number} the owner, its representative and the correspondent act; you read",
            remedy="Ask the office to enter you as representative, if you are.",
        )


class NotOneOfYours(Problem):
    """The file is somebody else's, and everybody may read it."""

    status = 404
    slug = "not-one-of-yours"
    title = "This is not one of your files"

    def __init__(self, key: DossierKey) -> None:
        super().__init__(
            f"{key.number} is published, and you stand on it neither as a party nor as its representative",
            remedy="Read what everybody may read of it. If it is yours, ask the office to enter your number there.",
            members={"page": f"/files/{key.path}"},
        )


class OfOthers(DossierNotFound):
    """The file is there; told as one that is not."""


@dataclass(frozen=True)
class OwnFile:
    """All that a party sees of one of its files."""

    key: DossierKey
    record: Record
    workflow: str | None
    awaits: tuple[str, ...]
    running: tuple[Clocked, ...]
    events: tuple[Event, ...]  # of the journal, those for the parties, the newest first
    letters: tuple[Letter, ...]
    requests: tuple[Asked, ...]
    commands: dict[str, UUID]  # by which each request was made
    incoming: tuple[Incoming, ...]
    acts: bool  # whether the party acts for the right
    seen: Outlook | None  # None where the office has no workflow for the file
    other: bool = False  # it is somebody else's, and all that is seen of it is public
    theirs: frozenset[str] = frozenset()  # deadlines that are not the party's to keep

    @property
    def nearest(self) -> Clocked | None:
        """The deadline that the party has to keep next."""
        running = [one for one in self.running if one.frozen_on is None and one.name not in self.theirs]
        return min(running, key=lambda one: one.due, default=None)


def others_file(register: Register, key: DossierKey) -> OwnFile:
    """A file as the public may read it, for who asks for something on it from outside. NoWorkflow."""
    with register.session() as session:
        record = Record.model_validate(hold(session, key, None).present)
    seen = replace(outlook(register, key), awaited=())
    shown = visible(record, Audience.PUBLIC, register.audiences)
    return OwnFile(key, shown, None, (), (), (), (), (), {}, (), acts=False, seen=seen, other=True)


def own_file(register: Register, key: DossierKey, identifiers: frozenset[str]) -> OwnFile:
    """DossierNotFound also where the file is not the party's: that a number is taken is not told."""
    try:
        with register.session() as session:
            held = hold(session, key, None)
            record = Record.model_validate(held.present)
            mine = [party for party in record.parties if party.identifier in identifiers]
            if not mine:
                raise OfOthers(key.number)
            running = tuple(one for one in standings.deadlines(session, held.id) if one.state == "running")
            written = tuple(one for one in letters.of(session, held.id) if one.state == "issued")
            asked = tuple(requesting.requests(session, held.id))
            commands = receipts.commands(session, held.id)
            incoming = tuple(one for one in capturing.of(session, held.id) if one.audience in READABLE)
            try:
                workflow = workflow_of(register.procedure, held)
            except NoWorkflow:
                workflow = None
    except NoSuchDossier as error:
        raise DossierNotFound(key.number) from error
    code = record.status.code if record.status else None
    return OwnFile(
        key,
        record,
        name_of(register, workflow) if workflow else None,
        workflow.awaits.get(code, ()) if workflow and code else (),
        running,
        tuple(sorted((one for one in reversed(record.events) if one.audience in READABLE), key=_when, reverse=True)),
        written,
        asked,
        commands,
        incoming,
        any(party.role in ACTING for party in mine),
        outlook(register, key) if workflow else None,
        theirs=frozenset(name for one, name in not_the_partys(register.procedure) if one is workflow),
    )


class OwnPages:
    """Draws a party's pages, in one of the office's languages."""

    def __init__(self, counter: Counter, face: Face, drawing: Drawing) -> None:
        self.counter, self.face, self._drawing = counter, face, drawing
        self._choices = offered(counter.office.front.languages)
        self._speaking = voices(tuple(self._choices))

    def language(self, asked: str) -> str:
        return asked if asked in self._choices else self._choices[0]

    def say(self, language: str) -> dict[str, str]:
        return phrases(self.language(language))

    def wording(self, language: str) -> Wording:
        return Wording(self.counter.office, self.language(language))

    def voice(self, language: str) -> Voice:
        return Voice(self.wording(language), self.say(language), Language(self.language(language)).day)

    def roles(self, person: Person) -> frozenset[str]:
        """Those in which the person is a party: an officer who is one too acts here as a party alone."""
        given = self.counter.office.permissions.roles
        return frozenset(one for one in person.roles if OWN in given.get(one, ()))

    def today(self) -> dt.date:
        """The office's day."""
        return closing.present_day(self.counter.register)

    def offers(self, person: Person, file: OwnFile) -> tuple[Offer, ...]:
        if file.seen is None or not (file.acts or file.other):
            return ()
        found = offers(self.counter.office.requests, file.seen, file.record, self.roles(person))
        return outside.offered(found) if file.other else found

    def replies(self, person: Person, file: OwnFile) -> tuple[Reply, ...]:
        if file.seen is None or not file.acts:
            return ()
        return replies(self.counter.office.requests, file.seen, file.record, self.roles(person))

    def own(self, request: Request, person: Person, key: DossierKey, what: str) -> OwnFile:
        """The file, for its party; that others asked for it is noted. DossierNotFound, NotOneOfYours."""
        try:
            return own_file(self.counter.register, key, person.all_identifiers)
        except OfOthers as error:
            self.note(request, person, key, what, "not open")
            public = outside.is_public(self.counter.register, key, self.counter.office.permissions)
            if public:
                raise NotOneOfYours(public) from error
            raise

    def acting(self, person: Person, key: DossierKey) -> OwnFile:
        """The file, for who acts on it. DossierNotFound, NotYoursToAct."""
        found = own_file(self.counter.register, key, person.all_identifiers)
        if not found.acts:
            raise NotYoursToAct(key)
        return found

    def acted(self, request: Request, person: Person, key: DossierKey, what: str) -> OwnFile:
        """As `acting`, and noted."""
        found = self.own(request, person, key, what)
        self.note(request, person, key, what, "shown" if found.acts else "not permitted")
        if not found.acts:
            raise NotYoursToAct(key)
        return found

    def asking(self, request: Request, person: Person, key: DossierKey, what: str) -> OwnFile:
        """As `acted`, for a request: also a published file of others, where the office's data lets them ask."""
        found = self.outside(person, key)
        if found is None:
            return self.acted(request, person, key, what)
        self.note(request, person, found, what, "as one outside")
        return others_file(self.counter.register, found)

    def outside(self, person: Person, key: DossierKey) -> DossierKey | None:
        """The file, where it is somebody else's and the person may ask for something on it."""
        party = replace(
            person, permissions=person.permissions & PARTY
        )  # an officer who is one too is here a party alone
        return outside.file_to_ask(self.counter.register, key, outside.Asker(party, self.counter.office.permissions))

    def note(self, request: Request, person: Person, key: DossierKey, what: str, result: str = "shown") -> None:
        """A line of the audit log."""
        request.app.state.door.note(person, what, key.id, result)

    def opened(self, request: Request, person: Person, letter: str | int, key: DossierKey) -> bool:
        """A letter or notice that its party opens is delivered, once, and the audit log says so. Whether it was now."""
        fetched_ahead = "prefetch" in request.headers.get("sec-purpose", request.headers.get("purpose", ""))
        if not person.identifier or fetched_ahead:
            return False
        now = inbox.opened(self.counter.register, person.identifier, letter, person.login)
        if now:
            self.note(request, person, key, f"open {letter}", "delivered")
        return now

    def draw(
        self, template: str, person: Person, language: str, *, status: int = HTTPStatus.OK, **data: Any
    ) -> HTMLResponse:
        chosen = self.language(language)
        unread = None
        if person.may("desk.notifications"):
            unread = inbox.unread(self.counter.register, person.identifier) if person.identifier else 0
        page = self._drawing.page(
            self.face,
            template,
            status=status,
            frame=self._speaking.get(chosen),
            person=person,
            words=self.wording(chosen),
            say=phrases(chosen),
            language=chosen,
            languages=self._speaking.choices(),
            own_page_of=own_page_of,
            day=Language(chosen).day,
            mine=self.roles(person),
            unread=unread,
            **data,
        )
        page.headers["Cache-Control"] = "no-store"
        return page


def _when(event: Event) -> tuple[dt.date, int]:
    return event.date, event.sequence or 0

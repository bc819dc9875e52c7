"""What the office's pages work with, handed in once: the register and the office's data; and who may see a file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from fastapi import Request

from desk.watch import Watch
from desk.web.who import SAFE
from desk.web.words import KINDS
from mappings.number import DossierKey
from mappings.permissions import Person, seen
from mappings.record import Kind
from mappings.workflow import Action, Workflow
from offices.office import Office
from registry.changing import hold
from registry.database import Register
from registry.errors import NoSuchDossier
from registry.people_errors import OnlyReads


@dataclass(frozen=True)
class Counter:
    """`office` says what the register's codes mean, and what each role may; `watch` what there is of the machine."""

    register: Register
    office: Office
    fonts: Path | None = None  # for letters, beside those that the house has
    watch: Watch = field(default_factory=Watch)

    def today(self) -> dt.date:
        """The office's day."""
        clock = self.register.procedure.clock
        now = clock() if clock else dt.datetime.now(dt.UTC)
        return now.astimezone(self.register.timezone).date()

    def hidden(self, person: Person) -> frozenset[tuple[Kind, str]]:
        """The statuses whose files the person does not get to see in any list."""
        if person.may("dossier.view.confidential"):
            return frozenset()
        return frozenset((kind, code) for kind, codes in self.office.permissions.confidential.items() for code in codes)

    def opened(self, request: Request, person: Person, key: DossierKey, what: str) -> None:
        """Writes down that the file was asked for. NoSuchDossier, as for a number of nobody, if it is not open.

        OnlyReads where a party that does not act for the right wants to change it.
        """
        with self.register.session() as session:
            held = hold(session, key, None)
        file = seen(held.present, published=held.published_on is not None, grants=self.office.permissions)
        may = person.may_see(file) if request.method in SAFE else person.may_edit(file)
        request.app.state.door.note(person, what, held.key.id, "shown" if may else "not open")
        if not may:
            raise OnlyReads(held.key) if person.only_reads(file) else NoSuchDossier(held.key)


def page_of(key: DossierKey) -> str:
    """The address of a file on the desk, below the staff's prefix."""
    return f"/desk/{key.path}"


def own_page_of(key: DossierKey) -> str:
    """The address of a file on its party's pages."""
    return f"/my/{key.path}"


class Wording:
    """The office's words for what its data names by codes, in one language."""

    def __init__(self, office: Office, language: str = "") -> None:
        self.office, self.language = office, language or office.front.languages[0]

    def status(self, key: DossierKey, code: str | None) -> str:
        return self.pile(key.kind, code)

    def pile(self, kind: Kind, code: str | None) -> str:
        """Of a status of a right, without a file."""
        rule = self.office.status_rules[kind].get(code or "")
        return self.office.said(rule.text, self.language) if rule else code or "No status"

    def right(self, kind: Kind) -> str:
        """What one file of it is called."""
        declared = self.office.declared.get(kind)
        return self.office.said(declared.one, self.language) if declared else KINDS.get(kind, kind.value)

    def public_status(self, key: DossierKey, code: str | None) -> str:
        """What the public is told in its place."""
        rule = self.office.status_rules[key.kind].get(code or "")
        return self.office.said(rule.public, self.language) if rule else "No status"

    def role(self, name: str) -> str:
        return self.office.said(self.office.roles[name], self.language) if name in self.office.roles else name

    def workflow(self, name: str) -> str:
        return self.office.said(self.office.workflows[name].text, self.language)

    def action(self, workflow: str, name: str) -> str:
        """Of an action, or of the request that was granted or decided under `request/…`."""
        found = self._workflow(workflow).actions.get(name) if workflow in self.office.workflows else None
        if found is not None:
            return self.said(found)
        return self.request(name.removeprefix("request/"))

    def said(self, action: Action) -> str:
        return self.office.said(action.text, self.language)

    def deadline(self, workflow: str | None, name: str) -> str:
        rule = self._workflow(workflow).deadlines.get(name) if workflow else None
        return self.office.said(rule.text, self.language) if rule else name

    def proceeding(self, workflow: str, name: str) -> str:
        rule = self._workflow(workflow).proceedings.get(name)
        return self.office.said(rule.text, self.language) if rule else name

    def request(self, name: str) -> str:
        rule = self.office.requests.types.get(name)
        return self.office.said(rule.text, self.language) if rule else name

    def event(self, key: DossierKey, code: str, else_: str) -> str:
        rule = self.office.event_rules[key.kind].get(code)
        return self.office.said(rule.text, self.language) if rule else else_

    def letter(self, name: str) -> str:
        rule = self.office.letters.get(name)
        return self.office.said(rule.title, self.language) if rule else name

    def reasons(self, letter: str | None) -> Literal["", "may", "must"]:
        """Whether what is noted with an action stands in its letter, and whether the letter needs it."""
        rule = self.office.letters.get(letter or "")
        return "must" if rule and rule.reasons else "may" if rule and rule.tells_note else ""

    def document(self, kind: str) -> str:
        """Of a kind of documents that come in."""
        rule = self.office.documents.kinds.get(kind)
        return self.office.said(rule.text, self.language) if rule else kind

    def _workflow(self, name: str) -> Workflow:
        return self.office.workflows[name]

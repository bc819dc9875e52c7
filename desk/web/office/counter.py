"""What the office's pages work with, handed in once: the register, the office's data, and who is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from fastapi import Request

from mappings.number import DossierKey
from mappings.record import Kind
from mappings.workflow import Action, Workflow
from offices.office import Office
from registry.database import Register


class Person(Protocol):
    """Who asks: `roles` are the office's; `identifier` is a party's own number at the office."""

    @property
    def login(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def roles(self) -> tuple[str, ...]: ...
    @property
    def identifier(self) -> str | None: ...


@dataclass(frozen=True)
class Counter:
    """`needs(permission)` is a dependency of a route that gives the person or refuses; `token` guards a form."""

    register: Register
    office: Office
    needs: Callable[[str], Callable[..., Person]]
    token: Callable[[Request], str]


def page_of(key: DossierKey) -> str:
    """The address of a file on the desk, below the staff's prefix."""
    return f"/work/{key.path}"


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

    def _workflow(self, name: str) -> Workflow:
        return self.office.workflows[name]

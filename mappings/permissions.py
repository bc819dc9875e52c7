"""Who may do what, as the office's data (`permissions.yaml`): groups of roles, and what each role may. Pure.

Nothing is permitted that is not written there. A person has roles, by themselves or by a group; what they may is what
any of their roles may.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, Any, Protocol

from pydantic import Field

from mappings.record import Kind, Line, Role
from mappings.terms import Rules
from mappings.texts import Wording
from mappings.workflow import Id, Ids

# All there are, with what each lets a person do. A route of the desk asks for one or more of them.
PERMISSIONS: Mapping[str, str] = MappingProxyType(
    {
        "dossier.view.own": "see the files in which one is a party or its representative",
        "dossier.view.all": "see the files of everybody",
        "dossier.view.unpublished": "see files before they are published",
        "dossier.view.confidential": "see files under a status that the office names as confidential",
        "dossier.edit.own": "act on one's own files, in one's roles",
        "dossier.edit.all": "act on the files of everybody, in one's roles",
        "desk.home": "the desk's first page",
        "desk.tasks": "what waits for one's roles",
        "desk.receptions": "what has come in",
        "desk.capture": "capture what an application says, and set it right before it is published",
        "desk.requests": "requests after filing",
        "desk.letters": "the office's letters",
        "desk.decisions": "decisions and notes of the examination",
        "desk.deliveries": "what went out by post",
        "desk.documents": "documents: capture, and reading those of a file",
        "desk.publication": "publications to come, and the issues",
        "desk.search": "search among all files, and for similar ones",
        "desk.register": "the file as the office sees it",
        "desk.assign": "hand a file to another officer, and see what lies on others' desks",
        "desk.stakeholders": "applicants, owners and agents",
        "stakeholders.edit": "add, change, end, merge and part applicants, owners and agents",
        "desk.my-files": "one's own files in plain words",
        "desk.notifications": "what the office has sent one",
        "desk.daily-log": "what was done on a day",
        "desk.dashboard": "figures: what is pending, and with whom",
        "desk.configuration": "the office's rules, as they are in force",
        "desk.users": "the people of the office",
        "desk.jobs": "what runs by itself",
        "jobs.manage": "run, run again and cancel what runs by itself",
        "desk.health": "whether the servers are well",
        "desk.audit": "who saw and did what",
        "users.manage": "make, change, lock and end users and clients",
        "audit.read": "read the audit log",
        "person.export": "hand out what is kept of a person",
        "person.redact": "take a person's data out",
    }
)

# Who stands on a file in these roles acts for the right; others of its parties, as a licensee or opponent, read.
ACTING = frozenset({Role.APPLICANT, Role.HOLDER, Role.REPRESENTATIVE, Role.CORRESPONDENT})


class Grants(Rules):
    """`permissions.yaml`. `roles` are those of roles.yaml."""

    groups: dict[Id, Group] = Field(default_factory=dict)
    roles: dict[Id, Annotated[tuple[Line, ...], Field(strict=False)]] = Field(default_factory=dict)
    confidential: dict[Annotated[Kind, Field(strict=False)], Annotated[tuple[Line, ...], Field(strict=False)]] = Field(
        default_factory=dict
    )  # statuses under which a file is for a few
    second_factor: Ids = ()  # roles for which a password alone is too little

    def roles_of(self, roles: Iterable[str], groups: Iterable[str]) -> frozenset[str]:
        """A person's roles: their own and those of their groups. What the office does not know counts for nothing."""
        given = {*roles, *(role for name in groups if name in self.groups for role in self.groups[name].roles)}
        return frozenset(given & self.roles.keys())

    def permissions(self, roles: Iterable[str]) -> frozenset[str]:
        """What any of these roles may."""
        return frozenset(each for role in roles for each in self.roles.get(role, ()))

    @property
    def parties(self) -> frozenset[str]:
        """The roles that act on files of their own alone."""
        return frozenset(
            role for role, may in self.roles.items() if "dossier.edit.own" in may and "dossier.edit.all" not in may
        )

    @property
    def confidential_statuses(self) -> tuple[tuple[Kind, str], ...]:
        return tuple((kind, code) for kind, codes in self.confidential.items() for code in codes)

    def is_confidential(self, kind: Kind, status: str | None) -> bool:
        return status in self.confidential.get(kind, ())


class Group(Rules):
    """Roles that are given together."""

    text: Wording
    roles: Annotated[Ids, Field(min_length=1)]


class File(Protocol):
    """What of a file decides who may see it."""

    @property
    def published(self) -> bool: ...
    @property
    def confidential(self) -> bool: ...
    @property
    def identifiers(self) -> frozenset[str]: ...
    @property
    def acting(self) -> frozenset[str]: ...


@dataclass(frozen=True)
class Person:
    """Somebody who has signed in, or a program with a client id. `identifier` is theirs as a party of files."""

    login: str
    name: str
    roles: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    identifier: str | None = None
    csrf: str = field(default="", repr=False)  # what a form that writes sends back, in the field `csrf`
    program: bool = False  # a client of the API, which sends no forms
    identifiers: frozenset[str] = frozenset()  # the same party's other ones, as after a merge
    unproven: bool = False  # a role asks for a second factor that they have yet to set up
    known: bool = False  # somebody else gave them the password, which they have yet to change

    def may(self, *permissions: str) -> bool:
        """Whether all of these are permitted; KeyError for what is no permission."""
        for one in permissions:
            PERMISSIONS[one]
        return self.permissions.issuperset(permissions)

    @property
    def all_identifiers(self) -> frozenset[str]:
        return self.identifiers if self.identifier is None else self.identifiers | {self.identifier}

    def role_for(self, who: Iterable[str]) -> str | None:
        """The first of the roles `who` that the person has."""
        return next((role for role in who if role in self.roles), None)

    def owns(self, file: File) -> bool:
        return not file.identifiers.isdisjoint(self.all_identifiers)

    def acts_for(self, file: File) -> bool:
        """Whether the person is one of those parties who act for the right."""
        return not file.acting.isdisjoint(self.all_identifiers)

    def only_reads(self, file: File) -> bool:
        """Whether the person sees the file as a party that does not act for the right."""
        return self.owns(file) and not self.acts_for(file) and self.may_see(file)

    def may_see(self, file: File) -> bool:
        """Whether the file is open to the person: their own, or any by their permissions."""
        if self.owns(file) and self.may("dossier.view.own"):
            return True
        if not self.may("dossier.view.all"):
            return False
        if file.confidential and not self.may("dossier.view.confidential"):
            return False
        return file.published or self.may("dossier.view.unpublished")

    def may_edit(self, file: File) -> bool:
        """Whether the person may act on the file, as far as it is theirs to see."""
        own = self.acts_for(file) and self.may("dossier.edit.own")
        return self.may_see(file) and (own or self.may("dossier.edit.all"))


@dataclass(frozen=True)
class Seen:
    """A file as `File` asks for it: the identifiers of its parties, and of those who act for the right."""

    published: bool
    confidential: bool
    identifiers: frozenset[str]
    acting: frozenset[str]


def seen(record: Mapping[str, Any], *, published: bool, grants: Grants) -> Seen:
    """Of a record as JSON."""
    status = (record.get("status") or {}).get("code")
    parties = [party for party in record.get("parties", ()) if party.get("identifier")]
    return Seen(
        published,
        grants.is_confidential(Kind(record["kind"]), status),
        frozenset(party["identifier"] for party in parties),
        frozenset(party["identifier"] for party in parties if party.get("role") in ACTING),
    )


Grants.model_rebuild()

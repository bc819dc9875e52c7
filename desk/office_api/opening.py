"""A file as this person may open it: as its officer, or as its party, who sees what is for the parties."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fastapi import Request

from desk.office_api.refusals import Deleted
from desk.web.office.counter import Counter
from mappings.number import DossierKey
from mappings.permissions import Person, seen
from mappings.record import Audience
from registry import errors as no
from registry import outside
from registry.changing import hold
from registry.database import Register
from search_api.errors import DossierDeleted

READ = ("desk.register",), ("desk.my-files", "dossier.view.own")  # as an officer; as a party
WRITE = ("desk.register", "dossier.edit.all"), ("desk.my-files", "dossier.edit.own")


@dataclass(frozen=True)
class Opened:
    """`officer`: the person sees the file by their permissions, and not because it is their own.

    `acts`: it is theirs to act on, as far as their roles go. `other`: it is somebody else's, and published.
    """

    counter: Counter
    person: Person
    key: DossierKey
    officer: bool
    acts: bool
    other: bool = False

    @property
    def register(self) -> Register:
        return self.counter.register

    @property
    def audience(self) -> Audience:
        """For whom the person reads."""
        if self.other:
            return Audience.PUBLIC
        return Audience.STAFF if self.officer else Audience.PARTIES


def opened(counter: Counter, request: Request, person: Person, key: DossierKey, what: str) -> Opened:
    """Writes down that the file was asked for. NoSuchDossier, as for a number of nobody, if it is not open.

    OnlyReads where a party that does not act for the right wants to change it.
    """
    try:
        counter.opened(request, person, key, what)
        with counter.register.session() as session:
            held = hold(session, key, None)
    except no.DossierDeleted as error:
        if not person.may("dossier.view.all", "dossier.view.unpublished"):
            raise no.NoSuchDossier(key) from error
        with counter.register.session() as session:
            at = hold(session, key, None, deleted=True).deleted_at
        assert at is not None
        raise Deleted(DossierDeleted(key, at)) from error
    file = seen(held.present, published=held.published_on is not None, grants=counter.office.permissions)
    stranger = replace(person, identifier=None, identifiers=frozenset())
    may = stranger.may_see(file) if request.method == "GET" else stranger.may_edit(file)
    return Opened(counter, person, key, may and person.may("desk.register"), person.may_edit(file))


def asked_outside(counter: Counter, person: Person, key: DossierKey, asked: str) -> DossierKey | None:
    """The file, where a request of this type is one on a file of somebody else."""
    return outside.file_to_ask(counter.register, key, outside.Asker(person, counter.office.permissions, asked))


def opened_to_ask(counter: Counter, request: Request, person: Person, key: DossierKey, asked: str) -> Opened:
    """As `opened`, for a request: also a published file of somebody else, where the office's data lets others ask."""
    found = asked_outside(counter, person, key, asked)
    if found is None:
        return opened(counter, request, person, key, f"request {asked}")
    request.app.state.door.note(person, f"request {asked}", found.id, "as one outside")
    return Opened(counter, person, found, officer=False, acts=False, other=True)

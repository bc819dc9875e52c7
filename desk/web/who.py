"""Who asks, and whether they may: every route of the desk says what it needs, and a route that says nothing is refused.

    @routes.get("/staff/tasks")
    def tasks(person: Annotated[Person, needs("desk.tasks")]) -> Response: ...

    @routes.post("/staff/tasks/…")   # the form sends {{ person.csrf }} back in its field `csrf`
    def act(person: Annotated[Person, needs("desk.tasks", "dossier.edit.all")], …) -> Response: ...

    @routes.get("/search", dependencies=[PUBLIC])

Several permissions must all be there; `needs()` with none is for whoever has signed in. `handle(register,
as_person(register, person, command))` acts in the role that the person has (`registry.as_person`).
"""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol

from fastapi import Depends, FastAPI, Request
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.routing import Mount

from desk.web.uploads import from_here
from mappings.permissions import PERMISSIONS, Grants, Person
from search_api.errors import Problem

__all__ = [
    "FIELD",
    "HEADER",
    "PUBLIC",
    "Door",
    "Needs",
    "NotPermittedHere",
    "Person",
    "SignInFirst",
    "brought_back",
    "declared",
    "needs",
]

FIELD, HEADER = "csrf", "X-CSRF-Token"
SAFE = {"GET", "HEAD"}
present: ContextVar[Person | None] = ContextVar("present", default=None)  # who asks; every page names them


class SignInFirst(Problem):
    """Nobody is known to ask; a browser that asks for a page is led to the sign-in."""

    status = 401
    slug = "sign-in-first"
    title = "Sign in first"

    def __init__(self) -> None:
        super().__init__(
            "this page is for people who have signed in",
            remedy="Sign in at /sign-in; a program sends an access token.",
            headers={"WWW-Authenticate": "Bearer"},
        )


class NotPermittedHere(Problem):
    status = 403
    slug = "not-permitted"
    title = "This is not open to you"

    def __init__(self, lacking: list[str]) -> None:
        super().__init__(
            f"your roles do not permit {', '.join(lacking)}",
            remedy="Ask an administrator if your work needs it: permissions.yaml says what each role may.",
        )


class FormNotOurs(Problem):
    """The form does not bring back what the page gave it."""

    status = 403
    slug = "form-not-ours"
    title = "This form was not sent from a page of this session"

    def __init__(self) -> None:
        super().__init__(
            "what the page put into the form did not come back; nothing was done",
            remedy="Open the page anew and send the form again; you may have signed in again meanwhile.",
        )


class UndeclaredRoute(Exception):
    """A route says neither what it needs nor that it is public; a mistake of this program."""


class Door(Protocol):
    """How the desk knows people. `desk.web.doors` has two: one that asks nobody, and one that holds sessions."""

    @property
    def signs_in(self) -> bool: ...

    @property
    def https(self) -> bool: ...

    @property
    def address(self) -> str | None: ...

    def person(self, request: Request, /) -> Person | None:
        """Who asks, None for nobody; a session that has ended is nobody's."""
        ...

    def note(self, person: Person, what: str, on: str | None, result: str) -> None:
        """A line of the audit log."""
        ...

    def forget(self) -> None:
        """Takes away what counts for nothing any more."""
        ...


class Needs:
    """The dependency behind `needs`."""

    def __init__(self, *permissions: str, writes: bool = True) -> None:
        for one in permissions:
            PERMISSIONS[one]
        self.permissions, self._writes = permissions, writes

    async def __call__(self, request: Request) -> AsyncIterator[Person]:
        sent = request.method not in SAFE
        if sent:
            from_here(request)
        door: Door = request.app.state.door
        person = await run_in_threadpool(door.person, request)
        if person is None:
            raise SignInFirst
        present.set(person)
        if not person.may(*self.permissions):
            lacking = sorted(set(self.permissions) - person.permissions)
            await run_in_threadpool(door.note, person, f"{request.method} {request.url.path}", None, "not permitted")
            raise NotPermittedHere(lacking)
        try:
            if sent and self._writes and not person.program and not await _brought_back(request, person):
                raise FormNotOurs
            yield person
        finally:
            await request.close()  # files of a form that the route itself does not read


class Open:
    """The dependency behind PUBLIC: it asks nothing."""

    def __call__(self) -> None:
        """Everybody may."""


def needs(*permissions: str, writes: bool = True) -> Any:
    """What a route needs, as a dependency that gives the Person. KeyError for what is no permission.

    A form that is sent must come from a page of this site and, unless the route says that it `writes` nothing, bring
    back the person's `csrf`.
    """
    return Depends(Needs(*permissions, writes=writes))


PUBLIC: Any = Depends(Open())


@dataclass(frozen=True)
class Declared:
    """What a route says of itself. `permissions` is None where it is public."""

    method: str
    path: str
    permissions: tuple[str, ...] | None


def declared(app: FastAPI) -> Iterator[Declared]:
    """All routes of the application, in their order. UndeclaredRoute for one that says nothing."""
    for route in iter_route_contexts(app.routes):
        path = route.path or ""
        if isinstance(route.original_route, Mount):  # a folder of built files, or the API of what is public
            yield Declared("GET", f"{path}/…", None)
            continue
        if not isinstance(route.original_route, APIRoute):
            raise UndeclaredRoute(f"{path} is no route of FastAPI's, so it can say nothing of who may")
        found = [each.call for each in route.dependant.dependencies if isinstance(each.call, Needs | Open)]
        if len(found) != 1:
            raise UndeclaredRoute(f"{path} says {len(found)} times who may; say `needs(…)` or PUBLIC once")
        asked = found[0].permissions if isinstance(found[0], Needs) else None
        yield from (Declared(method, path, asked) for method in sorted(route.methods or ()))


def everybody(grants: Grants) -> Person:
    """Who sits at a laptop that asks nobody: all roles, all permissions."""
    return Person("office", "The office", frozenset(grants.roles), frozenset(PERMISSIONS))


def brought_back(person: Person, given: object) -> None:
    """FormNotOurs unless the form has the person's `csrf`: for a route that reads its form itself (`writes=False`)."""
    if not person.program and not _ours(person, given):
        raise FormNotOurs


async def _brought_back(request: Request, person: Person) -> bool:
    given: str | UploadFile | None = request.headers.get(HEADER)
    if given is None:
        given = (await request.form()).get(FIELD)
    return _ours(person, given)


def _ours(person: Person, given: object) -> bool:
    return isinstance(given, str) and bool(person.csrf) and hmac.compare_digest(given.encode(), person.csrf.encode())

"""Who asks, and whether they may: every route of the desk says what it needs, and a route that says nothing is refused.

    @routes.get("/staff/tasks")
    def tasks(person: Annotated[Person, needs("desk.tasks")]) -> Response: ...

    @routes.post("/staff/tasks/…")   # the form sends {{ person.csrf }} back in its field `csrf`
    def act(person: Annotated[Person, needs("desk.tasks", "dossier.edit.all")], …) -> Response: ...

    @routes.get("/search", dependencies=[PUBLIC])

Several permissions must all be there, or else all those of `otherwise`; `needs()` with none is for whoever has signed
in. `handle(register, as_person(register, person, grants, command))` acts in the role that the person has.
"""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, replace
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
    "FormNotOurs",
    "Needs",
    "NotPermittedHere",
    "PasswordFirst",
    "Person",
    "SecondFactorFirst",
    "SignInFirst",
    "brought_back",
    "declared",
    "needs",
]

FIELD, HEADER = "csrf", "X-CSRF-Token"
ACCOUNT = "/staff/me"
SECOND_FACTOR = f"{ACCOUNT}/second-factor"
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
            f"your roles do not permit this: {'; '.join(PERMISSIONS[one] for one in lacking)}",
            remedy="If your work needs it, ask an administrator of the office for a role that permits it.",
            members={"permissions": list(lacking)},
        )


class SecondFactorFirst(Problem):
    """A role of the person asks for a second factor; a browser that asks for a page is led to where it is set up."""

    status = 403
    slug = "second-factor-first"
    title = "Set up a second factor first"

    def __init__(self) -> None:
        super().__init__(
            "one of your roles asks for more than a password, and nothing was done",
            remedy=f"Set up your second factor at {SECOND_FACTOR}: then all is open that your roles permit.",
        )


class PasswordFirst(Problem):
    """The password was given by somebody else; a browser that asks for a page is led to where it is changed."""

    status = 403
    slug = "password-first"
    title = "Change your password first"

    def __init__(self) -> None:
        super().__init__(
            "who gave you your password knows it too, and nothing was done",
            remedy=f"Change it at {ACCOUNT}: then all is open that your roles permit.",
        )


class FormNotOurs(Problem):
    """The form does not bring back what the page gave it."""

    status = 403
    slug = "form-not-ours"
    title = "This form was not sent from a page of this session"

    def __init__(self) -> None:
        super().__init__(
            "what the page put into the form did not come back; nothing was done",
            remedy="Open the page anew and send the form again; you may have signed in again meanwhile. What sends no "
            f"form sends it in the header {HEADER}.",
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

    def __init__(
        self,
        *permissions: str,
        otherwise: tuple[str, ...] | None = None,
        writes: bool = True,
        unproven: bool = False,
        known: bool = False,
    ) -> None:
        for one in (*permissions, *(otherwise or ())):
            PERMISSIONS[one]
        self.permissions, self.otherwise = permissions, otherwise
        self._writes, self._unproven, self._known = writes, unproven, known

    def met(self, person: Person) -> bool:
        return person.may(*self.permissions) or (self.otherwise is not None and person.may(*self.otherwise))

    async def __call__(self, request: Request) -> AsyncIterator[Person]:
        sent = request.method not in SAFE
        if sent:
            from_here(request)
        door: Door = request.app.state.door
        person = await run_in_threadpool(door.person, request)
        if person is None:
            raise SignInFirst
        present.set(person)
        if person.known and not self._known:
            raise PasswordFirst
        if person.unproven and not self._unproven and not person.known:
            raise SecondFactorFirst
        if not self.met(person):
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


def needs(
    *permissions: str,
    otherwise: tuple[str, ...] | None = None,
    writes: bool = True,
    unproven: bool = False,
    known: bool = False,
) -> Any:
    """What a route needs, as a dependency that gives the Person. KeyError for what is no permission.

    `otherwise` are permissions that do as well, all of them: those of a party on its own files.

    A form that is sent must come from a page of this site and, unless the route says that it `writes` nothing, bring
    back the person's `csrf`. A route that takes files says so too, reads the form itself and asks `brought_back`. With
    `unproven` it is open also to who has yet to set up a second factor, with `known` to who has yet to change a first
    password.
    """
    return Depends(Needs(*permissions, otherwise=otherwise, writes=writes, unproven=unproven, known=known))


PUBLIC: Any = Depends(Open())


@dataclass(frozen=True)
class Declared:
    """What a route says of itself. `permissions` is None where it is public."""

    method: str
    path: str
    permissions: tuple[str, ...] | None
    otherwise: tuple[str, ...] | None = None  # permissions that do as well

    @property
    def ways(self) -> tuple[tuple[str, ...], ...]:
        """The sets of permissions of which each opens it."""
        return tuple(way for way in (self.permissions, self.otherwise) if way is not None)


def declared(app: FastAPI) -> Iterator[Declared]:
    """All routes of the application, in their order. UndeclaredRoute for one that says nothing.

    A mounted application that `declares` says it of each route; of another those that need anything are told.
    """
    for route in iter_route_contexts(app.routes):
        path = route.path or ""
        if isinstance(route.original_route, Mount):  # a folder of built files, an API
            below = route.original_route.app
            if isinstance(below, FastAPI) and getattr(below.state, "declares", False):
                yield from (replace(one, path=path + one.path) for one in declared(below))
            else:
                yield Declared("GET", f"{path}/…", None)
                if isinstance(below, FastAPI):
                    yield from _guarded(below, path)
            continue
        if not isinstance(route.original_route, APIRoute):
            raise UndeclaredRoute(f"{path} is no route of FastAPI's, so it can say nothing of who may")
        found = [each.call for each in route.dependant.dependencies if isinstance(each.call, Needs | Open)]
        if len(found) != 1:
            raise UndeclaredRoute(f"{path} says {len(found)} times who may; say `needs(…)` or PUBLIC once")
        asked = (found[0].permissions, found[0].otherwise) if isinstance(found[0], Needs) else (None,)
        yield from (Declared(method, path, *asked) for method in sorted(route.methods or ()))


def _guarded(mounted: FastAPI, prefix: str) -> Iterator[Declared]:
    """The routes of a mounted application that need anything."""
    for route in iter_route_contexts(mounted.routes):
        if isinstance(route.original_route, APIRoute):
            for one in (each.call for each in route.dependant.dependencies if isinstance(each.call, Needs)):
                for method in sorted(route.methods or ()):
                    yield Declared(method, f"{prefix}{route.path}", one.permissions, one.otherwise)


def everybody(grants: Grants) -> Person:
    """Who sits at a laptop that asks nobody: all roles, all permissions."""
    return Person("office", "The office", frozenset(grants.roles), frozenset(PERMISSIONS))


def brought_back(person: Person, given: str) -> None:
    """FormNotOurs unless a form that the route reads itself brings back what its page gave it (`writes=False`)."""
    if not person.program and not _came_back(person, given):
        raise FormNotOurs


async def _brought_back(request: Request, person: Person) -> bool:
    given: str | UploadFile | None = request.headers.get(HEADER)
    if given is None:
        given = (await request.form()).get(FIELD)
    return isinstance(given, str) and _came_back(person, given)


def _came_back(person: Person, given: str) -> bool:
    """Whether a form brings back what its page gave it."""
    return bool(person.csrf) and hmac.compare_digest(given.encode(), person.csrf.encode())

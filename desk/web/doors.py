"""How the desk knows who asks: by sessions and tokens of the register, or, on one laptop, not at all."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from fastapi import Request, Response

from desk.web.provider import Provider
from desk.web.who import everybody
from mappings.permissions import Grants, Person
from registry import attempts, audit, clients, sessions
from registry.database import Register
from registry.sealing import Seal
from registry.sessions import Credentials, Lifetimes
from search_api.errors import Problem

KEPT = dt.timedelta(days=7)  # sessions that have ended, for who asks whence they came
AT_A_TIME, PATIENCE = 4, 10.0  # passwords looked at, each with 64 MiB; seconds until another is turned away


class TooManySignIns(Problem):
    status = 503
    slug = "too-many-sign-ins"
    title = "Too many people sign in at this moment"

    def __init__(self) -> None:
        super().__init__("all places are taken", remedy="Try again in a moment.", headers={"Retry-After": "10"})


class OpenDoor:
    """Whoever reaches this port may everything: for the loopback of one laptop, the demo and the tests."""

    signs_in, https, address = False, False, None

    def __init__(self, grants: Grants) -> None:
        self._person = replace(everybody(grants), csrf=secrets.token_urlsafe())

    def person(self, _request: Request, /) -> Person | None:
        return self._person

    def note(self, person: Person, what: str, on: str | None, result: str) -> None:
        """Nobody is known, so there is nothing to write down."""

    def forget(self) -> None:
        """There is nothing to forget."""


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class SessionDoor:
    """People with a session in the register, and programs with a token.

    `address` is the site's, as browsers and programs know it; without one it is served on the loopback alone.
    """

    register: Register
    grants: Grants
    seal: Seal
    lifetimes: Lifetimes = field(default_factory=Lifetimes)
    address: str | None = None
    clock: Callable[[], dt.datetime] = _now
    provider: Provider | None = None  # another's, by which people may sign in too
    signs_in = True
    _turns: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(AT_A_TIME))

    @property
    def https(self) -> bool:
        return (self.address or "").startswith("https://")

    @property
    def cookie(self) -> str:
        """Its name: with `__Host-` a browser takes it by https alone, for this host and no other."""
        return "__Host-blazon" if self.https else "blazon"

    def person(self, request: Request, /) -> Person | None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            found = clients.of_token(self.register, token.strip(), address=address_of(request), now=self.clock())
            return replace(found, roles=self.grants.roles_of(found.roles, ())) if found else None
        token = self.token(request)
        if not token:
            return None
        account = sessions.of(self.register, token, now=self.clock(), lifetimes=self.lifetimes)
        return account.person(self.grants, csrf=_csrf(token)) if account else None

    def note(self, person: Person, what: str, on: str | None, result: str) -> None:
        with self.register.session() as session:
            audit.note(session, person.login, what, result, on)

    def forget(self) -> None:
        """Takes away sessions, tokens and failures that count for nothing any more."""
        now = self.clock()
        sessions.forget(self.register, before=now - KEPT)
        clients.forget(self.register, before=now)
        with self.register.session() as session:
            attempts.forget(session, now=now)

    def sign_in(self, request: Request, login: str, password: str, code: str) -> str:
        """A session's token. SignInRefused, TooManyAttempts; TooManySignIns when all places are taken."""
        given = Credentials(login, password, code, address_of(request))
        with self.turn():
            return sessions.sign_in(self.register, self.seal, given, now=self.clock(), lifetimes=self.lifetimes)[0]

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A place in which a password is looked at. TooManySignIns when all are taken."""
        if not self._turns.acquire(timeout=PATIENCE):
            raise TooManySignIns
        try:
            yield
        finally:
            self._turns.release()

    def sign_out(self, request: Request) -> None:
        """Ends the session of the request's cookie."""
        sessions.sign_out(self.register, self.token(request), now=self.clock())

    def token(self, request: Request) -> str:
        """Of the request's session; empty where there is none."""
        return request.cookies.get(self.cookie, "")

    def hand(self, response: Response, token: str | None) -> None:
        """Puts the session's token into the browser, or takes it away."""
        response.set_cookie(
            self.cookie,
            quote(token or ""),
            max_age=int(self.lifetimes.whole.total_seconds()) if token else 0,
            path="/",
            secure=self.https,
            httponly=True,
            samesite="lax",
        )


def address_of(request: Request) -> str:
    """Whence it comes; behind a proxy on this machine, what that says."""
    return request.client.host if request.client else "?"


def _csrf(token: str) -> str:
    """What the forms of a session bring back: it says nothing of the token."""
    return hmac.digest(token.encode(), b"csrf", "sha256").hex()

"""A desk to which people sign in: the real site, sessions in a real Postgres, a clock that tests set."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socket import socket
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp

from desk.serving import listener, serving
from desk.web.app import create
from desk.web.doors import SessionDoor
from desk.web.office.counter import Counter
from desk.web.provider import Provider
from desk.web.site import Site
from offices.office import load
from registry import people
from registry.database import Register
from registry.people import NewPerson
from registry.sealing import Seal
from registry.sessions import STEP_SECONDS

OFFICE = load(Path(__file__).parents[2] / "offices" / "demo")
GRANTS = OFFICE.permissions
SEAL = Seal(b"k" * 32)
PASSWORD = "correct horse battery"
HTML = {"accept": "text/html"}


@dataclass
class Clock:
    now: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))

    def __call__(self) -> dt.datetime:
        return self.now

    def wait(self, **time: float) -> None:
        self.now += dt.timedelta(**time)


@dataclass
class Desk:
    address: str
    register: Register
    door: SessionDoor
    clock: Clock
    codes: dict[str, pyotp.TOTP] = field(default_factory=dict)

    def person(self, login: str, *roles: str, **more: Any) -> None:
        people.add(self.register, GRANTS, NewPerson(login, login.title(), roles=roles, **more), actor="test")
        people.set_password(self.register, login, PASSWORD, actor="test", first=False)
        if not GRANTS.roles_of(roles, more.get("groups", ())).isdisjoint(GRANTS.second_factor):
            self.second_factor(login)

    def second_factor(self, login: str) -> None:
        """Signs in with its codes from now on."""
        uri = people.new_totp(self.register, SEAL, login, office="Blazonia", actor="test")
        self.codes[login] = pyotp.TOTP(parse_qs(urlsplit(uri).query)["secret"][0])

    @contextmanager
    def browser(self, login: str | None = None, **headers: str) -> Iterator[httpx.Client]:
        """Signed in, when a login is named."""
        with httpx.Client(base_url=self.address, timeout=30, headers={**HTML, **headers}) as client:
            if login:
                assert self.sign_in(client, login).status_code == 303
            yield client

    def sign_in(self, client: httpx.Client, login: str, password: str = PASSWORD, **more: Any) -> httpx.Response:
        fields = {"login": login, "password": password, **more.pop("fields", {})}
        if login in self.codes and "code" not in fields:
            self.clock.wait(seconds=STEP_SECONDS)  # a code is taken once
            fields["code"] = self.codes[login].at(self.clock.now)
        return client.post("/sign-in", data=fields, **more)

    def csrf(self, client: httpx.Client) -> str:
        """What the page of a session gives to its forms."""
        page = client.get("/staff/me").text
        return page.split('name="csrf" value="')[1].split('"')[0]


@contextmanager
def serving_people(
    site: Site,
    register: Register,
    *,
    address: str | None = None,
    bound: socket | None = None,
    provider: Provider | None = None,
) -> Iterator[Desk]:
    clock = Clock()
    door = SessionDoor(register, GRANTS, SEAL, address=address, clock=clock, provider=provider)
    with serving(
        create(site, staff=True, door=door, counter=Counter(register, OFFICE)), bound or listener("127.0.0.1", 0)
    ) as served:
        yield Desk(served, register, door, clock)

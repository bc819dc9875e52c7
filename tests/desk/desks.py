"""A desk on a real register, and who sits at it."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from fastapi import Request

import registry
from desk.serving import listener, serving
from desk.watch import Watch
from desk.web.app import create
from desk.web.office.counter import Counter
from desk.web.site import Site
from mappings.number import DossierKey
from mappings.permissions import Person
from mappings.record import Address, GoodsClass, Kind, Mark, Party, Record, Role
from registry.commands import FileApplication
from registry.database import Register
from registry.outlook import outlook
from tests.demo_office import OFFICE, Day, opened


@dataclass
class Chair:
    """A door that lets in whom the test puts there."""

    signs_in = False
    https = False
    address = None
    login: str = "ada"
    name: str = "Ada Weber"
    roles: tuple[str, ...] = ("formality-examiner", "examiner")
    identifier: str | None = None
    notes: list[tuple[str, str, str | None, str]] = field(default_factory=list)

    def person(self, _request: Request, /) -> Person:
        roles = frozenset(self.roles)
        return Person(self.login, self.name, roles, OFFICE.permissions.permissions(roles), self.identifier, "token")

    def forget(self) -> None:
        """There is no session."""

    def note(self, person: Person, what: str, on: str | None, result: str) -> None:
        self.notes.append((person.login, what, on, result))


@dataclass
class Desk:
    register: Register
    client: httpx.Client
    person: Chair = field(default_factory=Chair)

    def file(self, word: str = "ALPENGLUT", **fields: Any) -> DossierKey:
        base: dict[str, Any] = {
            "kind": Kind.TRADEMARK,
            "office": "XB",
            "application_number": "-",
            "filing_date": dt.date(2026, 3, 2),
            "mark": Mark(verbal_element=word),
            "parties": (
                Party(role=Role.APPLICANT, name="Ada Weber", address=Address(country="CH")),
                Party(role=Role.REPRESENTATIVE, name="Kanzlei Süd", identifier="A-7"),
            ),
            "classes": (GoodsClass(number="9", goods="Software"), GoodsClass(number="25", goods="Hats")),
        }
        return registry.handle(self.register, FileApplication(Record(**base | fields), role="reception")).key

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    def post(self, key: DossierKey, verb: str, status: int = 303, **given: Any) -> httpx.Response:
        """As a form of the page that was drawn just now sends it."""
        hidden = {"csrf": "token", "version": outlook(self.register, key).version, "command": str(uuid.uuid4())}
        answer = self.client.post(f"/staff/desk/{key.path}/{verb}", data=hidden | given)
        assert answer.status_code == status, answer.text
        return answer

    def status(self, key: DossierKey) -> str | None:
        return outlook(self.register, key).standing.status


@contextmanager
def opened_desk(register_url: str, folder: Path, site: Site, watch: Watch | None = None) -> Iterator[Desk]:
    person = Chair()
    with (
        opened(register_url, folder / "documents", Day()) as register,
        serving(
            create(site, staff=True, door=person, counter=Counter(register, OFFICE, watch=watch or Watch())),
            listener("127.0.0.1", 0),
        ) as address,
        httpx.Client(base_url=address, timeout=30) as client,
    ):
        yield Desk(register, client, person)

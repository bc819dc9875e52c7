"""Programs at the office's API: clients of OAuth 2 with roles, on a real register behind the real site."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx

from desk.office_api.app import PREFIX
from desk.web.site import Site
from registry import clients
from registry.clients import NewClient
from registry.database import Register
from tests.demo_office import OFFICE, Day, opened
from tests.desk.desk_people import GRANTS, serving_people
from tests.desk.desk_people import Desk as People

APPLICATION: dict[str, Any] = {
    "kind": "tm",
    "language": "en",
    "parties": [
        {"role": "applicant", "name": "Tideworks Ltd", "address": {"country": "NO"}},
        {"role": "representative", "name": "Kanzlei Süd", "identifier": "A-7"},
    ],
    "mark": {"verbal_element": "Morning Tide"},
    "classes": [{"number": "30", "goods": "Coffee"}, {"number": "43", "goods": "Cafés"}],
}


@dataclass
class Program:
    """A client with its token."""

    http: httpx.Client
    token: str

    def get(self, path: str, status: int = 200, **query: Any) -> Any:
        answer = self.http.get(path, params=query)
        assert answer.status_code == status, answer.text
        return answer.json()

    def post(
        self, path: str, body: Any = None, status: int = 200, seen: int | None = None, once: str | None = None
    ) -> Any:
        headers = {"If-Match": f'"{seen}"'} if seen is not None else {}
        answer = self.http.post(path, json=body, headers=headers | ({"Idempotency-Key": once} if once else {}))
        assert answer.status_code == status, answer.text
        if answer.is_error:
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["remedy"]
        return answer.json()

    def file(self, status: int = 201, once: str | None = None, **fields: Any) -> Any:
        return self.post("/dossiers", APPLICATION | fields, status, once=once)

    def act(self, path: str, action: str, status: int = 200, **more: Any) -> Any:
        """Takes the action as somebody does who has read the file just now."""
        version = self.get(f"/dossiers/{path}")["version"]
        return self.post(f"/dossiers/{path}/actions", {"action": action, **more}, status, seen=version)


@dataclass
class Office:
    people: People
    register: Register
    day: Day
    closing: ExitStack

    @property
    def base(self) -> str:
        return self.people.address + PREFIX

    def program(self, *roles: str, identifier: str | None = None, scopes: tuple[str, ...] | None = None) -> Program:
        """A client in these roles, with all that they may unless scopes are named."""
        name = f"p{uuid.uuid4().hex[:12]}"
        given = tuple(sorted(GRANTS.permissions(roles))) if scopes is None else scopes
        new = NewClient(name, name, given, roles=roles, identifier=identifier)
        if set(given) & set(clients.ADMINISTRATION):
            new = replace(new, scopes=tuple(one for one in given if one not in clients.ADMINISTRATION))
        secret = clients.add(self.register, new, actor="test", known=tuple(GRANTS.roles)) or ""
        with httpx.Client(base_url=self.people.address, timeout=30) as client:
            asked = client.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=(name, secret))
        token = asked.json()["access_token"]
        http = httpx.Client(base_url=self.base, timeout=60, headers={"Authorization": f"Bearer {token}"})
        return Program(self.closing.enter_context(http), token)

    def nobody(self) -> httpx.Client:
        return self.closing.enter_context(httpx.Client(base_url=self.base, timeout=30))


@contextmanager
def opened_office(register_url: str, folder: Path, site: Site) -> Iterator[Office]:
    day = Day(dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC))
    with (
        opened(register_url, folder / "documents", day) as register,
        serving_people(replace(site, grants=OFFICE.permissions), register) as people,
        ExitStack() as closing,
    ):
        yield Office(people, register, day, closing)

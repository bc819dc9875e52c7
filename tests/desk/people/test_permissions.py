"""Every route of the desk, asked for in every role of the office: what opens is what docs/permissions.md says."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.desk.desk_people import GRANTS, Desk
from tests.thorough import cases

PAGE = Path(__file__).parents[3] / "docs" / "permissions.md"
SAMPLES = {  # what stands for each parameter of an address
    "office": "XB",
    "kind": "tm",
    "number:path": "TM/2026/000001",
    "digest": "ab" * 32,
    "workflow": "trademark",
    "login": "nobody-of-here",
    "client": "none-of-here",
    "delivery": "1",
    "email": "1",
    "letter:path": "L/2026/000001",
    "requested:path": "R/2026/000001",
    "name": "trademark",
    "command": "8c6d7e1c-6a0f-4d0c-8f83-111111111111",
}
TITLE = "This is not open to you"


def table() -> dict[str, dict[str, bool]]:
    """Route by role, as the page says it."""
    text = PAGE.read_text(encoding="utf-8").split("## Routes by role")[1]
    head, _, *rows = [line for line in text.splitlines() if line.startswith("|")]
    roles = [cell.strip() for cell in head.strip("|").split("|")][2:]
    found = {}
    for row in rows:
        route, _, *cells = [cell.strip() for cell in row.strip().removeprefix("|").removesuffix("|").split("|")]
        found[route.strip("`")] = dict(zip(roles, (bool(cell) for cell in cells), strict=True))
    return found


def public() -> list[str]:
    text = PAGE.read_text(encoding="utf-8").split("Open to everybody: ")[1].split("\n")[0]
    return re.findall(r"`([^`]+)`", text)


@pytest.fixture(scope="module")
def routes() -> dict[str, dict[str, bool]]:
    return table()


def asked(client: Any, route: str, csrf: str) -> Any:
    method, path = route.split(" ")
    for name, value in SAMPLES.items():
        path = path.replace(f"{{{name}}}", value)
    assert "{" not in path, f"say in SAMPLES what stands for the parameters of {route}"
    fields = {"data": {"csrf": csrf}} if method != "GET" else {}
    return client.request(method, path.removesuffix("…"), **fields)


def test_the_page_names_every_role_of_the_office(routes: dict[str, dict[str, bool]]):
    assert all(list(row) == list(GRANTS.roles) for row in routes.values())
    assert len(routes) > 10


@pytest.mark.parametrize("role", cases(GRANTS.roles, "examiner", "agent"))
def test_each_route_opens_to_the_roles_of_the_table_and_to_no_other(
    desk: Desk, routes: dict[str, dict[str, bool]], role: str
):
    found: dict[str, bool] = {}
    desk.person("ada", role)
    with desk.browser("ada") as client:
        csrf = desk.csrf(client)
        for route in routes:
            answer = asked(client, route, csrf)
            refused = answer.status_code == 403
            assert refused == (TITLE in answer.text), (route, role, answer.status_code)
            assert answer.status_code != 401
            assert not answer.headers.get("location", "").startswith("/sign-in?")
            found[route] = not refused
            if answer.headers.get("location") == "/sign-in":  # signed out
                desk.sign_in(client, "ada")
                csrf = desk.csrf(client)
    assert found == {route: row[role] for route, row in routes.items()}


def test_nobody_and_who_has_no_role_open_none_but_what_needs_a_session_alone(
    desk: Desk, routes: dict[str, dict[str, bool]]
):
    desk.person("nemo")
    with desk.browser() as nobody, desk.browser("nemo") as nemo:
        csrf = desk.csrf(nemo)
        for route, row in routes.items():
            answer = asked(nobody, route, "")
            assert (answer.status_code, answer.headers.get("location", "")[:9]) in {(401, ""), (303, "/sign-in?")}
            if not all(row.values()):
                assert TITLE in asked(nemo, route, csrf).text


def test_what_is_public_asks_for_no_session(desk: Desk):
    with desk.browser() as nobody:
        for route in public():
            answer = asked(nobody, route, "")
            said = answer.text if answer.is_error else ""  # a description of an API names what may be refused
            assert TITLE not in said
            assert not answer.headers.get("location", "").startswith("/sign-in?"), route
            assert "Sign in first" not in said

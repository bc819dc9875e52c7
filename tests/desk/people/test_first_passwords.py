"""A password that somebody else gave is changed before anything else is open."""

import httpx

from registry import people
from registry.people import NewPerson
from tests.desk.desk_people import GRANTS, PASSWORD, Desk
from tests.desk.people.test_permissions import SAMPLES, table

NEW = "four other words here"
ACCOUNT = "/staff/me"


def given(desk: Desk, login: str, *roles: str) -> None:
    """A person whose password an administrator has just given."""
    people.add(desk.register, GRANTS, NewPerson(login, login.title(), roles=roles), actor="adam")
    people.set_password(desk.register, login, PASSWORD, actor="adam")


def change(desk: Desk, client: httpx.Client, new: str = NEW) -> httpx.Response:
    fields = {"csrf": desk.csrf(client), "old": PASSWORD, "new": new, "again": new}
    return client.post(f"{ACCOUNT}/password", data=fields)


def test_who_was_given_a_password_gets_no_further_than_changing_it(desk: Desk):
    given(desk, "ada", "examiner", "registrar")
    with desk.browser("ada") as client:
        for route in table():
            method, path = route.split(" ")
            if path in {ACCOUNT, f"{ACCOUNT}/password", "/sign-out"}:
                continue
            for name, value in SAMPLES.items():
                path = path.replace(f"{{{name}}}", value)
            answer = client.request(method, path)
            if method == "GET" and not path.startswith("/api/"):
                assert (answer.status_code, answer.headers["location"]) == (303, ACCOUNT), route
            else:
                assert answer.status_code == 403, route
                assert "Change your password first" in answer.text, route
        page = client.get(ACCOUNT).text
        assert "Until you change it no other page is open to you" in page
        assert "Set up a second factor" not in page
        assert 'href="/staff/tasks"' not in page.split("<main")[1]
        assert "is the one you have" in change(desk, client, PASSWORD).text
        assert client.get("/staff/tasks").headers["location"] == ACCOUNT
        assert change(desk, client).status_code == 303
        assert "Your password is changed" in client.get(f"{ACCOUNT}?done=password").text
        assert client.get("/staff/tasks").status_code == 200
        assert "Until you change it" not in client.get(ACCOUNT).text
        people.set_password(desk.register, "ada", PASSWORD, actor="adam")  # forgotten, and given anew
        assert desk.sign_in(client, "ada").status_code == 303
        assert client.get("/staff/tasks").headers["location"] == ACCOUNT
        assert client.post("/sign-out", data={"csrf": desk.csrf(client)}).headers["location"] == "/sign-in"


def test_the_password_comes_before_the_second_factor(desk: Desk):
    given(desk, "eva", "administrator")
    with desk.browser("eva") as client:
        assert client.get("/staff/users").headers["location"] == ACCOUNT
        assert client.get(f"{ACCOUNT}/second-factor").headers["location"] == ACCOUNT
        assert change(desk, client).status_code == 303
        assert client.get(ACCOUNT).headers["location"] == f"{ACCOUNT}/second-factor"
        assert client.get(f"{ACCOUNT}/second-factor").status_code == 200

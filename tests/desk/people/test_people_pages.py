"""Administrators make, change, lock, end and hand out people at the desk; two of them at once get a clear conflict."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from registry import administering, audit, people
from registry.administering import Asked, By
from registry.people_errors import LastAdministrator
from tests.desk.desk_people import GRANTS, PASSWORD, Desk

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def desk(desk: Desk) -> Desk:
    desk.person("adam", "administrator")
    return desk


@dataclass
class Administrator:
    client: httpx.Client
    csrf: str

    def page(self, login: str) -> str:
        answer = self.client.get(f"/staff/users/{login}")
        assert answer.status_code == 200, answer.text
        return answer.text

    def seen(self, login: str) -> str:
        return self.page(login).split('name="seen" value="')[1].split('"')[0]

    def post(self, path: str, status: int = 303, **fields: Any) -> httpx.Response:
        answer = self.client.post(f"/staff/users{path}", data={"csrf": self.csrf} | fields)
        assert answer.status_code == status, answer.text
        return answer

    def do(self, login: str, verb: str, status: int = 303, **fields: Any) -> httpx.Response:
        """As the page that was drawn just now sends it."""
        return self.post(f"/{login}{verb}", status, **({"seen": self.seen(login)} | fields))


@contextmanager
def administrator(desk: Desk, login: str = "adam") -> Iterator[Administrator]:
    with desk.browser(login) as client:
        yield Administrator(client, desk.csrf(client))


def test_a_person_is_added_found_and_changed(desk: Desk):
    with administrator(desk) as adam:
        made = adam.post("", login="Ada.Weber", name=HOSTILE, email="ada@office.example", roles=["examiner"])
        assert made.headers["location"] == "/staff/users/ada.weber?done=added"
        page = adam.client.get(made.headers["location"]).text
        assert "They sign in once they have a password" in page
        assert HOSTILE not in page
        assert "is taken" in adam.post("", 409, login="ada.weber", name="Another").text
        refused = adam.post("", 422, login="ada weber", name="Somebody").text
        assert "small letters" in refused
        assert 'value="ada weber"' in refused
        assert "did you mean `examiner`" in adam.post("", 422, login="x", name="X", roles="examinor").text
        assert "is no address" in adam.post("", 422, login="x", name="X", email="at home").text
        for words in ("ada.w", "OFFICE.example", "alert"):
            found = adam.client.get("/staff/users", params={"words": words}).text
            assert "1 person found" in found
            assert 'href="/staff/users/ada.weber"' in found
            assert HOSTILE not in found
        assert "Nobody is like that" in adam.client.get("/staff/users?words=%25").text
        assert "1 person found" in adam.client.get("/staff/users?role=examiner").text
        fields = {"name": "Ada Weber", "identifier": "A-7", "roles": ["agent"], "groups": ["examination"]}
        adam.do("ada.weber", "", **fields)
        kept = administering.account(desk.register, "ada.weber")
        assert (kept.name, kept.email, kept.identifier) == ("Ada Weber", None, "A-7")
        assert (kept.roles, kept.groups) == (("agent",), ("examination",))
        assert "1 person found" in adam.client.get("/staff/users?role=examiner").text  # by the group
        assert "name: is missing" in adam.do("ada.weber", "", 422, name=" ").text.lower()
        missing = adam.client.get("/staff/users/nobody")
        assert missing.status_code == 404
        assert "obody has the login `nobody`" in missing.text
    line = audit.lines(desk.register, who="adam")[0]
    assert (line.what, line.result) == (
        "change user ada.weber",
        "name, email, identifier, roles agent, group examination",
    )


def test_many_people_come_page_by_page(desk: Desk):
    for number in range(60):
        people.add(desk.register, GRANTS, people.NewPerson(f"p{number:02}", f"P {number}"), actor="test")
    with administrator(desk) as adam:
        first, second = (adam.client.get(f"/staff/users?page={page}").text for page in (1, 2))
        assert "61 people" in first
        assert "Page 1 of 2" in first
        assert 'href="/staff/users/p55"' in second
        assert 'href="/staff/users/p55"' not in first
        assert "There is no page 9" in adam.client.get("/staff/users?page=9").text
    assert administering.listed(desk.register, GRANTS, Asked("p0")).total == 10


def test_a_first_password_is_shown_once_and_signs_in(desk: Desk):
    desk.person("ada", "examiner")
    with administrator(desk) as adam, desk.browser("ada") as ada:
        seen = adam.seen("ada")
        given = adam.post("/ada/sign-in", 200, seen=seen, what="password")
        password = re.findall(r'class="secret">([^<]*)<', given.text)[0]
        assert given.headers["cache-control"] == "no-store"
        assert "was changed at" in adam.post("/ada/sign-in", 409, seen=seen, what="password").text  # sent twice
        assert password not in adam.page("ada")
        assert ada.get("/staff/me").status_code == 303
        assert desk.sign_in(ada, "ada").status_code == 403
        assert desk.sign_in(ada, "ada", password).status_code == 303
    assert password not in str(audit.lines(desk.register, limit=1_000))


def test_a_second_factor_is_taken_away_and_sessions_end(desk: Desk):
    desk.person("ada", "examiner")
    desk.second_factor("ada")
    with administrator(desk) as adam, desk.browser("ada") as ada:
        adam.do("ada", "/sign-in", what="sessions")
        assert ada.get("/staff/me").status_code == 303
        adam.do("ada", "/sign-in", what="second-factor")
        assert desk.sign_in(ada, "ada", fields={"code": ""}).status_code == 303
        adam.do("ada", "/sign-in", 422, what="name")
    results = [line.result for line in audit.lines(desk.register, who="adam")][:2]
    assert results == ["second factor taken away", "sessions ended"]


def test_who_is_locked_is_out_and_who_has_ended_stays_out(desk: Desk):
    desk.person("ada", "examiner")
    with administrator(desk) as adam, desk.browser("ada") as ada:
        adam.do("ada", "/state", state="locked")
        assert ada.get("/staff/me").status_code == 303
        assert desk.sign_in(ada, "ada").status_code == 403
        adam.do("ada", "/state", state="active")
        assert desk.sign_in(ada, "ada").status_code == 303
        seen = adam.seen("ada")
        assert "End them first" in adam.client.get("/staff/users/ada/redact").text
        adam.do("ada", "/state", state="ended")
        assert "Unlock" not in adam.page("ada")
        ended = administering.account(desk.register, "ada").changed_at.isoformat()
        for path, fields in (("state", {"state": "active"}), ("sign-in", {"what": "password"})):
            assert "has ended" in adam.post(f"/ada/{path}", 422, seen=ended, **fields).text
        adam.post("/ada", 409, seen=seen, name="Ada")


def test_two_administrators_at_once_do_not_overwrite_each_other(desk: Desk):
    desk.person("eva", "administrator")
    desk.person("ada", "examiner")
    with administrator(desk) as adam, administrator(desk, "eva") as eva:
        seen = adam.seen("ada")
        eva.do("ada", "", name="Ada Weber-Frei", roles="examiner")
        late = adam.post("/ada", 409, seen=seen, name="Ada", roles="registrar")
        assert "Somebody else was first, and nothing has changed" in late.text
        assert administering.account(desk.register, "ada").name == "Ada Weber-Frei"
        assert administering.account(desk.register, "ada").roles == ("examiner",)
        adam.post("/ada", 422, seen="yesterday", name="Ada")


def test_the_last_who_may_change_people_stays(desk: Desk):
    with administrator(desk) as adam:
        for verb, fields in (
            ("/state", {"state": "locked"}),
            ("/state", {"state": "ended"}),
            ("", {"name": "Adam", "roles": "examiner"}),
        ):
            assert "is the last who may change people" in adam.do("adam", verb, 409, **fields).text
        adam.post("", login="eva", name="Eva", roles="administrator")
        adam.do("adam", "/state", 409, state="locked")  # who has no password yet cannot take over
        people.set_password(desk.register, "eva", PASSWORD, actor="test", first=False)
        adam.do("adam", "", name="Adam", roles="examiner")
        assert adam.client.get("/staff/users").status_code == 403


def test_of_two_who_lock_each_other_at_the_same_moment_one_stays(desk: Desk):
    desk.person("eva", "administrator")
    seen = {login: administering.account(desk.register, login).changed_at for login in ("adam", "eva")}

    def lock(actor: str, other: str) -> bool:
        try:
            administering.set_state(desk.register, GRANTS, other, "locked", By(actor, seen[other]))
        except LastAdministrator:
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        done = list(both.map(lock, ("adam", "eva"), ("eva", "adam")))
    assert sorted(done) == [False, True]


def test_what_is_kept_of_a_person_is_handed_out_and_taken_out_once_confirmed(desk: Desk):
    desk.person("ada", "agent", email="ada@office.example", identifier="A-7")
    with administrator(desk) as adam:
        handed = adam.post("/ada/export", 200)
        assert handed.headers["content-disposition"] == 'attachment; filename="ada.json"'
        assert handed.json()["person"]["email"] == "ada@office.example"
        assert "secret" not in handed.text
        adam.post("/nobody/export", 404)
        adam.do("ada", "/state", state="ended")
        assert "The login once more" in adam.client.get("/staff/users/ada/redact").text
        adam.post("/ada/redact", 422, again="adda", reason="asked by herself")
        adam.post("/ada/redact", 422, again="ada", reason=" ")
        assert administering.account(desk.register, "ada").email
        adam.post("/ada/redact", again="ada", reason="asked by herself")
        assert administering.account(desk.register, "ada").email is None
        assert "taken out already" in adam.client.get("/staff/users/ada/redact").text
    lines = [(line.what, line.result) for line in audit.lines(desk.register, who="adam")][:3]
    assert lines == [
        ("redact user ada", "asked by herself"),
        ("change user ada", "state ended"),
        ("export user ada", "handed out"),
    ]


def test_without_what_the_page_gave_nothing_is_done(desk: Desk):
    desk.person("ada", "examiner")
    with administrator(desk) as adam, desk.browser("ada") as ada:
        seen = adam.seen("ada")
        forms: dict[str, dict[str, str]] = {
            "": {"login": "eve", "name": "Eve"},
            "/ada": {"seen": seen, "name": "Eve"},
            "/ada/state": {"seen": seen, "state": "locked"},
            "/ada/sign-in": {"seen": seen, "what": "password"},
            "/ada/export": {},
            "/ada/redact": {"again": "ada", "reason": "x"},
        }
        for path, fields in forms.items():
            assert adam.client.post(f"/staff/users{path}", data=fields).status_code == 403
            assert adam.post(path, 403, **(fields | {"csrf": desk.csrf(ada)}))
            answer = ada.post(f"/staff/users{path}", data=fields | {"csrf": desk.csrf(ada)})
            assert "This is not open to you" in answer.text
    assert administering.account(desk.register, "ada").state == "active"
    assert administering.listed(desk.register, GRANTS, Asked()).total == 2

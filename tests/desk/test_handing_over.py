"""A file is handed to another officer by who may, and the desks of others are seen, on a real register."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import registry
from desk.web.site import Site
from mappings.record import Invention, Kind
from registry import people
from registry.assigning import assigned
from registry.commands import Act
from registry.people import NewPerson
from tests.demo_office import OFFICE
from tests.desk.desks import Desk, opened_desk


@pytest.fixture
def desk(register_url: str, tmp_path: Path, web_office: Any, site_of: Callable[..., Site]) -> Iterator[Desk]:
    with opened_desk(register_url, tmp_path, site_of(web_office)) as opened:
        for login, roles in {
            "ben": ("examiner",),
            "carl": ("formality-examiner",),
            "dora": ("administrator",),
            "eve": ("agent",),
            "fritz": ("examiner",),
            "gina": ("security-officer",),
        }.items():
            new = NewPerson(login, login.title(), roles=roles, identifier="A-7" if login == "eve" else None)
            people.add(opened.register, OFFICE.permissions, new, actor="test")
        people.set_state(opened.register, "fritz", "locked", actor="test")
        opened.person.roles = ("head-of-examination", "examiner")
        yield opened


def test_a_file_is_handed_to_an_active_officer_who_can_act_on_it_and_to_nobody_else(desk: Desk):
    key = desk.file()
    page = desk.get(f"/staff/desk/{key.path}")
    assert re.findall(r'<option value="(\w+)">\w+ \(\w+\)', page) == ["ben", "carl"]
    desk.post(key, "assign", to="ben", had="")
    assert assigned(desk.register, key) == "ben"
    assert desk.person.notes[-1] == ("ada", "hand over to ben", key.id, "shown")
    for other in ("dora", "eve", "fritz", "nobody"):
        refused = desk.post(key, "assign", 422, to=other, had="ben")
        assert f"{other.title()} is not active, or has no role that acts on" in refused.text
    assert "it can lie with ben, carl" in refused.text
    assert assigned(desk.register, key) == "ben"


def test_who_hands_over_what_somebody_else_has_taken_since_is_told(desk: Desk):
    key = desk.file()
    desk.post(key, "assign", to="ben", had="")
    late = desk.post(key, "assign", 409, to="carl", had="")
    assert "Ben has" in late.text
    desk.post(key, "assign", to="carl", had="ben")
    desk.post(key, "assign", to="carl", had="ben")  # sent twice
    assert assigned(desk.register, key) == "carl"


def test_who_may_not_hand_over_sees_no_other_desk(desk: Desk):
    key = desk.file()
    desk.person.roles = ("examiner",)
    assert "Hand it over" not in desk.get(f"/staff/desk/{key.path}")
    desk.post(key, "assign", 403, to="ben", had="")
    desk.get("/staff/tasks?desk=ben", 403)
    assert assigned(desk.register, key) is None


def test_the_tasks_show_what_lies_on_another_desk(desk: Desk):
    first, second = desk.file(), desk.file("MORGENROT")
    assert "Mine" not in desk.get("/staff/tasks")
    desk.post(first, "assign", to="ben", had="")
    page = desk.get("/staff/tasks?desk=ben")
    assert "1 file waits on the desk of <bdi>ben</bdi>" in page
    assert first.number in page
    assert second.number not in page
    assert "Nothing waits on the desk of <bdi>carl</bdi>" in desk.get("/staff/tasks?desk=carl")
    assert 'href="/staff/tasks?desk=ben"' in desk.get("/staff/tasks")


def test_a_secret_file_goes_only_to_who_may_see_it_and_counts_on_no_desk_for_others(desk: Desk):
    secret = desk.file(kind=Kind.PATENT, mark=None, classes=(), invention=Invention(title="A silent engine"))
    registry.handle(desk.register, Act(secret, "order-secrecy", "security-officer"))
    desk.post(secret, "assign", 404, to="ben", had="")
    desk.person.roles = ("head-of-examination", "security-officer")
    desk.post(secret, "assign", 422, to="ben", had="")
    desk.post(secret, "assign", to="gina", had="")
    assert "A silent engine" in desk.get("/staff/tasks?desk=gina")
    desk.person.roles = ("head-of-examination",)
    assert "gina" not in desk.get("/staff/tasks")
    assert "silent" not in desk.get("/staff/tasks?desk=gina")

"""The demo's people and their work: who signs in finds something to do, and a second start makes nothing twice."""

import datetime as dt
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk import demo, demo_people, demo_work
from desk.demo_people import AGENT, PEOPLE, identifier_of, settle, told
from desk.letters import Writer
from mappings.record import Kind, Mark, Party, Record, Role
from offices.calendar import issue_for
from registry import handle, letter_queues, owned, people, queues
from registry.answering import awaiting
from registry.commands import Act, FileApplication, OpenIssue
from registry.database import Register
from registry.issues import list_issues
from tests.demo_office import OFFICE, Day, opened

GRANTS = OFFICE.permissions


@pytest.fixture
def register(register_url: str, tmp_path: Path) -> Iterator[Register]:
    with opened(register_url, tmp_path / "documents", Day()) as register:
        yield register


def passwords(register: Register) -> dict[str, str | None]:
    """The hashes as they are kept."""
    with register.session() as session:
        rows = session.connection().exec_driver_sql("select login, password from person").all()
    return dict(tuple(row) for row in rows)


def test_each_has_a_password_of_their_own_that_is_kept_for_the_owner_alone(register: Register, tmp_path: Path):
    first = settle(register, GRANTS, tmp_path)
    assert first.keys() == {one.login for one in PEOPLE}
    assert len({*first.values()}) == len(PEOPLE)
    assert stat.S_IMODE((tmp_path / demo_people.FILE).stat().st_mode) == 0o600
    kept = passwords(register)
    assert all(people.is_password(kept[login], given) for login, given in first.items())
    assert all(not one.first_password for one in people.everybody(register))
    assert all(GRANTS.roles_of(one.roles, ()) for one in PEOPLE)
    assert settle(register, GRANTS, tmp_path) == first
    assert passwords(register) == kept
    lines = "\n".join(told(first, tmp_path))
    assert all(login in lines and given in lines for login, given in first.items())


def test_without_their_file_they_get_new_passwords(register: Register, tmp_path: Path):
    first = settle(register, GRANTS, tmp_path)
    (tmp_path / demo_people.FILE).unlink()
    again = settle(register, GRANTS, tmp_path)
    assert not {*first.values()} & {*again.values()}
    assert people.is_password(passwords(register)["ada"], again["ada"])


def test_everybody_finds_work_and_a_second_start_makes_none_again(register: Register, tmp_path: Path):
    demo.turn_over(register, OFFICE.gazette)
    settle(register, GRANTS, tmp_path)
    assert register.documents is not None
    writer = Writer(register, OFFICE, register.documents)
    mark = Mark(verbal_element="Of a visitor", feature="word")
    owner = Party(role=Role.APPLICANT, name="A visitor")
    base = {"office": "XB", "kind": "tm", "application_number": "-", "filing_date": Day()().date()}
    record = Record.model_validate(base | {"mark": mark, "parties": (owner,), "classes": ({"number": "9"},)})
    visited = handle(register, FileApplication(record, role="reception")).key
    handle(register, Act(visited, "ask-to-mend", "formality-examiner", note="By a visitor."))
    assert demo_work.wait(register, OFFICE, writer)
    for role in ("formality-examiner", "examiner", "publication-officer", "registrar"):
        found = queues.tasks(register, [role]).tasks
        assert any(one.key.kind == Kind.TRADEMARK for one in found), role
    drafts = letter_queues.drafts(register, ["formality-examiner", "examiner"])
    assert (len(drafts), [one.approved for one in drafts if one.key == visited]) == (3, [0])
    agent = identifier_of(register, AGENT)
    assert agent is not None
    own = owned.own(register, agent)
    assert own.total == sum(case.agent for case in demo_work.CASES)
    (asked,) = [one for one in own.files if one.title == "Morgenwind"]
    assert asked.due is not None
    assert asked.key in [one.key for one in owned.days(register, agent, 60)]
    assert asked.key in [key for key, _ in awaiting(register)]
    with register.session() as session:
        count = session.connection().exec_driver_sql("select count(*) from act").scalar_one()
    assert not demo_work.wait(register, OFFICE, writer)
    with register.session() as session:
        assert session.connection().exec_driver_sql("select count(*) from act").scalar_one() == count


def test_an_issue_whose_day_has_come_is_closed_and_the_next_one_opened(register: Register):
    today = Day()().date()
    past, coming = issue_for(OFFICE.gazette, today - dt.timedelta(days=20)), issue_for(OFFICE.gazette, today)
    handle(register, OpenIssue(*past))
    assert demo.turn_over(register, OFFICE.gazette) == (past[0],)
    states = {issue.id: issue.status for issue in list_issues(register)}
    assert states[past[0]] == "closed"
    assert [issue.date > today for issue in list_issues(register) if issue.status == "open"] == [True]
    assert demo.turn_over(register, OFFICE.gazette) == ()
    assert {issue.id: issue.status for issue in list_issues(register)} == states
    assert coming[1] >= today

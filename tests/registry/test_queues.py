"""Tasks, requests to decide, a party's own files, who has a file, and how the office stands: read from the register."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

import registry
from mappings.number import DossierKey
from mappings.record import Address, GoodsClass, Kind, Mark, Party, Record, Role
from registry import owned, pendency, queues
from registry.assigning import assign, assigned
from registry.commands import Act, Delete, FileApplication, FileRequest, OpenIssue
from registry.database import Register
from registry.errors import AssignedOtherwise
from tests.demo_office import Day, opened

AGENT = Party(role=Role.REPRESENTATIVE, name="Kanzlei Süd", identifier="A-7")
OWNER = Party(role=Role.APPLICANT, name="Ada Weber", address=Address(country="CH"))
EXAMINER, FORMALITY = ("examiner",), ("formality-examiner",)


@pytest.fixture
def register(register_url: str, tmp_path: Path) -> Iterator[Register]:
    with opened(register_url, tmp_path / "documents", Day()) as register:
        yield register


@pytest.fixture
def file(register: Register) -> Callable[..., DossierKey]:
    def filed(word: str, **fields: Any) -> DossierKey:
        base: dict[str, Any] = {
            "kind": Kind.TRADEMARK,
            "office": "XB",
            "application_number": "-",
            "filing_date": dt.date(2026, 3, 2),
            "mark": Mark(verbal_element=word),
            "parties": (OWNER, AGENT),
            "classes": (GoodsClass(number="9", goods="Software"),),
        }
        return registry.handle(register, FileApplication(Record(**base | fields), role="reception")).key

    return filed


def act(register: Register, key: DossierKey, action: str, role: str, **more: Any) -> None:
    registry.handle(register, Act(key, action, role, actor="Weber", **({"note": "A reason."} | more)))


def found(tasks: queues.Tasks) -> list[str]:
    return [one.title for one in tasks.tasks]


def test_a_file_is_the_task_of_those_for_whom_it_waits(register: Register, file: Callable[..., DossierKey]):
    first, _ = file("ALPENGLUT"), file("MORGENROT")
    assert queues.tasks(register, EXAMINER) == queues.Tasks(0, ())
    assert found(queues.tasks(register, FORMALITY)) == ["ALPENGLUT", "MORGENROT"]
    act(register, first, "find-in-order", "formality-examiner")
    (task,) = queues.tasks(register, EXAMINER).tasks
    assert (task.key, task.status, task.workflow) == (first, "examination", "trademark")
    assert {"accept", "refuse", "refuse-provisionally"} <= set(task.ready)
    assert found(queues.tasks(register, (*EXAMINER, *FORMALITY))) == ["ALPENGLUT", "MORGENROT"]
    assert queues.tasks(register, ()).total == 0
    registry.handle(register, Delete(first, "filed twice"))
    assert queues.tasks(register, EXAMINER).total == 0


def test_the_nearest_deadline_comes_first_and_what_cannot_be_done_yet_says_why(
    register: Register, file: Callable[..., DossierKey]
):
    late, early = file("LATE"), file("EARLY")
    for key in (late, early):
        act(register, key, "find-in-order", "formality-examiner")
        act(register, key, "accept", "examiner")
    registry.handle(register, OpenIssue("2026/09", dt.date(2026, 3, 6)))
    registry.handle(register, OpenIssue("2026/10", dt.date(2026, 3, 13)))
    act(register, late, "publish", "publication-officer", issue="2026/10")
    act(register, early, "publish", "publication-officer", issue="2026/09")
    tasks = queues.tasks(register, ("registrar",))
    assert found(tasks) == ["EARLY", "LATE"]
    assert all(not one.ready and one.against and "opposition" in one.against for one in tasks.tasks)
    page = queues.tasks(register, ("registrar",), limit=1, offset=1)
    assert (page.total, found(page)) == (2, ["LATE"])


def test_an_international_file_is_the_task_of_its_own_workflow(register: Register, file: Callable[..., DossierKey]):
    related = {"relation": "international", "number": "1234567"}
    file("NATIONAL")
    file("MADRID", related=[related], application_number="-")
    assert found(queues.tasks(register, EXAMINER)) == ["MADRID"]
    assert found(queues.tasks(register, FORMALITY)) == ["NATIONAL"]


def test_who_has_a_file_sees_it_first_and_nobody_else_does(register: Register, file: Callable[..., DossierKey]):
    first, second = file("ALPENGLUT"), file("MORGENROT")
    assign(register, second, "ada", actor="ada")
    assert assigned(register, second) == "ada"
    assert found(queues.tasks(register, FORMALITY, "ada")) == ["MORGENROT", "ALPENGLUT"]
    assert found(queues.tasks(register, FORMALITY, "ben")) == ["ALPENGLUT"]
    assert queues.tasks(register, FORMALITY).total == 2
    with pytest.raises(AssignedOtherwise, match="ada has"):
        assign(register, second, "ben", actor="ben")
    assign(register, second, "ben", actor="ada", expected="ada")
    assign(register, second, None, actor="ben", expected="ben")
    with pytest.raises(AssignedOtherwise, match="nobody has"):
        assign(register, second, "ada", actor="ben", expected="ben")
    assert assigned(register, first) is None


def test_a_request_waits_for_who_decides_it(register: Register, file: Callable[..., DossierKey]):
    key = file("ALPENGLUT")
    form = {"party": {"role": "applicant", "name": "Neue Werke AG"}}
    registry.handle(register, FileRequest(key, "transfer", form, "agent", actor="Kanzlei"))
    (waiting,) = queues.requests(register, ("registrar",))
    assert (waiting.key, waiting.type, waiting.title, waiting.actor) == (key, "transfer", "ALPENGLUT", "Kanzlei")
    assert queues.requests(register, EXAMINER) == []


def test_a_party_finds_its_own_files_and_no_others(register: Register, file: Callable[..., DossierKey]):
    key = file("ALPENGLUT")
    file("MORGENROT", parties=(OWNER,))
    (own,) = owned.own(register, "A-7").files
    assert (own.key, own.status, own.awaits, own.due) == (key, "filed", FORMALITY, None)
    act(register, key, "ask-to-mend", "formality-examiner")
    (own,) = owned.own(register, "A-7").files
    assert (own.awaits, own.due, own.deadline) == (("agent",), dt.date(2026, 5, 4), "reply-to-defect")
    assert owned.own(register, "A-70").total == 0
    assert owned.own(register, '"]').files == ()
    file("ABENDROT")
    page = owned.own(register, "A-7", limit=1, offset=1)
    assert (page.total, [one.title for one in page.files]) == (2, ["ABENDROT"])


def test_a_list_that_goes_out_whole_is_whole(register: Register, file: Callable[..., DossierKey]):
    act(register, file("ALPENGLUT"), "ask-to-mend", "formality-examiner")
    clones = """
        insert into dossier select (jsonb_populate_record(dossier,
            jsonb_build_object('id', id + n, 'number', number || '-' || n))).* from dossier, generate_series(1, 10001) n
    """
    with register.session() as session:
        session.execute(text(clones))
        session.execute(
            text("""
                insert into deadline select (jsonb_populate_record(deadline, jsonb_build_object('dossier_id', id))).*
                from deadline, dossier where id <> dossier_id
            """)
        )
    assert len({one.key for one in owned.own(register, "A-7", limit=None).files}) == 10_002
    assert len({one.key for one in owned.days(register, "A-7", 90)}) == 10_002


def test_the_board_counts_what_is_pending_what_came_in_and_who_did_what(
    register: Register, file: Callable[..., DossierKey]
):
    first, second = file("ALPENGLUT"), file("MORGENROT", filing_date=dt.date(2026, 1, 30))
    act(register, first, "find-in-order", "formality-examiner")
    act(register, first, "refuse", "examiner")
    assign(register, second, "ada", actor="ada")
    board = pendency.board(register)
    assert [(one.kind, one.status, one.count, one.unassigned) for one in board.piles] == [
        (Kind.TRADEMARK, "filed", 1, 0)
    ]
    assert board.piles[0].oldest == dt.date(2026, 1, 30)
    assert [(one.first.month, one.filed, one.ended) for one in board.months][-3:] == [(1, 1, 0), (2, 0, 0), (3, 1, 1)]
    officers = {one.name: (one.holds, one.acts[-1]) for one in board.officers}
    assert (officers["ada"], officers["Weber"]) == ((1, 0), (0, 2))


def test_the_log_of_a_day_has_its_actions_the_newest_first(register: Register, file: Callable[..., DossierKey]):
    key = file("ALPENGLUT")
    act(register, key, "find-in-order", "formality-examiner", note="in order")
    today = dt.datetime.now(dt.UTC).date()
    on, entries = pendency.log(register, today)
    assert on == today
    assert [(one.action, one.actor, one.note) for one in entries] == [
        ("find-in-order", "Weber", "in order"),
        ("file", "office", None),
    ]
    assert pendency.log(register, today - dt.timedelta(days=1))[1] == []


def test_what_a_party_sent_came_in_whatever_the_office_calls_its_parties(
    register: Register, file: Callable[..., DossierKey]
):
    key = file("ALPENGLUT")
    act(register, key, "ask-to-mend", "formality-examiner")
    act(register, key, "receive-mending", "reception")
    (task,) = queues.tasks(register, FORMALITY).tasks
    assert task.came_in is None  # the office itself acted
    procedure = replace(register.procedure, parties=frozenset({"reception"}))
    (task,) = queues.tasks(replace(register, procedure=procedure), FORMALITY).tasks
    assert task.came_in is not None

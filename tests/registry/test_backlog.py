"""The backlog: what was pending at each month's end and with whom, and how long files waited."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

import registry
from mappings.number import DossierKey
from mappings.record import GoodsClass, Kind, Mark, Party, Record, Role
from registry.backlog import Wait, backlog
from registry.commands import Act, FileApplication, Undo
from registry.database import Register
from tests.demo_office import Day, opened


@pytest.fixture
def clock() -> Day:
    return Day()


@pytest.fixture
def register(register_url: str, tmp_path: Path, clock: Day) -> Iterator[Register]:
    with opened(register_url, tmp_path / "documents", clock) as register:
        yield register


def filed(register: Register, clock: Day, day: str) -> DossierKey:
    clock.set(day)
    record = Record(
        kind=Kind.TRADEMARK,
        office="XB",
        application_number="-",
        filing_date=dt.date.fromisoformat(day),
        mark=Mark(verbal_element=f"ALPENGLUT {day}"),
        parties=(Party(role=Role.APPLICANT, name="Ada Weber"),),
        classes=(GoodsClass(number="9", goods="Software"),),
    )
    return registry.handle(register, FileApplication(record, role="reception", actor="ina")).key


def act(register: Register, clock: Day, key: DossierKey, day: str, action: str, role: str, actor: str) -> None:
    clock.set(day)
    registry.handle(register, Act(key, action, role, note="A reason.", actor=actor))


def test_nothing_was_ever_pending(register: Register):
    found = backlog(register)
    assert (found.pending, found.total()) == ((), (0,) * 12)
    assert {one.action for one in found.waits} == {Wait(0, None, None)}


def test_each_file_counts_from_its_filing_until_it_ended_and_with_who_acted_last(register: Register, clock: Day):
    first = filed(register, clock, "2026-01-05")
    filed(register, clock, "2026-01-20")  # nobody did anything there
    act(register, clock, first, "2026-01-15", "find-in-order", "formality-examiner", "ada")
    act(register, clock, first, "2026-03-10", "refuse", "examiner", "ben")
    clock.set("2026-04-02")
    found = backlog(register)
    assert [str(end) for end in found.ends[-4:]] == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-02"]
    assert found.total()[-5:] == (0, 2, 2, 1, 1)
    assert found.by_right() == {Kind.TRADEMARK: found.total()}
    assert {name: counts[-4:] for name, counts in found.by_officer().items()} == {
        "ada": (1, 1, 0, 0),
        "ina": (1, 1, 1, 1),
    }
    waits = {str(one.first): one for one in found.waits}
    assert waits["2026-01-01"].action == Wait(1, 10, 10)
    assert waits["2026-03-01"].decision == Wait(1, 64, 64)
    assert waits["2026-02-01"].decision == Wait(0, None, None)


def test_what_was_undone_counts_for_nothing(register: Register, clock: Day):
    key = filed(register, clock, "2026-01-05")
    act(register, clock, key, "2026-01-15", "find-in-order", "formality-examiner", "ada")
    act(register, clock, key, "2026-01-20", "refuse", "examiner", "ben")
    registry.handle(register, Undo(key, "refuse", "the wrong file", "examiner", actor="ben"))
    clock.set("2026-02-02")
    found = backlog(register)
    assert found.total()[-2:] == (1, 1)
    assert list(found.by_officer()) == ["ada"]
    assert all(one.decision.files == 0 for one in found.waits)


def test_the_median_and_nine_of_ten(register: Register, clock: Day):
    keys = [filed(register, clock, f"2026-01-{day:02}") for day in range(1, 11)]
    for key in keys:
        act(register, clock, key, "2026-01-31", "find-in-order", "formality-examiner", "ada")
    assert backlog(register).waits[-1].action == Wait(10, 25, 29)  # days waited: 21 to 30


def test_what_is_hidden_is_in_no_figure_and_a_right_stands_alone(register: Register, clock: Day):
    filed(register, clock, "2026-01-05")
    assert backlog(register).total()[-1] == 1
    assert backlog(register, frozenset({(Kind.TRADEMARK, "filed")})).total()[-1] == 0
    assert backlog(register, right="pt").pending == ()
    assert backlog(register, right="tm").total()[-1] == 1


def test_a_file_that_ended_long_ago_is_not_looked_at_and_one_long_pending_is(register: Register, clock: Day):
    old = filed(register, clock, "2024-01-05")
    filed(register, clock, "2024-02-05")
    act(register, clock, old, "2024-03-05", "find-in-order", "formality-examiner", "ada")
    act(register, clock, old, "2024-03-06", "refuse", "examiner", "ben")
    clock.set("2026-04-02")
    assert backlog(register).total() == (1,) * 12

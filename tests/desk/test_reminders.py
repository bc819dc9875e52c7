"""Deadlines are reminded of, each as many days before as the workflow says, once, and by the office's outbox."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import registry
from desk import rules
from desk.letters.reminding import Reminder
from mappings.number import DossierKey
from mappings.record import GoodsClass, Kind, Mark, Party, Record, Role
from registry import deliveries, open_register
from registry.commands import Act, FileApplication
from registry.database import Register
from tests.desk.mail_server import Box, MailServer
from tests.desk.sending import OFFICE, sent, steps


@dataclass
class Day:
    """The office's clock, set by the test."""

    now: dt.datetime = field(default_factory=lambda: dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC))

    def __call__(self) -> dt.datetime:
        return self.now

    def set(self, day: str) -> None:
        self.now = dt.datetime.fromisoformat(f"{day}T12:00+00:00")


@pytest.fixture
def clock() -> Day:
    return Day()


@pytest.fixture
def register(register_url: str, tmp_path: Path, clock: Day) -> Iterator[Register]:
    opened = open_register(
        register_url,
        documents=tmp_path / "documents",
        formats=rules.number_formats(OFFICE),
        audiences=rules.audiences(OFFICE),
        publication=rules.publication(OFFICE),
        procedure=rules.procedure(OFFICE, clock),
    )
    yield opened
    opened.close()


def objected(register: Register, *emails: str) -> DossierKey:
    """A file whose reply is due on 2 June 2026, with reminders 30 and 7 days before."""
    record = Record(
        kind=Kind.TRADEMARK,
        office="XB",
        application_number="-",
        filing_date=dt.date(2026, 3, 2),
        mark=Mark(verbal_element="ALPENGLUT"),
        parties=(Party(role=Role.APPLICANT, name="Ada Weber", emails=emails),),
        classes=(GoodsClass(number="9", goods="Software"),),
    )
    key = registry.handle(register, FileApplication(record, role="reception")).key
    registry.handle(register, Act(key, "find-in-order", "formality-examiner"))
    registry.handle(register, Act(key, "refuse-provisionally", "examiner", note="Like TM/R/000012."))
    return key


def reminded(register: Register) -> list[tuple[str, int]]:
    return [(one.deadline, one.days) for one in Reminder(register, OFFICE).remind()]


def test_each_reminder_is_given_once_on_its_day_or_when_it_is_run_next(register: Register, clock: Day):
    objected(register, "ada@example.org")
    for day, given in (
        ("2026-05-02", []),
        ("2026-05-03", [("reply-to-refusal", 30)]),
        ("2026-05-04", []),
        ("2026-05-28", [("reply-to-refusal", 7)]),  # two days late
        ("2026-06-02", []),
    ):
        clock.set(day)
        assert (reminded(register), reminded(register)) == (given, []), day


def test_the_nearest_alone_is_given_when_several_are_due_and_none_once_it_has_passed(register: Register, clock: Day):
    objected(register, "ada@example.org")
    clock.set("2026-06-01")
    assert reminded(register) == [("reply-to-refusal", 7)]
    objected(register, "ada@example.org")
    clock.set("2026-09-02")
    assert reminded(register) == []


def test_a_deadline_that_was_put_off_is_reminded_of_anew_and_one_that_was_met_is_not(register: Register, clock: Day):
    key = objected(register, "ada@example.org")
    clock.set("2026-05-03")
    assert reminded(register) == [("reply-to-refusal", 30)]
    registry.handle(register, Act(key, "extend-reply-to-refusal", "examiner"))
    assert reminded(register) == []
    clock.set("2026-07-04")
    assert reminded(register) == [("reply-to-refusal", 30)]
    registry.handle(register, Act(key, "receive-reply", "agent"))
    clock.set("2026-07-27")
    assert reminded(register) == []


def test_it_goes_by_e_mail_with_the_day_and_who_cannot_be_reached_is_told_once(register: Register, clock: Day):
    objected(register, "ada@example.org")
    objected(register)
    clock.set("2026-05-03")
    found = list(Reminder(register, OFFICE).remind())
    assert [one.against for one in found] == [
        None,
        "Ada Weber cannot be reached by portal or email or post; amend the file",
    ]
    assert list(Reminder(register, OFFICE).remind()) == []
    with register.session() as session:
        (delivery,) = deliveries.standing(session, ("queued",))
    assert delivery.subject == "TM/2026/000001: Reply to the provisional refusal until 2 June 2026"
    assert "a time limit ends on 2 June 2026: Reply to the provisional refusal." in delivery.body
    box = Box()
    with MailServer(box) as server:
        assert sent(register, server) == ["sent"]
    assert box.asked == ["ada@example.org"]
    assert steps(register) == ["queued", "claimed", "begun", "sent"]

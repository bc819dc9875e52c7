"""A file goes through the office's workflow: from filing to registration, renewal, lapse and restoration."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest

import registry
from mappings.record import Kind, Record
from registry import lapses, reading, standings
from registry.changing import hold
from registry.commands import Act, Amend, CloseIssue, FileApplication, FileRecord, OpenIssue, Publish, Undo
from registry.database import Register
from registry.errors import ActionRefused, CannotUndo, NoSuchAction, NotPermitted, NotPublishable, NoWorkflow
from tests.demo_office import Day


@pytest.fixture
def register(office_register: Register) -> Register:
    return office_register


@dataclass
class File:
    """One file, and what is done to it in a word."""

    register: Register
    clock: Day
    key: registry.Outcome

    def act(self, action: str, role: str, day: str = "", **more: object) -> registry.Outcome:
        if day:
            self.clock.set(day)
        return registry.handle(self.register, Act(self.key.key, action, role, **({"note": "A reason."} | more)))

    @property
    def record(self) -> Record:
        found = reading.read(self.register, self.key.key)
        assert found.record is not None
        return found.record

    @property
    def status(self) -> str | None:
        return self.record.status and self.record.status.code

    def standing(self) -> standings.Standing:
        with self.register.session() as session:
            return standings.standing(session, hold(session, self.key.key, None))

    def due(self, name: str) -> dt.date:
        running = self.standing().running(name)
        assert running
        return running.due

    def codes(self) -> list[str]:
        return [event.code for event in self.record.events]


@pytest.fixture
def filed(register: Register, mark: Callable[..., Record], clock: Day) -> File:
    outcome = registry.handle(register, FileApplication(mark(filing_date=dt.date(2026, 3, 2)), role="reception"))
    return File(register, clock, outcome)


def accepted(file: File) -> None:
    file.act("find-in-order", "formality-examiner", "2026-03-10")
    file.act("accept", "examiner", "2026-04-01")


def published(file: File) -> None:
    accepted(file)
    registry.handle(file.register, OpenIssue("2026/10", dt.date(2026, 5, 6)))
    file.act("publish", "publication-officer", "2026-05-04")


def registered(file: File) -> None:
    published(file)
    file.act("register", "registrar", "2026-07-20")


def test_an_application_enters_the_workflow_with_its_status_and_event(filed: File):
    assert (filed.status, filed.codes()) == ("filed", ["TM010"])
    with filed.register.session() as session:
        (taken,) = standings.acts(session, hold(session, filed.key.key, None).id)
    assert (taken.action, taken.role, taken.status, taken.workflow) == ("file", "reception", "filed", "trademark")


def test_the_way_to_registration_with_its_numbers_dates_and_events(filed: File):
    registered(filed)
    record = filed.record
    assert (filed.status, record.registration_number) == ("registered", "TM/R/000001")
    assert record.expiry_date == dt.date(2036, 3, 2)
    assert filed.codes() == ["TM010", "TM020", "TM060", "TM070", "TM100"]
    assert filed.due("renewal") == dt.date(2036, 3, 3)  # the second of March 2036 is a Sunday
    assert {one.status for one in record.classes} == {"active"}
    assert [one.stage for one in record.publications] == ["application"]


def test_a_deadline_runs_by_the_calendar_and_is_extended_as_often_as_the_rule_says(filed: File):
    filed.act("ask-to-mend", "formality-examiner", "2026-03-03")
    assert filed.due("reply-to-defect") == dt.date(2026, 5, 4)  # 3 May is a Sunday
    filed.act("extend-reply-to-defect", "formality-examiner", "2026-04-01")
    assert filed.due("reply-to-defect") == dt.date(2026, 6, 4)
    filed.act("extend-reply-to-defect", "formality-examiner", "2026-04-02")
    with pytest.raises(ActionRefused, match="as often as it may be"):
        filed.act("extend-reply-to-defect", "formality-examiner", "2026-04-03")
    with pytest.raises(ActionRefused, match="ended on 2026-07-06"):
        filed.act("receive-mending", "agent", "2026-07-07")
    filed.act("receive-mending", "agent", "2026-07-06")
    assert (filed.status, filed.standing().running("reply-to-defect")) == ("filed", None)


def test_what_is_not_open_is_refused_with_what_is(filed: File):
    with pytest.raises(ActionRefused, match="its status is `filed`, in which can be taken: ask-to-mend, find-in-order"):
        filed.act("register", "registrar")
    with pytest.raises(NotPermitted, match="is for formality-examiner"):
        filed.act("find-in-order", "agent")
    with pytest.raises(NoSuchAction, match="did you mean `find-in-order`"):
        filed.act("find-in-ordr", "examiner")
    with pytest.raises(ActionRefused, match="lies in the future"):
        filed.act("find-in-order", "formality-examiner", date=dt.date(2026, 3, 3))
    registry.handle(filed.register, Amend(filed.key.key, remove={"classes": [("nice", "25"), ("nice", "9")]}))
    with pytest.raises(ActionRefused, match="goods or services in a class is missing"):
        filed.act("find-in-order", "formality-examiner")
    assert filed.codes() == ["TM010"]


def test_an_opposition_stops_the_clock_until_the_last_is_closed(filed: File):
    published(filed)
    assert filed.due("opposition") == dt.date(2026, 7, 6)  # two months from the issue of 6 May
    fee = filed.due("registration-fee")
    filed.act("oppose", "agent", "2026-06-01")
    filed.act("oppose", "agent", "2026-06-02")
    assert filed.status == "opposed"
    frozen = filed.standing().running("registration-fee")
    assert frozen is not None
    assert frozen.frozen_on == dt.date(2026, 6, 1)
    with pytest.raises(ActionRefused, match="say which: 1, 2"):
        filed.act("withdraw-opposition", "reception", "2026-06-10")
    filed.act("withdraw-opposition", "reception", "2026-06-10", proceeding=1)
    assert filed.status == "opposed"
    filed.act("reject-opposition", "opposition-officer", "2026-09-01", proceeding=2)
    assert filed.status == "published"
    assert filed.due("registration-fee") == fee + (dt.date(2026, 9, 1) - dt.date(2026, 6, 1))
    filed.act("register", "registrar", "2026-09-02")
    assert filed.status == "registered"


def test_registration_waits_for_the_end_of_the_opposition_period(filed: File):
    published(filed)
    with pytest.raises(ActionRefused, match="runs until 2026-07-06"):
        filed.act("register", "registrar", "2026-07-06")
    filed.act("oppose", "agent", "2026-07-06")
    filed.act("uphold-opposition", "opposition-officer", "2026-10-01")
    assert (filed.status, filed.standing().running("registration-fee")) == ("refused", None)


def test_what_lapses_lapses_once_by_the_clock_whenever_it_runs(filed: File):
    registered(filed)
    filed.clock.set("2036-09-02")
    assert list(lapses.run(filed.register)) == []
    filed.act("renew-late", "registrar", "2036-09-02")
    assert filed.record.expiry_date == dt.date(2046, 3, 2)
    filed.clock.set("2047-01-05")
    (lapsed,) = lapses.run(filed.register)
    assert (lapsed.deadline, lapsed.action, lapsed.refused) == ("renewal", "expire", None)
    assert list(lapses.run(filed.register)) == []
    assert (filed.status, filed.codes()[-1]) == ("expired", "TM152")
    assert filed.record.termination_date == dt.date(
        2046, 9, 4
    )  # the day after the grace ended: 2 September is a Sunday
    with pytest.raises(ActionRefused, match="ended on"):
        filed.act("restore", "registrar")


def test_nobody_takes_what_the_clock_takes_before_its_deadline_has_passed(filed: File):
    filed.act("ask-to-mend", "formality-examiner", "2026-03-03")
    with pytest.raises(ActionRefused, match="no deadline has passed of which it is the consequence"):
        filed.act("deem-withdrawn", "clock", "2026-05-04")
    with pytest.raises(NotPermitted):
        filed.act("deem-withdrawn", "registrar", "2026-05-05")
    filed.act("deem-withdrawn", "clock", "2026-05-05")
    assert filed.status == "withdrawn"


def test_a_right_is_restored_in_time_and_runs_again(filed: File):
    registered(filed)
    filed.clock.set("2036-10-01")
    assert [one.action for one in lapses.run(filed.register)] == ["expire"]
    filed.act("restore", "board", "2036-10-02")
    assert (filed.status, filed.record.termination_date) == ("registered", None)
    assert filed.record.expiry_date == dt.date(2046, 3, 2)
    assert filed.due("renewal") == dt.date(2046, 3, 2)


def test_undoing_leaves_its_trace_and_all_as_before(filed: File):
    accepted(filed)
    before, standing = filed.record, filed.standing()
    registry.handle(filed.register, OpenIssue("2026/10", dt.date(2026, 5, 6)))
    filed.act("publish", "publication-officer", "2026-05-04")
    registry.handle(filed.register, Undo(filed.key.key, "publish", "the wrong file", "publication-officer"))
    after = filed.record
    assert filed.standing() == standing
    assert after.model_copy(update={"events": before.events}) == before
    assert filed.codes()[-3:] == ["TM070", "taken-out", "TM195"]
    assert "the wrong file" in (after.events[-1].note or "")
    with filed.register.session() as session:
        acts = standings.acts(session, hold(session, filed.key.key, None).id)
    assert [(one.action, one.undone, one.undoes) for one in acts[-2:]] == [
        ("publish", True, None),
        ("publish", False, 4),
    ]
    registry.handle(filed.register, Undo(filed.key.key, "accept", "too early", "examiner"))
    assert filed.status == "examination"


def test_what_cannot_be_undone_says_why(filed: File):
    with pytest.raises(CannotUndo, match="is deleted"):
        registry.handle(filed.register, Undo(filed.key.key, "file", "a mistake", "reception"))
    published(filed)
    with pytest.raises(CannotUndo, match="the last action was `publish`"):
        registry.handle(filed.register, Undo(filed.key.key, "accept", "a mistake", "examiner"))
    registry.handle(filed.register, CloseIssue("2026/10"))
    with pytest.raises(CannotUndo, match=r"issue 2026/10 is closed"):
        registry.handle(filed.register, Undo(filed.key.key, "publish", "a mistake", "publication-officer"))
    filed.act("register", "registrar", "2026-07-20")
    with pytest.raises(CannotUndo, match="registration number was given"):
        registry.handle(filed.register, Undo(filed.key.key, "register", "a mistake", "registrar"))
    filed.act("surrender-classes", "registrar", classes=("9",))
    registry.handle(filed.register, Amend(filed.key.key, {"classes": [{"number": "9", "status": "cancelled"}]}))
    with pytest.raises(CannotUndo, match=r"classes .* was changed since"):
        registry.handle(filed.register, Undo(filed.key.key, "surrender-classes", "a mistake", "registrar"))


def test_classes_are_refused_by_number_and_only_those_there_are(filed: File):
    filed.act("find-in-order", "formality-examiner", "2026-03-10")
    filed.act("refuse-classes", "examiner", classes=("9",))
    assert {one.number: str(one.status) for one in filed.record.classes} == {"25": "unknown", "9": "refused"}
    with pytest.raises(registry.errors.InvalidChange, match="no class 7"):
        filed.act("refuse-classes", "examiner", classes=("7",))
    filed.act("accept", "examiner", "2026-03-12")


def test_another_office_s_file_has_no_workflow(register: Register, mark: Callable[..., Record]):
    with pytest.raises(NoWorkflow):
        registry.handle(register, FileApplication(mark(office="XX"), role="reception"))


def test_no_issue_takes_in_what_came_after_its_day(filed: File):
    accepted(filed)
    registry.handle(filed.register, OpenIssue("2026/10", dt.date(2026, 5, 6)))
    for issue in (None, "2026/10"):
        with pytest.raises(NotPublishable, match="issue 2026/10 is that of 2026-05-06, and this is of 2026-05-07"):
            filed.act("publish", "publication-officer", "2026-05-07", issue=issue)
    assert filed.status == "accepted"
    registry.handle(filed.register, OpenIssue("2026/11", dt.date(2026, 5, 20)))
    filed.act("publish", "publication-officer", "2026-05-07")
    assert filed.record.publications[-1].number == "2026/11"


def test_a_file_of_another_office_is_in_no_issue(register: Register):
    record = Record(kind=Kind.TRADEMARK, office="US", application_number="7", filing_date=dt.date(2026, 3, 2))
    key = registry.handle(register, FileRecord(record)).key
    registry.handle(register, OpenIssue("2026/09", dt.date(2026, 3, 6)))
    with pytest.raises(NotPublishable, match="a file of the office US, and the gazette is that of XB"):
        registry.handle(register, Publish(key, "registration"))


def test_the_number_of_a_request_is_no_reason(filed: File):
    by_request = {"note": "R/2026/000001", "request": "R/2026/000001"}
    with pytest.raises(ActionRefused, match="states the reasons, and none are given"):
        filed.act("ask-to-mend", "formality-examiner", "2026-03-03", **by_request)
    filed.act("ask-to-mend", "formality-examiner", "2026-03-03", **by_request | {"note": "R/2026/000001: no power"})
    assert filed.status == "defective"

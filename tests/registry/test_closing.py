"""A closed day: nothing is written that is dated on it, until it is opened again with a reason; both leave a trace."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

import registry
from mappings.number import DossierKey
from mappings.record import Document, Event, Record
from registry import closing, documents, lapses, letters, reading, standings
from registry.changing import hold
from registry.closing import DayClosed, NotClosed
from registry.commands import (
    Act,
    Amend,
    DecideRequest,
    FileApplication,
    FileRecord,
    FileRequest,
    OpenIssue,
    RecordEvent,
    Undo,
)
from registry.database import Register
from tests.demo_office import Day
from tests.waiting import until

MONDAY, TUESDAY = dt.date(2026, 3, 2), dt.date(2026, 3, 3)
AGENT = {"party": {"role": "representative", "name": "Kanzlei Berg"}}


@pytest.fixture
def key(office_register: Register, mark: Callable[..., Record], clock: Day) -> DossierKey:
    """A file of Monday; it is Tuesday now."""
    record = mark(filing_date=MONDAY)
    found = registry.handle(office_register, FileApplication(record, role="reception")).key
    clock.set("2026-03-03")
    return found


def test_nothing_is_dated_on_a_closed_day_and_the_remedy_is_named(
    office_register: Register, key: DossierKey, mark: Callable[..., Record]
):
    registry.handle(office_register, Act(key, "ask-to-mend", "formality-examiner", note="A reason."))
    request = registry.handle(
        office_register, FileRequest(key, "amend-goods", {"goods": [{"number": "9", "goods": "Games"}]}, "agent")
    ).request
    assert request is not None
    closing.close(office_register, MONDAY, "A. Weber")
    late = [
        FileApplication(mark(filing_date=MONDAY), role="reception"),
        FileApplication(mark(filing_date=dt.date(2026, 2, 27)), role="reception"),
        Act(key, "extend-reply-to-defect", "formality-examiner", MONDAY),
        FileRequest(key, "appoint-representative", AGENT, "agent", MONDAY),
        DecideRequest(key, request, "refused", "examiner", "no", MONDAY),
        Amend(key, {"reference": "A 1"}, valid_from=MONDAY),
        RecordEvent(key, Event(date=MONDAY, code="note", text="A note")),
    ]
    before = reading.read(office_register, key)
    for command in late:
        with pytest.raises(DayClosed, match=r"date it 2026-03-03 or later, or open the day again \(`blazon day reopen"):
            registry.handle(office_register, command)
    assert reading.read(office_register, key) == before
    registry.handle(office_register, Act(key, "extend-reply-to-defect", "formality-examiner", TUESDAY))
    registry.handle(office_register, FileApplication(mark(filing_date=TUESDAY), role="reception"))


def test_today_closed_is_closed_for_what_names_no_day(office_register: Register, key: DossierKey, clock: Day):
    closing.close(office_register, TUESDAY, "A. Weber")
    with pytest.raises(DayClosed, match="2026-03-03 is closed: date it 2026-03-04"):
        registry.handle(office_register, Act(key, "ask-to-mend", "formality-examiner", note="A reason."))
    clock.set("2026-03-04")
    registry.handle(office_register, Act(key, "ask-to-mend", "formality-examiner", note="A reason."))


def test_what_no_closing_concerns(office_register: Register, key: DossierKey, mark: Callable[..., Record]):
    closing.close(office_register, TUESDAY, "A. Weber")
    registry.handle(office_register, FileRecord(mark("1", office="XX", filing_date=dt.date(2001, 1, 2))))
    registry.handle(office_register, OpenIssue("2026/10", dt.date(2026, 5, 6)))


def test_a_command_that_was_done_gives_its_outcome_though_its_day_is_closed(office_register: Register, key: DossierKey):
    command = Act(key, "ask-to-mend", "formality-examiner", TUESDAY, note="A reason.")
    done = registry.handle(office_register, command)
    closing.close(office_register, TUESDAY, "A. Weber")
    assert registry.handle(office_register, command) == done


def test_a_day_is_opened_again_with_a_reason_and_all_of_it_is_kept(office_register: Register, key: DossierKey):
    closing.close(office_register, TUESDAY, "A. Weber")
    with pytest.raises(NotClosed, match="closed already, as are all days until 2026-03-03"):
        closing.close(office_register, MONDAY, "A. Weber")
    with pytest.raises(NotClosed, match="lies in the future"):
        closing.close(office_register, dt.date(2026, 3, 4), "A. Weber")
    with pytest.raises(NotClosed, match="with a reason only"):
        closing.reopen(office_register, TUESDAY, " ", "B. Roth")
    with pytest.raises(NotClosed, match="is open: days are closed until 2026-03-03"):
        closing.reopen(office_register, dt.date(2026, 3, 4), "why", "B. Roth")
    closing.reopen(office_register, TUESDAY, "a letter of that day was found", "B. Roth")
    registry.handle(office_register, Act(key, "ask-to-mend", "formality-examiner", TUESDAY, note="A reason."))
    with pytest.raises(DayClosed):
        registry.handle(office_register, Act(key, "extend-reply-to-defect", "formality-examiner", MONDAY))
    with office_register.session() as session:
        kept = closing.closings(session)
    assert [(one.through, one.actor, one.reason) for one in kept] == [
        (TUESDAY, "A. Weber", None),
        (MONDAY, "B. Roth", "a letter of that day was found"),
    ]
    for statement in ("update closing set through = through - 1", "delete from closing", "truncate closing"):
        with office_register.session() as session:
            with pytest.raises(IntegrityError, match="refused"):
                session.execute(text(statement))
            session.rollback()


def test_an_action_of_a_closed_day_is_not_undone(office_register: Register, key: DossierKey, clock: Day):
    registry.handle(office_register, Act(key, "ask-to-mend", "formality-examiner", note="A reason."))
    clock.set("2026-03-04")
    closing.close(office_register, TUESDAY, "A. Weber")
    undo = Undo(key, "ask-to-mend", "the wrong file", "formality-examiner")
    with pytest.raises(DayClosed):
        registry.handle(office_register, undo)
    closing.reopen(office_register, TUESDAY, "the wrong file", "A. Weber")
    registry.handle(office_register, undo)


def test_the_clock_acts_as_of_the_first_open_day_and_says_when_the_deadline_ended(
    office_register: Register, key: DossierKey, clock: Day
):
    registry.handle(office_register, Act(key, "ask-to-mend", "formality-examiner", note="A reason."))
    clock.set("2026-05-20")
    closing.close(office_register, dt.date(2026, 5, 15), "A. Weber")
    (one,) = lapses.run(office_register)
    assert (one.action, one.last, one.refused) == ("deem-withdrawn", dt.date(2026, 5, 4), None)
    with office_register.session() as session:
        taken = standings.acts(session, hold(session, key, None).id)[-1]
    assert taken.date == dt.date(2026, 5, 16)
    assert taken.note == "reply-to-defect ended on 2026-05-04; the days until 2026-05-15 are closed"
    assert list(lapses.run(office_register)) == []


def test_the_clock_waits_while_today_is_closed(office_register: Register, key: DossierKey, clock: Day):
    registry.handle(office_register, Act(key, "ask-to-mend", "formality-examiner", note="A reason."))
    clock.set("2026-05-20")
    closing.close(office_register, dt.date(2026, 5, 20), "A. Weber")
    (one,) = lapses.run(office_register)
    assert "lies in the future" in (one.refused or "")
    clock.set("2026-05-21")
    assert [one.refused for one in lapses.run(office_register)] == [None]


def test_whoever_closes_a_day_waits_for_the_commands_that_run(office_register: Register, key: DossierKey):
    done = threading.Event()

    def close() -> None:
        closing.close(office_register, TUESDAY, "A. Weber")
        done.set()

    closer = threading.Thread(target=close)
    with office_register.session() as session:
        assert closing.closed(session) is None  # as a command does
        closer.start()
        with office_register.engine.connect() as other:
            waits = text("select count(*) from pg_locks where locktype = 'advisory' and not granted")
            until(lambda: other.scalar(waits) == 1)
        assert not done.is_set()
    closer.join(20)
    assert done.is_set()
    with office_register.session() as session:
        assert closing.closed(session) == TUESDAY


def test_a_letter_of_a_closed_day_is_of_the_first_open_one(office_register: Register, key: DossierKey, clock: Day):
    registry.handle(office_register, Act(key, "ask-to-mend", "formality-examiner", note="A reason"))
    clock.set("2026-03-05")
    closing.close(office_register, TUESDAY, "A. Weber")
    (waiting,) = letters.waiting(office_register)
    seen = []

    def render(number: str, facts: letters.Facts) -> tuple[str, Document]:
        seen.append(facts.taken.date)
        assert office_register.documents is not None
        return "en", documents.keep(office_register.documents, b"%PDF-1.7", name="l.pdf", role="letter")

    letters.write(office_register, waiting, render)
    with office_register.session() as session:
        (written,) = letters.of(session, hold(session, key, None).id)
    assert seen == [written.date] == [dt.date(2026, 3, 4)]

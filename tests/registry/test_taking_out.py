"""What is in an open issue can be taken out of it and leaves its trace; a closed issue never loses anything."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

import registry
from mappings.audience import AudienceRules
from mappings.number import DossierKey
from mappings.record import Audience, Event, Kind, Record, Status
from registry import issues, open_register, reading
from registry.commands import Amend, CloseIssue, Delete, FileApplication, OpenIssue, Publish, RecordEvent, TakeOut
from registry.database import Register
from registry.errors import InvalidChange, IssueClosed, NoSuchIssue, NotTakenOut, Withheld
from registry.stages import PublicationRules

RULES = PublicationRules("XB", withheld={Kind.TRADEMARK: frozenset({"secret"})})
ORDER = Event(date=dt.date(2026, 3, 2), code="EX1", text="An order of secrecy")


@pytest.fixture
def register(register_url: str) -> Iterator[Register]:
    opened = open_register(register_url, audiences=AudienceRules("XB"), publication=RULES)
    for issue, day in (("2026/03", dt.date(2026, 3, 31)), ("2026/04", dt.date(2026, 4, 30))):
        registry.handle(opened, OpenIssue(issue, day))
    yield opened
    opened.close()


@pytest.fixture
def key(register: Register, mark: Callable[..., Record]) -> DossierKey:
    made = registry.handle(register, FileApplication(mark())).key
    registry.handle(register, Publish(made, "application", issue="2026/03"))
    return made


def state_of(register: Register, key: DossierKey) -> reading.State:
    with register.session() as session:
        (state,) = reading.states(session, list(reading.ids_of(session, [key]).values()))
    return state


def test_an_issue_with_a_file_under_an_order_of_secrecy_is_not_closed_until_it_is_taken_out(
    register: Register, key: DossierKey
):
    registry.handle(register, RecordEvent(key, ORDER, Status(code="secret")))
    with pytest.raises(Withheld, match=rf"holds XB tm {key.number}.*`secret`.*take-out {key.number} --issue 2026/03"):
        registry.handle(register, CloseIssue("2026/03"))
    done = registry.handle(register, TakeOut(key, "2026/03", "order of the ministry", actor="A. Clerk"))
    assert (done.snapshot, done.effect) == (1, "updated")
    registry.handle(register, CloseIssue("2026/03"))
    assert issues.closing_list(register, "2026/03").rows == ()


def test_a_file_that_was_deleted_is_taken_out_before_the_issue_closes(register: Register, key: DossierKey):
    registry.handle(register, Delete(key, "filed in error"))
    with pytest.raises(Withheld, match=rf"holds XB tm {key.number}: it was deleted; .*take-out {key.number} --issue"):
        registry.handle(register, CloseIssue("2026/03"))
    before = state_of(register, key)
    done = registry.handle(register, TakeOut(key, "2026/03", "filed in error", actor="A. Clerk"))
    assert (done.snapshot, done.version) == (1, before.version + 1)
    after = state_of(register, key)
    assert (after.deleted, after.record, after.snapshots) == (True, None, ())
    assert [one.ordinal for one in after.taken_out] == [1]
    registry.handle(register, CloseIssue("2026/03"))
    assert issues.closing_list(register, "2026/03").rows == ()


def test_it_leaves_its_trace_in_the_journal_and_its_number_is_not_given_again(register: Register, key: DossierKey):
    assert reading.read(register, key).record.publications
    registry.handle(register, TakeOut(key, "2026/03", "put in by mistake", actor="A. Clerk"))
    record = reading.read(register, key).record
    assert record.publications == ()
    (told,) = (event for event in record.events if event.code == "taken-out")
    assert told.audience is Audience.STAFF
    assert told.text == "Publication 1 (application) was taken out of issue 2026/03: put in by mistake"
    with register.session() as session:
        rows = session.execute(text("select ordinal, issue_id, stage, reason, actor from taken_out")).all()
    assert rows == [(1, "2026/03", "application", "put in by mistake", "A. Clerk")]
    assert registry.handle(register, Publish(key, "application", issue="2026/03")).snapshot == 2
    state = state_of(register, key)
    assert [one.ordinal for one in state.snapshots] == [2]
    assert [one.ordinal for one in state.taken_out] == [1]
    assert [p.number for p in reading.read(register, key).record.publications] == ["2026/03"]


def test_the_newest_goes_first_and_only_with_a_reason_out_of_an_open_issue_that_holds_it(
    register: Register, key: DossierKey
):
    registry.handle(register, Amend(key, {"mark": {"verbal_element": "RIGHT"}}))
    registry.handle(register, Publish(key, "registration", issue="2026/04"))
    for issue, reason, error, said in (
        ("2026/03", "mistake", NotTakenOut, "publication 2 in issue 2026/04 .* take that out first"),
        ("2026/04", " ", InvalidChange, "reason: is missing"),
        ("2026/05", "mistake", NoSuchIssue, "no issue 2026/05"),
    ):
        with pytest.raises(error, match=said):
            registry.handle(register, TakeOut(key, issue, reason))
    registry.handle(register, TakeOut(key, "2026/04", "mistake"))
    with pytest.raises(NotTakenOut, match="holds no publication of it"):
        registry.handle(register, TakeOut(key, "2026/04", "mistake"))
    registry.handle(register, CloseIssue("2026/03"))
    with pytest.raises(IssueClosed):
        registry.handle(register, TakeOut(key, "2026/03", "mistake"))
    assert [one.ordinal for one in state_of(register, key).snapshots] == [1]


@pytest.mark.parametrize("closed", [False, True])
def test_the_database_lets_nothing_go_without_trace_or_out_of_a_closed_issue(
    register: Register, key: DossierKey, closed: bool
):
    trace = """
        insert into taken_out select dossier_id, ordinal, version, stage, issue_id, date, event_id, root, 'why', 'who',
            gen_random_uuid(), sequence, recorded_at from snapshot
    """
    if closed:
        registry.handle(register, CloseIssue("2026/03"))
        with register.session() as session:
            session.execute(text(trace))
    with pytest.raises(IntegrityError, match="written once"), register.session() as session:
        session.execute(text("delete from snapshot"))
    assert len(state_of(register, key).snapshots) == 1

"""An answer names the letter it answers, and it is known which letters wait for one and by when."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import registry
from desk import letters as writing
from desk import rules
from mappings.number import DossierKey
from mappings.record import Record
from offices.office import load
from registry import answering, approving, correspondence, open_register, standings
from registry.answering import Awaited
from registry.approving import Decision
from registry.changing import hold
from registry.commands import Act, FileApplication, FileRequest, Undo
from registry.database import Register
from registry.errors import ActionRefused

OFFICE = load(Path(__file__).parents[2] / "offices" / "demo")
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
FIRST = "L/2026/000001"


@pytest.fixture
def register(register_url: str, tmp_path: Path) -> Iterator[Register]:
    opened = open_register(
        register_url,
        documents=tmp_path / "documents",
        formats=rules.number_formats(OFFICE),
        audiences=rules.audiences(OFFICE),
        publication=rules.publication(OFFICE),
        procedure=rules.procedure(OFFICE, lambda: NOW),
    )
    yield opened
    opened.close()


@pytest.fixture
def objected(register: Register, mark: Callable[..., Record]) -> DossierKey:
    """A file to whose provisional refusal an answer is awaited."""
    key = registry.handle(register, FileApplication(mark(filing_date=dt.date(2026, 3, 2)), role="reception")).key
    registry.handle(register, Act(key, "find-in-order", "formality-examiner"))
    registry.handle(register, Act(key, "refuse-provisionally", "examiner", note="Like TM/R/000012."))
    return key


def writer(register: Register) -> writing.Writer:
    assert register.documents is not None
    return writing.Writer(register, OFFICE, register.documents)


def issue(register: Register) -> None:
    list(writer(register).write_all())
    approving.decide(register, Decision(FIRST, "approved", "examiner", "A. Weber"))
    approving.decide(register, Decision(FIRST, "approved", "head-of-examination", "C. Chief"))
    assert [one.against for one in writer(register).issue_all()] == [None]


def awaited(register: Register, key: DossierKey) -> list[Awaited]:
    with register.session() as session:
        return answering.awaited(session, hold(session, key, None).id)


def test_a_letter_waits_for_its_answer_until_the_deadline_that_its_action_set(register: Register, objected: DossierKey):
    assert awaited(register, objected) == []  # nobody has got it yet
    issue(register)
    due = dt.date(2026, 6, 2)
    assert awaited(register, objected) == [Awaited(FIRST, "provisional-refusal", "reply-to-refusal", due, due, None)]
    assert answering.awaiting(register) == [(objected, awaited(register, objected)[0])]
    registry.handle(register, Act(objected, "extend-reply-to-refusal", "examiner"))
    assert [one.due for one in awaited(register, objected)] == [dt.date(2026, 8, 3)]
    registry.handle(register, Act(objected, "receive-reply", "agent", answers=FIRST))
    assert awaited(register, objected) == []
    assert answering.awaiting(register) == []
    with register.session() as session:
        held = hold(session, objected, None)
        told = correspondence.state(session, held.id)[0]
        assert standings.acts(session, held.id)[-1].answers == FIRST
    assert told.answer
    assert (told.answer.action, told.answer.date, told.awaited) == ("receive-reply", dt.date(2026, 3, 2), None)
    registry.handle(register, Undo(objected, "receive-reply", "the wrong file", "agent"))
    assert [one.letter for one in awaited(register, objected)] == [FIRST]


def test_an_answer_to_what_is_no_letter_of_the_file_was_not_issued_or_has_an_answer_is_refused(
    register: Register, objected: DossierKey
):
    with pytest.raises(ActionRefused, match=r"the file has no letter L/9; it has none"):
        registry.handle(register, Act(objected, "receive-reply", "agent", answers="L/9"))
    list(writer(register).write_all())
    with pytest.raises(ActionRefused, match=f"letter {FIRST} is drafted: nobody has got it"):
        registry.handle(register, Act(objected, "receive-reply", "agent", answers=FIRST))
    issue(register)
    registry.handle(register, Act(objected, "receive-reply", "agent", answers=FIRST))
    registry.handle(register, Act(objected, "refuse-provisionally", "examiner", note="Still."))
    with pytest.raises(ActionRefused, match=f"letter {FIRST} was answered by `receive-reply` of 2026-03-02"):
        registry.handle(register, Act(objected, "receive-reply", "agent", answers=FIRST))


def test_a_reply_filed_as_a_request_names_the_letter_too(register: Register, objected: DossierKey):
    issue(register)
    form = {"text": "We disagree.", "answers": FIRST}
    registry.handle(register, FileRequest(objected, "response", form, "agent"))
    with register.session() as session:
        assert list(answering.answers(session, hold(session, objected, None).id)) == [FIRST]

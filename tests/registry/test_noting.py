"""Notes for the next officer, and what an action would bring before it is taken."""

import datetime as dt
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import registry
from mappings.number import DossierKey
from mappings.record import GoodsClass, Kind, Mark, Party, Record, Role
from registry import reading, rehearsing, standings
from registry.changing import hold
from registry.commands import Act, FileApplication
from registry.database import Register
from registry.errors import ActionRefused, InvalidChange, NoSuchDossier, NotPermitted
from registry.noting import note, notes
from tests.demo_office import Day, opened


@pytest.fixture
def register(register_url: str, tmp_path: Path) -> Iterator[Register]:
    with opened(register_url, tmp_path / "documents", Day()) as register:
        yield register


@pytest.fixture
def key(register: Register) -> DossierKey:
    record = Record(
        kind=Kind.TRADEMARK,
        office="XB",
        application_number="-",
        filing_date=dt.date(2026, 3, 2),
        mark=Mark(verbal_element="ALPENGLUT"),
        parties=(Party(role=Role.APPLICANT, name="Ada Weber"),),
        classes=(GoodsClass(number="9", goods="Software"),),
    )
    return registry.handle(register, FileApplication(record, role="reception")).key


def written(register: Register, key: DossierKey) -> list[tuple[str, str]]:
    with register.session() as session:
        return [(one.said, one.actor) for one in notes(session, hold(session, key, None).id)]


def test_notes_stand_the_newest_first_and_leave_the_file_as_it_is(register: Register, key: DossierKey):
    before = reading.read(register, key)
    note(register, key, "  Rang up: the goods will be limited.\n", actor="ada", note_id=uuid.uuid4())
    second = uuid.uuid4()
    for _ in range(2):
        note(register, key, "They were.", actor="bob", note_id=second)
    assert written(register, key) == [("They were.", "bob"), ("Rang up: the goods will be limited.", "ada")]
    assert reading.read(register, key) == before


@pytest.mark.parametrize("said", ["", " \n", "x" * 10_001, "a\0b"])
def test_a_note_that_cannot_be_kept_is_refused(register: Register, key: DossierKey, said: str):
    with pytest.raises(InvalidChange, match="note"):
        note(register, key, said, actor="ada", note_id=uuid.uuid4())
    assert written(register, key) == []


def test_a_note_is_on_a_file_that_there_is_and_never_changed(register: Register, key: DossierKey):
    with pytest.raises(NoSuchDossier):
        note(register, DossierKey("XB", Kind.TRADEMARK, "TM/1999/1"), "?", actor="ada", note_id=uuid.uuid4())
    note(register, key, "Kept.", actor="ada", note_id=uuid.uuid4())
    for statement in ("update file_note set said = 'other'", "delete from file_note"):
        with pytest.raises(DBAPIError, match="file_note"), register.session() as session:
            session.execute(text(statement))
    assert written(register, key) == [("Kept.", "ada")]


def test_an_action_is_rehearsed_and_nothing_of_it_stays(register: Register, key: DossierKey):
    before = reading.read(register, key)
    asked = Act(key, "ask-to-mend", "formality-examiner", note="Name a country.")
    letter, facts = rehearsing.letter(register, asked)
    assert (letter, facts.due, facts.taken.note) == ("formal-defect", dt.date(2026, 5, 4), "Name a country.")
    assert reading.read(register, key) == before
    with register.session() as session:
        held = hold(session, key, None)
        assert [one.action for one in standings.acts(session, held.id)] == ["file"]
        assert standings.deadlines(session, held.id) == ()
    assert registry.handle(register, asked).version == before.version + 1


def test_what_would_be_refused_is_refused_in_the_rehearsal(register: Register, key: DossierKey):
    with pytest.raises(ActionRefused):
        rehearsing.letter(register, Act(key, "accept", "examiner"))
    with pytest.raises(NotPermitted):
        rehearsing.letter(register, Act(key, "ask-to-mend", "agent"))
    assert rehearsing.letter(register, Act(key, "find-in-order", "formality-examiner"))[0] is None

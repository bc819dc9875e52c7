"""Changes of a filed dossier: amend, events, registration, documents, deletion, and reading what was."""

import datetime as dt
import io
import itertools
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import text

import registry
from mappings.number import DossierKey
from mappings.record import Address, Document, Event, GoodsClass, Kind, Mark, Party, Record, Role, Status, StatusGroup
from registry import documents, reading
from registry.commands import AddDocument, Amend, Delete, FileApplication, FileRecord, RecordEvent, Register
from registry.errors import (
    AlreadyRegistered,
    DocumentMissing,
    DossierDeleted,
    InvalidApplication,
    InvalidChange,
    NoSuchDossier,
    VersionConflict,
)


@pytest.fixture
def key(register: registry.Register, mark: Callable[..., Record]):
    return registry.handle(register, FileApplication(mark())).key


def test_amend_changes_parts_items_and_scalars(register: registry.Register, key: DossierKey):
    agent = Party(role=Role.REPRESENTATIVE, name="Bo Lin", address=Address(country="CH"))
    outcome = registry.handle(
        register,
        Amend(
            key,
            {
                "language": "de",
                "mark": {"translation": "glow of the Alps", "disclaimer": None},
                "classes": [{"number": "9", "goods": "Games"}],
                "parties": [agent],
            },
            remove={"classes": [("nice", "25")]},
            expected_version=1,
        ),
    )
    assert (outcome.version, outcome.effect) == (2, "updated")
    record = reading.read(register, key).record
    assert record.language == "de"
    assert record.mark == Mark(verbal_element="ALPENGLUT", translation="glow of the Alps")
    assert record.classes == (GoodsClass(number="9", goods="Games"),)
    assert record.parties[1] == agent
    registry.handle(register, Amend(key, {"language": None, "mark": Mark(verbal_element="GLUT")}))
    record = reading.read(register, key).record
    assert (record.language, record.mark) == (None, Mark(verbal_element="GLUT"))
    assert registry.handle(register, Amend(key, {"mark": {"verbal_element": "GLUT"}})).effect == "unchanged"


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ({"changes": {"colour": "red"}}, "colour"),
        ({"changes": {"office": "CH"}}, "office"),
        ({"changes": {"classes": GoodsClass(number="1")}}, "classes"),
        ({"changes": {"classes": [1]}}, "classes"),
        ({"changes": {"filing_date": "yesterday"}}, "filing_date"),
        ({"changes": {"mark": {"melody": "x"}}}, "mark.melody"),
        ({"remove": {"classes": [("nice", "44")]}}, "classes"),
        ({"remove": {"classes": ["25"]}}, "classes"),
        ({"remove": {"language": ["de"]}}, "language"),
        ({"changes": {"language": "de"}, "valid_from": dt.date(2099, 1, 1)}, "valid_from"),
    ],
)
def test_an_amendment_that_does_not_fit_names_the_field(
    register: registry.Register, key: DossierKey, asked: dict[str, Any], place: str
):
    with pytest.raises(InvalidChange) as refused:
        registry.handle(register, Amend(key, **asked))
    assert refused.value.place == place
    assert reading.read(register, key).version == 1


def test_an_amendment_is_held_to_the_rules_of_filing(register: registry.Register, key: DossierKey):
    with pytest.raises(InvalidApplication, match="no Nice class 46"):
        registry.handle(register, Amend(key, {"classes": [GoodsClass(number="46")]}))
    with pytest.raises(InvalidApplication, match=r"U\+0000"):
        registry.handle(register, Amend(key, {"language": "d\x00e"}))


def test_who_has_read_an_older_version_is_told(register: registry.Register, key: DossierKey):
    registry.handle(register, Amend(key, {"language": "de"}))
    with pytest.raises(VersionConflict, match="has version 2, not 1"):
        registry.handle(register, Amend(key, {"language": "fr"}, expected_version=1))
    with pytest.raises(NoSuchDossier):
        registry.handle(register, Amend(DossierKey("XB", Kind.TRADEMARK, "none"), {"language": "fr"}))


def test_the_state_of_a_past_day_by_both_times(register: registry.Register, key: DossierKey):
    """The holder's name: A since filing; in June we learn of B since May; in July, of C since April until B came."""

    def name(word: str) -> dict[str, Any]:
        return {"parties": [{"role": "applicant", "sequence": 1, "name": word}]}

    registry.handle(register, Amend(key, name("B"), valid_from=dt.date(2026, 5, 1)))
    known_of_b = reading.read(register, key).recorded_at
    outcome = registry.handle(register, Amend(key, name("C"), valid_from=dt.date(2026, 4, 1)))
    assert outcome.effect == "updated"

    def holder(**when: Any) -> str:
        return reading.read(register, key, **when).record.parties[0].name

    assert holder() == "B"
    assert holder(valid_on=dt.date(2026, 3, 15)) == "Ada Weber"
    assert holder(valid_on=dt.date(2026, 4, 15)) == "C"
    assert holder(valid_on=dt.date(2026, 5, 1)) == "B"
    assert holder(valid_on=dt.date(2026, 4, 15), recorded_at=known_of_b) == "Ada Weber"
    with pytest.raises(NoSuchDossier, match="valid on 2026-02-28"):
        holder(valid_on=dt.date(2026, 2, 28))
    with pytest.raises(NoSuchDossier, match="recorded by 2020"):
        holder(recorded_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    with pytest.raises(ValueError, match="no time zone"):
        holder(recorded_at=dt.datetime(2020, 1, 1))  # noqa: DTZ001 - that is what is refused


def test_a_past_change_of_a_part_builds_on_what_held_then(register: registry.Register, key: DossierKey):
    registry.handle(register, Amend(key, {"mark": {"translation": "glow"}}, valid_from=dt.date(2026, 6, 1)))
    registry.handle(register, Amend(key, {"mark": {"disclaimer": None}}, valid_from=dt.date(2026, 4, 1)))
    april = reading.read(register, key, valid_on=dt.date(2026, 4, 2)).record.mark
    assert april == Mark(verbal_element="ALPENGLUT")
    assert reading.read(register, key).record.mark == Mark(
        verbal_element="ALPENGLUT", disclaimer="GLUT", translation="glow"
    )


def test_an_event_stands_in_the_journal_and_moves_the_status(register: registry.Register, key: DossierKey):
    said = Event(date=dt.date(2026, 4, 1), code="EX1", standard_code="D10", text="Examined")
    status = Status(group=StatusGroup.PENDING, code="2", text="Under examination", date=dt.date(2026, 4, 1))
    registry.handle(register, RecordEvent(key, said, status=status, actor="examiner 7"))
    registry.handle(register, RecordEvent(key, said))
    state = reading.read(register, key)
    assert state.record.status == status
    assert [line.code for line in state.record.events] == ["filed", "EX1", "EX1"]
    assert reading.read(register, key, valid_on=dt.date(2026, 3, 31)).record.status is None
    with register.session() as session:
        journal = session.execute(text("select code, standard_code, actor, version from event order by id")).all()
        columns = session.execute(text("select status_group, status_code from dossier")).one()
    assert [tuple(row) for row in journal] == [
        ("filed", "unmapped", "office", 1),
        ("EX1", "D10", "examiner 7", 2),
        ("EX1", "D10", "office", 3),
    ]
    assert tuple(columns) == ("pending", "2")


def test_registration_gives_a_number_of_its_own_series_once(
    register: registry.Register, key: DossierKey, mark: Callable[..., Record]
):
    day = dt.date(2026, 6, 1)
    registry.handle(register, Register(key, day, dt.date(2036, 3, 1)))
    record = reading.read(register, key).record
    assert (record.registration_number, record.registration_date) == ("TM/R/000001", day)
    assert (record.status.group, record.expiry_date) == (StatusGroup.REGISTERED, dt.date(2036, 3, 1))
    assert reading.find(register, "TM/R/000001") == reading.find(register, key.id) == reading.find(register, key.number)
    with pytest.raises(AlreadyRegistered, match="TM/R/000001"):
        registry.handle(register, Register(key, day))
    other = registry.handle(register, FileApplication(mark())).key
    with pytest.raises(InvalidChange, match="is not after"):
        registry.handle(register, Register(other, day, day))
    registry.handle(register, Register(other, day))
    assert reading.read(register, other).record.registration_number == "TM/R/000002"


def test_a_document_is_added_when_its_content_is_kept(register: registry.Register, key: DossierKey):
    picture = io.BytesIO()
    Image.new("RGB", (3, 2), "red").save(picture, "PNG")
    logo = documents.keep(register.documents, picture.getvalue(), name="logo.png", role="logo")
    assert (logo.media_type, logo.width, logo.height) == ("image/png", 3, 2)
    registry.handle(register, AddDocument(key, logo))
    assert registry.handle(register, AddDocument(key, logo)).effect == "unchanged"
    assert reading.read(register, key).record.documents == (logo,)
    missing = Document(digest="0" * 64, media_type="image/png", name="x.png", role="logo")
    with pytest.raises(DocumentMissing):
        registry.handle(register, AddDocument(key, missing))


def test_deletion_leaves_a_tombstone_and_the_past(register: registry.Register, key: DossierKey):
    before = reading.read(register, key)
    outcome = registry.handle(register, Delete(key, "filed in error"))
    assert (outcome.effect, outcome.version) == ("deleted", 2)
    state = reading.read(register, key)
    assert state.record is None
    assert state.deleted_at is not None
    assert reading.as_json(state)["record"] is None
    assert reading.read(register, key, recorded_at=before.recorded_at).record == before.record
    with pytest.raises(DossierDeleted):
        registry.handle(register, Amend(key, {"language": "de"}))
    with register.session() as session:
        projected = reading.states(session, reading.all_ids(session))
    assert [(each.deleted, each.record, each.version) for each in projected] == [(True, None, 2)]


def test_ids_are_read_in_batches(register: registry.Register, mark: Callable[..., Record]):
    list(registry.handle_many(register, (FileRecord(mark(str(n))) for n in range(7))))
    batches = list(reading.each_id(register, 3))
    assert [len(batch) for batch in batches] == [3, 3, 1]
    keys = [DossierKey("XB", Kind.TRADEMARK, str(n)) for n in range(8)]
    with register.session() as session:
        assert sorted(reading.ids_of(session, keys).values()) == sorted(itertools.chain.from_iterable(batches))


def test_a_document_that_comes_for_another_takes_its_place(register: registry.Register, key: DossierKey):
    assert register.documents
    kept = {
        name: documents.keep(register.documents, name.encode(), name=f"{name}.txt", role=role)
        for name, role in (("a", "form"), ("b", "letter"), ("c", "form"), ("d", "form"), ("e", "letter"))
    }

    def order(at: dt.datetime | None = None) -> str:
        return "".join(one.name[0] for one in reading.read(register, key, recorded_at=at).record.documents)

    for name in "abc":
        registry.handle(register, AddDocument(key, kept[name]))
    before = reading.read(register, key).recorded_at
    registry.handle(register, Amend(key, {"documents": [kept["d"], kept["e"]]}, {"documents": [(kept["a"].digest,)]}))
    assert order() == "dbce"
    between = reading.read(register, key).recorded_at
    registry.handle(register, Amend(key, {"documents": [kept["a"]]}, {"documents": [(kept["c"].digest,)]}))
    assert order() == "dbae"
    registry.handle(register, Amend(key, {"language": "de"}))
    assert (order(), order(before), order(between)) == ("dbae", "abc", "dbce")

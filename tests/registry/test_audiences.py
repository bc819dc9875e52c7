"""The office's rules narrow what is recorded of its own files, whichever command records it; they never widen."""

import datetime as dt
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import text

import registry
from mappings.audience import ORDER, AudienceRules
from mappings.number import DossierKey
from mappings.record import Audience, Document, Event, Kind, Record
from registry import open_register, reading
from registry.commands import (
    FILED,
    REGISTERED,
    AddDocument,
    Amend,
    FileApplication,
    FileRecord,
    Publish,
    RecordEvent,
)
from registry.commands import Register as RegisterRight
from registry.database import Register
from registry.documents import keep
from registry.errors import NotPublishable

DAY = dt.date(2026, 3, 2)
RULES = AudienceRules(
    office="XB",
    documents={"logo": Audience.PUBLIC, "letter": Audience.STAFF},
    events={
        (Kind.TRADEMARK, FILED): Audience.PUBLIC,
        (Kind.TRADEMARK, "OPEN"): Audience.PUBLIC,
        (Kind.TRADEMARK, "EXAM"): Audience.STAFF,
    },
)
EVENTS = tuple(Event(date=DAY, code=code) for code in ("OPEN", "EXAM", "NEW"))
SAID = {"OPEN": "public", "EXAM": "staff", "NEW": "parties"}


@pytest.fixture
def register(register_url: str, tmp_path: Path) -> Iterator[Register]:
    opened = open_register(register_url, documents=tmp_path / "documents", audiences=RULES)
    yield opened
    opened.close()


def document(role: str, audience: Audience = Audience.PUBLIC, digest: str = "a") -> Document:
    return Document(digest=digest * 64, media_type="image/png", name="n", role=role, audience=audience)


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (4, 3), "navy").save(made, "PNG")
    return made.getvalue()


def heard(register: Register, key: DossierKey) -> dict[str, str]:
    """Code → audience, of the journal; it is the same in the record, in the facts and in the journal's table."""
    record = reading.read(register, key).record
    found = {event.code: str(event.audience) for event in record.events}
    with register.session() as session:
        for table, code in (("fact", "value->>'code'"), ("event", "code")):
            where = "field = 'events' and value is not null and" if table == "fact" else ""
            rows = session.execute(
                text(f"""
                    select distinct on (item) {code}, {table}.audience, value->>'audience' from {table}
                    join dossier on dossier.id = dossier_id where {where} number = :number
                    order by item, {table}.version desc
                """),
                {"number": key.number},
            ).all()
            assert {(row[0], row[1], row[2]) for row in rows} == {(code, who, who) for code, who in found.items()}
    return found


def test_every_command_records_events_for_whom_the_rules_mean_them(register: Register, mark: Callable[..., Record]):
    filed = registry.handle(register, FileApplication(mark(events=EVENTS))).key
    assert heard(register, filed) == SAID | {FILED: "public"}
    imported = registry.handle(register, FileRecord(mark("9", events=EVENTS[:1]))).key
    assert registry.handle(register, FileRecord(mark("9", events=EVENTS))).effect == "updated"
    assert heard(register, imported) == SAID
    assert registry.handle(register, FileRecord(mark("9", events=EVENTS))).effect == "unchanged"
    amended = registry.handle(register, FileApplication(mark())).key
    registry.handle(register, Amend(amended, {"events": EVENTS}))
    recorded = registry.handle(register, FileApplication(mark())).key
    for event in EVENTS:
        registry.handle(register, RecordEvent(recorded, event))
    assert heard(register, amended) == heard(register, recorded) == SAID | {FILED: "public"}
    registry.handle(register, RegisterRight(filed, DAY, event=Event(date=DAY, code="EXAM", sequence=2)))
    registry.handle(register, RegisterRight(amended, DAY))
    assert heard(register, filed)["EXAM"] == "staff"
    assert heard(register, amended)[REGISTERED] == "parties"  # these rules do not name it


def test_every_command_records_documents_for_whom_the_rules_mean_them(register: Register, mark: Callable[..., Record]):
    assert register.documents
    several = tuple(document(role, digest=digest) for role, digest in (("logo", "a"), ("letter", "b"), ("memo", "c")))
    filed = registry.handle(register, FileApplication(mark(documents=several))).key
    amended = registry.handle(register, FileApplication(mark())).key
    registry.handle(register, Amend(amended, {"documents": several}))
    imported = registry.handle(register, FileRecord(mark("9", documents=several))).key
    added = registry.handle(register, FileApplication(mark())).key
    for role in ("logo", "letter", "memo"):
        kept = keep(register.documents, picture() if role == "logo" else role.encode(), name="n", role=role)
        assert kept.audience is Audience.PUBLIC
        registry.handle(register, AddDocument(added, kept))
        assert registry.handle(register, AddDocument(added, kept)).effect == "unchanged"
    for key in (filed, amended, imported, added):
        record = reading.read(register, key).record
        audiences = {one.role: str(one.audience) for one in record.documents}
        assert audiences == {"logo": "public", "letter": "staff", "memo": "parties"}


def test_the_rules_cannot_be_widened_afterwards(register: Register, mark: Callable[..., Record]):
    key = registry.handle(register, FileApplication(mark(events=EVENTS, documents=(document("letter"),)))).key
    wide = {"date": DAY.isoformat(), "code": "EXAM", "audience": "public"}
    assert registry.handle(register, Amend(key, {"events": [wide]})).effect == "unchanged"
    registry.handle(register, Amend(key, {"documents": [{"digest": "a" * 64, "audience": "public"}]}))
    assert heard(register, key)["EXAM"] == "staff"
    assert reading.read(register, key).record.documents[0].audience is Audience.STAFF


def test_another_office_is_recorded_as_it_says_and_so_is_all_without_rules(
    register: Register, register_url: str, mark: Callable[..., Record]
):
    key = registry.handle(register, FileRecord(mark("1", office="EM", events=EVENTS))).key
    assert set(heard(register, key).values()) == {"public"}
    plain = open_register(register_url)
    try:
        own = registry.handle(plain, FileRecord(mark("2", events=EVENTS))).key
        assert set(heard(plain, own).values()) == {"public"}
    finally:
        plain.close()


def test_no_frozen_snapshot_holds_what_the_rules_keep_inside(register: Register, mark: Callable[..., Record]):
    assert register.documents
    key = registry.handle(register, FileApplication(mark())).key
    registry.handle(register, RecordEvent(key, Event(date=DAY, code="EXAM", text="zzsecret")))
    letter = keep(register.documents, b"zzsecret", name="zzsecret", role="letter")
    registry.handle(register, AddDocument(key, letter))
    registry.handle(register, Publish(key, "application", issue=""))
    with register.session() as session:
        (state,) = reading.states(session, list(reading.ids_of(session, [key]).values()))
    (snapshot,) = state.snapshots
    assert [event["code"] for event in snapshot.fields["events"]] == [FILED]
    assert "documents" not in snapshot.fields
    assert "zzsecret" not in str(snapshot.fields)
    assert letter.digest not in str(snapshot.fields)


def test_a_field_the_rules_keep_back_is_in_no_snapshot_and_its_facts_say_so(
    register_url: str, mark: Callable[..., Record]
):
    fields = {"mark.description": Audience.STAFF, "parties.address": Audience.PARTIES, "events.note": Audience.STAFF}
    rules = AudienceRules("XB", events={(Kind.TRADEMARK, "OPEN"): Audience.PUBLIC}, fields=fields)
    opened = open_register(register_url, audiences=rules)
    try:
        described = {"verbal_element": "TIDE", "description": "zzsecret"}
        address = {"lines": ["zzsecret"], "country": "NO"}
        party = {"role": "applicant", "name": "Tide AS", "natural_person": False, "address": address}
        key = registry.handle(opened, FileApplication(mark(mark=described, parties=(party,)))).key
        event = Event(date=DAY, code="OPEN", text="Opened", note="zzsecret")
        registry.handle(opened, RecordEvent(key, event))
        registry.handle(opened, Publish(key, "application", issue=""))
        registry.handle(opened, Publish(key, "event", issue="", event=event))
        with opened.session() as session:
            (state,) = reading.states(session, list(reading.ids_of(session, [key]).values()))
            facts = session.execute(text("select field, audience from fact where value::text like '%zzsecret%'")).all()
            journal = session.scalars(text("select audience from event where value::text like '%zzsecret%'")).all()
        assert {tuple(row) for row in facts} == {("mark", "staff"), ("parties", "parties"), ("events", "staff")}
        assert journal == ["staff"]
        assert "zzsecret" in state.record
        whole, alone = state.snapshots
        assert "zzsecret" not in str((whole.fields, alone.fields))
        assert whole.fields["mark"]["verbal_element"] == "TIDE"
        assert alone.fields["event"]["text"] == "Opened"
    finally:
        opened.close()


def test_no_event_is_published_where_the_rules_keep_the_journal(register_url: str, mark: Callable[..., Record]):
    everyone = {(Kind.TRADEMARK, "OPEN"): Audience.PUBLIC}
    rules = AudienceRules("XB", events=everyone, fields={"events": Audience.STAFF})
    opened = open_register(register_url, audiences=rules)
    try:
        key = registry.handle(opened, FileApplication(mark())).key
        registry.handle(opened, RecordEvent(key, EVENTS[0]))
        registry.handle(opened, Publish(key, "application", issue=""))
        with pytest.raises(NotPublishable, match="keep the journal"):
            registry.handle(opened, Publish(key, "event", issue="", event=EVENTS[0]))
    finally:
        opened.close()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("mark.descriptoin", "no such field"),
        ("parties.name", "keep back 'parties'"),
        ("kind", "known by it"),
        ("events.audience", "'public'"),
    ],
)
def test_rules_of_fields_that_cannot_be_kept_back_are_refused(path: str, said: str):
    with pytest.raises(ValueError, match=said):
        AudienceRules("XB", fields={path: Audience.STAFF})


AUDIENCES = st.sampled_from(ORDER)


@given(AUDIENCES, AUDIENCES, AUDIENCES, st.booleans())
def test_the_narrower_audience_counts(own: Audience, ruled: Audience, unnamed: Audience, named: bool):
    rules = AudienceRules("XB", {"letter": ruled}, {(Kind.PATENT, "A"): ruled}, unnamed)
    least = ruled if named else unnamed
    items: list[tuple[str, dict[str, Any]]] = [
        ("documents", {"role": "letter" if named else "memo", "audience": str(own)}),
        ("events", {"code": "A" if named else "B", "audience": str(own)}),
    ]
    for field, item in items:
        found = rules.narrowed(Kind.PATENT, field, item)
        assert found == item | {"audience": str(max(own, least, key=ORDER.index))}
        assert rules.narrowed(Kind.PATENT, field, found) == found

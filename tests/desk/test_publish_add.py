"""`blazon publish add` puts data, an event or a correction into an issue, and says no in a sentence."""

import datetime as dt
import json

import pytest
from sqlalchemy import text

from desk.rules import number_formats
from desk.settings import OFFICES
from mappings.record import Event, Kind, Mark, Party, Record, Role
from offices.office import load
from registry import handle, open_register, reading
from registry.commands import FileApplication, RecordEvent
from registry.migrate import upgrade

APPLICATION = Record(
    kind=Kind.TRADEMARK,
    office="XB",
    application_number="DRAFT",
    filing_date=dt.date(2026, 3, 2),
    mark=Mark(verbal_element="TIDE"),
    parties=(Party(role=Role.APPLICANT, name="Halvorsen Coffee Ltd"),),
)


@pytest.fixture
def register(register_url):
    opened = open_register(register_url, formats=number_formats(load(OFFICES / "demo")))
    upgrade(opened)
    yield opened
    opened.close()


def test_what_is_added_is_frozen_in_its_part_and_what_cannot_be_is_said(blazon, register):
    key = handle(register, FileApplication(APPLICATION)).key
    licence = Event(date=dt.date(2026, 3, 9), code="TM120", text="Licence recorded", standard_code="S00")
    handle(register, RecordEvent(key, licence))
    blazon("publish", "open", "2026/07", "--date", "2026-04-01")
    first = json.loads(blazon("publish", "add", key.number, "--stage", "application", "--json").stdout)
    assert (first["snapshot"], first["part"]) == (1, "tm-applications")
    event = ("--stage", "event", "--event", "TM120", "--on", "2026-03-09")
    assert json.loads(blazon("publish", "add", key.number, *event).stdout)["part"] == "tm-changes"
    done = blazon("publish", "add", key.number, "--stage", "correction", "--corrects", "1", "--issue", "2026-07")
    assert json.loads(done.stdout)["snapshot"] == 3
    for wrong, said in [
        (("--stage", "aplication"), "no stage `aplication`"),
        (("--stage", "correction", "--corrects", "9"), "no publication 9"),
        (
            ("--stage", "application", "--part", "corections"),
            "no part `corections` for tm; its parts (gazette.yaml) are",
        ),
        (("--stage", "application", "--part", "pt-grants"), "tm-madrid, notices, corrections"),
    ]:
        refused = blazon("publish", "add", key.number, *wrong, status=1)
        assert said in refused.stderr
        assert "Traceback" not in refused.stderr
    assert "both --event" in blazon("publish", "add", key.number, *event[:4], status=2).stderr
    gone = ("publish", "take-out", key.number, "--issue", "2026-07", "--actor", "A. Clerk", "--reason")
    assert json.loads(blazon(*gone, "not meant", "--json").stdout)["snapshot"] == 3
    moved = ("--stage", "correction", "--corrects", "1", "--part", "tm-changes")
    assert json.loads(blazon("publish", "add", key.number, *moved).stdout)["part"] == "tm-changes"
    with register.session() as session:
        assert session.scalars(text("select actor from taken_out")).all() == ["A. Clerk"]
        (state,) = reading.states(session, list(reading.ids_of(session, [key]).values()))
    assert [(one.stage, one.part, one.corrects) for one in state.snapshots] == [
        ("application", "tm-applications", None),
        ("event", "tm-changes", None),
        ("correction", "tm-changes", 1),
    ]

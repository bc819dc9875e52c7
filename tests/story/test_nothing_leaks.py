"""What the office's rules keep inside, and what no issue has brought out yet, is nowhere that the public can read."""

import datetime as dt
import io
from dataclasses import replace

import orjson
import pytest
from PIL import Image

from desk import rules
from mappings.record import Audience, Event, Kind, Mark, Party, Record, Role
from registry import handle
from registry.commands import (
    AddDocument,
    CloseIssue,
    FileApplication,
    FileRecord,
    MarkIssuePublished,
    OpenIssue,
    Publish,
    RecordEvent,
    Register,
)
from registry.documents import keep
from search_api import reading
from search_api.errors import DossierNotFound

SECRET = "zzsecret"
FILED = dt.date(2026, 3, 2)
APPLICATION = Record(
    kind=Kind.TRADEMARK,
    office="XB",
    application_number="DRAFT",
    filing_date=FILED,
    mark=Mark(verbal_element="TIDE"),
    parties=(Party(role=Role.APPLICANT, name="Halvorsen Coffee Ltd"),),
)


def everything(house) -> str:
    """All that the public's indices and the gazette's hold, as text."""
    names = ",".join(f"blazon-{house.public.deployment}-*-{name}" for name in ("public", "publications"))
    house.staff.client.indices.refresh(index=names)
    hits = house.staff.client.search(index=names, body={"size": 1_000})["hits"]["hits"]
    return orjson.dumps([hit["_source"] for hit in hits]).decode()


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (4, 3), "navy").save(made, "PNG")
    return made.getvalue()


@pytest.mark.thorough
def test_what_the_rules_keep_inside_is_in_no_public_document_and_in_no_snapshot(house):
    key = handle(house.register, FileApplication(APPLICATION)).key
    logo = keep(house.documents, picture(), name="logo.png", role="logo")
    handle(house.register, AddDocument(key, logo))
    for number, role in enumerate(("letter", "form", "memo nobody thought of")):
        inside = keep(house.documents, f"{SECRET} {number}".encode(), name=f"{SECRET}.txt", role=role)
        handle(house.register, AddDocument(key, inside))
    for code in ("TM040", "TM050", "CODE-NOBODY-THOUGHT-OF"):
        handle(house.register, RecordEvent(key, Event(date=FILED, code=code, text=SECRET)))
    handle(house.register, RecordEvent(key, Event(date=FILED, code="TM060", text="Accepted for publication")))
    handle(house.register, OpenIssue("2026/06", dt.date(2026, 3, 18)))
    handle(house.register, Publish(key, "application", part="tm-applications"))
    handle(house.register, CloseIssue("2026/06"))
    house.index()
    house.build("2026/06")
    handle(house.register, MarkIssuePublished("2026/06"))
    handle(house.register, Register(key, dt.date(2026, 6, 1)))
    house.index()

    assert SECRET not in everything(house)
    assert not any(SECRET.encode() in path.read_bytes() for path in house.site.rglob("*") if path.is_file())
    answer = reading.dossier(house.public, key.number)
    assert SECRET not in answer.model_dump_json()
    told = answer.dossier.record
    assert [event["code"] for event in told["events"]] == ["filed", "TM060", "registered"]
    assert [document["role"] for document in told["documents"]] == ["logo"]
    assert answer.dossier.logo
    known = reading.dossier(house.staff, key.number).dossier.record
    assert [event["code"] for event in known["events"] if event["audience"] == "staff"] == ["TM040"]
    assert len(known["documents"]) == 4


def test_a_field_that_the_office_keeps_back_is_told_to_nobody_outside(house):
    withheld = dict.fromkeys(("mark.description", "classes.goods", "parties.address"), Audience.STAFF)
    publication = house.office.publication
    publication = publication.model_copy(update={"fields": {**publication.fields, **withheld}})
    house.office = house.office.model_copy(update={"publication": publication})
    house.register = replace(house.register, audiences=rules.audiences(house.office))
    secretive = {
        "mark": {"verbal_element": "TIDE", "description": SECRET},
        "classes": [{"number": "30", "goods": SECRET}],
        "parties": [{"role": "applicant", "name": "Halvorsen Coffee Ltd", "address": {"lines": [SECRET]}}],
    }
    key = handle(house.register, FileApplication(Record.model_validate(APPLICATION.model_dump() | secretive))).key
    handle(house.register, OpenIssue("2026/06", dt.date(2026, 3, 18)))
    handle(house.register, Publish(key, "application", part="tm-applications"))
    handle(house.register, CloseIssue("2026/06"))
    house.index()
    house.build("2026/06")
    handle(house.register, MarkIssuePublished("2026/06"))
    house.index()

    assert SECRET not in everything(house)
    assert not any(SECRET.encode() in path.read_bytes() for path in house.site.rglob("*") if path.is_file())
    answer = reading.dossier(house.public, key.number)
    assert SECRET not in answer.model_dump_json()
    assert answer.dossier.title == "TIDE"
    assert reading.dossier(house.staff, key.number).dossier.record["mark"]["description"] == SECRET
    assert (house.audit()["stale"], house.audit()["surplus"]) == (0, 0)


def test_the_public_hears_of_a_publication_when_its_issue_is_out_and_not_before(house):
    key = handle(house.register, FileApplication(APPLICATION)).key
    handle(house.register, OpenIssue("2026/06", dt.date(2026, 3, 18)))
    handle(house.register, Publish(key, "application"))
    house.index()
    with pytest.raises(DossierNotFound):
        reading.dossier(house.public, key.number)
    handle(house.register, CloseIssue("2026/06"))
    house.index()
    with pytest.raises(DossierNotFound):
        reading.dossier(house.public, key.number)
    handle(house.register, MarkIssuePublished("2026/06"))
    house.index()
    first = reading.dossier(house.public, key.number).dossier
    assert first.publication_date == dt.date(2026, 3, 18)

    # The registration is a fact of the register at once; that an issue will say so, nobody hears before it does.
    handle(house.register, Register(key, dt.date(2026, 6, 1)))
    future = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=60)
    handle(house.register, OpenIssue("2099/01", future))
    handle(house.register, Publish(key, "registration"))
    house.index()
    answer = reading.dossier(house.public, key.number)
    assert answer.dossier.registration_number == "TM/R/000001"
    assert [line["issue"] for line in answer.dossier.snapshots] == ["2026/06"]
    for unsaid in ("2099/01", future.isoformat()):
        assert unsaid not in answer.model_dump_json()
    staff = reading.dossier(house.staff, key.number).dossier
    assert [line["issue"] for line in staff.snapshots] == ["2026/06", "2099/01"]
    assert (house.audit()["stale"], house.audit()["surplus"]) == (0, 0)


def test_an_own_file_that_was_imported_waits_for_the_gazette(house):
    record = APPLICATION.model_copy(update={"application_number": "TM/1999/000007"})
    said = Record.model_validate(record.model_dump() | {"publications": [{"date": "1999-05-04", "number": "1999/09"}]})
    key = handle(house.register, FileRecord(said)).key
    house.index()
    with pytest.raises(DossierNotFound):
        reading.dossier(house.public, key.number)
    assert everything(house) == "[]"

"""Captured data set right at the desk until a file is published: one amendment, told in the journal, nothing lost."""

import datetime as dt
import io
import re
from html import unescape
from typing import Any

import httpx
from PIL import Image

import registry
from mappings.number import DossierKey
from mappings.record import Address, Classification, GoodsClass, Kind, Mark, Party, Priority, Record, Role
from registry import reading
from registry.commands import Act, Amend, OpenIssue
from registry.documents import keep
from tests.desk.desks import Desk

PARTIES = (
    Party(role=Role.APPLICANT, name="Ada Weber", address=Address(lines=("Haupt 1",), country="CH"), phones=("031 1",)),
    Party(role=Role.APPLICANT, sequence=2, name="Ben Roth"),
    Party(role=Role.OPPONENT, name="Somebody else"),
)
CLASSES = (
    GoodsClass(number="9", goods="Software", first_used="2020"),
    GoodsClass(number="25", goods="Hats"),
    GoodsClass(number="30", goods="Coffee"),
)
MARK = Mark(verbal_element="ALPENGLÜT", feature="wordy", significant_verbal_element="ALPEN")


def picture(color: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (50, 50), color).save(made, "PNG")
    return made.getvalue()


def filed(desk: Desk) -> DossierKey:
    assert desk.register.documents
    logo = keep(desk.register.documents, picture("red"), name="logo.png", role="logo")
    return desk.file(
        mark=MARK,
        parties=PARTIES,
        classes=CLASSES,
        priorities=(Priority(office="EM", number="1", status="claimed"),),
        classifications=(Classification(scheme="vienna", code="02.01.01"),),
        documents=(logo,),
    )


def form(page: str) -> dict[str, Any]:
    """Everything that stands in the inputs of a page, as a browser sends it."""
    found: dict[str, list[str]] = {}
    body = page[page.index('<form class="sheet"') :]
    for name, value in re.findall(r'<input(?: type="hidden"| id="[^"]+") name="([^"]+)"[^>]* value="([^"]*)"', body):
        found.setdefault(name, []).append(unescape(value))
    for name, value in re.findall(r'<textarea id="[^"]+" name="([^"]+)"[^>]*>\n([^<]*)</textarea>', body):
        found[name] = [unescape(value)]
    for name, options in re.findall(r'<select id="[^"]+" name="([^"]+)"[^>]*>(.*?)</select>', body, re.DOTALL):
        found[name] = [unescape(value) for value in re.findall(r'value="([^"]*)" selected', options)] or [""]
    return found


def send(desk: Desk, key: DossierKey, fields: dict[str, Any], files: Any = (), status: int = 303) -> httpx.Response:
    sent = list(files) or [("none", b"")]
    answer = desk.client.post(f"/staff/desk/{key.path}/data", data={"do": "save", **fields}, files=sent)
    assert answer.status_code == status, answer.text
    return answer


def record_of(desk: Desk, key: DossierKey) -> Record:
    found = reading.read(desk.register, key).record
    assert found
    return found


def test_what_was_captured_wrongly_is_set_right_and_all_else_stays(desk: Desk):
    key = filed(desk)
    before = record_of(desk, key)
    fields = form(desk.get(f"/staff/desk/{key.path}/data"))
    assert fields["mark.verbal_element"] == ["ALPENGLÜT"]
    assert fields["mark.feature"] == ["wordy"]  # no word of the standard, but that of the register
    changes = {
        "mark.verbal_element": "ALPENGLUT",
        "applicant.0.address.city": "Bern",
        "class.1.number": "26",
        "class.2.number": "",
        "class.2.goods": "",
        "representative.0.name": "Kanzlei Süd",
        "priority.0.number": "018",
        "note": "typed wrongly <b>twice</b>",
    }
    page = desk.get(send(desk, key, fields | changes).headers["location"])
    assert "Set right" in page
    after = record_of(desk, key)
    assert after.mark == MARK.model_copy(update={"verbal_element": "ALPENGLUT"})
    assert after.parties[0] == PARTIES[0].model_copy(
        update={"address": Address(lines=("Haupt 1",), city="Bern", country="CH")}
    )
    assert {one.name for one in after.parties} == {"Ada Weber", "Ben Roth", "Somebody else", "Kanzlei Süd"}
    assert {(one.number, one.goods, one.first_used) for one in after.classes} == {
        ("9", "Software", "2020"),
        ("26", "Hats", None),
    }
    assert [(one.office, one.number, one.status) for one in after.priorities] == [("EM", "018", "claimed")]
    assert (after.classifications, after.documents) == (before.classifications, before.documents)
    (event,) = [one for one in after.events if one.code == "data-corrected"]
    assert (event.note, event.audience) == ("typed wrongly <b>twice</b>", "staff")
    assert reading.read(desk.register, key).version == 2


def test_the_same_form_twice_is_once_and_an_old_one_is_told_that_somebody_was_first(desk: Desk):
    key = filed(desk)
    fields = form(desk.get(f"/staff/desk/{key.path}/data")) | {"note": "wrong", "mark.verbal_element": "ALPENGLUT"}
    for _ in range(2):
        send(desk, key, fields)
    assert reading.read(desk.register, key).version == 2
    other = fields | {"command": "8c6d7e1c-6a0f-4d0c-8f83-111111111111", "mark.verbal_element": "MORGENROT"}
    assert "Somebody else was first" in send(desk, key, other, status=409).text
    old = form(desk.get(f"/staff/desk/{key.path}/data"))
    registry.handle(desk.register, Amend(key, {"language": "fr"}))
    send(desk, key, old | {"note": "late"}, status=409)
    assert record_of(desk, key).title() == "ALPENGLUT"


def test_a_picture_is_replaced_or_left_out(desk: Desk):
    key = filed(desk)
    fields = form(desk.get(f"/staff/desk/{key.path}/data")) | {"note": "the wrong picture"}
    send(desk, key, fields, [("mark.picture", ("new.png", picture("blue"), "image/png"))])
    (logo,) = record_of(desk, key).documents
    assert desk.register.documents
    assert desk.register.documents.get(logo.digest) == picture("blue")
    fields = form(desk.get(f"/staff/desk/{key.path}/data")) | {"note": "none"}
    (token,) = fields["mark.picture"]
    send(desk, key, fields | {"drop": f"mark.picture {token}"})
    assert record_of(desk, key).documents == ()


def test_a_second_picture_stays_and_the_first_is_the_one_that_is_replaced(desk: Desk):
    assert desk.register.documents
    two = [keep(desk.register.documents, picture(one), name="logo.png", role="logo") for one in ("red", "green")]
    key = desk.file(mark=MARK, documents=tuple(two))
    fields = form(desk.get(f"/staff/desk/{key.path}/data")) | {"note": "a typo", "mark.verbal_element": "ALPENGLUT"}
    send(desk, key, fields)
    assert record_of(desk, key).documents == tuple(two)
    fields = form(desk.get(f"/staff/desk/{key.path}/data")) | {"note": "the wrong picture"}
    send(desk, key, fields, [("mark.picture", ("new.png", picture("blue"), "image/png"))])
    found = [desk.register.documents.get(one.digest) for one in record_of(desk, key).documents]
    assert found == [picture("blue"), picture("green")]


def test_faults_are_told_at_their_fields_and_nothing_changes(desk: Desk):
    key = filed(desk)
    fields = form(desk.get(f"/staff/desk/{key.path}/data"))
    nothing = send(desk, key, fields, status=422).text
    assert "Nothing is other than it was" in nothing
    assert 'id="p-note"' in nothing
    wrong = {"class.1.number": "9", "application.filing_date": "2026-03-09", "applicant.0.name": "", "note": "x"}
    told = send(desk, key, fields | wrong, status=422).text
    faults = set(re.findall(r'class="problem" id="p-([^"]+)"', told))
    assert faults == {"class.1.number", "application.filing_date", "applicant.0.name"}
    assert ">\nx</textarea>" in told
    send(desk, key, fields | {"version": "none"}, status=400)
    send(desk, key, fields | {"csrf": "other"}, status=403)
    assert reading.read(desk.register, key).version == 1


def test_what_is_published_or_not_open_is_not_set_right_here(desk: Desk):
    key = filed(desk)
    fields = form(desk.get(f"/staff/desk/{key.path}/data")) | {"note": "late", "mark.verbal_element": "MORGENROT"}
    desk.person.roles = ("examiner",)
    desk.get(f"/staff/desk/{key.path}/data", 403)
    send(desk, key, fields, status=403)
    desk.person.roles = ("formality-examiner",)
    registry.handle(desk.register, OpenIssue("2026/09", dt.date(2026, 3, 6)))
    for action, role in (("find-in-order", "formality-examiner"), ("accept", "examiner")):
        registry.handle(desk.register, Act(key, action, role))
    registry.handle(desk.register, Act(key, "publish", "publication-officer", issue="2026/09"))
    page = desk.get(f"/staff/desk/{key.path}/data")
    assert "it stands in an issue of the gazette already" in page
    assert 'name="note"' not in page
    fields["version"] = str(reading.read(desk.register, key).version)
    assert "File a request of correction" in send(desk, key, fields, status=409).text
    secret = desk.file(kind=Kind.PATENT, mark=None, classes=(), invention={"title": "A silent engine"})
    registry.handle(desk.register, Act(secret, "order-secrecy", "security-officer"))
    desk.get(f"/staff/desk/{secret.path}/data", 404)


def test_a_file_of_a_declared_register_is_set_right_by_its_data(desk: Desk):
    entry = [("name", "Bergkase"), ("basis", "appellation-of-origin"), ("good", "Cheese"), ("area", "Valley")]
    fields = [{"field": name, "values": [value]} for name, value in (*entry, ("country", "CH"))]
    key = desk.file(kind=Kind("gi"), mark=None, classes=(), entry=fields)
    there = form(desk.get(f"/staff/desk/{key.path}/data"))
    assert there["entry.basis"] == ["appellation-of-origin"]
    change = {"entry.name": "Bergkäse", "entry.translation": "Mountain cheese", "note": "a letter was missing"}
    send(desk, key, there | change)
    assert {one.field: one.values for one in record_of(desk, key).entry} == {
        **{name: (value,) for name, value in (*entry, ("country", "CH"))},
        "name": ("Bergkäse",),
        "translation": ("Mountain cheese",),
    }

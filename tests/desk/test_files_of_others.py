"""Who is no party of a published file opposes it at the portal, and sees of it what the public does."""

import datetime as dt
from typing import Any

import registry
from desk import rules
from desk.web.office.phrases import languages, phrases
from mappings.number import DossierKey
from registry import people, requesting, standings
from registry.changing import hold
from registry.commands import Act, CloseIssue, MarkIssuePublished, OpenIssue
from registry.people import NewPerson
from registry.whose import not_the_partys
from tests.demo_office import OFFICE
from tests.desk.desks import Desk
from tests.desk.pdfs import pdf
from tests.desk.portal import another, form, send, sit


def published(desk: Desk, key: DossierKey) -> None:
    registry.handle(desk.register, OpenIssue("2026/09", dt.date(2026, 3, 2)))
    for action, role in (
        ("find-in-order", "formality-examiner"),
        ("accept", "examiner"),
        ("publish", "publication-officer"),
    ):
        registry.handle(desk.register, Act(key, action, role))
    for out in (CloseIssue("2026/09"), MarkIssuePublished("2026/09")):
        registry.handle(desk.register, out)


def test_a_published_file_is_found_by_its_number_and_opposed_once(desk: Desk):
    key, hidden = desk.file(), desk.file("MORGENROT")
    sit(desk, "else", "B-2")
    assert 'href="/my/others?' in desk.get("/my/")
    for number in (key.number, hidden.number, "TM/2026/000099"):
        assert "No published file" in desk.get(f"/my/others?number={number}", 404)
    assert "U+0000" in desk.get("/my/others?number=%00", 400)
    published(desk, key)
    address = f"/my/{key.path}/requests/new"
    led = desk.client.get(f"/my/others?number={key.number}&language=fr")
    assert (led.status_code, led.headers["location"]) == (303, f"{address}?language=fr")
    page = desk.get(address)
    assert all(f"type={name}&" in page for name in ("opposition", "observation"))
    assert "type=transfer" not in page
    assert f'href="/files/{key.path}?' in page
    fields = form(desk, f"{address}?type=opposition")
    assert "This is missing." in send(desk, address, fields, status=422).text
    sent = send(desk, address, fields | {"text": "It is mine."}, ("proof.pdf", pdf()))
    assert desk.status(key) == "opposed"
    receipt = desk.get(sent.headers["location"])
    assert "It is mine." in receipt
    assert "<bdi>else</bdi>" in receipt
    people.add(desk.register, OFFICE.permissions, NewPerson("else", "Else Brandt"), actor="test")
    assert "<bdi>Else Brandt</bdi>" in desk.get(sent.headers["location"])
    assert "again=true" in send(desk, address, fields | {"text": "It is mine."}).headers["location"]
    with desk.register.session() as session:
        (asked,) = requesting.requests(session, hold(session, key, None).id)
    assert (asked.type, asked.role, asked.actor) == ("opposition", "agent", "else")
    others = desk.get(f"/my/{key.path}", 404)
    assert "This is not one of your files" in others
    assert f'<a href="/files/{key.path}">Its public page</a>' in others
    assert "no dossier here has the number" in desk.get(f"/my/{hidden.path}", 404).lower()
    desk.get(f"{address}?type=transfer", 422)
    send(desk, address, another(fields) | {"type": "transfer"}, status=422)
    desk.get(f"/my/{hidden.path}/requests/new?type=opposition", 404)
    sit(desk, "third", "C-3")
    desk.get(sent.headers["location"], 404)
    assert ("else", "form of a request", key.id, "as one outside") in desk.person.notes


def test_the_time_to_oppose_is_for_others_and_none_that_the_party_has_to_keep(desk: Desk):
    key = desk.file()
    published(desk, key)
    sit(desk)
    with desk.register.session() as session:
        running = {one.name for one in standings.deadlines(session, hold(session, key, None).id)}
    assert running == {"opposition", "registration-fee"}
    (one,) = desk.client.get("/api/office/v1/dossiers").json()["dossiers"]
    assert one["deadline"] == "registration-fee"
    assert "Registration fee" in desk.get("/my/")
    assert "Registration fee: <time" in desk.get(f"/my/{key.path}")
    clock: Any = desk.register.procedure.clock
    clock.set("2026-04-01")
    page = desk.get("/my/deadlines")
    assert "Nothing ends in the next 60 days." in page
    assert "Registration fee" in page
    assert "Opposition" not in page.split("<main")[1]


def test_whose_a_deadline_is_follows_from_the_workflow():
    found = {(workflow.right.value, workflow.files, name) for workflow, name in not_the_partys(rules.procedure(OFFICE))}
    assert ("tm", "national", "opposition") in found
    assert ("pt", "national", "opposition") in found
    assert ("tm", "international", "opposition") in found
    assert ("tm", "international", "refusal-period") in found
    assert ("pt", "national", "publication") in found  # the office's alone, and nothing follows when it passes
    assert ("ds", "national", "deferment") in found
    assert not {name for *_, name in found} & {
        "reply-to-defect",
        "reply-to-refusal",
        "renewal",
        "appeal",
        "restoration",
    }


def test_why_it_cannot_be_opposed_is_told_as_far_as_it_is_public(desk: Desk):
    key = desk.file()
    published(desk, key)
    registry.handle(desk.register, Act(key, "withdraw", "agent"))
    sit(desk, "else", "B-2")
    page = desk.get(f"/my/{key.path}/requests/new")
    assert "It is not for a file in this state." in page
    assert "Not as the file stands now" not in page
    assert "Nothing can be asked for on this file today." in page
    desk.person.roles = ("auditor",)
    desk.get("/my/others", 403)


def test_every_language_has_the_words(desk: Desk):
    names = [{name for name in phrases(one) if name.startswith("others")} for one in languages()]
    assert names[0]
    assert all(one == names[0] for one in names)

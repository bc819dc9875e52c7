"""A party files requests at the portal by forms that the office's data declares; the office files them by the same."""

import datetime as dt
import io
import re

import pytest
from PIL import Image

import registry
from desk.web.office import asked_forms
from desk.web.office.asked_forms import Setting
from desk.web.office.phrases import languages, phrases
from mappings.number import DossierKey
from mappings.record import Address, Kind, Party, Record, Role
from registry import reading, requesting, stakeholders
from registry.changing import hold
from registry.commands import Act, DecideRequest, OpenIssue
from registry.requesting import Asked
from registry.stakeholders import By
from tests.demo_office import OFFICE
from tests.desk.desks import Desk
from tests.desk.pdfs import pdf
from tests.desk.portal import another, form, send, sit


def asked(desk: Desk, key: DossierKey) -> list[Asked]:
    with desk.register.session() as session:
        return requesting.requests(session, hold(session, key, None).id)


def record(desk: Desk, key: DossierKey) -> Record:
    found = reading.read(desk.register, key).record
    assert found
    return found


def new(desk: Desk, key: DossierKey, name: str, language: str = "en") -> dict[str, str]:
    return form(desk, f"/my/{key.path}/requests/new?type={name}&language={language}")


def test_what_can_be_asked_for_is_listed_and_why_other_things_cannot(desk: Desk):
    key = desk.file()
    sit(desk)
    assert "File a request" in desk.get(f"/my/{key.path}")
    page = desk.get(f"/my/{key.path}/requests/new")
    now, later = page.split("Not today")
    assert all(
        f"type={name}&" in now for name in ("transfer", "licence", "withdrawal", "change-address", "limit-goods")
    )
    assert all(text in later for text in ("Surrender", "Renewal", "Extension of time", "Restoration of a right"))
    assert "It is not for a file in this state." in later
    assert "Not as the file stands now: Application filed." in later
    assert "The register holds no entry for this file." in later
    assert "لا يمكن" not in page
    assert "ما يمكنك طلبه اليوم" in desk.get(f"/my/{key.path}/requests/new?language=ar")
    refused = desk.get(f"/my/{key.path}/requests/new?type=renewal")
    assert "This cannot be asked for today." in refused
    assert "<textarea" not in refused
    unknown = desk.get(f"/my/{key.path}/requests/new?type=transfr", 422)
    assert "The office takes no request of this name." in unknown
    assert re.search(r'<a href="\?type=transfer&(amp;)?language=en">Transfer</a>', unknown)
    assert "transfr" not in unknown
    assert "Conversion into a national application" not in page + unknown
    assert (
        "The office takes no request of this name."
        in send(desk, f"/my/{key.path}/requests/new", new(desk, key, "transfer") | {"type": "transfr"}, status=422).text
    )


def test_a_transfer_is_filed_with_its_deed_and_its_receipt_and_what_became_of_it_is_told(desk: Desk):
    key = desk.file()
    registry.handle(desk.register, OpenIssue("2026/09", dt.date(2026, 3, 6)))
    sit(desk)
    typed = {
        "party.name": "Neue Werke AG",
        "party.natural_person": "false",
        "party.address.lines": "Hauptstraße 1",
        "party.address.country": "CH",
        "executed": "2026-02-20",
        "kind": "power-of-attorney",
    }
    fields = new(desk, key, "transfer") | typed
    sent = send(desk, f"/my/{key.path}/requests/new", fields, ("deed.pdf", pdf()))
    (one,) = asked(desk, key)
    assert (one.type, one.state, one.role, one.actor) == ("transfer", "received", "agent", "sud")
    assert one.form["party"]["address"] == {"lines": ["Hauptstraße 1"], "country": "CH"}
    receipt = desk.get(sent.headers["location"])
    for text in (
        "Transfer",
        one.number,
        "Neue Werke AG, Hauptstraße 1, Switzerland",
        "2026-02-20",
        "I/2026/000001",
        "received",
    ):
        assert text in receipt
    again = send(desk, f"/my/{key.path}/requests/new", fields, ("deed.pdf", pdf()))
    assert again.headers["location"].split("?")[0] == sent.headers["location"].split("?")[0]
    assert len(asked(desk, key)) == 1
    registry.handle(desk.register, DecideRequest(key, one.number, "refused", "registrar", "The deed is not signed."))
    page = desk.get(f"/my/{key.path}?language=es")
    assert "The deed is not signed." in page
    assert phrases("es")["refused"] in page
    assert "The deed is not signed." in desk.get(sent.headers["location"])


def test_what_is_wrong_is_told_at_its_field_and_everything_typed_is_kept(desk: Desk):
    key = desk.file()
    sit(desk)
    typed = {"party.emails": "<neu>@example.org", "party.address.country": "C1", "executed": "yesterday"}
    wrong = send(desk, f"/my/{key.path}/requests/new", new(desk, key, "transfer", "fr") | typed, status=422).text
    for name, text in (
        ("party.name", "Ceci manque."),
        ("party.address.country", "Ceci ne peut"),
        ("executed", "Ceci ne"),
    ):
        assert re.search(rf'id="p-{name}">{text}', wrong), name
        assert f'href="#f-{name}"' in wrong
    assert 'value="&lt;neu&gt;@example.org"' in wrong
    assert 'value="yesterday"' in wrong
    nothing = send(desk, f"/my/{key.path}/requests/new", new(desk, key, "division"), status=422).text
    assert "This is missing." in nothing
    empty = send(desk, f"/my/{key.path}/requests/new", new(desk, key, "change-address"), status=422).text
    summary = re.findall(r'<li><a href="#f-([^"]+)">([^<]+)</a></li>', empty)
    said = {label: place for place, label in summary}
    assert said["Country: This is missing."].endswith(".country")
    assert said["Street and number: This is missing."].endswith(".lines")
    assert all(f'id="f-{place}"' in empty for place in said.values())
    none = new(desk, key, "partial-transfer") | {"party.name": "Teil AG", "classes": ["9", "25"]}
    all_classes = send(desk, f"/my/{key.path}/requests/new", none, status=422).text
    assert "all classes are named; leave at least one with the file" in all_classes
    assert all_classes.count(" checked") == 2
    assert asked(desk, key) == []


def test_goods_are_written_over_and_only_what_differs_is_asked_for(desk: Desk):
    key = desk.file()
    sit(desk)
    page = desk.get(f"/my/{key.path}/requests/new?type=amend-goods")
    assert "Software</textarea>" in page
    fields = new(desk, key, "amend-goods") | {"goods.0.goods": "Software", "goods.1.goods": "Hats; caps"}
    same = fields | {"goods.1.goods": "Hats"}
    assert "This is missing." in send(desk, f"/my/{key.path}/requests/new", same, status=422).text
    more = {"goods.new0.number": "35", "goods.new0.goods": "Advertising"}
    send(desk, f"/my/{key.path}/requests/new", fields | more)
    goods = [(one["number"], one["goods"]) for one in asked(desk, key)[0].form["goods"]]
    assert goods == [("25", "Hats; caps"), ("35", "Advertising")]
    limit = new(desk, key, "limit-goods") | {"goods.new1.number": "7", "goods.new1.goods": "Engines"}
    refused = send(desk, f"/my/{key.path}/requests/new", limit, status=422).text
    assert "the file has no class 7, and a limitation adds none" in refused


def test_a_picture_is_a_field_of_its_form_and_must_be_one(desk: Desk):
    key = desk.file()
    sit(desk)
    fields = new(desk, key, "amend-logo")
    address = f"/my/{key.path}/requests/new"
    assert (
        "is no picture, but a logo is one"
        in send(desk, address, fields, ("a.pdf", pdf()), field="logo", status=422).text
    )
    into = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(into, "PNG")
    send(desk, address, fields, ("logo.png", into.getvalue()), field="logo")
    (one,) = asked(desk, key)
    assert (one.form["logo"]["media_type"], one.form["logo"]["width"]) == ("image/png", 40)
    correction = new(desk, key, "correction") | {"changes.mark.verbal_element": "ALPENGLÜT"}
    send(desk, address, correction)
    assert asked(desk, key)[1].form == {"changes": {"mark": {"verbal_element": "ALPENGLÜT"}}}


def test_who_gives_up_the_file_keeps_the_receipt_and_loses_the_file(desk: Desk):
    key = desk.file()
    sit(desk)
    fields = new(desk, key, "renounce-representation")
    sent = send(desk, f"/my/{key.path}/requests/new", fields)
    assert not any(party.role == Role.REPRESENTATIVE for party in record(desk, key).parties)
    assert "Renunciation of representation" in desk.get(sent.headers["location"])
    desk.get(f"/my/{key.path}", 404)
    again = send(desk, f"/my/{key.path}/requests/new", fields)
    assert "again=true" in again.headers["location"]
    sit(desk, "else")
    desk.get(sent.headers["location"], 404)


def test_what_was_asked_for_is_told_to_who_acts_and_that_it_was_to_all_parties(desk: Desk):
    owner = Party(role=Role.APPLICANT, name="Ada Weber", identifier="C-1", address=Address(country="CH"))
    agent = Party(role=Role.REPRESENTATIVE, name="Kanzlei Süd", identifier="A-7")
    key = desk.file(parties=(owner, agent, Party(role=Role.LICENSEE, name="Lizenz GmbH", identifier="L-1")))
    sit(desk)
    typed = {"party.name": "Neue Werke AG", "party.natural_person": "false"}
    sent = send(desk, f"/my/{key.path}/requests/new", new(desk, key, "transfer") | typed)
    for login, identifier, told in (("sud", "A-7", True), ("owner", "C-1", True), ("licensee", "L-1", False)):
        sit(desk, login, identifier)
        receipt = desk.get(sent.headers["location"])
        assert asked(desk, key)[0].number in receipt
        assert ("Neue Werke AG" in receipt) == told, login


def test_an_agent_whose_number_has_ended_is_not_appointed_and_it_is_told_in_the_form(desk: Desk):
    details = {"name": "Kanzlei Alt", "agent_number": "next", "agent_until": "2026-02-28"}
    stakeholders.add(desk.register, details, By("rita"))
    key = desk.file(parties=(Party(role=Role.APPLICANT, name="Ada Weber", identifier="C-1"),))
    sit(desk, "owner", "C-1")
    typed = {"party.name": "Kanzlei Alt", "party.natural_person": "false", "party.identifier": "A/0001"}
    fields = new(desk, key, "appoint-representative") | typed
    refused = send(desk, f"/my/{key.path}/requests/new", fields, status=409).text
    assert "the agent number held until 2026-02-28; name another agent" in refused
    assert "blazon stakeholders" not in refused
    assert 'value="A/0001"' in refused
    assert asked(desk, key) == []


def test_a_request_that_takes_an_action_at_once_is_refused_when_somebody_was_first(desk: Desk):
    key = desk.file()
    sit(desk)
    fields = new(desk, key, "withdrawal")
    registry.handle(desk.register, Act(key, "find-in-order", "formality-examiner"))
    late = send(desk, f"/my/{key.path}/requests/new", fields, status=409)
    assert "The file has changed since you opened this form" in late.text
    assert desk.status(key) == "examination"
    send(desk, f"/my/{key.path}/requests/new", new(desk, key, "withdrawal"))
    assert desk.status(key) == "withdrawn"
    done = send(desk, f"/my/{key.path}/requests/new", another(fields), status=409)
    assert "This cannot be asked for today." in done.text


def test_the_office_files_the_same_for_a_party_who_came_by_paper(desk: Desk):
    key = desk.file()
    desk.person.roles = ("reception",)
    assert "File a request for a party" in desk.get(f"/staff/desk/{key.path}")
    assert "type=transfer" in desk.get(f"/staff/desk/{key.path}/requests/new")
    fields = form(desk, f"/staff/desk/{key.path}/requests/new?type=transfer")
    fields |= {"party.name": "Neue Werke AG", "date": "2026-03-03"}
    future = send(desk, f"/staff/desk/{key.path}/requests/new", fields, status=409)
    assert "2026-03-03 lies in the future" in future.text
    assert 'value="2026-03-03"' in future.text
    wrong = send(desk, f"/staff/desk/{key.path}/requests/new", fields | {"date": "1. March"}, status=422)
    assert 'id="p-date">This cannot be read' in wrong.text
    assert 'value="1. March"' in wrong.text
    assert asked(desk, key) == []
    send(desk, f"/staff/desk/{key.path}/requests/new", fields | {"date": "2026-03-02"}, ("deed.pdf", pdf()))
    (one,) = asked(desk, key)
    assert (one.role, one.actor, one.received_on) == ("reception", "ada", dt.date(2026, 3, 2))
    desk.person.roles = ("examiner",)
    assert "None of your roles files a request" in desk.get(f"/staff/desk/{key.path}/requests/new")
    desk.get("/staff/desk/XB/tm/TM/2026/999999/requests/new", 404)
    desk.person.roles = ("agent",)
    desk.get(f"/staff/desk/{key.path}/requests/new", 403)


@pytest.mark.parametrize("language", languages())
def test_every_form_of_the_office_has_its_controls_in_every_language(language: str):
    record = Record(
        kind=Kind.TRADEMARK,
        office="XB",
        application_number="TM/2026/000001",
        parties=(Party(role=Role.APPLICANT, name="Ada"),),
    )
    setting = Setting(record, phrases(language), lambda texts: OFFICE.said(dict(texts), language), language)
    for name, rule in OFFICE.requests.types.items():
        for section in asked_forms.sections(rule, setting, {}, {}):
            assert section.legend, name
            assert section.controls or section.name == "changes", (name, section.name)
            if language != "en":
                assert section.legend != rule.form[section.name].text["en"]
    empty = {name for name, rule in OFFICE.requests.types.items() if asked_forms.read(rule, setting, {}, {}).wrong}
    assert empty == {n for n, rule in OFFICE.requests.types.items() if any(one.required for one in rule.form.values())}

"""Every kind of request: filed, granted, with its effect on the register, event, letter and publication; and undone."""

import datetime as dt
from typing import Any

import pytest

import registry
from mappings.number import DossierKey
from registry import documents, reading
from registry.commands import Act, Amend, CloseIssue, DecideRequest, FileRequest, OpenIssue, Undo
from registry.database import Register
from registry.errors import (
    CannotUndo,
    InvalidForm,
    NoSuchRequest,
    NoSuchRequestType,
    NotPermitted,
    NotPublishable,
    RequestRefused,
)
from registry.issues import closing_list
from tests.demo_office import OFFICE, Day
from tests.registry.request_room import ANOTHER_FILE, CASES, OWNER, Room, owners, png


@pytest.fixture
def room(office_register: Register, clock: Day) -> Room:
    registry.handle(office_register, OpenIssue("2026/10", dt.date(2026, 5, 6)))
    return Room(office_register, clock)


def test_every_type_that_ships_has_a_case():
    assert set(CASES) == set(OFFICE.requests.types)


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_request_has_its_effect_its_event_its_letter_its_publication_and_can_be_undone(room: Room, name: str):
    case, rule = CASES[name], OFFICE.requests.types[name]
    key = room.file(case.on)
    for earlier in case.before:
        room.ask(key, earlier)
    before = room.record(key)
    number = room.ask(key, name)
    after, taken = room.record(key), room.acts(key)[-1]
    assert case.holds(after)
    if rule.action:
        workflow = OFFICE.workflows[taken.workflow]
        assert taken.action == rule.action[key.kind]
        event, letter = workflow.actions[taken.action].event, workflow.actions[taken.action].letter
    else:
        event, letter = rule.event[key.kind], rule.letter
    assert after.events[-1].code == event
    assert number in (after.events[-1].note or "")
    assert (taken.request, taken.letter) == (number, letter)
    published = [one.stage for one in after.publications][len(before.publications) :]
    assert published == ([rule.publication.stage] if rule.publication and before.publications else [])
    role = taken.role if rule.action else (rule.decides or rule.who)[0]
    if name in ANOTHER_FILE:
        child = room.record(DossierKey(key.office, key.kind, after.events[-1].note.rsplit(" ", 1)[1]))
        assert child.related[-1].number == key.number
        with pytest.raises(CannotUndo, match="another file"):
            registry.handle(room.register, Undo(key, taken.action, "a mistake", role))
        return
    registry.handle(room.register, Undo(key, taken.action, "a mistake", role))
    undone = room.record(key)
    kept = {"events": (), "parties": (), "publications": (), "documents": ()}
    assert undone.model_copy(update=kept) == before.model_copy(update=kept)
    assert sorted(map(str, undone.parties)) == sorted(map(str, before.parties))
    assert {one.digest for one in undone.documents} == {one.digest for one in before.documents}
    assert room.requests(key)[number] == "received"


def test_an_undone_amendment_of_the_representation_leaves_the_pictures_in_their_places(room: Room):
    key, store = room.file("filed"), room.register.documents
    assert store is not None
    kept = [
        documents.keep(store, png(colour), name=f"{colour}.png", role=role)
        for colour, role in (("blue", "logo"), ("green", "logo"), ("white", "view"))
    ]
    registry.handle(room.register, Amend(key, {"documents": kept}))
    room.ask(key, "amend-logo")
    amended = room.record(key).documents
    assert [one.name for one in amended] == ["logo.png", "white.png"]
    registry.handle(room.register, Undo(key, "request/amend-logo", "a mistake", "examiner"))
    assert room.record(key).documents == (*kept[:1], *kept[2:], *kept[1:2])
    assert reading.read(room.register, key, valid_on=dt.date(2099, 1, 1)).record == room.record(key)


@pytest.mark.parametrize(
    ("changes", "place"), [({"classes": {"x": "y"}}, "classes"), ({"mark": {"verbal": "X"}}, "mark"), ({"xx": 1}, "xx")]
)
def test_a_correction_that_cannot_be_granted_is_refused_when_it_comes(room: Room, changes: dict[str, Any], place: str):
    key = room.file("registered")
    with pytest.raises(InvalidForm) as refused:
        registry.handle(room.register, FileRequest(key, "correction", {"changes": changes}, "agent"))
    assert refused.value.field.startswith(place)
    assert room.requests(key) == {}


def test_a_change_does_not_come_out_before_the_application_does(room: Room):
    key = room.file("published")  # into the issue of 6 May
    registry.handle(room.register, OpenIssue("2026/09", dt.date(2026, 4, 1)))
    asked = registry.handle(room.register, FileRequest(key, "change-name", {"name": "Ada Berg"}, "agent")).request
    assert asked
    with pytest.raises(NotPublishable, match="it comes out first with issue 2026/10 of 2026-05-06"):
        registry.handle(room.register, DecideRequest(key, asked, "granted", "registrar", issue="2026/09"))
    registry.handle(room.register, DecideRequest(key, asked, "granted", "registrar", issue="2026/10"))
    assert [one.number for one in room.record(key).publications] == ["2026/10", "2026/10"]


def test_what_changes_before_the_first_publication_is_published_with_that(room: Room):
    key = room.file("filed")
    room.ask(key, "change-name")
    changed = room.record(key)
    assert owners(changed) == ["Ada Berg"]
    assert changed.publications == ()
    for action, role in (
        ("find-in-order", "formality-examiner"), ("accept", "examiner"), ("publish", "publication-officer"),
    ):  # fmt: skip
        registry.handle(room.register, Act(key, action, role))
    assert [one.stage for one in room.record(key).publications] == ["application"]
    registry.handle(room.register, CloseIssue("2026/10"))
    (line,) = closing_list(room.register, "2026/10").rows
    assert line["stage"] == "application"


def test_a_request_is_refused_with_its_reason_or_withdrawn_by_who_made_it(room: Room):
    key = room.file("registered")
    first, second = (
        registry.handle(room.register, FileRequest(key, "change-name", {"name": name}, "agent")).request or ""
        for name in ("Ada Berg", "Ada Tal")
    )
    with pytest.raises(RequestRefused, match="needs its reason"):
        registry.handle(room.register, DecideRequest(key, first, "refused", "registrar"))
    with pytest.raises(NotPermitted):
        registry.handle(room.register, DecideRequest(key, first, "granted", "agent"))
    registry.handle(room.register, DecideRequest(key, first, "refused", "registrar", reason="No proof"))
    registry.handle(room.register, DecideRequest(key, second, "withdrawn", "agent"))
    assert room.requests(key) == {first: "refused", second: "withdrawn"}
    record = room.record(key)
    assert owners(record) == ["Ada Weber"]
    assert [event.code for event in record.events[-4:]] == ["TM014", "TM014", "TM016", "TM018"]
    assert room.acts(key)[-2].letter == "request-refused"
    with pytest.raises(RequestRefused, match=f"{first} was refused on"):
        registry.handle(room.register, DecideRequest(key, first, "granted", "registrar"))
    with pytest.raises(NoSuchRequest, match=f"it has {first}, {second}"):
        registry.handle(room.register, DecideRequest(key, "R/1", "granted", "registrar"))


@pytest.mark.parametrize(
    ("name", "form", "said"),
    [
        ("transfer", {}, "party: is missing"),
        ("transfer", {"party": OWNER, "perty": OWNER}, "perty: is no field of its form; that has party, executed"),
        ("transfer", {"party": {"role": "holder"}}, "party.name: Field required"),
        ("limit-goods", {"goods": [{"number": "7", "goods": "Pumps"}]}, "the file has no class 7"),
        ("division", {"classes": ["9", "25"]}, "leave at least one with the file"),
        ("cancel-licence", {"entry": "R/9"}, "no entry R/9 for the file; it has none"),
        ("renounce-representation", {}, "the file has no representative"),
        ("change-name", {"name": "X", "role": "opponent"}, "the file has no opponent"),
    ],
)
def test_a_form_that_cannot_be_is_refused_when_it_comes_in(room: Room, name: str, form: dict[str, Any], said: str):
    key = room.file("registered")
    before = room.record(key)
    with pytest.raises(InvalidForm) as refused:
        registry.handle(room.register, FileRequest(key, name, form, "agent"))
    assert said in str(refused.value)
    assert room.record(key) == before
    assert room.requests(key) == {}


def test_what_the_office_does_not_take_is_refused_with_what_it_does(room: Room):
    key = room.file("filed")
    with pytest.raises(NoSuchRequestType, match="did you mean `transfer`"):
        registry.handle(room.register, FileRequest(key, "transfr", {}, "agent"))
    with pytest.raises(NoSuchRequestType, match="it takes"):
        registry.handle(room.register, FileRequest(key, "annuity", {}, "agent"))
    with pytest.raises(NotPermitted, match="for agent, reception"):
        registry.handle(room.register, FileRequest(key, "transfer", {"party": OWNER}, "examiner"))
    with pytest.raises(RequestRefused, match="for files that are registered; this one is pending"):
        registry.handle(room.register, FileRequest(key, "surrender", {}, "agent"))


def test_numbers_of_requests_have_no_gaps_whatever_is_refused(room: Room):
    key = room.file("registered")
    for name in ("Ada Berg", "", "Ada Tal"):
        try:
            registry.handle(room.register, FileRequest(key, "change-name", {"name": name}, "agent"))
        except InvalidForm:
            continue
    assert list(room.requests(key)) == ["R/2026/000001", "R/2026/000002"]
    registry.handle(room.register, CloseIssue("2026/10"))

"""Every kind of request: filed, granted, with its effect on the register, event, letter and publication; and undone."""

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from PIL import Image

import registry
from mappings.number import DossierKey
from mappings.record import (
    Claim,
    GoodsClass,
    Invention,
    Kind,
    Mark,
    Party,
    Record,
    Related,
    Role,
)
from registry import documents, lapses, reading, requesting, standings
from registry.changing import hold
from registry.commands import Act, Amend, CloseIssue, DecideRequest, FileApplication, FileRequest, OpenIssue, Undo
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
from registry.issues import closing_list, list_issues
from tests.demo_office import OFFICE, Day


def png(colour: str = "red") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(made, "PNG")
    return made.getvalue()


OWNER = {"role": "holder", "name": "Neue Werke AG", "legal_form": "AG"}
AGENT = {"role": "representative", "name": "Kanzlei Berg"}
LICENSEE = {"role": "licensee", "name": "Lizenz GmbH"}


@dataclass
class Case:
    """What a request is filed with, on which file, and what holds afterwards."""

    form: dict[str, Any] = field(default_factory=dict)
    on: str = "registered"
    before: tuple[str, ...] = ()  # requests granted first
    holds: Callable[[Record], bool] = lambda _: True


def owners(record: Record) -> list[str]:
    return [one.name for one in record.parties if one.role in {Role.HOLDER, Role.APPLICANT}]


def names(record: Record, role: Role) -> list[str]:
    return [one.name for one in record.parties if one.role == role]


def classes(record: Record) -> dict[str, str | None]:
    return {one.number: one.goods for one in record.classes}


CASES: dict[str, Case] = {
    "amend-goods": Case(
        {"goods": [{"number": "9", "goods": "Games"}]}, "filed", (), lambda r: classes(r)["9"] == "Games"
    ),
    "limit-goods": Case({"goods": [{"number": "9", "goods": "Maps"}]}, holds=lambda r: classes(r)["9"] == "Maps"),
    "amend-logo": Case({}, "filed", (), lambda r: [one.role for one in r.documents] == ["logo"]),
    "change-name": Case({"name": "Ada Berg"}, holds=lambda r: owners(r) == ["Ada Berg"]),
    "change-address": Case(
        {"address": {"city": "Basel", "country": "CH"}}, holds=lambda r: r.parties[0].address.city == "Basel"
    ),
    "change-representative": Case({"party": AGENT}, holds=lambda r: names(r, Role.REPRESENTATIVE) == ["Kanzlei Berg"]),
    "appoint-representative": Case({"party": AGENT}, holds=lambda r: "Kanzlei Berg" in names(r, Role.REPRESENTATIVE)),
    "renounce-representation": Case(
        before=("appoint-representative",), holds=lambda r: names(r, Role.REPRESENTATIVE) == []
    ),
    "transfer": Case(
        {"party": OWNER, "executed": "2026-07-01"},
        holds=lambda r: owners(r) == ["Neue Werke AG"]
        and names(r, Role.PREVIOUS_HOLDER) == ["Ada Weber"]
        and r.recordals[0].executed == dt.date(2026, 7, 1),
    ),
    "merger": Case({"party": OWNER}, holds=lambda r: owners(r) == ["Neue Werke AG"]),
    "partial-transfer": Case({"party": OWNER, "classes": ["9"]}, holds=lambda r: set(classes(r)) == {"25"}),
    "division": Case({"classes": ["9"]}, "filed", (), lambda r: set(classes(r)) == {"25"}),
    "conversion": Case(on="designation", holds=lambda r: len(r.related) == 1),
    "licence": Case(
        {"party": LICENSEE, "text": "Exclusive"}, holds=lambda r: names(r, Role.LICENSEE) == ["Lizenz GmbH"]
    ),
    "amend-licence": Case(
        {"entry": "R/2026/000001", "text": "Not exclusive"},
        before=("licence",),
        holds=lambda r: r.recordals[0].note == "Not exclusive",
    ),
    "cancel-licence": Case(
        {"entry": "R/2026/000001"},
        before=("licence",),
        holds=lambda r: (
            names(r, Role.LICENSEE) == [] and r.recordals[0].note == "Cancellation of a licence, 2026-08-03"
        ),
    ),
    "pledge": Case({"party": {**OWNER, "name": "Bank"}}, holds=lambda r: r.recordals[0].receivers == ("Bank",)),
    "release-pledge": Case(
        {"entry": "R/2026/000001"}, before=("pledge",), holds=lambda r: "Release" in (r.recordals[0].note or "")
    ),
    "renewal": Case(holds=lambda r: r.expiry_date == dt.date(2046, 3, 2)),
    "late-renewal": Case(on="in grace", holds=lambda r: r.expiry_date == dt.date(2046, 3, 2)),
    "annuity": Case(on="patent"),
    "withdrawal": Case(on="filed", holds=lambda r: status(r) == "withdrawn"),
    "surrender": Case(holds=lambda r: status(r) == "surrendered"),
    "partial-surrender": Case({"classes": ["9"]}, holds=lambda r: r.classes[0].status == "withdrawn"),
    "opposition": Case({"text": "Confusion with BERG"}, "published", (), lambda r: status(r) == "opposed"),
    "observation": Case({"text": "Descriptive"}, "filed"),
    "response": Case({"text": "It is distinctive"}, "objected", (), lambda r: status(r) == "examination"),
    "extension": Case(on="objected"),
    "restoration": Case({"text": "An illness"}, "expired", (), lambda r: status(r) == "registered"),
    "appeal": Case({"text": "Wrong in law"}, "refused", (), lambda r: status(r) == "appealed"),
    "correction": Case(
        {"changes": {"mark": {"verbal_element": "ALPENGLÜHEN"}}}, holds=lambda r: r.mark.verbal_element == "ALPENGLÜHEN"
    ),
    "certified-copy": Case(),
    "priority-document": Case(),
}  # fmt: skip
ANOTHER_FILE = {"partial-transfer", "division", "conversion"}


def status(record: Record) -> str | None:
    return record.status and record.status.code


@dataclass
class Room:
    register: Register
    clock: Day

    def file(self, on: str) -> DossierKey:
        """A file that stands so."""
        self.clock.set("2026-03-02")
        party = Party(role=Role.APPLICANT, name="Ada Weber")
        base = {"office": "XB", "application_number": "-", "filing_date": dt.date(2026, 3, 2), "parties": (party,)}
        if on == "patent":
            what = {"kind": Kind.PATENT, "invention": Invention(title="Lamp", claims=(Claim(number=1, text="A lamp"),))}
        else:
            goods = (GoodsClass(number="9", goods="Software"), GoodsClass(number="25", goods="Clothing"))
            what = {"kind": Kind.TRADEMARK, "mark": Mark(verbal_element="ALPENGLUT"), "classes": goods}
        if on == "designation":
            what["related"] = (Related(relation="international", office="WO", number="1500000"),)
        key = registry.handle(self.register, FileApplication(Record(**base, **what), role="reception")).key
        ways = {
            "objected": [("find-in-order", "formality-examiner"), ("refuse-provisionally", "examiner")],
            "refused": [("find-in-order", "formality-examiner"), ("refuse", "examiner")],
            "published": [
                ("find-in-order", "formality-examiner"), ("accept", "examiner"), ("publish", "publication-officer"),
            ],
        }  # fmt: skip
        late = on in {"registered", "in grace", "expired"}
        for action, role in ways.get("published" if late else on, []):
            registry.handle(self.register, Act(key, action, role, note="A reason."))
        if late:
            self.clock.set("2026-08-03")
            registry.handle(self.register, Act(key, "register", "registrar"))
        if on == "in grace":
            self.clock.set("2036-06-02")
        if on == "expired":
            self.clock.set("2036-10-01")
            assert [one.action for one in lapses.run(self.register)] == ["expire"]
        return key

    def open_issue(self) -> None:
        """One that takes in what is done today."""
        day = self.clock().date()
        if not any(one.status == "open" and one.date >= day for one in list_issues(self.register)):
            registry.handle(self.register, OpenIssue(f"{day:%Y/%j}", day))

    def record(self, key: DossierKey) -> Record:
        found = reading.read(self.register, key).record
        assert found is not None
        return found

    def acts(self, key: DossierKey) -> list[standings.Taken]:
        with self.register.session() as session:
            return standings.acts(session, hold(session, key, None).id)

    def requests(self, key: DossierKey) -> dict[str, str]:
        with self.register.session() as session:
            found = requesting.requests(session, hold(session, key, None).id)
        return {one.number: one.state for one in found}

    def ask(self, key: DossierKey, name: str) -> str:
        """The request filed, and granted where somebody decides it."""
        rule, form = OFFICE.requests.types[name], dict(CASES[name].form)
        if name == "amend-logo":
            assert self.register.documents is not None
            kept = documents.keep(self.register.documents, png(), name="logo.png", role="logo")
            form["logo"] = kept.model_dump(mode="json", exclude_none=True)
        self.open_issue()
        filed = registry.handle(self.register, FileRequest(key, name, form, rule.who[0]))
        assert filed.request
        if rule.decides:
            assert self.requests(key)[filed.request] == "received"
            registry.handle(self.register, DecideRequest(key, filed.request, "granted", rule.decides[0]))
        assert self.requests(key)[filed.request] == "granted"
        return filed.request


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

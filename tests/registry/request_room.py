"""Each type of request with what it is filed with and what holds then, and a room in which it is filed."""

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

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
from registry.commands import Act, DecideRequest, FileApplication, FileRequest, OpenIssue
from registry.database import Register
from registry.issues import list_issues
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

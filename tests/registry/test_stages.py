"""What an office publishes at which stage, and that a correction names what it corrects."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

import registry
from mappings import digest
from mappings.addresses import AddressRule, Person, Shown
from mappings.audience import AudienceRules
from mappings.number import DossierKey
from mappings.record import Audience, Event, Kind, Party, Record, Role, Status, StatusGroup
from mappings.statuses import StatusRule
from registry import open_register, reading
from registry.commands import Amend, CloseIssue, FileApplication, OpenIssue, Publish, RecordEvent
from registry.database import Register
from registry.errors import NotPublishable
from registry.stages import PublicationRules

DAY = dt.date(2026, 3, 31)
RULES = PublicationRules(
    "XB",
    {Kind.TRADEMARK: ("application", "correction")},
    {Kind.TRADEMARK: frozenset({"secret"})},
    {Kind.TRADEMARK: {"objected": StatusRule(StatusGroup.PENDING, "Under examination")}},
)
ADDRESSES = (AddressRule(Shown.COUNTRY, Person.UNKNOWN), AddressRule(Shown.NOTHING, role=Role.OPPONENT))
SAID = Event(date=dt.date(2026, 3, 2), code="EX1", text="Examined")


@pytest.fixture
def register(register_url: str, tmp_path: Path) -> Iterator[Register]:
    rules = AudienceRules("XB", events={(Kind.TRADEMARK, "EX1"): Audience.PUBLIC}, addresses=ADDRESSES)
    opened = open_register(register_url, audiences=rules, publication=RULES)
    for issue, day in (("2026/03", DAY), ("2026/04", dt.date(2026, 4, 30))):
        registry.handle(opened, OpenIssue(issue, day))
    yield opened
    opened.close()


@pytest.fixture
def key(register: Register, mark: Callable[..., Record]) -> DossierKey:
    return registry.handle(register, FileApplication(mark())).key


def frozen_of(register: Register, key: DossierKey) -> tuple[reading.FrozenSnapshot, ...]:
    with register.session() as session:
        (state,) = reading.states(session, list(reading.ids_of(session, [key]).values()))
    return state.snapshots


def proves(key: DossierKey, frozen: reading.FrozenSnapshot) -> bool:
    said = {"dossier": key.id, "snapshot": frozen.ordinal, **vars(frozen), "date": str(frozen.date)}
    assert digest.header(said).get("corrects") == frozen.corrects
    return digest.root(digest.header(said), frozen.digests) == frozen.root


def test_a_correction_names_what_it_corrects_and_its_root_says_so(register: Register, key: DossierKey):
    registry.handle(register, Publish(key, "application", issue="2026/03"))
    with pytest.raises(NotPublishable, match="no publication 2 that could be corrected"):
        registry.handle(register, Publish(key, "correction", issue="2026/04", corrects=2))
    registry.handle(register, Amend(key, {"mark": {"verbal_element": "RIGHT"}}))
    registry.handle(register, Publish(key, "correction", issue="2026/04", corrects=1))
    wrong, right = frozen_of(register, key)
    assert (wrong.corrects, right.corrects) == (None, 1)
    assert proves(key, wrong)
    assert proves(key, right)
    head = {"dossier": key.id, "snapshot": 2, **vars(right), "date": str(right.date)}
    assert digest.root(digest.header(head | {"corrects": None}), right.digests) != right.root


def test_what_comes_out_later_cannot_be_corrected_before(register: Register, key: DossierKey):
    registry.handle(register, Publish(key, "application", issue="2026/04"))
    with pytest.raises(NotPublishable, match=r"publication 1 comes out with issue 2026/04 .* correct it after that"):
        registry.handle(register, Publish(key, "correction", issue="2026/03", corrects=1))
    registry.handle(register, CloseIssue("2026/03"))
    assert registry.handle(register, Publish(key, "correction", issue="2026/04", corrects=1)).snapshot == 2


def test_a_stage_that_the_office_does_not_have_is_refused_and_named(register: Register, key: DossierKey):
    with pytest.raises(NotPublishable, match="no stage `aplication` for it; one of application, correction, or event"):
        registry.handle(register, Publish(key, "aplication", issue="2026/03"))
    assert frozen_of(register, key) == ()


def test_nothing_is_published_under_a_status_that_withholds(register: Register, key: DossierKey):
    registry.handle(register, Publish(key, "application", issue="2026/03"))
    registry.handle(register, RecordEvent(key, SAID, Status(code="secret")))
    for command in (Publish(key, "correction", issue="2026/03"), Publish(key, "event", issue="2026/03", event=SAID)):
        with pytest.raises(NotPublishable, match="its status is `secret`"):
            registry.handle(register, command)


def test_a_status_is_frozen_as_the_public_is_told_it(register: Register, key: DossierKey):
    objected = Status(group=StatusGroup.PENDING, code="objected", text="Refusal drafted by M. B.", date=DAY)
    registry.handle(register, RecordEvent(key, SAID, objected))
    registry.handle(register, Publish(key, "application", issue="2026/03"))
    (frozen,) = frozen_of(register, key)
    told = "Under examination"
    assert frozen.fields["status"] == {"group": "pending", "code": told, "text": told, "date": "2026-03-31"}
    assert "drafted" not in str(frozen.fields)
    assert proves(key, frozen)


def test_an_event_is_published_with_the_data_that_it_brought(register: Register, key: DossierKey):
    with pytest.raises(NotPublishable, match="no event EX1"):
        registry.handle(register, Publish(key, "application", issue="2026/03", event=SAID))
    registry.handle(register, RecordEvent(key, SAID))
    registry.handle(register, Publish(key, "application", issue="2026/03", event=SAID))
    (frozen,) = frozen_of(register, key)
    assert frozen.event_id is not None
    assert frozen.fields["event"]["text"] == "Examined"
    assert frozen.fields["mark"]["verbal_element"] == "ALPENGLUT"
    assert proves(key, frozen)


def test_addresses_are_frozen_as_the_rules_for_persons_roles_and_rights_say(
    register: Register, mark: Callable[..., Record]
):
    address = {"lines": ["9 Hidden Lane"], "city": "Bern", "postcode": "3000", "country": "CH"}
    parties = [
        Party(role=Role.APPLICANT, name="A", natural_person=natural, sequence=n, address=address)
        for n, natural in enumerate((True, False, None), start=1)
    ]
    opponent = Party(role=Role.OPPONENT, name="B", natural_person=False, address=address)
    key = registry.handle(register, FileApplication(mark(parties=(*parties, opponent)))).key
    registry.handle(register, Publish(key, "application", issue="2026/03"))
    told = [party.get("address") for party in frozen_of(register, key)[0].fields["parties"]]
    assert told[:3] == [{"city": "Bern", "country": "CH"}, address, {"country": "CH"}]
    assert told[3] is None
    with register.session() as session:
        rows = session.execute(text("select audience from fact where field = 'parties' order by position"))
        assert rows.scalars().all() == ["parties", "public", "parties", "parties"]

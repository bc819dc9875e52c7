"""Stakeholders: added, changed, ended and taken out, each once and with its trace; found; appointed while they may."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

import registry
from mappings.record import Address, Party, Record, Role
from registry import Register, stakeholder_lists, stakeholders
from registry.commands import FileApplication, FileRequest
from registry.documents import keep
from registry.errors import CommandReused, DocumentMissing
from registry.stakeholder_data import Stakeholder
from registry.stakeholder_errors import (
    MayNotRepresent,
    NoSuchStakeholder,
    StakeholderConflict,
    StakeholderRefused,
    UnfitStakeholder,
)
from registry.stakeholders import By
from tests.demo_office import Day

ADA = {
    "name": "Ada Weber",
    "nature": "person",
    "email": "Ada@example.org",
    "address": {"city": "Bern", "country": "CH"},
}
AGENT = {"name": "Kanzlei Süd GmbH", "agent_number": "next", "agent_from": "2026-01-01", "agent_until": "2026-12-31"}


@pytest.fixture
def ada(office_register: Register) -> Stakeholder:
    return stakeholders.add(office_register, ADA, By("rita", "walked in"))


def steps(register: Register, number: str) -> list[stakeholder_lists.Step]:
    with register.session() as session:
        return stakeholder_lists.steps(session, number)


def test_customer_and_agent_numbers_are_given_in_order_and_without_gaps(office_register: Register, ada: Stakeholder):
    with pytest.raises(UnfitStakeholder, match="email"):
        stakeholders.add(office_register, ADA | {"email": "nobody"}, By("rita"))
    agent = stakeholders.add(office_register, AGENT, By("rita"))
    assert (ada.number, agent.number, agent.details.agent_number) == ("C/000001", "C/000002", "A/0001")
    assert agent.identifiers == ("C/000002", "A/0001")
    with pytest.raises(UnfitStakeholder, match="A/0001 is an identifier of C/000002"):
        stakeholders.add(office_register, AGENT | {"agent_number": "A/0001"}, By("rita"))
    assert stakeholders.add(office_register, AGENT, By("rita")).details.agent_number == "A/0002"


def test_a_number_that_files_bear_already_is_passed_over(office_register: Register):
    stakeholders.add(office_register, ADA, By("rita"), identifiers=("C/000002", "AG-7"))
    assert stakeholders.add(office_register, AGENT, By("rita")).number == "C/000003"
    with office_register.session() as session:
        assert stakeholders.find(session, "AG-7").number == "C/000001"


def test_a_change_keeps_what_was_before_and_an_old_page_is_told(office_register: Register, ada: Stakeholder):
    by = By("rita", "moved")
    changes = {"address": {"city": "Basel", "country": "CH"}}
    for _ in range(2):  # the same form twice
        changed = stakeholders.change(office_register, ada.number, 1, changes, by)
        assert (changed.version, changed.details.address) == (2, Address(city="Basel", country="CH"))
    newest = steps(office_register, ada.number)[0]
    assert (newest.what, newest.actor, newest.reason) == ("changed", "rita", "moved")
    assert newest.before == {"address": {"city": "Bern", "country": "CH"}}
    assert newest.after == {"address": {"city": "Basel", "country": "CH"}}
    assert len(steps(office_register, ada.number)) == 2
    with pytest.raises(StakeholderConflict, match="version 2, not 1"):
        stakeholders.change(office_register, ada.number, 1, {"phone": "1"}, By("sam"))
    with pytest.raises(CommandReused):
        stakeholders.end(office_register, ada.number, 2, by)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"nature": "persn"}, "did you mean `person`"),
        ({"gender": "femal"}, "did you mean `female`"),
        ({"nature": "company", "gender": "female"}, "only a natural person"),
        ({"nationality": "Swiss"}, "nationality"),
        ({"agent_until": "2027-01-01"}, "of agents alone"),
        ({"agent_number": "next"}, "agent_until: is missing"),
        ({"agent_number": "next", "agent_from": "2027-01-01", "agent_until": "2026-01-01"}, "is before"),
        ({"nmae": "Ada"}, "did you mean `name`"),
        ({"name": "Ada\x00"}, "U\\+0000"),
    ],
)
def test_what_the_office_does_not_take_is_named(
    office_register: Register, ada: Stakeholder, changes: dict[str, Any], said: str
):
    with pytest.raises(UnfitStakeholder, match=said):
        stakeholders.change(office_register, ada.number, 1, changes, By("rita"))
    assert len(steps(office_register, ada.number)) == 1


def test_the_specimen_of_an_appointment_lies_in_the_store(office_register: Register):
    with pytest.raises(DocumentMissing):
        stakeholders.add(office_register, AGENT | {"appointment": "ab" * 32}, By("rita"))
    assert office_register.documents
    kept = keep(office_register.documents, b"I appoint", name="specimen.txt", role="other")
    with office_register.session() as session:
        registry.changing.know(session, kept)
    agent = stakeholders.add(office_register, AGENT | {"appointment": kept.digest}, By("rita"))
    assert agent.details.appointment == kept.digest


def test_a_natural_person_who_has_ended_is_taken_out_and_the_trace_stays(office_register: Register, ada: Stakeholder):
    number = ada.number
    with pytest.raises(StakeholderRefused, match="end C/000001"):
        stakeholders.redact(office_register, number, 1, By("rita", "asked for"))
    ended = stakeholders.end(office_register, number, 1, By("rita"))
    with pytest.raises(UnfitStakeholder, match="reason"):
        stakeholders.redact(office_register, number, ended.version, By("rita"))
    gone = stakeholders.redact(office_register, number, ended.version, By("rita", "asked for"))
    assert (gone.details.name, gone.details.email, gone.details.address) == ("(taken out)", None, None)
    assert [one.what for one in steps(office_register, number)] == ["redacted", "ended", "added"]
    with office_register.session() as session:
        kept = str(session.execute(text("select * from stakeholder, stakeholder_step")).all())
    assert "Weber" not in kept
    assert "WEBER" not in kept
    assert "example.org" not in kept
    firm = stakeholders.add(office_register, {"name": "Alpen AG", "nature": "company"}, By("rita"))
    firm = stakeholders.end(office_register, firm.number, 1, By("rita"))
    with pytest.raises(StakeholderRefused, match="no natural person"):
        stakeholders.redact(office_register, firm.number, 2, By("rita", "asked for"))


def test_the_trace_cannot_be_rewritten(office_register: Register, ada: Stakeholder):
    for statement in (
        "update stakeholder_step set actor = 'eve'",
        "update stakeholder_step set before = null, after = null",
        "delete from stakeholder_step",
        "delete from stakeholder",
        "truncate stakeholder cascade",
    ):
        with office_register.session() as session:
            with pytest.raises(IntegrityError, match="is refused: its rows are written once"):
                session.execute(text(statement))
            session.rollback()


def test_one_is_found_by_name_number_and_email(office_register: Register, ada: Stakeholder):
    stakeholders.add(office_register, {"name": "Société Générale des Eaux"}, By("rita"))
    stakeholders.add(office_register, {"name": "Kola GmbH", "other_names": ["ООО Кола"]}, By("rita"))
    found = {
        asked: [one.details.name for one in stakeholder_lists.listed(office_register, asked).stakeholders]
        for asked in (
            "ada w",
            "weber ADA",
            "C/000001",
            "ada@EXAMPLE.org",
            "eaux generale",
            "Кола",
            "100%",
            "_",
            "nobody",
        )
    }
    assert found == {
        "ada w": ["Ada Weber"],
        "weber ADA": ["Ada Weber"],
        "C/000001": ["Ada Weber"],
        "ada@EXAMPLE.org": ["Ada Weber"],
        "eaux generale": ["Société Générale des Eaux"],
        "Кола": ["Kola GmbH"],
        "100%": [],
        "_": [],
        "nobody": [],
    }
    assert stakeholder_lists.listed(office_register).total == 3
    assert stakeholder_lists.listed(office_register, which="agents").total == 0
    page = stakeholder_lists.listed(office_register, limit=1, offset=1)
    assert [one.details.name for one in page.stakeholders] == ["Kola GmbH"]
    with office_register.session() as session, pytest.raises(NoSuchStakeholder):
        stakeholders.find(session, "C/000009")


def test_the_search_by_name_uses_its_indices(office_register: Register, ada: Stakeholder):
    with office_register.session() as session:
        session.execute(text("set local enable_seqscan = off"))
        for condition in ("normal like 'ADA W%'", "words @> array['WEBER']", "blocks && array['n ADA WEBER']"):
            plan = "\n".join(session.scalars(text(f"explain select number from stakeholder where {condition}")))
            assert "stakeholder_" in plan, plan


def test_files_are_counted_by_role(office_register: Register, mark: Callable[..., Record], ada: Stakeholder):
    party = Party(role=Role.APPLICANT, name="Ada Weber", identifier=ada.number)
    for _ in range(3):
        registry.handle(office_register, FileApplication(mark(parties=(party,)), role="reception"))
    both = (party, party.model_copy(update={"role": Role.CORRESPONDENT}))
    registry.handle(office_register, FileApplication(mark(parties=both), role="reception"))
    found = stakeholder_lists.files(office_register, ada.identifiers, limit=2)
    assert (found.total, found.by_role, len(found.files)) == (4, {"applicant": 4, "correspondent": 1}, 2)
    hidden = frozenset({(found.files[0].key.kind, "filed")})
    assert stakeholder_lists.files(office_register, ada.identifiers, hidden).total == 0


def test_an_agent_whose_time_is_over_is_not_newly_appointed_and_who_is_appointed_stays(
    office_register: Register, mark: Callable[..., Record], clock: Day
):
    agent = stakeholders.add(office_register, AGENT, By("rita"))
    applicant = Party(role=Role.APPLICANT, name="Ada Weber")
    representative = Party(role=Role.REPRESENTATIVE, name="Kanzlei Süd", identifier="A/0001")
    key = registry.handle(
        office_register, FileApplication(mark(parties=(applicant, representative)), role="reception")
    ).key
    other = registry.handle(office_register, FileApplication(mark(), role="reception")).key
    clock.set("2027-01-04")
    appoint = {"party": {"role": "representative", "name": "Kanzlei Süd", "identifier": "A/0001"}}
    with pytest.raises(MayNotRepresent, match=r"held until 2026-12-31; name another agent, or have the office give"):
        registry.handle(office_register, FileRequest(other, "appoint-representative", appoint, "agent"))
    late = mark(filing_date=dt.date(2026, 6, 1), parties=(applicant, representative))
    with pytest.raises(MayNotRepresent):
        registry.handle(office_register, FileApplication(late, role="reception"))
    rename = {"name": "Ada Weber-Meier", "role": "applicant"}
    registry.handle(office_register, FileRequest(key, "change-name", rename, "agent"))
    divided = {"classes": ["9"]}
    registry.handle(office_register, FileRequest(key, "division", divided, "agent"))
    stakeholders.change(office_register, agent.number, 1, {"agent_until": "2027-12-31"}, By("rita", "renewed"))
    registry.handle(office_register, FileRequest(other, "appoint-representative", appoint, "agent"))
    ended = stakeholders.end(office_register, agent.number, 2, By("rita"))
    third = registry.handle(office_register, FileApplication(mark(), role="reception")).key
    with pytest.raises(MayNotRepresent, match="has ended"):
        registry.handle(office_register, FileRequest(third, "appoint-representative", appoint, "agent"))
    assert ended.state == "ended"
    unknown = {"party": {"role": "representative", "name": "Somebody", "identifier": "X-1"}}
    registry.handle(office_register, FileRequest(third, "appoint-representative", unknown, "agent"))


def test_a_form_sent_twice_adds_one(office_register: Register):
    by = By("rita", command_id=uuid4())
    numbers = {stakeholders.add(office_register, ADA, by).number for _ in range(2)}
    assert numbers == {"C/000001"}
    assert stakeholder_lists.listed(office_register).total == 1

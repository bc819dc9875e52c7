"""One stakeholder merged into another: files follow, nothing is lost or double wherever it breaks off."""

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

import registry
from desk.health import probes
from mappings.number import DossierKey
from mappings.permissions import Person, seen
from mappings.record import EntryField, Kind, Party, Record, Role
from registry import (
    Register,
    audit,
    closing,
    owned,
    people,
    reading,
    stakeholder_lists,
    stakeholder_merges,
    stakeholder_merging,
    stakeholders,
)
from registry.commands import Amend, FileApplication, FileRequest
from registry.errors import CommandReused
from registry.people import NewPerson
from registry.stakeholder_data import Stakeholder
from registry.stakeholder_errors import MayNotRepresent, StakeholderConflict, StakeholderRefused
from registry.stakeholder_merges import Merge
from registry.stakeholder_merging import BATCH
from registry.stakeholders import By
from tests.demo_office import OFFICE, Day

AGENT = {"name": "Kanzlei Süd", "agent_number": "next", "agent_until": "2027-12-31"}


def agents(register: Register) -> tuple[Stakeholder, Stakeholder]:
    """A/0001 and A/0002."""
    return stakeholders.add(register, AGENT, By("rita")), stakeholders.add(register, AGENT, By("rita"))


def filed(register: Register, mark: Callable[..., Record], *parties: Party) -> DossierKey:
    return registry.handle(register, FileApplication(mark(parties=parties), role="reception")).key


def party(identifier: str | None, role: Role = Role.APPLICANT, sequence: int = 1) -> Party:
    return Party(role=role, name="Kanzlei Süd", identifier=identifier, sequence=sequence)


def identifiers(register: Register, key: DossierKey) -> list[str | None]:
    record = reading.read(register, key).record
    assert record
    return [one.identifier for one in record.parties]


def merged(register: Register, one: Stakeholder, other: Stakeholder, by: By | None = None) -> Merge:
    expected = (one.version, other.version)
    return stakeholder_merging.merge(register, one.number, other.number, expected, by or By("rita", "the same"))


def test_files_get_the_identifier_that_is_kept_with_their_journal_and_their_note(
    office_register: Register, mark: Callable[..., Record]
):
    one, other = agents(office_register)
    key = filed(
        office_register, mark, party("C/000001"), party("C/000002", sequence=2), party("A/0001", Role.REPRESENTATIVE)
    )
    alone = filed(office_register, mark, party("X-9"))
    version = reading.read(office_register, alone).version
    with office_register.session() as session:
        session.execute(text("delete from outbox"))
    done = merged(office_register, one, other)
    assert (done.state, done.parties) == ("done", {"changed": 2})
    assert identifiers(office_register, key) == ["C/000002", "C/000002", "A/0002"]
    record = reading.read(office_register, key).record
    assert record
    event = next(event for event in record.events if event.code == "stakeholder-merged")
    assert (event.text, event.audience) == ("C/000001 was merged into C/000002", "staff")
    assert reading.read(office_register, alone).version == version
    with office_register.session() as session:
        noted = "select number from outbox join dossier on dossier.id = dossier_id"
        assert list(session.scalars(text(noted))) == [key.number]
        gone = stakeholders.find(session, "C/000001")
        assert (gone.state, gone.merged_into) == ("merged", "C/000002")
        assert stakeholder_lists.steps(session, "C/000001")[0].what == "merged"
        assert stakeholder_lists.steps(session, "C/000002")[0].what == "took-in"


def test_taking_it_back_restores_what_the_merge_changed_and_nothing_else(
    office_register: Register, mark: Callable[..., Record]
):
    one, other = agents(office_register)
    mine = filed(office_register, mark, party("C/000001"), party("C/000002", sequence=2))
    theirs = filed(office_register, mark, party("C/000002"))
    altered = filed(office_register, mark, party("C/000001"))
    merged(office_register, one, other)
    changed = {"parties": [{"role": "applicant", "sequence": 1, "identifier": "C/000077"}]}
    registry.handle(office_register, Amend(altered, changed))
    later = filed(office_register, mark, party("C/000002"))
    back = stakeholder_merging.unmerge(office_register, one.number, one.version + 1, By("rita", "not the same"))
    assert (back.state, back.parties) == ("undone", {"left": 1, "restored": 1})
    assert identifiers(office_register, mine) == ["C/000001", "C/000002"]
    assert [identifiers(office_register, key) for key in (theirs, later, altered)] == [
        ["C/000002"],
        ["C/000002"],
        ["C/000077"],
    ]
    with office_register.session() as session:
        (left,) = stakeholder_merges.refusals(session, back.id)
        assert (left.key, left.state) == (altered, "left")
        assert "was changed since" in left.said
        assert stakeholders.find(session, one.number).state == "active"
    with pytest.raises(StakeholderRefused, match="was not merged"):
        stakeholder_merging.unmerge(office_register, one.number, one.version + 2, By("rita"))


def test_broken_off_anywhere_and_run_again_nothing_is_lost_or_double(
    office_register: Register, mark: Callable[..., Record], monkeypatch: pytest.MonkeyPatch
):
    one, other = agents(office_register)
    keys = [filed(office_register, mark, party("C/000001")) for _ in range(BATCH + 5)]
    by, real = By("rita", "the same"), registry.changing.amend
    stops = iter([0, 3, BATCH, BATCH + 2, BATCH + 5])
    left = [next(stops)]

    def killed(*arguments: object) -> object:
        assert stakeholder_merges.unfinished(office_register) == []  # somebody is at work on it
        if left[0] == 0:
            raise KeyboardInterrupt
        left[0] -= 1
        return real(*arguments)  # type: ignore[arg-type]  # passed through as they came

    monkeypatch.setattr(registry.changing, "amend", killed)
    while True:
        try:
            done = merged(office_register, one, other, by)
        except KeyboardInterrupt:
            assert stakeholder_merges.unfinished(office_register)[0].state == "going-on"
            found = probes.merges(office_register)
            assert (found.state, found.said[:12]) == ("warning", "1 broken off")
            assert "`blazon stakeholders merge C/000001 --into C/000002`" in found.remedy
            left[0] = next(stops)
        else:
            break
    assert done.parties == {"changed": len(keys)}
    assert stakeholder_merges.unfinished(office_register) == []
    assert {tuple(identifiers(office_register, key)) for key in keys} == {("C/000002",)}
    for key in (keys[0], keys[-1]):
        record = reading.read(office_register, key).record
        assert record
        assert [event.code for event in record.events].count("stakeholder-merged") == 1
    left[0] = 7
    with pytest.raises(KeyboardInterrupt):
        stakeholder_merging.unmerge(office_register, one.number, one.version + 1, By("rita", "no"))
    left[0] = 1_000
    assert "`blazon stakeholders unmerge C/000001`" in probes.merges(office_register).remedy
    (undoing,) = stakeholder_merges.unfinished(office_register)
    assert stakeholder_merging.go_on(office_register, undoing.id).parties == {"restored": len(keys)}
    assert {tuple(identifiers(office_register, key)) for key in keys} == {("C/000001",)}
    assert probes.merges(office_register).state == "well"


def test_who_is_parted_while_the_merge_goes_on_is_parted_in_every_file(
    office_register: Register, mark: Callable[..., Record], monkeypatch: pytest.MonkeyPatch
):
    one, other = agents(office_register)
    keys = [filed(office_register, mark, party("C/000001")) for _ in range(BATCH + 5)]
    real, batches = stakeholder_merging.stands, []

    def meanwhile(session: Session, merge_id: int) -> stakeholder_merges.State:
        if not batches:
            batches.append(merge_id)
        elif len(batches) == 1:  # before the second batch
            batches.append(merge_id)
            with office_register.session() as own:
                version = stakeholders.find(own, one.number).version
            stakeholder_merging.unmerge(office_register, one.number, version, By("eva", "no"))
        return real(session, merge_id)

    monkeypatch.setattr(stakeholder_merging, "stands", meanwhile)
    assert merged(office_register, one, other).state == "undone"
    assert {tuple(identifiers(office_register, key)) for key in keys} == {("C/000001",)}


def test_who_had_ended_before_the_merge_has_ended_after_it(office_register: Register):
    one, other = agents(office_register)
    one = stakeholders.end(office_register, one.number, one.version, By("rita"))
    merged(office_register, one, other)
    stakeholder_merging.unmerge(office_register, one.number, one.version + 1, By("eva", "no"))
    with office_register.session() as session:
        assert stakeholders.find(session, one.number).state == "ended"
    said = [(line.who, line.what, line.result) for line in audit.lines(office_register)]
    assert said[:4] == [
        ("eva", "unmerge stakeholder C/000001", "from C/000002"),
        ("rita", "merge stakeholder C/000001", "into C/000002"),
        ("rita", "end stakeholder C/000001", "ended"),
        ("rita", "add stakeholder C/000002", "added"),
    ]


def test_nobody_is_merged_anew_before_the_parting_is_done(
    office_register: Register, mark: Callable[..., Record], monkeypatch: pytest.MonkeyPatch
):
    one, other = agents(office_register)
    filed(office_register, mark, party("C/000001"))
    merged(office_register, one, other)

    def killed(*_arguments: object) -> object:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(registry.changing, "amend", killed)
        with pytest.raises(KeyboardInterrupt):
            stakeholder_merging.unmerge(office_register, one.number, one.version + 1, By("rita", "no"))
    with office_register.session() as session:
        one, other = (stakeholders.find(session, each.number) for each in (one, other))
    with pytest.raises(StakeholderRefused, match="still being parted from C/000002"):
        merged(office_register, one, other)
    stakeholder_merging.go_on_with(office_register, one.number)
    assert merged(office_register, one, other).state == "done"


def test_a_file_that_is_refused_is_named_and_stops_no_other(
    office_register: Register, mark: Callable[..., Record], register: Register
):
    one, other = agents(office_register)
    fields = {"name": "Zum Löwen", "business": "An inn", "seat": "Port Argent"}
    entry = tuple(EntryField(field=name, values=(value,)) for name, value in fields.items())
    record = mark(parties=(party("C/000001"),)).model_copy(
        update={"kind": Kind("cn"), "mark": None, "classes": (), "entry": entry}
    )
    odd = registry.handle(office_register, FileApplication(record)).key
    good = filed(office_register, mark, party("C/000001"))
    done = merged(register, one, other)  # by an office that has no such register any more
    assert done.parties == {"changed": 1, "refused": 1}
    with register.session() as session:
        (refused,) = stakeholder_merges.refusals(session, done.id)
    assert refused.key == odd
    assert "has no register 'cn'" in refused.said
    assert identifiers(office_register, good) == ["C/000002"]
    again = stakeholder_merging.go_on(office_register, done.id)
    assert again.parties == {"changed": 2}
    assert identifiers(office_register, odd) == ["C/000002"]


def test_on_a_closed_day_no_file_is_changed(office_register: Register, mark: Callable[..., Record], clock: Day):
    one, other = agents(office_register)
    key = filed(office_register, mark, party("C/000001"))
    closing.close(office_register, clock.now.date(), "rita")
    done = merged(office_register, one, other)
    assert done.parties == {"refused": 1}
    clock.set("2026-03-03")
    assert stakeholder_merging.go_on(office_register, done.id).parties == {"changed": 1}
    assert identifiers(office_register, key) == ["C/000002"]


def test_who_signs_in_with_the_number_that_is_gone_owns_through_the_one_that_is_kept(
    office_register: Register, mark: Callable[..., Record]
):
    one, other = agents(office_register)
    third = stakeholders.add(office_register, AGENT, By("rita"))
    key = filed(office_register, mark, party("A/0002", Role.APPLICANT))
    grants = OFFICE.permissions

    def person() -> Person:
        with office_register.session() as session:
            return people.find(session, "kim").person(grants)

    people.add(office_register, grants, NewPerson("kim", "Kim", roles=("agent",), identifier="A/0001"), actor="test")
    record = reading.read(office_register, key).record
    assert record
    file = seen(record.model_dump(mode="json"), published=False, grants=grants)
    assert not person().may_see(file)
    assert owned.own(office_register, "A/0001").total == 0
    merged(office_register, one, other)
    assert person().may_edit(file)
    assert owned.own(office_register, "A/0001").total == 1
    with office_register.session() as session:
        other = stakeholders.find(session, other.number)
    merged(office_register, other, third)
    assert identifiers(office_register, key) == ["A/0003"]
    assert owned.own(office_register, "A/0001").total == 1
    stakeholder_merging.unmerge(office_register, one.number, one.version + 1, By("rita", "no"))
    assert owned.own(office_register, "A/0001").total == 0
    assert not person().may_see(file)


def test_a_merge_that_makes_no_sense_is_refused(office_register: Register, mark: Callable[..., Record]):
    one, other = agents(office_register)
    plain = stakeholders.add(office_register, {"name": "Ada Weber"}, By("rita"))
    with pytest.raises(StakeholderRefused, match="into itself"):
        merged(office_register, one, one)
    with pytest.raises(StakeholderRefused, match="is an agent and C/000003 is none"):
        merged(office_register, one, plain)
    with pytest.raises(StakeholderConflict):
        stakeholder_merging.merge(office_register, one.number, other.number, (1, 2), By("rita"))
    by = By("rita")
    for _ in range(2):  # the same form twice
        merged(office_register, one, other, by)
    with pytest.raises(CommandReused):  # and its twin, which keeps the other one
        merged(office_register, other, one, by)
    with office_register.session() as session:
        one, other = (stakeholders.find(session, each.number) for each in (one, other))
    with pytest.raises(StakeholderRefused, match="merged into C/000002 already"):
        merged(office_register, one, other)
    with pytest.raises(StakeholderRefused, match="merged into C/000002: change that"):
        stakeholders.change(office_register, one.number, one.version, {"phone": "1"}, By("rita"))
    key = filed(office_register, mark, party(None))
    appoint = {"party": {"role": "representative", "name": "Kanzlei", "identifier": "A/0001"}}
    with pytest.raises(MayNotRepresent, match="merged into C/000002; name that one"):
        registry.handle(office_register, FileRequest(key, "appoint-representative", appoint, "agent"))
    with office_register.session() as session:
        assert stakeholder_merges.of(session, "C/000002")[0].gone == "C/000001"

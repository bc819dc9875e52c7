"""Whatever people do in whatever order, no file gets where its workflow does not lead.

The machine takes random actions, as any role, on any day, on files of each workflow; undoes, runs the clock, and asks
for what is forbidden. The model is the workflow's own data; the register is the real one.
"""

import datetime as dt
import os
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from opensearchpy import OpenSearch
from sqlalchemy import text

import registry
from desk import rules
from indexer.audit import Auditor
from indexer.follow import Follower
from indexer.settings import IndexerSettings
from mappings.record import (
    Claim,
    Design,
    EntryField,
    GoodsClass,
    Invention,
    Kind,
    Mark,
    Party,
    Record,
    Related,
    Role,
    View,
)
from mappings.workflow import Workflow
from registry import lapses, reading, standings
from registry.changing import hold
from registry.commands import Act, FileApplication, OpenIssue, Undo
from registry.database import Register
from registry.errors import ActionRefused, CannotUndo, InvalidChange, NotPermitted, NotPublishable
from tests.demo_office import OFFICE, Day

USUAL = 200
STEPS = int(os.environ.get("BLAZON_TEST_STEPS", USUAL))  # of each workflow
A_RUN = 50
BEGIN = dt.date(2026, 3, 2)
_PARTY = Party(role=Role.APPLICANT, name="Ada Weber")


def _entry(**values: str) -> dict[str, Any]:
    return {"entry": tuple(EntryField(field=field, values=(value,)) for field, value in values.items())}


_CONTENT: dict[str, dict[str, Any]] = {
    Kind.TRADEMARK: {
        "mark": Mark(verbal_element="ALPENGLUT"),
        "classes": (GoodsClass(number="9", goods="Software"), GoodsClass(number="25", goods="Clothing")),
    },
    Kind.PATENT: {"invention": Invention(title="Lamp", abstract="A lamp.", claims=(Claim(number=1, text="A lamp."),))},
    Kind.DESIGN: {"design": Design(product="Lamp", views=(View(number=1),))},
    "gi": _entry(
        name="Tomme", basis="appellation-of-origin", good="Cheese", area="The valley", country="CH", link="The meadows"
    ),
    "cn": _entry(name="Haus Fink", business="Lamps", seat="Bern"),
}


def record_for(workflow: Workflow) -> Record:
    related = (Related(relation="international", office="WO", number="1500000"),)
    return Record(
        kind=workflow.right,
        office=OFFICE.code,
        application_number="to be given",
        filing_date=BEGIN,
        parties=(_PARTY,),
        related=related if workflow.files == "international" else (),
        **_CONTENT[workflow.right],
    )


class Machine(RuleBasedStateMachine):
    """One file of one workflow."""

    register: Register
    workflow: Workflow
    clock: Day
    name: str
    begun = 0

    def __init__(self) -> None:
        super().__init__()
        self.clock.set(f"{BEGIN}")
        type(self).begun += 1
        if STEPS > USUAL:  # a long run says how far it is
            sys.__stderr__.write(f"\r{self.name}: file {self.begun} of about {STEPS // A_RUN}\033[K")
        self.key = registry.handle(self.register, FileApplication(record_for(self.workflow), role="reception")).key
        self.look()

    def look(self) -> None:
        """The file as the register has it after a step, and so before the next: nobody else works on it."""
        self.read = reading.read(self.register, self.key)
        with self.register.session() as session:
            held = hold(session, self.key, None)
            self.standing = standings.standing(session, held)
            self.taken = standings.acts(session, held.id)

    @property
    def status(self) -> str:
        return self.standing.status or ""

    def attempt(self, command: Act | Undo) -> bool:
        before = self.read, self.standing, self.taken
        try:
            registry.handle(self.register, command)
        except (ActionRefused, CannotUndo, InvalidChange, NotPermitted, NotPublishable):
            self.look()
            assert (self.read, self.standing, self.taken) == before
            return False
        self.look()
        return True

    @rule(days=st.sampled_from([0, 1, 7, 40, 100, 400, 2000]))
    def time_passes(self, days: int) -> None:
        self.clock.set(f"{min(self.clock.now.date() + dt.timedelta(days=days), dt.date(2090, 1, 1))}")

    @rule(data=st.data())
    def somebody_acts(self, data: st.DataObject) -> None:
        """Three of four times something the status allows, by somebody who may."""
        status = self.status
        names = sorted(self.workflow.actions)
        allowed = sorted(self.workflow.open_in(status)) if data.draw(st.integers(0, 3)) else []
        name = data.draw(st.sampled_from(allowed or names))
        action = self.workflow.actions[name]
        roles = sorted(OFFICE.roles) if data.draw(st.integers(0, 5)) == 0 else sorted(action.who)
        role = data.draw(st.sampled_from(roles))
        classes = data.draw(st.sampled_from([(), ("9",), ("45",)])) if action.classes else ()
        note, proceeding = data.draw(st.sampled_from([None, "A reason."])), data.draw(st.sampled_from([None, 1]))
        taken = self.attempt(Act(self.key, name, role, note=note, classes=classes, proceeding=proceeding))
        if taken:
            assert note or role == "clock" or not self.register.procedure.states_reasons(action)
            assert role in action.who
            assert status in action.from_
            assert self.status in {status, action.to}

    @rule()
    def the_clock_runs(self) -> None:
        done = [one for one in lapses.run(self.register) if one.key == self.key]
        assert all(one.action and self.workflow.actions[one.action].who for one in done if not one.refused)
        assert [one for one in lapses.run(self.register) if not one.refused] == []
        self.look()

    @precondition(lambda self: self.status != "filed")
    @rule()
    def the_last_is_undone(self) -> None:
        with self.register.session() as session:
            held = hold(session, self.key, None)
            last = standings.last(session, held.id)
            before = standings.before(session, held.id, last.ordinal) if last else None
        if last and self.attempt(Undo(self.key, last.action, "a mistake", last.role)):
            assert self.standing == before

    @invariant()
    def the_file_is_consistent(self) -> None:
        standing, taken = self.standing, self.taken
        assert standing.status in OFFICE.status_rules[self.workflow.right]
        names = [one.name for one in standing.deadlines if one.state == "running"]
        assert len(names) == len(set(names))
        assert all(one.base <= one.due <= one.last for one in standing.deadlines)
        assert all(not OFFICE.calendar.is_closed(one.due) for one in standing.deadlines)
        freezing = {
            frozen
            for one in standing.proceedings
            if one.closed_on is None
            for frozen in self.workflow.proceedings[one.name].freezes
        }
        for one in standing.deadlines:
            if one.state == "running":
                assert (one.frozen_on is not None) == (one.name in freezing)
        if OFFICE.status_rules[self.workflow.right][standing.status].ends_right:
            assert all(one.closed_on for one in standing.proceedings)
        assert [one.ordinal for one in taken] == list(range(1, len(taken) + 1))
        dates = [one.date for one in taken if not one.undone and one.undoes is None]
        assert dates == sorted(dates)
        record = self.read.record
        assert record is not None
        assert len(record.events) >= len(taken)
        assert all(event.standard_code != "unmapped" for event in record.events if event.code != "taken-out")


@pytest.fixture
def register(office_register: Register) -> Register:
    registry.handle(office_register, OpenIssue("2026/10", dt.date(2026, 5, 6)))
    return office_register


@pytest.mark.thorough
def test_no_way_leads_where_a_workflow_does_not_and_the_index_is_what_the_register_says(
    register: Register, clock: Day, engine_client: OpenSearch, office_code: str
):
    for name, workflow in sorted(OFFICE.workflows.items()):
        machine = type("Random", (Machine,), {"register": register, "workflow": workflow, "clock": clock, "name": name})
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=max(1, STEPS // A_RUN),
                stateful_step_count=A_RUN,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                phases=[Phase.generate],
            ),
        )
    for kind in {workflow.right for workflow in OFFICE.workflows.values()}:
        for column in ("number", "registration_number"):
            numbers = _numbers(register, kind, column)
            assert numbers == list(range(1, len(numbers) + 1))
    read = rules.projection(OFFICE)
    Follower(register, engine_client, office_code, read, IndexerSettings()).drain()
    found = Auditor(register, engine_client, office_code, read).audit()
    assert found.clean, found.json()
    assert found.collections["dossiers"].index == found.collections["dossiers"].register > 0


def _numbers(register: Register, kind: Kind, column: str) -> list[int]:
    """The last piece of every number of that kind."""
    with register.session() as session:
        rows = session.execute(
            text(f"select {column} from dossier where kind = :kind and {column} is not null"),
            {"kind": str(kind)},
        ).scalars()
        return sorted(int(number.rsplit("/", 1)[1]) for number in rows)

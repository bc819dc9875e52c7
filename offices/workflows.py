"""The workflows of an office, and whether they agree with its statuses, events, roles, letters and stages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, Field

from mappings.record import StatusGroup
from mappings.texts import Wording
from mappings.workflow import CLOCK, Action, Deadline, Extension, Id, Proceeding, PublishIn, Workflow
from offices import problems, registers
from offices.problems import Problem, at, did_you_mean
from offices.rules import Rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from mappings.record import Kind
    from offices.office import Office

Path_ = tuple["int | str", ...]
FOLDER = "workflows"
HELD: dict[type[BaseModel], tuple[type[BaseModel], ...]] = {
    Workflow: (Action, Deadline, Extension, Proceeding, PublishIn)
}


class Roles(Rules):
    """`roles.yaml`: who acts."""

    roles: dict[Id, Wording] = Field(default_factory=dict)


def files(folder: Path) -> list[Path]:
    """The files of the office's workflows, in the order of their names."""
    return sorted((folder / FOLDER).glob("*.yaml"))


def load(folder: Path) -> dict[str, Workflow]:
    """The workflows by the names of their files. MisconfiguredOffice for the first mistake of one of them."""
    return {path.stem: problems.read(path, Workflow, HELD) for path in files(folder)}


def disagreements_of_each(office: Office, folder: Path) -> list[Problem]:
    """All that the workflows name and nobody has declared."""
    found: list[Problem] = []
    for name, workflow in office.workflows.items():
        path = folder / FOLDER / f"{name}.yaml"
        said = [*_names(office, workflow), *_actions(workflow), *_deadlines(workflow), *_proceedings(workflow)]
        said += [*_ways(office, workflow), *_awaited(office, workflow)]
        found += [at(path, where, what) for where, what in said]
    return sorted(found, key=lambda problem: (problem.path, problem.line or 0))


def unreached(office: Office, folder: Path) -> list[Problem]:
    """Every status to which no workflow of its right leads."""
    found: list[Problem] = []
    reached: dict[Any, set[str]] = {}
    for workflow in office.workflows.values():
        reached.setdefault(workflow.right, set()).update(_reached(workflow))
    for right, statuses in reached.items():
        for status in sorted(office.status_rules.get(right, {}).keys() - statuses):
            what = f"no action of any workflow of {right} leads to it; let one, or take the status away"
            path = folder / source(office, right, "statuses")
            found.append(at(path, place_in(office, right, "statuses", status), what))
    return sorted(found, key=lambda problem: (problem.path, problem.line or 0))


Said = tuple[Path_, str]


def source(office: Office, kind: Kind, name: Literal["statuses", "events"]) -> str:
    """The file of the office's folder in which the statuses or events of a right stand."""
    stem = next((stem for stem, register in office.registers.items() if register.kind == kind), None)
    return f"{registers.FOLDER}/{stem}.yaml" if stem else f"{name}.yaml"


def place_in(office: Office, kind: Kind, name: Literal["statuses", "events"], code: str) -> Path_:
    """The place of one of them in that file."""
    return (name, code) if kind in office.declared else (kind.value, code)


def _names(office: Office, workflow: Workflow) -> Iterator[Said]:
    """Names of another file, or of another part of this one, that stand nowhere."""
    kind = workflow.right
    if kind not in office.kinds:
        yield ("right",), f"office.yaml grants no right {kind}{did_you_mean(kind, office.kinds)}"
        return
    statuses, events = office.status_rules[kind], office.event_rules[kind]
    no_status = f"{source(office, kind, 'statuses')} has no status of {kind} called"
    no_event = f"{source(office, kind, 'events')} has no event of {kind} called"
    stages = office.publication.stages.get(kind, ())
    yield from unknown(("undone",), [workflow.undone], events, no_event)
    for name, action in workflow.actions.items():
        here: Path_ = ("actions", name)
        yield from unknown((*here, "from"), action.from_, statuses, no_status)
        yield from unknown((*here, "to"), [action.to], statuses, no_status)
        yield from unknown((*here, "event"), [action.event], events, no_event)
        yield from unknown((*here, "who"), action.who, {*office.roles, CLOCK}, "roles.yaml has no role")
        yield from unknown((*here, "letter"), [action.letter], office.letters, "letters.yaml has no letter")
        stage = action.publication.stage if action.publication else None
        yield from unknown((*here, "publication", "stage"), [stage], stages, "publication.yaml has no stage")
        for field in ("before", "after", "starts", "ends"):
            yield from unknown((*here, field), getattr(action, field), workflow.deadlines, "this file has no deadline")
        yield from unknown((*here, "extends"), [action.extends], workflow.deadlines, "this file has no deadline")
        for field in ("during", "unless"):
            names = getattr(action, field)
            yield from unknown((*here, field), names, workflow.proceedings, "this file has no proceeding")
        for field in ("opens", "closes"):
            names = [getattr(action, field)]
            yield from unknown((*here, field), names, workflow.proceedings, "this file has no proceeding")
    for name, deadline in workflow.deadlines.items():
        yield from unknown(
            ("deadlines", name, "missed"), [deadline.missed], workflow.actions, "this file has no action"
        )
    for name, proceeding in workflow.proceedings.items():
        where = ("proceedings", name, "freezes")
        yield from unknown(where, proceeding.freezes, workflow.deadlines, "this file has no deadline")


def unknown(where: Path_, names: Iterable[str | None], known: Iterable[str], said: str) -> Iterator[Said]:
    """Each name that is not known, with what was probably meant."""
    for name in names:
        if name is not None and name not in known:
            yield where, f"{said} '{name}'{did_you_mean(name, known)}"


def _actions(workflow: Workflow) -> Iterator[Said]:
    """Actions that nobody could ever take, and those of the clock that no deadline asks for."""
    missed = {deadline.missed for deadline in workflow.deadlines.values()}
    if workflow.file not in workflow.actions:
        yield ("file",), f"this file has no action '{workflow.file}'{did_you_mean(workflow.file, workflow.actions)}"
    for name, action in workflow.actions.items():
        first = name == workflow.file
        if first and action.from_:
            yield ("actions", name, "from"), "an application comes in without a status; leave `from` out"
        if first and action.to is None:
            yield ("actions", name), "an application that comes in needs a status; say `to`"
        if not first and not action.from_:
            yield ("actions", name), "it can be taken in no status; say `from`"
        if action.who == (CLOCK,) and name not in missed:
            yield ("actions", name, "who"), "the clock takes it when a deadline is missed, and none says so in `missed`"


def _deadlines(workflow: Workflow) -> Iterator[Said]:
    """Deadlines that nothing starts, minds, or may extend."""
    actions = workflow.actions.values()
    for name, deadline in workflow.deadlines.items():
        where = ("deadlines", name)
        if not any(name in action.starts for action in actions):
            yield where, "no action starts it; name it in `starts` of one, or take it away"
        minded = any(name in (*action.ends, *action.before, *action.after) for action in actions)
        if not minded and deadline.missed is None:
            yield where, "nothing minds it: no action is bound to it and nothing happens when it is missed"
        extended = any(action.extends == name for action in actions)
        if deadline.extension and not extended:
            yield (*where, "extension"), "no action extends it; name it in `extends` of one, or leave the extension out"
        if extended and not deadline.extension:
            yield where, "an action extends it, and it says no `extension`; say by how much and how often"
        late = workflow.actions.get(deadline.missed or "")
        if late is not None and CLOCK not in late.who:
            yield (*where, "missed"), f"the clock may not take '{deadline.missed}'; add {CLOCK} to its `who`"


def _proceedings(workflow: Workflow) -> Iterator[Said]:
    for name in workflow.proceedings:
        for verb in ("opens", "closes"):
            if not any(getattr(action, verb) == name for action in workflow.actions.values()):
                yield ("proceedings", name), f"no action {verb} it; name it in `{verb}` of one, or take it away"


def _ways(office: Office, workflow: Workflow) -> Iterator[Said]:
    """Statuses an action leaves that are never reached, and statuses that lead to no end of the right."""
    rules, reached = office.status_rules.get(workflow.right, {}), _reached(workflow)
    for name, action in workflow.actions.items():
        for status in action.from_:
            if status in rules and status not in reached:
                yield ("actions", name, "from"), f"no action leads to '{status}'; it can never be taken from there"
    ending = {status for status in reached if status in rules and rules[status].ends_right}
    for name, action in workflow.actions.items():
        to = action.to
        if to in rules and to not in ending and not ending & _reached(workflow, to):
            yield (
                ("actions", name, "to"),
                f"'{to}' is a dead end: no way leads from it to a status that ends the right",
            )


def _awaited(office: Office, workflow: Workflow) -> Iterator[Said]:
    """Statuses of pending files that wait for nobody, and those awaited who can do nothing there."""
    rules, reached = office.status_rules.get(workflow.right, {}), _reached(workflow)
    yield from unknown(("awaits",), workflow.awaits, reached, "no file of this workflow is ever in a status")
    for status, roles in workflow.awaits.items():
        able = {role for action in workflow.open_in(status).values() for role in action.who}
        what = f"roles.yaml has no role, or no action of '{status}' is open to it:"
        yield from unknown(("awaits", status), roles, able & office.roles.keys(), what)
    for status in sorted(reached & rules.keys() - workflow.awaits.keys()):
        if rules[status].group == StatusGroup.PENDING:
            yield (
                ("awaits",) if workflow.awaits else (),
                (f"files in '{status}' wait for nobody; say in `awaits` whose task they are"),
            )


def _reached(workflow: Workflow, start: str | None = None) -> set[str]:
    """The statuses to which actions lead from `start`, itself among them; from the filing where none is given."""
    if start is None:
        filing = workflow.actions.get(workflow.file)
        start = filing.to if filing else None
    found, fresh = set[str](), {start} if start else set[str]()
    while fresh:
        found |= fresh
        fresh = {
            action.to for action in workflow.actions.values() if action.to and not found.isdisjoint(action.from_)
        } - found
    return found

"""Actions of the office's workflow: one is taken, or the last is undone, in one transaction with all that it brings."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from mappings.record import ITEM_KEYS
from mappings.workflow import CLOCK, Action, Workflow
from registry import answering, appointing, conditions, filing, numbers, procedure, publishing, standings
from registry.changing import added_event, hold, record_change
from registry.checks import check_entry
from registry.closing import day
from registry.commands import Act, FileApplication, Publish
from registry.database import Register
from registry.errors import (
    ActionRefused,
    AlreadyRegistered,
    InvalidApplication,
    InvalidChange,
    NoSuchAction,
    NotPermitted,
    NoWorkflow,
)
from registry.facts import Json, Place, item_key, plain
from registry.procedure import Procedure
from registry.progress import Asked, Refused, Standing
from registry.steps import Change, Held, Step, Written


@dataclass(frozen=True)
class Done:
    """An action as it was done to a dossier: from version `since` to `version`."""

    action: str
    dossier_id: int
    since: int
    version: int
    date: dt.date
    before: Standing
    after: Standing


def act(session: Session, register: Register, command: Act) -> tuple[Step, Written, int | None]:
    """Takes the action. The third of the result is the number of the publication it made, if it did."""
    rules = register.procedure
    held = hold(session, command.key, command.expected_version)
    workflow = workflow_of(rules, held)
    action = action_of(workflow, held, command.action)
    if command.role not in action.who:
        raise NotPermitted(held.key, command.action, command.role, action.who)
    now = day(session, register)
    date = command.date or now
    before, last = standings.now(session, held)
    _check_date(held, command, last, date, now)
    answering.check(session, held, command)
    issue = publishing.asked_issue(session, _publication(command, action), date) if action.publication else None
    asked = Asked(command.action, date, issue.date if issue else None, command.proceeding, command.role == CLOCK)
    try:
        conditions.check(workflow, before, held.present, asked)
        changes = _of_the_record(session, register, held, command, date)
        after = procedure.move(rules, workflow, before, _with(held.present, changes), asked)
        _check_reasons(rules, action, command)
    except Refused as error:
        raise ActionRefused(held.key, command.action, str(error)) from error
    if after.status != before.status and after.status is not None:
        changes.append(_status(rules, workflow, after.status, date))
    event = rules.events[workflow.right][action.event].model_copy(update={"date": date, "note": command.note})
    changes.append(added_event(held.present, event, date))
    step, written = record_change(session, register, held, changes, command)
    snapshot = None
    if action.publication:
        _, written, snapshot = publishing.publish(session, register, _publication(command, action), date)
    done = Done(command.action, held.id, held.version, written.version, date, before, after)
    _write_down(session, rules, workflow, command, done)
    return step, written, snapshot


def take_in(session: Session, register: Register, command: FileApplication) -> tuple[Step, Written]:
    """Files an application and, as a role, takes the action by which it enters the office's workflow."""
    appointing.check(session, register, {}, command.record.parties)
    if command.role is None:
        return filing.file_application(session, register, command)
    check_entry(command.record, register.registers)  # a right that there is
    rules, record = register.procedure, plain(command.record)
    workflow = rules.workflow(record) if command.record.office == rules.office else None
    if workflow is None:
        raise NoWorkflow(filing.key_of(command.record))
    if command.record.status is not None:
        raise InvalidApplication("status", "is given by the workflow; leave it out")
    action = workflow.actions[workflow.file]
    if command.role not in action.who:
        raise NotPermitted(filing.key_of(command.record), workflow.file, command.role, action.who)
    assert action.to is not None
    date = command.record.filing_date or day(session, register)
    status = rules.statuses[workflow.right][action.to].model_copy(update={"date": date})
    event = command.event or rules.events[workflow.right][action.event].model_copy(update={"date": date})
    entered = replace(command, record=command.record.model_copy(update={"status": status}), event=event)
    step, written = filing.file_application(session, register, entered)
    before, asked = Standing(None), Asked(workflow.file, date)
    try:
        after = procedure.move(rules, workflow, before, written.record or {}, asked)
    except Refused as error:
        raise ActionRefused(step.key, workflow.file, str(error)) from error
    _write_down(
        session, rules, workflow, command, Done(workflow.file, written.id, 0, written.version, date, before, after)
    )
    return step, written


def workflow_of(rules: Procedure, held: Held) -> Workflow:
    """NoWorkflow when the office has none for the file."""
    workflow = rules.workflow(held.present) if held.key.office == rules.office else None
    if workflow is None:
        raise NoWorkflow(held.key)
    return workflow


def action_of(workflow: Workflow, held: Held, name: str) -> Action:
    """NoSuchAction, with the one that was probably meant."""
    action = workflow.actions.get(name)
    if action is None:
        near = difflib.get_close_matches(name, workflow.actions, n=1)
        status = held.present.get("status", {}).get("code", "")
        raise NoSuchAction(held.key, name, near[0] if near else None, tuple(workflow.open_in(status)))
    return action


def _check_date(held: Held, command: Act, last: standings.Taken | None, date: dt.date, now: dt.date) -> None:
    if date > now:
        raise ActionRefused(held.key, command.action, f"{date} lies in the future; take it on that day")
    if last and date < last.date:
        raise ActionRefused(
            held.key,
            command.action,
            f"{date} lies before `{last.action}` of {last.date}: undo that first, then take both",
        )


def _check_reasons(rules: Procedure, action: Action, command: Act) -> None:
    """Refused where the action's letter states reasons and none are given; the clock's reason is that nothing came.

    The number of the request that brings it about is none.
    """
    given = (command.note or "").strip().removeprefix(command.request or "")
    if rules.states_reasons(action) and command.role != CLOCK and not given:
        raise Refused("its letter states the reasons, and none are given; write them in the note")


def _publication(command: Act, action: Action) -> Publish:
    assert action.publication is not None
    return Publish(
        command.key, action.publication.stage, command.issue, command_id=command.command_id, actor=command.actor
    )


def _of_the_record(session: Session, register: Register, held: Held, command: Act, date: dt.date) -> list[Change]:
    """What the action changes of the record, but for status and journal."""
    action = workflow_of(register.procedure, held).actions[command.action]
    changes: list[Change] = []
    if action.registers:
        number = held.present.get("registration_number")
        if number:
            raise AlreadyRegistered(held.key, number)
        given = numbers.given(session, register.formats, held.key, "registration", date.year)
        changes.append(Change(Place("registration_number"), given, date))
        changes.append(Change(Place("registration_date"), date.isoformat(), date))
    record = _with(held.present, changes)
    for field, rule in action.sets.items():
        found = procedure.day_by(rule, record, register.procedure.calendar, date)
        changes.append(Change(Place(field), found.isoformat(), date))
    changes += [Change(Place(field), None, date) for field in action.clears if field in held.present]
    if action.classes:
        changes += _classes(held, action.classes, command, date)
    return changes


def _classes(held: Held, status: str, command: Act, date: dt.date) -> list[Change]:
    """The status of the classes named, or of all that are not ended yet."""
    living = {"unknown", "pending", "active"}
    items = held.present.get("classes", [])
    unknown = set(command.classes) - {item["number"] for item in items}
    if unknown:
        raise InvalidChange("classes", f"the file has no class {', '.join(sorted(unknown))}")
    if status != "active" and not command.classes:
        raise InvalidChange("classes", f"say which classes are {status}, such as 25")
    return [
        Change(
            Place("classes", item_key("classes", item)),
            {**item, "status": status, "status_date": date.isoformat()},
            date,
        )
        for item in items
        if (not command.classes or item["number"] in command.classes) and item.get("status", "unknown") in living
    ]


def _with(record: Mapping[str, Any], changes: list[Change]) -> Json:
    """The record with the changes of its fields that are no lists."""
    found = dict(record)
    for change in changes:
        if change.place.field in ITEM_KEYS:
            continue
        if change.value is None:
            found.pop(change.place.field, None)
        else:
            found[change.place.field] = change.value
    return found


def _status(rules: Procedure, workflow: Workflow, code: str, date: dt.date) -> Change:
    status = rules.statuses[workflow.right][code].model_copy(update={"date": date})
    return Change(Place("status"), status.model_dump(mode="json", exclude_none=True), date)


def _write_down(
    session: Session, rules: Procedure, workflow: Workflow, command: Act | FileApplication, done: Done
) -> None:
    taken = {
        "workflow": next(name for name, one in rules.workflows.items() if one is workflow),
        "action": done.action,
        "date": done.date,
        "since": done.since,
        "version": done.version,
        "status": done.after.status,
        "role": command.role,
        "letter": workflow.actions[done.action].letter,
        "note": command.note if isinstance(command, Act) else None,
        "undoes": None,
        "request": command.request if isinstance(command, Act) else None,
        "answers": command.answers if isinstance(command, Act) else None,
        "actor": command.actor,
        "command_id": command.command_id,
    }
    standings.save(session, done.dossier_id, done.before, done.after, taken)

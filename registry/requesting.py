"""Requests after filing: one is received, and granted, refused or withdrawn, in one transaction with all it brings."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.number import DossierKey
from mappings.record import Event, Record
from mappings.requests import RequestType
from registry import acting, amending, appointing, effects, filing, forms, numbers, publishing, standings
from registry.changing import added_event, hold, record_change
from registry.closing import day
from registry.commands import Act, DecideRequest, FileApplication, FileRequest, Publish
from registry.database import Register
from registry.effects import Granted
from registry.errors import InvalidChange, InvalidForm, NoSuchRequest, NoSuchRequestType, NotPermitted, RequestRefused
from registry.pipeline import later
from registry.procedure import Procedure
from registry.steps import Held, Step, Written

PREFIX = "request/"  # of the names of actions that are granted requests
_RECEIVED = """
    insert into request
        (number, dossier_id, type, form, state, received_on, decided_on, role, actor, command_id)
    values (%(number)s, %(dossier)s, %(type)s, %(form)s::jsonb, %(state)s, %(date)s, %(decided_on)s, %(role)s,
        %(actor)s, %(command)s)
"""
Done = tuple[Step, Written, int | None, str]  # the publication made, and the request's number


@dataclass(frozen=True)
class Asked:
    """A request as the register holds it."""

    number: str
    type: str
    form: Mapping[str, Any]  # plain
    state: str  # received, granted, refused, withdrawn
    received_on: dt.date
    decided_on: dt.date | None
    reason: str | None
    role: str
    actor: str


def file_request(session: Session, register: Register, command: FileRequest) -> Done:
    """Takes the request in; one that nobody decides takes effect at once."""
    rules = register.procedure
    held = hold(session, command.key, command.expected_version)
    name, rule = command.type, request_type(rules, held.key, command.type)
    if command.role not in rule.who:
        raise NotPermitted(held.key, f"request {name}", command.role, rule.who)
    group = held.present.get("status", {}).get("group", "unknown")
    if group not in rule.groups:
        wanted = ", ".join(rule.groups)
        raise RequestRefused(held.key, name, f"it is for files that are {wanted}; this one is {group}")
    now = day(session, register)
    date = command.date or now
    if date > now:
        raise RequestRefused(held.key, name, f"{date} lies in the future; file it on that day")
    form = forms.read(name, rule, command.form)
    if rule.effect:  # what the record does not bear is said when it comes in, not when it is granted
        said = rules.said(rule.text)
        found = effects.effect(Record.model_validate(held.present), Granted(name, rule, form, "-", date, said))
        appointing.check(session, register, held.present, found.changes.get("parties", ()))
        try:
            amending.changes(held.present, found.changes, found.remove, date)
        except InvalidChange as error:
            raise InvalidForm(name, error.place, error.reason) from error
    number = numbers.give(
        session, rules.request_numbers, office=held.key.office, kind="rq", purpose="request", year=date.year
    )
    received = (
        _RECEIVED,
        {
            "state": "received" if rule.decides else "granted",
            "decided_on": None if rule.decides else date,
            "number": number,
            "dossier": held.id,
            "type": name,
            "form": forms.as_json(rule, form),
            "date": date,
            "role": command.role,
            "actor": command.actor,
            "command": command.command_id,
        },
    )
    later(session, [received])
    if not rule.decides:
        return _grant(session, register, held, Decided(number, name, rule, form, date, command, command.issue))
    event = _event(rules, held.key, rules.requests.received, date, f"{rules.said(rule.text)} {number}")
    step, written = record_change(session, register, held, [added_event(held.present, event, date)], command)
    return step, written, None, number


def decide(session: Session, register: Register, command: DecideRequest) -> Done:
    """Grants or refuses a request that was received, or takes in its withdrawal by one who may make it."""
    rules = register.procedure
    held = hold(session, command.key, command.expected_version)
    asked = find(session, held, command.request)
    rule = request_type(rules, held.key, asked.type)
    if asked.state != "received":
        raise RequestRefused(held.key, asked.type, f"{asked.number} was {asked.state} on {asked.decided_on}")
    roles = rule.who if command.decision == "withdrawn" else rule.decides
    if command.role not in roles:
        raise NotPermitted(held.key, f"a decision on request {asked.type}", command.role, roles)
    now = day(session, register)
    date = command.date or now
    if not asked.received_on <= date <= now:
        raise RequestRefused(held.key, asked.type, f"{date} is no day from {asked.received_on} to {now}")
    if command.decision == "granted":
        form = forms.read(asked.type, rule, asked.form)
        given = Decided(asked.number, asked.type, rule, form, date, command, command.issue)
        _decided(session, asked.number, "granted", date, command.reason)
        return _grant(session, register, held, given)
    if command.decision == "refused" and not (command.reason or "").strip():
        raise RequestRefused(held.key, asked.type, "a refusal needs its reason")
    _decided(session, asked.number, command.decision, date, command.reason)
    codes = rules.requests.refused if command.decision == "refused" else rules.requests.withdrawn
    said = f"{rules.said(rule.text)} {asked.number}" + (f": {command.reason}" if command.reason else "")
    event = _event(rules, held.key, codes, date, said)
    step, written = record_change(session, register, held, [added_event(held.present, event, date)], command)
    letter = rules.requests.refusal if command.decision == "refused" else None
    _write_down(session, register, held, written, Acted(asked.type, asked.number, command, date, letter))
    return step, written, None, asked.number


def find(session: Session, held: Held, number: str) -> Asked:
    """NoSuchRequest when the file has none of that number."""
    found = {one.number: one for one in requests(session, held.id)}
    if number not in found:
        raise NoSuchRequest(held.key, number, tuple(found))
    return found[number]


def requests(session: Session, dossier_id: int) -> list[Asked]:
    """The requests on a file, in the order of their numbers."""
    rows = session.execute(
        text("""
            select number, type, form, state, received_on, decided_on, reason, role, actor from request
            where dossier_id = :id order by number
        """),
        {"id": dossier_id},
    )
    return [Asked(*row) for row in rows]


def request_type(rules: Procedure, key: DossierKey, name: str) -> RequestType:
    """NoSuchRequestType when the office takes none of that name for the right."""
    types = {each: rule for each, rule in rules.requests.types.items() if rule.for_right(key.kind)}
    if key.office != rules.office or name not in types:
        near = difflib.get_close_matches(name, types, n=1)
        raise NoSuchRequestType(key, name, near[0] if near else None, tuple(types))
    return types[name]


@dataclass(frozen=True)
class Decided:
    """A request that is granted."""

    number: str
    name: str
    rule: RequestType
    form: Mapping[str, Any]
    date: dt.date
    command: FileRequest | DecideRequest
    issue: str | None


@dataclass(frozen=True)
class Acted:
    name: str
    number: str
    command: FileRequest | DecideRequest
    date: dt.date
    letter: str | None


def _grant(session: Session, register: Register, held: Held, given: Decided) -> Done:
    if action := given.rule.action.get(held.key.kind):
        return _by_action(session, register, held, given, action)
    rules = register.procedure
    said = rules.said(given.rule.text)
    record = Record.model_validate(held.present)
    granted = Granted(given.name, given.rule, given.form, given.number, given.date, said)
    found = effects.effect(record, granted)
    appointing.check(session, register, held.present, found.changes.get("parties", ()))
    note = f"{said} {given.number}"
    if found.child:
        key = _file_child(session, register, found.child, given)
        note += f": {key.number}"
    changes = amending.changes(held.present, found.changes, found.remove, given.date)
    changes = [replace(change, exact=False) for change in changes]
    event = _event(rules, held.key, given.rule.event, given.date, note)
    changes.append(added_event(held.present, event, given.date))
    step, written = record_change(session, register, held, changes, given.command)
    snapshot = None
    if given.rule.publication and publishing.comes_out(session, held):  # what is not out yet comes out changed
        _, written, snapshot = publishing.publish(
            session,
            register,
            Publish(
                held.key,
                given.rule.publication.stage,
                given.issue,
                event=event,
                command_id=given.command.command_id,
                actor=given.command.actor,
            ),
            given.date,
        )
    acted = Acted(given.name, given.number, given.command, given.date, given.rule.letter)
    _write_down(session, register, held, written, acted)
    return step, written, snapshot, given.number


def _by_action(session: Session, register: Register, held: Held, given: Decided, action: str) -> Done:
    """The request takes an action of the workflow, as one of the roles that may: to decide it was the permission."""
    rule = acting.workflow_of(register.procedure, held).actions[action]
    role = given.command.role if given.command.role in rule.who else rule.who[0]
    reason = given.command.reason if isinstance(given.command, DecideRequest) else None
    command = Act(
        held.key,
        action,
        role,
        given.date,
        note=f"{given.number}: {reason}" if reason else given.number,
        issue=given.issue,
        classes=tuple(given.form.get("classes", ())),
        proceeding=int(given.form["proceeding"]) if "proceeding" in given.form else None,
        request=given.number,
        answers=given.form.get("answers"),
        command_id=given.command.command_id,
        actor=given.command.actor,
    )
    return *acting.act(session, register, command), given.number


def _file_child(session: Session, register: Register, child: Record, given: Decided) -> DossierKey:
    if child.registration_date:
        key = filing.key_of(child)
        number = numbers.given(session, register.formats, key, "registration", given.date.year)
        child = child.model_copy(update={"registration_number": number})
    command = FileApplication(child, actor=given.command.actor, command_id=given.command.command_id)
    step, _ = filing.file_application(session, register, command)
    return step.key


def _write_down(session: Session, register: Register, held: Held, written: Written, acted: Acted) -> None:
    """The request among the file's actions, so that it can be undone as they can."""
    before = standings.standing(session, held)
    workflow = register.procedure.workflow(held.present)
    taken = {
        "workflow": next((n for n, one in register.procedure.workflows.items() if one is workflow), ""),
        "action": PREFIX + acted.name,
        "date": acted.date,
        "since": held.version,
        "version": written.version,
        "status": before.status,
        "role": acted.command.role,
        "letter": acted.letter,
        "note": acted.number,
        "undoes": None,
        "request": acted.number,
        "actor": acted.command.actor,
        "command_id": acted.command.command_id,
    }
    standings.save(session, held.id, before, before, taken)


def _decided(session: Session, number: str, state: str, date: dt.date, reason: str | None) -> None:
    session.execute(
        text("update request set state = :state, decided_on = :date, reason = :reason where number = :number"),
        {"number": number, "state": state, "date": date, "reason": reason},
    )


def _event(rules: Procedure, key: DossierKey, codes: Mapping[Any, str], date: dt.date, note: str) -> Event:
    return rules.events[key.kind][codes[key.kind]].model_copy(update={"date": date, "note": note})

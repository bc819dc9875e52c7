"""A person acts: the command gets their login, and the role of theirs that may do it on a file that is open to them."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from sqlalchemy.orm import Session

from mappings.number import DossierKey
from mappings.permissions import Grants, Person, seen
from registry import acting, audit, closing, filing, outside, requesting, undoing
from registry.changing import hold
from registry.commands import Act, DecideRequest, FileApplication, FileRequest, Undo
from registry.database import Register
from registry.errors import NotPermitted, NoWorkflow
from registry.facts import plain
from registry.outside import Asker
from registry.people_errors import FileClosed, OnlyReads
from registry.steps import Held

Acting = TypeVar("Acting", bound=Act | Undo | FileRequest | DecideRequest | FileApplication)


def as_person(register: Register, person: Person, grants: Grants, command: Acting) -> Acting:
    """The command as this person may give it, for `registry.handle`; the office's clock is nobody's role.

    NotPermitted when none of the person's roles may do it, FileClosed when the file is not open to them, OnlyReads
    when they stand on it and do not act for the right: all are lines of the audit log. What the workflow itself says
    against the command, `handle` tells.
    """
    try:
        with register.session() as session:
            return _as(session, register, person, grants, command)
    except (NotPermitted, FileClosed, OnlyReads) as refused:
        with register.session() as session:
            said = getattr(command, "action", type(command).__name__)
            audit.note(session, person.login, f"act {said}", "not permitted", refused.key.id)
        raise


def _as(session: Session, register: Register, person: Person, grants: Grants, command: Acting) -> Acting:
    if isinstance(command, FileApplication):
        who = _who_files(register, command)
        key = filing.key_of(command.record)
        if not {"dossier.edit.own", "dossier.edit.all"} & person.permissions:
            raise FileClosed(key)
        what = "filing"
    else:
        key = command.key
        held = hold(session, key, None)
        what, who = _asked(session, register, held, command)
        on = held.published_on
        published = on is not None and on <= closing.day(session, register)
        file = seen(held.present, published=published, grants=grants)
        asks = command.type if isinstance(command, FileRequest) else None
        other = asks is not None and outside.may_ask(session, register, held, Asker(person, grants, asks))
        if not person.may_edit(file) and not other:
            raise OnlyReads(key) if person.only_reads(file) else FileClosed(key)
        if isinstance(command, DecideRequest) and command.decision == "withdrawn":
            _check_withdraws(session, register, held, command, person)
    return replace(command, role=role_of(person, who, key, what), actor=person.login)


def _check_withdraws(session: Session, register: Register, held: Held, command: DecideRequest, person: Person) -> None:
    """What others asked for on the file, as an opposition, its parties do not take back. NotPermitted."""
    asked = requesting.find(session, held, command.request)
    rule = requesting.request_type(register.procedure, held.key, asked.type)
    if rule.others and asked.actor != person.login and not person.may("dossier.edit.all"):
        roles = tuple(sorted(set(rule.who) - register.procedure.parties))
        raise NotPermitted(held.key, f"withdrawing {asked.number}, which is of others,", ", ".join(person.roles), roles)


def role_of(person: Person, able: tuple[str, ...], key: DossierKey, what: str) -> str:
    """The role in which the person may do it. NotPermitted when none of theirs may."""
    role = person.role_for(able)
    if role is None:
        raise NotPermitted(key, what, ", ".join(sorted(person.roles)) or "none", able)
    return role


def _who_files(register: Register, command: FileApplication) -> tuple[str, ...]:
    workflow = register.procedure.workflow(plain(command.record))
    if workflow is None:
        raise NoWorkflow(filing.key_of(command.record))
    return workflow.actions[workflow.file].who


def _asked(
    session: Session, register: Register, held: Held, command: Act | Undo | FileRequest | DecideRequest
) -> tuple[str, tuple[str, ...]]:
    """What the command does, and the roles that may. NoWorkflow, NoSuchAction, NoSuchRequest, NoSuchRequestType."""
    rules = register.procedure
    if isinstance(command, FileRequest):
        return f"request {command.type}", requesting.request_type(rules, held.key, command.type).who
    if isinstance(command, DecideRequest):
        asked = requesting.find(session, held, command.request)
        rule = requesting.request_type(rules, held.key, asked.type)
        return f"a decision on {asked.number}", rule.who if command.decision == "withdrawn" else rule.decides
    workflow = acting.workflow_of(rules, held)
    if isinstance(command, Undo) and (who := undoing.who_undoes(rules, workflow, command.action)):
        return f"undoing {command.action}", who
    return command.action, acting.action_of(workflow, held, command.action).who

"""The last action of a file is undone: what it changed is as before, and the journal says that it was undone."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.workflow import Workflow
from registry import standings, taking_out
from registry.acting import workflow_of
from registry.amending import in_their_places
from registry.changing import added_event, hold, record_change
from registry.closing import check_day, day
from registry.commands import TakeOut, Undo
from registry.database import Register
from registry.errors import CannotUndo, InvalidChange, NotPermitted
from registry.facts import Place, spread
from registry.outlook import Outlook
from registry.procedure import Procedure
from registry.requesting import PREFIX, request_type
from registry.standings import Taken
from registry.steps import Change, Held, Step, Written


def who_undoes(rules: Procedure, workflow: Workflow, action: str) -> tuple[str, ...]:
    """The roles that may undo an action, or a granted request (`request/…`); none where the office has it no more."""
    if action in workflow.actions:
        return workflow.actions[action].who
    rule = rules.requests.types.get(action.removeprefix(PREFIX)) if action.startswith(PREFIX) else None
    return (rule.decides or rule.who) if rule else ()


def undoable(rules: Procedure, seen: Outlook, roles: Iterable[str]) -> Taken | None:
    """What was done last, where one of the roles may undo it; the filing is not undone."""
    last = next((one for one in reversed(seen.taken) if one.undoes is None and not one.undone), None)
    if last is None or last.action == seen.workflow.file:
        return None
    return None if set(roles).isdisjoint(who_undoes(rules, seen.workflow, last.action)) else last


def undo(session: Session, register: Register, command: Undo) -> tuple[Step, Written, None]:
    """Only a role that may take the action may undo it."""
    rules = register.procedure
    held = hold(session, command.key, command.expected_version)
    workflow = workflow_of(rules, held)
    if not command.reason.strip():
        raise InvalidChange("reason", "is missing: say why the action is undone")
    last = standings.last(session, held.id)
    _check(rules, workflow, held, command, last)
    assert last is not None
    check_day(session, last.date)
    action = workflow.actions.get(last.action)
    if _published(session, held, last):
        held = _taken_out(session, register, held, command, last)
    changes = _as_before(session, held, command, last)
    date = day(session, register)
    named = rules.said(action.text) if action else last.action
    note = f"{named}: {command.reason.strip()}"
    event = rules.events[workflow.right][workflow.undone].model_copy(update={"date": date, "note": note})
    changes.append(added_event(held.present, event, date))
    step, written = record_change(session, register, held, changes, command)
    now, before = standings.standing(session, held), standings.before(session, held.id, last.ordinal)
    taken = {
        "workflow": last.workflow,
        "action": last.action,
        "date": date,
        "since": held.version,
        "version": written.version,
        "status": before.status,
        "role": command.role,
        "letter": None,
        "note": command.reason.strip(),
        "undoes": last.ordinal,
        "request": last.request,
        "actor": command.actor,
        "command_id": command.command_id,
    }
    standings.save(session, held.id, now, before, taken)
    if last.request:
        session.execute(
            text("update request set state = 'received', decided_on = null, reason = null where number = :number"),
            {"number": last.request},
        )
    return step, written, None


def _check(rules: Procedure, workflow: Workflow, held: Held, command: Undo, last: Taken | None) -> None:
    if last is None or last.action != command.action:
        was = f"the last action was `{last.action}`" if last else "no action was taken"
        raise CannotUndo(held.key, command.action, f"{was}, and the last is undone first")
    action = workflow.actions.get(last.action)
    if action is None:
        _check_request(rules, held, last)
    roles = who_undoes(rules, workflow, last.action)
    if command.role not in roles:
        raise NotPermitted(held.key, f"undoing {command.action}", command.role, roles)
    if last.action == workflow.file:
        raise CannotUndo(held.key, command.action, "an application that came in by mistake is deleted")
    if action and action.registers:
        raise CannotUndo(held.key, command.action, "its registration number was given and is in the register for ever")


def _check_request(rules: Procedure, held: Held, last: Taken) -> None:
    """The last action granted a request of the office; what brought another file about stays."""
    if not last.action.startswith(PREFIX):
        raise CannotUndo(held.key, last.action, "the workflow has no such action any more; amend the file")
    rule = request_type(rules, held.key, last.action.removeprefix(PREFIX))
    if rule.effect in {"divide", "convert"}:
        raise CannotUndo(held.key, last.action, "it brought another file about, whose number was given; delete that")


def _published(session: Session, held: Held, last: Taken) -> bool:
    found = text("select exists (select from snapshot where dossier_id = :id and version > :since and version <= :to)")
    return bool(session.scalar(found, {"id": held.id, "since": last.since, "to": last.version}))


def _taken_out(session: Session, register: Register, held: Held, command: Undo, last: Taken) -> Held:
    """With the publication that the action made out of its issue; the dossier as it is then."""
    row = session.execute(
        text("""
            select ordinal, issue_id, (select status from issue where id = issue_id) from snapshot
            where dossier_id = :id and version > :since and version <= :version order by ordinal desc limit 1
        """),
        {"id": held.id, "since": last.since, "version": last.version},
    ).one_or_none()
    if row is None:
        return held
    if row[2] != "open":
        raise CannotUndo(held.key, command.action, f"issue {row[1]} is closed; publish a correction in a later one")
    taking_out.take_out(
        session,
        register,
        TakeOut(command.key, row[1], command.reason, command_id=command.command_id, actor=command.actor),
    )
    return hold(session, command.key, None)


def _as_before(session: Session, held: Held, command: Undo, last: Taken) -> list[Change]:
    """What the action changed, as it was; CannotUndo when it was changed again since. Journal and publications stay.

    Actions that were undone, and their undoing, changed nothing in the end.
    """
    rows = session.execute(
        text("""
            select acted.field, acted.item, old.value,
                exists (select from fact later where later.dossier_id = acted.dossier_id and later.field = acted.field
                    and later.item = acted.item and later.version > :version and not exists (
                        select from act where act.dossier_id = later.dossier_id
                            and later.version > act.since and later.version <= act.version
                            and (act.undoes is not null or exists (
                                select from act undo where undo.dossier_id = act.dossier_id
                                    and undo.undoes = act.ordinal))))
            from (
                select distinct dossier_id, field, item from fact
                where dossier_id = :id and version > :since and version <= :version
                    and field not in ('events', 'publications')
            ) acted
            left join lateral (
                select value, position from fact where dossier_id = acted.dossier_id and field = acted.field
                    and item = acted.item and version <= :since
                order by valid_from desc, version desc limit 1
            ) old on true
            order by old.position
        """),
        {"id": held.id, "since": last.since, "version": last.version},
    ).all()
    for field, item, _, changed in rows:
        if changed:
            raise CannotUndo(held.key, command.action, f"{_said(field, item)} was changed since; amend it instead")
    found = [Change(Place(field, item), value, last.date) for field, item, value, _ in rows]
    return in_their_places(spread(held.present), found)


def _said(field: str, item: str) -> str:
    return f"{field} {item}".strip()

"""What a role may ask for on a file now, which letters it may answer, and why not. Pure, on an `Outlook` and a record.

A request whose action the file does not bear today is not offered, though one that is decided later would be taken in:
who asks learns it now, and what the way out is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from mappings.record import Record
from mappings.requests import Requests, RequestType
from mappings.workflow import Action, Workflow
from registry import conditions
from registry.answering import Awaited
from registry.effects import Granted, effect
from registry.errors import InvalidForm
from registry.outlook import Outlook
from registry.progress import Asked, Refused, Standing

# standing: the file's group of statuses. status: the workflow has no way from it. idle, over, early: the deadline
# `name` does not run, ended on `day`, runs until `day`. pending: the proceeding `name`. entry: nothing is entered.
Reason = Literal["standing", "status", "idle", "over", "early", "pending", "entry", "party", "other"]


@dataclass(frozen=True)
class Against:
    """Why something cannot be done today, for words in any language; `said` is the register's own sentence."""

    reason: Reason
    said: str
    name: str = ""
    day: dt.date | None = None


@dataclass(frozen=True)
class Offer:
    """A type of request that one of the roles may make on files of this right."""

    name: str
    rule: RequestType
    role: str
    against: Against | None = None


@dataclass(frozen=True)
class Reply:
    """A letter that waits for an answer. `action` takes it in as `role`; none when it is for nobody of these roles."""

    letter: Awaited
    action: str | None
    role: str | None
    against: Against | None
    ways_out: tuple[str, ...] = ()  # types of requests that are offered now, or will be when the time is over


def offers(requests: Requests, seen: Outlook, record: Record, roles: Collection[str]) -> tuple[Offer, ...]:
    """Those that can be filed today first; each in the office's order."""
    found = []
    for name, rule in requests.types.items():
        role = next((one for one in rule.who if one in roles), None)
        if role and rule.for_right(record.kind) and _fits(rule, record):
            found.append(Offer(name, rule, role, _against(name, rule, seen, record)))
    return tuple(sorted(found, key=lambda one: one.against is not None))


def _fits(rule: RequestType, record: Record) -> bool:
    """Only the designation of an international registration becomes a national application."""
    return rule.effect != "convert" or any(one.relation == "international" for one in record.related)


def replies(requests: Requests, seen: Outlook, record: Record, roles: Collection[str]) -> tuple[Reply, ...]:
    """The letters of the file that wait, the soonest first, with the action that ends the clock of each."""
    offered = offers(requests, seen, record, roles)
    return tuple(_reply(one, seen, record, roles, offered) for one in seen.awaited)


def against(workflow: Workflow, stands: Standing, record: Record, name: str, day: dt.date) -> Against | None:
    """Why the action cannot be taken on that day."""
    action = workflow.actions[name]
    try:
        conditions.check(workflow, stands, record.model_dump(mode="json", exclude_none=True), Asked(name, day))
    except Refused as error:
        return _reason(action, stands, day, str(error))
    return None


def _reason(action: Action, stands: Standing, day: dt.date, said: str) -> Against:
    if stands.status not in action.from_:
        return Against("status", said, stands.status or "")
    if found := _clock(action, stands, day):
        reason, name, when = found
        return Against(reason, said, name, when)
    pending = next((name for name in action.unless if stands.pending(name)), None)
    return Against("pending", said, pending) if pending else Against("other", said)


def _clock(action: Action, stands: Standing, day: dt.date) -> tuple[Reason, str, dt.date | None] | None:
    """What a deadline says against the action."""
    for name in (*action.before, *([action.extends] if action.extends else ())):
        running = stands.running(name)
        if running is None:
            return "idle", name, None
        if running.frozen_on is None and day > running.due:
            return "over", name, running.due
    for name in action.after:
        running = stands.running(name)
        if running is None:
            return "idle", name, None
        return ("early", name, running.due) if day <= running.due else ("over", name, running.last)
    return None


def _against(name: str, rule: RequestType, seen: Outlook, record: Record) -> Against | None:
    group = record.status.group if record.status else "unknown"
    if group not in rule.groups:
        return Against("standing", f"it is for files that are {', '.join(rule.groups)}; this one is {group}", group)
    if action := rule.action.get(record.kind):
        return against(seen.workflow, seen.standing, record, action, seen.day)
    if rule.effect in {"amend-recordal", "end-recordal"} and not record.recordals:
        return Against("entry", "the register has no entry for the file")
    if rule.effect == "remove-party":
        try:
            effect(record, Granted(name, rule, {}, "-", seen.day, name))
        except InvalidForm as error:
            return Against("party", error.reason, str(rule.party))
    return None


def _reply(letter: Awaited, seen: Outlook, record: Record, roles: Collection[str], offered: Iterable[Offer]) -> Reply:
    workflow = seen.workflow
    for name, action in workflow.open_in(seen.standing.status or "").items():
        role = next((one for one in action.who if one in roles), None)
        if role and letter.deadline in action.ends:
            why = against(workflow, seen.standing, record, name, seen.day)
            return Reply(letter, name, role, why, _ways_out(workflow, record, letter.deadline, offered))
    return Reply(letter, None, None, None, _ways_out(workflow, record, letter.deadline, offered))


def _ways_out(workflow: Workflow, record: Record, deadline: str, offered: Iterable[Offer]) -> tuple[str, ...]:
    """Requests that put the deadline off and can be made now, and those that lead on from where missing it leads."""
    rule = workflow.deadlines.get(deadline)
    missed = workflow.actions[rule.missed].to if rule and rule.missed else None
    found = []
    for one in offered:
        action = workflow.actions.get(one.rule.action.get(record.kind, ""))
        if action is None:
            continue
        puts_off = action.extends == deadline and one.against is None
        leads_on = missed is not None and missed in action.from_ and action.to not in {None, missed}
        if puts_off or leads_on:
            found.append(one.name)
    return tuple(found)

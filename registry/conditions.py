"""Whether an action is open to a file on a day: its status, what it needs, deadlines and proceedings. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from mappings.workflow import NEEDS, Action, Workflow
from registry.progress import Asked, Refused, Standing


def check(workflow: Workflow, standing: Standing, record: Mapping[str, Any], asked: Asked) -> None:
    """Refused when the action is not open to the file on that day."""
    action = workflow.actions[asked.name]
    if asked.name != workflow.file and standing.status not in action.from_:
        possible = ", ".join(workflow.open_in(standing.status or "")) or "nothing"
        raise Refused(f"its status is `{standing.status or 'none'}`, in which can be taken: {possible}")
    if asked.name == workflow.file and (standing.status or standing.deadlines):
        raise Refused("it was taken in already")
    for need in action.needs:
        if not _has(record, need):
            raise Refused(f"{NEEDS[need]} is missing; amend the file first")
    _check_deadlines(workflow, standing, asked)
    _check_proceedings(workflow, standing, action)


def _check_deadlines(workflow: Workflow, standing: Standing, asked: Asked) -> None:
    action = workflow.actions[asked.name]
    for name in action.before:
        _check_runs(standing, name, asked.day)
    for name in action.after:
        _check_passed(standing, name, asked.day)
    if action.extends:
        _check_extendable(workflow, standing, action.extends)
    if asked.by_clock and not missed(workflow, standing, asked):
        raise Refused("no deadline has passed of which it is the consequence")


def _check_proceedings(workflow: Workflow, standing: Standing, action: Action) -> None:
    if action.during and not any(standing.pending(name) for name in action.during):
        raise Refused(f"no {' or '.join(action.during)} is pending")
    for name in action.unless:
        if standing.pending(name):
            raise Refused(f"{_a(name)} is pending; it has to be decided or withdrawn first")
    if action.opens and standing.pending(action.opens) and not workflow.proceedings[action.opens].several:
        raise Refused(f"{_a(action.opens)} is pending already, and there can be one at a time")


def missed(workflow: Workflow, standing: Standing, asked: Asked) -> set[int]:
    """The deadlines that have passed and whose consequence the action is, by their ordinals."""
    consequence = {name for name, rule in workflow.deadlines.items() if rule.missed == asked.name}
    return {
        one.ordinal
        for one in standing.deadlines
        if one.name in consequence and one.state == "running" and one.frozen_on is None and asked.day > one.last
    }


def _check_runs(standing: Standing, name: str, day: dt.date) -> None:
    running = standing.running(name)
    if running is None:
        raise Refused(f"no deadline `{name}` runs")
    if running.frozen_on is None and day > running.due:
        raise Refused(f"the deadline `{name}` ended on {running.due}")


def _check_passed(standing: Standing, name: str, day: dt.date) -> None:
    running = standing.running(name)
    if running is None:
        raise Refused(f"no deadline `{name}` has passed")
    if running.frozen_on is not None:
        raise Refused(f"the deadline `{name}` stands still since {running.frozen_on}")
    if day <= running.due:
        raise Refused(f"the deadline `{name}` runs until {running.due}")
    if running.last > running.due and day > running.last:
        raise Refused(f"the period of grace of `{name}` ended on {running.last}")


def _check_extendable(workflow: Workflow, standing: Standing, name: str) -> None:
    running, extension = standing.running(name), workflow.deadlines[name].extension
    if running is None or extension is None:
        raise Refused(f"no deadline `{name}` runs that can be extended")
    if running.extended >= extension.times:
        raise Refused(f"the deadline `{name}` was extended {running.extended} times, as often as it may be")


def _has(record: Mapping[str, Any], need: str) -> bool:
    """Whether the plain record holds what an action needs."""
    roles = {party.get("role") for party in record.get("parties", ())}
    mark, invention, design = (record.get(part) or {} for part in ("mark", "invention", "design"))
    pictures = {document.get("role") for document in record.get("documents", ())}
    has = {
        "applicant": bool(roles & {"applicant", "holder"}),
        "holder": "holder" in roles,
        "representative": "representative" in roles,
        "goods": any(one.get("goods") for one in record.get("classes", ())),
        "sign": bool(mark.get("verbal_element")) or "logo" in pictures,
        "title": bool(invention.get("title")),
        "claims": bool(invention.get("claims")),
        "abstract": bool(invention.get("abstract")),
        "views": bool(design.get("views")) or "view" in pictures,
        "filing_date": bool(record.get("filing_date")),
        "classification": bool(record.get("classifications")),
        "registration": bool(record.get("registration_number")),
    }
    return has[need]


def _a(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name.replace('-', ' ')}"

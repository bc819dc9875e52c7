"""What the office's workflow makes of one file: its deadlines and proceedings, moved on by an action. Pure.

A standing is what runs and what is pending. `move` gives the standing after an action, or says why it cannot be taken.
Days are counted by the office's calendar (`mappings.terms`); a deadline that stands still is put off by as many days
as it stood (`frozen_on` until the day of the action that thaws it), to the next open day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from mappings.documents import Documents
from mappings.letters import Correspondence, Letter
from mappings.record import Event, Kind, Status
from mappings.requests import Requests
from mappings.stakeholders import Stakeholders
from mappings.terms import Calendar, Closed, Counting
from mappings.texts import Texts, said
from mappings.workflow import Action, DateRule, Deadline, Workflow
from registry import conditions
from registry.numbers import NumberFormat
from registry.progress import Asked, Clocked, Pending, Refused, Standing
from registry.stakeholder_data import PLAIN, NameReader

_INTERNATIONAL = "international"
_MISSING = "the record has no {}, from which it runs; add it first"


@dataclass(frozen=True)
class Procedure:
    """The office's workflows with what they name, for the register. Without workflows no action can be taken."""

    office: str = ""  # ST.3
    workflows: Mapping[str, Workflow] = field(default_factory=dict)  # by the names of their files
    calendar: Calendar = field(default_factory=lambda: Calendar(closed=Closed(), counting=Counting(source="none")))
    statuses: Mapping[Kind, Mapping[str, Status]] = field(default_factory=dict)  # by code, without dates
    ending: Mapping[Kind, frozenset[str]] = field(default_factory=dict)  # codes of statuses that end the right
    events: Mapping[Kind, Mapping[str, Event]] = field(default_factory=dict)  # by code, each of some day
    requests: Requests = field(default_factory=Requests)
    letters: str = "L/{year}/{sequence:06}"  # how their numbers are written
    letter_rules: Mapping[str, Letter] = field(default_factory=dict)
    documents: Documents = field(default_factory=Documents)
    stakeholders: Stakeholders = field(default_factory=Stakeholders)
    names: NameReader = PLAIN  # how names of stakeholders are read
    correspondence: Correspondence = field(default_factory=Correspondence)
    parties: frozenset[str] = frozenset()  # roles in which people act on files of their own alone
    language: str = ""  # the office's first
    clock: Callable[[], dt.datetime] | None = None  # what time it is; the database's when there is none

    @cached_property
    def request_numbers(self) -> NumberFormat:
        return NumberFormat(self.requests.number)

    @cached_property
    def letter_numbers(self) -> NumberFormat:
        return NumberFormat(self.letters)

    def said(self, texts: Texts) -> str:
        """A text of the office in the language in which it stands in the register."""
        return said(texts, self.language, self.language)

    def states_reasons(self, action: Action) -> bool:
        """Whether its letter says why, so that it is not taken without a note."""
        rule = self.letter_rules.get(action.letter or "")
        return rule is not None and rule.reasons

    def workflow(self, record: Mapping[str, Any]) -> Workflow | None:
        """The workflow of a plain record; None when the office has none for it."""
        international = any(one.get("relation") == _INTERNATIONAL for one in record.get("related", ()))
        files = "international" if international else "national"
        found = self.workflows.values()
        return next((one for one in found if one.right == record["kind"] and one.files == files), None)


def move(
    procedure: Procedure, workflow: Workflow, standing: Standing, record: Mapping[str, Any], asked: Asked
) -> Standing:
    """The standing after the action. `record` is plain, and as the action leaves it. Raises Refused."""
    action = workflow.actions[asked.name]
    conditions.check(workflow, standing, record, asked)
    ending = action.to in procedure.ending.get(workflow.right, frozenset())
    closed = _closed(action, standing, asked)
    still = [one for one in standing.pending(action.closes or "") if one.ordinal not in closed]
    stays = bool(still) and not ending
    after = replace(standing, status=standing.status if stays or action.to is None else action.to)
    for ordinal in conditions.missed(workflow, standing, asked):
        after = _put(after, replace(after.deadlines[ordinal - 1], state="missed"))
    after = _ended(after, action, asked.day, everything=ending, closed=closed)
    if action.extends:
        after = _extended(procedure, workflow, after, action.extends)
    if action.opens:
        after = replace(
            after,
            proceedings=(*after.proceedings, Pending(len(after.proceedings) + 1, action.opens, asked.day)),
        )
    for name in action.starts:
        rule = workflow.deadlines[name]
        after = _started(procedure.calendar, rule, name, after, _base(name, rule, record, asked))
    return _frozen(procedure, workflow, after, asked.day)


def date_of(record: Mapping[str, Any], name: str) -> dt.date | None:
    """A date of a plain record. The priority date is the earliest one, or the filing date where there is none."""
    if name == "priority_date":
        dates = [one["date"] for one in record.get("priorities", ()) if one.get("date")]
        dates += [record["filing_date"]] if record.get("filing_date") else []
        return dt.date.fromisoformat(min(dates)) if dates else None
    value = record.get(name)
    return dt.date.fromisoformat(value) if value else None


def day_by(rule: DateRule, record: Mapping[str, Any], calendar: Calendar, day: dt.date) -> dt.date:
    """The day that a rule gives. Refused when the record lacks the date, or the day lies behind the latest."""
    start = day if rule.from_ == "today" else date_of(record, rule.from_)
    if start is None:
        raise Refused(_MISSING.format(rule.from_.replace("_", " ")))
    found = calendar.months_after(start, rule.months)
    if rule.latest:
        end = day_by(rule.latest, record, calendar, day)
        if found > end:
            raise Refused(f"{found} lies behind {end}, the last day that the right can come to")
    return found


def _closed(action: Action, standing: Standing, asked: Asked) -> set[int]:
    """The proceedings that the action closes by name. Refused when it is not clear which."""
    if action.closes is None:
        return set()
    pending = [one.ordinal for one in standing.pending(action.closes)]
    if asked.proceeding is not None:
        if asked.proceeding not in pending:
            raise Refused(f"no {action.closes} {asked.proceeding} is pending")
        return {asked.proceeding}
    if not pending:
        raise Refused(f"no {action.closes} is pending")
    if len(pending) > 1:
        raise Refused(
            f"{len(pending)} proceedings `{action.closes}` are pending; say which: {', '.join(map(str, pending))}"
        )
    return set(pending)


def _ended(standing: Standing, action: Action, day: dt.date, *, everything: bool, closed: set[int]) -> Standing:
    """Deadlines met, proceedings closed. With the right's end all that runs is void and all that is pending closed."""
    deadlines = tuple(
        replace(one, state="met" if one.name in action.ends else "void", frozen_on=None)
        if one.state == "running" and (everything or one.name in action.ends)
        else one
        for one in standing.deadlines
    )
    proceedings = tuple(
        replace(one, closed_on=day) if one.closed_on is None and (everything or one.ordinal in closed) else one
        for one in standing.proceedings
    )
    return replace(standing, deadlines=deadlines, proceedings=proceedings)


def _extended(procedure: Procedure, workflow: Workflow, standing: Standing, name: str) -> Standing:
    running, rule = standing.running(name), workflow.deadlines[name]
    assert running is not None
    assert rule.extension is not None
    due = procedure.calendar.last_day(running.due, rule.extension)
    last = procedure.calendar.last_day(due, rule.grace) if rule.grace else due
    return _put(standing, replace(running, due=due, last=last, extended=running.extended + 1))


def _started(calendar: Calendar, rule: Deadline, name: str, standing: Standing, base: dt.date) -> Standing:
    """With the deadline of that name begun; one of the same name that still runs is void."""
    before = [one for one in standing.deadlines if one.name == name]
    if rule.every:
        earlier = sum(one.state in {"met", "missed"} for one in before)
        rule = rule.model_copy(update={"months": (rule.months or 0) + rule.every * earlier})
    due = calendar.last_day(base, rule)
    last = calendar.last_day(_nominal(calendar, base, rule), rule.grace) if rule.grace else due
    for one in before:
        if one.state == "running":
            standing = _put(standing, replace(one, state="void", frozen_on=None))
    clocked = Clocked(len(standing.deadlines) + 1, name, base, due, last)
    return replace(standing, deadlines=(*standing.deadlines, clocked))


def _base(name: str, rule: Deadline, record: Mapping[str, Any], asked: Asked) -> dt.date:
    """The day from which the deadline runs."""
    if rule.from_ == "action":
        return asked.day
    if rule.from_ == "issue":
        return asked.issue or asked.day
    found = date_of(record, rule.from_)
    if found is None:
        raise Refused(f"deadline `{name}`: " + _MISSING.format(rule.from_.replace("_", " ")))
    return found


def _nominal(calendar: Calendar, base: dt.date, rule: Deadline) -> dt.date:
    """The last day before closed days are passed over: the grace period runs from it."""
    if rule.months is not None:
        return calendar.months_after(base, rule.months)
    return calendar.last_day(base, rule)


def _frozen(procedure: Procedure, workflow: Workflow, standing: Standing, day: dt.date) -> Standing:
    """What a pending proceeding freezes stands still; what none freezes goes on, later by the days it stood."""
    freezing = {
        name
        for one in standing.proceedings
        if one.closed_on is None and one.name in workflow.proceedings
        for name in workflow.proceedings[one.name].freezes
    }
    for one in standing.deadlines:
        if one.state != "running":
            continue
        if one.name in freezing and one.frozen_on is None:
            standing = _put(standing, replace(one, frozen_on=day))
        elif one.name not in freezing and one.frozen_on is not None:
            stood = day - one.frozen_on
            due, last = (procedure.calendar.next_open(date + stood) for date in (one.due, one.last))
            standing = _put(standing, replace(one, due=due, last=last, frozen_on=None))
    return standing


def _put(standing: Standing, clocked: Clocked) -> Standing:
    deadlines = tuple(clocked if one.ordinal == clocked.ordinal else one for one in standing.deadlines)
    return replace(standing, deadlines=deadlines)

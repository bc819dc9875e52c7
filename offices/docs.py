"""The generated part of docs/workflow.md: each workflow of the demo office as a diagram and two tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from offices.diagram import mermaid
from offices.office import load

if TYPE_CHECKING:
    from mappings.terms import Term
    from mappings.workflow import Action, Deadline, Workflow
    from offices.office import Office

DEMO = Path(__file__).parent / "demo"


def workflows() -> str:
    """Markdown."""
    office = load(DEMO)
    return "\n\n".join([*(_one(office, *one) for one in office.workflows.items()), _requests(office)])


def _requests(office: Office) -> str:
    rows = ["## Requests of the demo office", "", "| request | what | while | decided by | effect | events | letter |"]
    rows.append("| --- " * 7 + "|")
    for name, rule in office.requests.types.items():
        effect = ", ".join(f"`{action}`" for action in dict.fromkeys(rule.action.values())) or rule.effect or ""
        cells = [
            f"`{name}`",
            office.said(rule.text),
            ", ".join(rule.groups),
            ", ".join(rule.decides) or "nobody",
            effect,
            ", ".join(rule.event.values()),
            rule.letter or "",
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _one(office: Office, name: str, workflow: Workflow) -> str:
    heading = f"## {office.said(workflow.text)} (`workflows/{name}.yaml`)"
    drawn = f"```mermaid\n{mermaid(office, workflow)}\n```"
    actions = ["| action | what | from | to | who | event | letter | conditions |", "| --- " * 8 + "|"]
    actions += [_action(office, workflow, code, action) for code, action in workflow.actions.items()]
    deadlines = ["| deadline | term | runs from | when missed | by |", "| --- " * 5 + "|"]
    deadlines += [_deadline(code, rule) for code, rule in workflow.deadlines.items()]
    return "\n\n".join([heading, drawn, "\n".join(deadlines), "\n".join(actions)])


def _action(office: Office, workflow: Workflow, code: str, action: Action) -> str:
    event = f"`{action.event}` {office.event(workflow.right, action.event).standard_code}"
    cells = [
        f"`{code}`",
        office.said(action.text),
        ", ".join(action.from_),
        action.to or "stays",
        ", ".join(action.who),
        event,
        action.letter or "",
        "; ".join(_conditions(action)),
    ]
    return f"| {' | '.join(cells)} |"


def _conditions(action: Action) -> list[str]:
    said = [
        ("needs", action.needs),
        ("before the end of", action.before),
        ("after the end of", action.after),
        ("while pending:", action.during),
        ("unless pending:", action.unless),
    ]
    return [f"{words} {', '.join(names)}" for words, names in said if names]


def _deadline(code: str, rule: Deadline) -> str:
    term = _term(rule)
    if rule.every:
        term += f", then every {rule.every} months"
    if rule.extension:
        term += f"; {rule.extension.times} times {_term(rule.extension)} more"
    if rule.grace:
        term += f"; grace of {_term(rule.grace)}"
    cells = [f"`{code}`", term, rule.from_.replace("_", " "), f"`{rule.missed}`" if rule.missed else "", rule.source]
    return f"| {' | '.join(cells)} |"


def _term(term: Term) -> str:
    if term.months is not None:
        return f"{term.months} months" if term.months else "the day itself"
    return f"{term.days} days" if term.days else f"{term.working_days} working days"

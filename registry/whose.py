"""Which deadlines of a file are not its party's to keep: those of third parties, as an opposition's, and the office's.

What the workflows say is enough: the time of third parties is one before which something may be opened against the
right, and which is not met by that; the office's is one before which nobody acts but officers, or which officers alone
end and whose passing has no consequence. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator

from mappings.requests import Requests
from mappings.workflow import Action, Workflow
from registry.procedure import Procedure


def not_the_partys(procedure: Procedure) -> Iterator[tuple[Workflow, str]]:
    """Each workflow with the names of such deadlines."""
    for workflow in procedure.workflows.values():
        asked = _asked(procedure.requests, workflow)
        for name in workflow.deadlines:
            if not partys(workflow, name, asked):
                yield workflow, name


def partys(workflow: Workflow, name: str, asked: frozenset[str]) -> bool:
    """Whether the deadline is the party's to keep; `asked` are the actions that follow from requests."""
    before = {one: action for one, action in workflow.actions.items() if name in action.before}
    applying = workflow.actions[workflow.file].who

    def open_to_them(one: str, action: Action) -> bool:
        return one in asked or not set(applying).isdisjoint(action.who)

    if not before:
        ending = {one: action for one, action in workflow.actions.items() if name in action.ends}
        return workflow.deadlines[name].missed is not None or any(open_to_them(*each) for each in ending.items())
    return any(open_to_them(*each) and not _against(each[1], name) for each in before.items())


def _against(action: Action, deadline: str) -> bool:
    """Whether it opens a proceeding, and the deadline goes on for others."""
    return action.opens is not None and deadline not in action.ends


def _asked(requests: Requests, workflow: Workflow) -> frozenset[str]:
    return frozenset(rule.action[workflow.right] for rule in requests.types.values() if workflow.right in rule.action)

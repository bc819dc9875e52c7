"""Whether what the roles of an office may agrees with its roles, workflows, requests and statuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mappings.permissions import PERMISSIONS
from mappings.workflow import CLOCK
from offices.problems import Problem, at
from offices.workflows import FOLDER, Said, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mappings.workflow import Workflow
    from offices.office import Office

FILE = "permissions.yaml"
SEEING = ("dossier.view.own", "dossier.view.all")
EDITING = ("dossier.edit.own", "dossier.edit.all")


def disagreements(office: Office, folder: Path) -> list[Problem]:
    """Names that nobody declared, roles that act and may nothing, permissions that lack what they rest on."""
    path = folder / FILE
    if not path.is_file():  # nobody but the command line acts in such an office
        return []
    found = [at(path, where, said) for where, said in (*_names(office), *_acting(office), *_resting(office))]
    for name, workflow in office.workflows.items():
        found += [at(folder / FOLDER / f"{name}.yaml", where, said) for where, said in _closing(office, workflow)]
    return found


def _names(office: Office) -> Iterator[Said]:
    grants, people = office.permissions, office.roles.keys() - {CLOCK}
    for name, group in grants.groups.items():
        yield from unknown(("groups", name, "roles"), group.roles, people, "roles.yaml has no role for people called")
    for role, permissions in grants.roles.items():
        if role not in people:
            yield from unknown(("roles", role), [role], people, "roles.yaml has no role for people called")
        yield from unknown(("roles", role), permissions, PERMISSIONS, "there is no permission")
    yield from unknown(("second_factor",), grants.second_factor, people, "roles.yaml has no role for people called")
    for kind, statuses in grants.confidential.items():
        known = office.status_rules[kind]
        yield from unknown(("confidential", kind.value), statuses, known, f"statuses.yaml has no status of {kind}")


def _acting(office: Office) -> Iterator[Said]:
    """Roles that the workflows or the requests count on, and that may nothing on any file."""
    acting = {role for one in office.workflows.values() for action in one.actions.values() for role in action.who}
    for rule in office.requests.types.values():
        acting |= {*rule.who, *rule.decides}
    for role in sorted(acting & office.roles.keys() - {CLOCK}):
        if not set(EDITING).intersection(office.permissions.roles.get(role, ())):
            where = ("roles", role) if role in office.permissions.roles else ("roles",)
            yield where, f"'{role}' acts in the workflows and may act on no file; give it {' or '.join(EDITING)}"


def _resting(office: Office) -> Iterator[Said]:
    for role, given in office.permissions.roles.items():
        for edit, view in zip(EDITING, SEEING, strict=True):
            if edit in given and view not in given:
                yield ("roles", role), f"'{role}' has {edit} without {view}: nobody acts on what they may not see"


def _closing(office: Office, workflow: Workflow) -> Iterator[Said]:
    """Actions by which the owner would close what others opened against the right."""
    requests = [rule for rule in office.requests.types.values() if rule.others]
    by_others = {
        workflow.actions[one].opens for rule in requests if (one := rule.action.get(workflow.right)) in workflow.actions
    }
    for name, action in workflow.actions.items():
        if action.closes in by_others - {None}:
            for role in sorted(office.permissions.parties.intersection(action.who)):
                yield (
                    ("actions", name, "who"),
                    f"'{role}' acts on files of its own, and would close what others opened; leave it to the office",
                )

"""Letters that wait: drafts for the next who approves them, refused ones for who brought them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import text

from mappings.number import DossierKey
from mappings.record import Kind
from registry import letter_steps
from registry.database import Register
from registry.queues import PAGE, Hidden, title
from registry.undoing import who_undoes


@dataclass(frozen=True)
class Draft:
    """A letter whose next approval is a role's."""

    key: DossierKey
    title: str
    number: str
    kind: str
    date: dt.date
    approved: int  # how often so far


@dataclass(frozen=True)
class RefusedDraft:
    """A letter whose draft was refused: by whom and why."""

    key: DossierKey
    title: str
    number: str
    kind: str
    actor: str
    reason: str


_UNISSUED = text("""
    select letter.number as letter, letter.kind as letter_kind, letter.date, d.office, d.kind, d.number, d.record,
        d.status_code, act.workflow, act.action,
        exists (select from act undo where undo.dossier_id = d.id and undo.undoes = letter.act) as undone
    from letter join dossier d on d.id = letter.dossier_id
    left join act on act.dossier_id = d.id and act.ordinal = letter.act
    where d.deleted_at is null and not exists (
        select from letter_step step where step.letter = letter.number and step.step = 'issued')
    order by letter.number
""")


def drafts(register: Register, roles: Collection[str], hidden: Hidden = frozenset(), limit: int = PAGE) -> list[Draft]:
    """The letters whose next approval is for one of these roles, the oldest first."""
    found = []
    with register.session() as session:
        for row in session.execute(_UNISSUED):
            if (Kind(row.kind), row.status_code) in hidden:
                continue
            stands = letter_steps.progress(letter_steps.steps(session, row.letter), undone=row.undone)
            if set(roles).isdisjoint(stands.next):
                continue
            key = DossierKey(row.office, Kind(row.kind), row.number)
            found.append(Draft(key, title(row.record), row.letter, row.letter_kind, row.date, len(stands.approved)))
            if len(found) == limit:
                break
    return found


def to_write_anew(
    register: Register, roles: Collection[str], hidden: Hidden = frozenset(), limit: int = PAGE
) -> list[RefusedDraft]:
    """Letters that were refused, for who may take the action that brings them, the oldest first."""
    rules, found = register.procedure, []
    with register.session() as session:
        for row in session.execute(_UNISSUED):
            workflow = rules.workflows.get(row.workflow)
            if (Kind(row.kind), row.status_code) in hidden or workflow is None:
                continue
            if set(roles).isdisjoint(who_undoes(rules, workflow, row.action)):
                continue
            steps = letter_steps.steps(session, row.letter)
            if letter_steps.progress(steps, undone=row.undone).state == "refused":
                key = DossierKey(row.office, Kind(row.kind), row.number)
                by, why = steps[-1].actor, steps[-1].reason or ""
                found.append(RefusedDraft(key, title(row.record), row.letter, row.letter_kind, by, why))
            if len(found) == limit:
                break
    return found

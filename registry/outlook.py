"""What a file looks like to who works on it: what can be done now and by whom, what runs, what was done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from mappings.number import DossierKey
from mappings.workflow import Workflow
from registry import answering, conditions, standings
from registry.acting import workflow_of
from registry.answering import Awaited
from registry.changing import hold
from registry.closing import day
from registry.database import Register
from registry.facts import Json
from registry.progress import Asked, Refused, Standing
from registry.standings import Taken


@dataclass(frozen=True)
class Opening:
    """An action of the file's status: who may take it, and why it cannot be taken today (None: it can)."""

    action: str
    who: tuple[str, ...]
    against: str | None


@dataclass(frozen=True)
class Outlook:
    key: DossierKey
    version: int
    day: dt.date  # the office's
    workflow: Workflow
    standing: Standing
    openings: tuple[Opening, ...]
    taken: tuple[Taken, ...]
    awaited: tuple[Awaited, ...] = ()  # letters that wait for an answer


def outlook(register: Register, key: DossierKey) -> Outlook:
    """NoSuchDossier, DossierDeleted, NoWorkflow."""
    with register.session() as session:
        held = hold(session, key, None)
        workflow = workflow_of(register.procedure, held)
        stands = standings.standing(session, held)
        taken = tuple(standings.acts(session, held.id))
        awaited = tuple(answering.awaited(session, held.id))
        today = day(session, register)
    openings = tuple(
        Opening(name, action.who, _against(workflow, stands, held.present, name, today))
        for name, action in workflow.open_in(stands.status or "").items()
    )
    return Outlook(key, held.version, today, workflow, stands, openings, taken, awaited)


def _against(workflow: Workflow, stands: Standing, record: Json, name: str, today: dt.date) -> str | None:
    try:
        conditions.check(workflow, stands, record, Asked(name, today))
    except Refused as error:
        return str(error)
    return None

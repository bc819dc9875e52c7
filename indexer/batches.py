"""One batch on its way from the outbox to the indices: claim, project, write, mark.

The order makes a kill between any two steps harmless. Claimed and not written: the lease ends, and another claims.
Written and not marked: written again, which external versions make harmless. Marked is only what the engine has
acknowledged. What cannot be projected, or what the engine can never take, is set aside dossier by dossier.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from opensearchpy import OpenSearch
from sqlalchemy.orm import Session

from indexer import bulk, turns
from indexer.fields import LOGO_ROLES, PICTURE_ROLES
from indexer.looks import Looks
from indexer.operations import Operation
from indexer.projection import documents, unseen
from indexer.rules import Rules
from mappings.record import Kind
from registry import outbox, reading
from registry.database import Register
from registry.outbox import Note
from registry.reading import State

# The steps after which a test kills the process: claimed, projected, written, marked.
Step = Callable[[str], None]


DRAWN = {Kind.TRADEMARK: LOGO_ROLES, Kind.DESIGN: PICTURE_ROLES}  # what is looked at


class Worker(NamedTuple):
    """Who claims, and for how long at a time."""

    name: str
    lease: dt.timedelta


@dataclass
class Batch:
    """Notes with the operations of their dossiers. `reasons`: why a dossier cannot be indexed, by dossier id."""

    notes: list[Note]  # each with the version that was projected
    operations: list[Operation] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)  # dossier id of each operation
    reasons: dict[int, str] = field(default_factory=dict)
    sequences: dict[int, int] = field(default_factory=dict)  # of the state that was projected, by dossier id


def claim(register: Register, limit: int, worker: Worker) -> list[Note]:
    """Up to `limit` notes, leased to `worker`; none when nothing waits that is not in other hands."""
    with register.session() as session:
        return outbox.claim(session, limit, *worker)


def project(
    session: Session, notes: Sequence[Note], deployment: str, rules: Rules, looks: Looks | None = None
) -> Batch:
    """The notes' dossiers as they stand now, projected. One that fails does so alone."""
    states = {state.id: state for state in reading.states(session, [note.dossier_id for note in notes])}
    batch = Batch([_reached(note, states.get(note.dossier_id)) for note in notes])
    for state in states.values():
        add(batch, state, deployment, rules, looks)
    return batch


def add(batch: Batch, state: State, deployment: str, rules: Rules, looks: Looks | None = None) -> None:
    """Projects one dossier into the batch; whatever is wrong with it becomes its reason."""
    batch.sequences[state.id] = state.sequence
    try:
        operations = documents(state, deployment, rules, looks.of if looks else unseen)
    except Exception as problem:  # noqa: BLE001 - one dossier's fault, of whatever kind, must not hold up the others
        batch.reasons[state.id] = f"projection: {type(problem).__name__}: {problem}"
        return
    batch.operations += operations
    batch.owners += [state.id] * len(operations)


def write(client: OpenSearch, batch: Batch, patience: bulk.Patience) -> None:
    """Writes the batch; what the engine can never take becomes its dossier's reason."""
    refused = bulk.write(client, batch.operations, patience)
    if refused:
        whose = dict(zip(map(_place, batch.operations), batch.owners, strict=True))
        for each in refused:
            batch.reasons[whose[_place(each.operation)]] = f"{each.operation.alias}: {each.reason}"


def mark(session: Session, batch: Batch) -> None:
    """Removes the notes of what is indexed and sets the others aside with their reasons."""
    outbox.done(session, [note for note in batch.notes if note.dossier_id not in batch.reasons])
    for note in batch.notes:
        if reason := batch.reasons.get(note.dossier_id):
            outbox.set_aside(session, note, reason)


def carry(
    register: Register,
    client: OpenSearch,
    notes: Sequence[Note],
    *,
    deployment: str,
    rules: Rules,
    looks: Looks | None,
    patience: bulk.Patience,
    step: Step,
    worker: Worker,
) -> Batch:
    """Projects, writes and marks claimed notes, while no rebuild can switch; pictures are looked at before that."""
    if looks:
        see(register, looks, [note.dossier_id for note in notes], lambda: _renew(register, notes, worker))
    with register.session() as turn:
        turns.share(turn)
        batch = project(turn, notes, deployment, rules, looks)
        step("projected")
        write(client, batch, patience)
        step("written")
        mark(turn, batch)
    step("marked")
    return batch


def see(register: Register, looks: Looks, ids: Sequence[int], each: Callable[[], None] = lambda: None) -> None:
    """Looks at all pictures of these dossiers that nobody has looked at yet, in no transaction."""
    with register.session() as session:
        digests = reading.digests(session, ids, DRAWN)
    looks.prepare(digests, each)


def _renew(register: Register, notes: Sequence[Note], worker: Worker) -> None:
    with register.session() as session:
        outbox.renew(session, notes, worker.name, worker.lease)


def give_back(register: Register, notes: Sequence[Note], reason: str) -> None:
    """Puts claimed notes back at once, instead of letting their lease run out."""
    with register.session() as session:
        outbox.retry(session, notes, reason, 0)


def _reached(note: Note, state: State | None) -> Note:
    """The note of what was projected: the newest version covers all notes before it."""
    return note if state is None or state.version == note.version else note._replace(version=state.version)


def _place(operation: Operation) -> tuple[str, str]:
    return operation.alias, operation.id

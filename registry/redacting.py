"""Redaction by order: a frozen field loses its value and its salt and keeps its digest. The root still holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.number import DossierKey
from mappings.record import Kind
from registry.commands import RedactField
from registry.database import Register
from registry.errors import InvalidChange, NoSuchDossier, NoSuchFrozenField, NoSuchSnapshot
from registry.steps import Step, Written
from registry.writing import lock, write

IDENTITY = frozenset({"kind", "office", "application_number"})  # whose file it is; the root's header says it too


@dataclass(frozen=True)
class Redaction:
    """A field that was taken out of a snapshot, by whom and why."""

    snapshot: int  # its ordinal within the dossier
    field: str
    reason: str
    actor: str
    recorded_at: dt.datetime


def everything(register: Register) -> list[tuple[DossierKey, int, str]]:
    """Whose publication, which one and which field, of every field that was taken out so far; in a fixed order."""
    with register.session() as session:
        rows = session.execute(
            text("""
                select office, kind, dossier.number, ordinal, field
                from redaction join snapshot on snapshot.id = snapshot_id join dossier on dossier.id = dossier_id
                order by office, kind, dossier.number collate "C", ordinal, field collate "C"
            """)
        )
        return [(DossierKey(row[0], Kind(row[1]), row[2]), row[3], row[4]) for row in rows]


def redact(session: Session, register: Register, command: RedactField) -> tuple[Step, Written, int]:
    """The dossier gets a version more, so that its publications are projected again; a deleted one stays deleted.

    NoSuchDossier, NoSuchSnapshot, NoSuchFrozenField, InvalidChange. What is redacted already is no change.
    """
    key, field = command.key, command.field
    if not command.reason.strip():
        raise InvalidChange("reason", "is missing: say by whose order the field is redacted")
    if field in IDENTITY:
        raise InvalidChange(field, "cannot be redacted: it says which file this is")
    held = lock(session, [key]).get(key)
    if held is None:
        raise NoSuchDossier(key)
    row = session.execute(
        text(
            "select id, array(select jsonb_object_keys(digests)) from snapshot where dossier_id = :id and ordinal = :n"
        ),
        {"id": held.id, "n": command.snapshot},
    ).one_or_none()
    if row is None:
        raise NoSuchSnapshot(key, command.snapshot)
    if field not in row[1]:
        raise NoSuchFrozenField(key, command.snapshot, field, sorted(row[1]))
    gone = session.scalar(
        text("select redact_snapshot_field(:id, :field, :why, :who, :command)"),
        {
            "id": row[0],
            "field": field,
            "why": command.reason.strip(),
            "who": command.actor,
            "command": command.command_id,
        },
    )
    step = Step(key, held, [], command.command_id, command.actor, version_even_so=bool(gone))
    return step, write(session, [step], register.audiences)[0], command.snapshot


def redactions(register: Register, key: DossierKey) -> list[Redaction]:
    """What was redacted of a dossier's publications, oldest first."""
    with register.session() as session:
        rows = session.execute(
            text("""
                select ordinal, field, reason, actor, redaction.recorded_at
                from redaction join snapshot on snapshot.id = snapshot_id join dossier on dossier.id = dossier_id
                where office = :office and kind = :kind and number = :number order by redaction.recorded_at, field
            """),
            {"office": key.office, "kind": str(key.kind), "number": key.number},
        )
        return [Redaction(*row) for row in rows]


def still_frozen(register: Register, key: DossierKey, field: str) -> list[int]:
    """The snapshots of a dossier, by ordinal, in which a field still stands with its value."""
    with register.session() as session:
        rows = session.scalars(
            text("""
                select ordinal from snapshot join dossier on dossier.id = dossier_id
                where office = :office and kind = :kind and dossier.number = :number and jsonb_exists(fields, :field)
                order by ordinal
            """),
            {"office": key.office, "kind": str(key.kind), "number": key.number, "field": field},
        )
        return list(rows)

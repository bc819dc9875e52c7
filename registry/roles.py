"""Least privilege: what each process's database role may do. The role that migrates owns the tables and is no other."""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal

from sqlalchemy import text
from sqlalchemy.orm import Session

from registry.errors import NoSuchRole

Duty = Literal["writer", "indexer", "reader"]

_EVERYTHING = (
    "act, assignment, closing, command, deadline, delivery, delivery_step, document, dossier, email, event, fact, "
    "file_note, incoming, issue, issue_signature, letter, letter_step, manifest_signature, office_use, office_version, "
    "outbox, proceeding, redaction, reminder, request, series, snapshot, taken_out, timeline"
)
# Of people only the writer knows; a token, a session or a hash is nothing that a reader of the register needs.
_PEOPLE = (
    "assertion, attempt, audit, client, person, session, stakeholder, stakeholder_merge, stakeholder_merged_party, "
    "stakeholder_pair, stakeholder_step, token"
)
# A row can be locked only by who may update it: hence `update` on dossier, series and issue. Of a snapshot nothing can
# be updated but what a redaction takes out of it, and none deleted but out of an open issue: a trigger holds that.
GRANTS: MappingProxyType[Duty, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "writer": (
            ("select", f"{_EVERYTHING}, {_PEOPLE}"),
            ("insert", f"{_EVERYTHING.removesuffix(', timeline')}, {_PEOPLE}"),
            ("update", "assignment, delivery, dossier, issue, request, series"),
            ("update, delete", "attempt, deadline, proceeding"),
            ("update", "client, person, session, stakeholder, stakeholder_merge, stakeholder_merged_party"),
            ("update, delete", "stakeholder_pair"),
            ("update (before, after)", "stakeholder_step"),
            ("delete", "assertion, session, token"),
            ("update (fields, salts), delete", "snapshot"),
        ),
        "indexer": (
            ("select", "dossier, event, issue, outbox, snapshot, taken_out, timeline"),
            ("insert, update, delete", "outbox"),
        ),
        "reader": (("select", _EVERYTHING),),
    }
)


def grant(session: Session, role: str, duty: Duty) -> None:
    """Gives an existing role what its duty needs, and nothing else: what it was granted before is taken away.

    NoSuchRole when the database has no role of that name.
    """
    if not session.scalar(text("select exists (select from pg_roles where rolname = :role)"), {"role": role}):
        raise NoSuchRole(role)
    name = session.connection().dialect.identifier_preparer.quote(role)
    session.execute(text(f"revoke all on {_EVERYTHING}, {_PEOPLE} from {name}"))
    for privileges, tables in GRANTS[duty]:
        session.execute(text(f"grant {privileges} on {tables} to {name}"))

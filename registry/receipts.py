"""What came in with one command: an action or a request and its documents, as the register holds them. For receipts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from registry import capturing, requesting, standings
from registry.capturing import Incoming
from registry.requesting import Asked
from registry.standings import Taken


@dataclass(frozen=True)
class Receipt:
    """`taken` is None for a request that waits for its decision, `request` for an action of its own."""

    command: UUID
    received_at: dt.datetime
    actor: str
    taken: Taken | None
    request: Asked | None
    documents: tuple[Incoming, ...]

    @property
    def number(self) -> str:
        """That of the request, else of the first document."""
        return self.request.number if self.request else next((one.number for one in self.documents), "")


def receipt(session: Session, dossier_id: int, command_id: UUID) -> Receipt | None:
    """None when nothing came in on the file with that command."""
    row = session.execute(
        text("""
            select command.recorded_at, command.actor,
                (select ordinal from act where dossier_id = :id and command_id = command.id limit 1) as act,
                (select number from request where dossier_id = :id and command_id = command.id) as request
            from command where command.id = :command
        """),
        {"id": dossier_id, "command": command_id},
    ).one_or_none()
    if row is None or (row.act is None and row.request is None):
        return None
    taken = {one.ordinal: one for one in standings.acts(session, dossier_id)}
    asked = {one.number: one for one in requesting.requests(session, dossier_id)}
    documents = tuple(one for one in capturing.of(session, dossier_id) if one.command_id == command_id)
    return Receipt(command_id, row.recorded_at, row.actor, taken.get(row.act), asked.get(row.request), documents)


def commands(session: Session, dossier_id: int) -> dict[str, UUID]:
    """By which command each request on the file was made."""
    rows = session.execute(text("select number, command_id from request where dossier_id = :id"), {"id": dossier_id})
    return {row.number: row.command_id for row in rows}

"""Notes that officers write for one another on a file: for the staff alone, in no record, never changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.number import DossierKey
from registry.changing import hold
from registry.database import Register
from registry.errors import InvalidChange

LONGEST = 10_000  # characters


@dataclass(frozen=True)
class FileNote:
    said: str
    actor: str
    recorded_at: dt.datetime


def note(register: Register, key: DossierKey, said: str, *, actor: str, note_id: UUID) -> None:
    """Writes a note on the file; one with the id of another is that one. InvalidChange, NoSuchDossier, DossierDeleted.

    The version of the file stays: nobody who is at work on it is told that somebody was first.
    """
    said = said.strip()
    if not said:
        raise InvalidChange("note", "is empty: write what the next officer should know")
    if len(said) > LONGEST or "\0" in said:
        raise InvalidChange("note", f"is longer than {LONGEST} characters, or holds a NUL: put it in a document")
    with register.session() as session:
        held = hold(session, key, None)
        session.execute(
            text("""
                insert into file_note (id, dossier_id, said, actor) values (:note, :id, :said, :actor)
                on conflict (id) do nothing
            """),
            {"note": note_id, "id": held.id, "said": said, "actor": actor},
        )


def notes(session: Session, dossier_id: int) -> list[FileNote]:
    """The notes on a file, the newest first."""
    rows = session.execute(
        text("""
            select said, actor, recorded_at from file_note where dossier_id = :id order by recorded_at desc, id
        """),
        {"id": dossier_id},
    )
    return [FileNote(*row) for row in rows]

"""What the register keeps of a person who signs in: handed out to them, and taken out when it is no longer needed.

Journal and audit log name people by their logins and stay as they are: who did what to a file is the register's own
record, and a log from which lines may go proves nothing. What a login stands for is taken out.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from registry import audit, people
from registry.database import Register
from registry.people_errors import UnfitPerson

NOBODY = "(taken out)"


def export(register: Register, login: str, *, actor: str) -> dict[str, Any]:
    """All that is kept of the person, but what they sign in with. NoSuchPerson. It is a line of the audit log."""
    with register.session() as session:
        account = people.find(session, login)
        found = {
            "person": asdict(account),
            "sessions": _rows(
                session,
                "select created_at, seen_at, ends_at, ended_at, address from session where person_id = :id order by 1",
                id=account.id,
            ),
            "audit": _rows(
                session,
                "select ordinal, at, who, what, file, result from audit where who = :login or what ~ :named order by 1",
                login=login,
                named=rf" user {login.replace('.', '[.]')}$",
            ),
            "commands": _rows(
                session, "select name, recorded_at from command where actor = :login order by 2", login=login
            ),
        }
        audit.note(session, actor, f"export user {login}", "handed out")
        return found


def redact(register: Register, login: str, reason: str, *, actor: str) -> None:
    """Takes name, addresses and all they sign in with out of a person who has ended. NoSuchPerson, UnfitPerson."""
    if not reason.strip():
        raise UnfitPerson("reason", "is missing: say why the person's data go; the audit log keeps it")
    with register.session() as session:
        account = people.find(session, login)
        if account.state != "ended":
            raise UnfitPerson("state", f"{login} may still sign in; say `blazon users end {login}` first")
        session.execute(
            text("""
                update person set name = :nobody, email = null, password = null, totp = null, totp_step = null,
                    identifier = null, issuer = null, subject = null, roles = '{}', groups = '{}',
                    changed_at = clock_timestamp()
                where id = :id
            """),
            {"id": account.id, "nobody": NOBODY},
        )
        session.execute(text("delete from session where person_id = :id"), {"id": account.id})
        audit.note(session, actor, f"redact user {login}", reason)


def _rows(session: Session, statement: str, **values: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in session.execute(text(statement), values).mappings()]

"""Who has a file on the desk: one officer at a time, taken or handed over knowingly."""

from __future__ import annotations

from sqlalchemy import text

from mappings.number import DossierKey
from registry.changing import hold
from registry.database import Register
from registry.errors import AssignedOtherwise


def assign(register: Register, key: DossierKey, login: str | None, *, actor: str, expected: str | None = None) -> None:
    """Gives the file to `login`, or to nobody. AssignedOtherwise when it is not with `expected` any more."""
    with register.session() as session:
        held = hold(session, key, None)
        had = session.scalar(text("select login from assignment where dossier_id = :id"), {"id": held.id})
        if had not in (expected, login):
            raise AssignedOtherwise(key, had)
        session.execute(
            text("""
                insert into assignment (dossier_id, login, actor) values (:id, :login, :actor)
                on conflict (dossier_id) do update
                set login = excluded.login, actor = excluded.actor, since = clock_timestamp()
            """),
            {"id": held.id, "login": login, "actor": actor},
        )


def assigned(register: Register, key: DossierKey) -> str | None:
    """The login of who has the file."""
    with register.session() as session:
        held = hold(session, key, None)
        login: str | None = session.scalar(text("select login from assignment where dossier_id = :id"), {"id": held.id})
    return login

"""Who has a file on the desk: one officer at a time, taken or handed over knowingly."""

from __future__ import annotations

from sqlalchemy import text

from mappings.number import DossierKey
from mappings.permissions import Grants, seen
from registry import people
from registry.changing import hold
from registry.database import Register
from registry.errors import AssignedOtherwise, CannotAssign
from registry.people import Account
from registry.queues import SHOWN, Hidden, hiding


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


def hand_over(
    register: Register, grants: Grants, key: DossierKey, login: str, *, actor: str, expected: str | None
) -> None:
    """Gives the file to another officer. CannotAssign for one who cannot act on it; AssignedOtherwise."""
    able = [one.login for one in officers(register, grants, key)]
    if login not in able:
        raise CannotAssign(key, login, able)
    assign(register, key, login, actor=actor, expected=expected)


def officers(register: Register, grants: Grants, key: DossierKey) -> list[Account]:
    """The people who can act on the file: active, with a role that its workflow knows, and to whom it is open."""
    with register.session() as session:
        held = hold(session, key, None)
    workflow = register.procedure.workflow(held.present)
    acting = {role for action in workflow.actions.values() for role in action.who} if workflow else set()
    file = seen(held.present, published=held.published_on is not None, grants=grants)
    return [
        one
        for one in people.everybody(register)
        if one.state == "active" and (person := one.person(grants)).roles & acting and person.may("dossier.edit.all")
        if person.may_edit(file)
    ]


def desks(register: Register, hidden: Hidden = frozenset()) -> dict[str, int]:
    """How many files lie on whose desk, by login."""
    with register.session() as session:
        rows = session.execute(
            text(f"""
                select a.login, count(*) from assignment a join dossier d on d.id = a.dossier_id
                where a.login is not null and d.deleted_at is null and {SHOWN} group by a.login
            """),  # noqa: S608 - text of ours
            hiding(hidden),
        )
        return dict(sorted((login, count) for login, count in rows))

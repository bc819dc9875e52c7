"""What an administrator changes of people, by what they saw of them: who was there since is told, never overwritten.

None of it takes the last person who may change people from the office; the command line's verbs can.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.permissions import Grants
from registry import people
from registry.database import Register
from registry.people import COLUMNS, Account, State
from registry.people_errors import LastAdministrator, UnfitPerson

MANAGING = "users.manage"
PAGE = 50
_LOCK = 0x61646D696E  # "admin": two who take the role from each other wait for one another
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # none that is read as another
GROUPS, LONG = 4, 5  # of a first password: 99 bits


@dataclass(frozen=True)
class Asked:
    """Which people a list shows."""

    words: str = ""  # in login, name, e-mail or identifier
    role: str = ""  # of their own, or by a group
    state: str = ""


@dataclass(frozen=True)
class People:
    total: int
    accounts: tuple[Account, ...]


@dataclass(frozen=True)
class Amendment:
    """What is to be true of a person."""

    name: str
    email: str | None
    identifier: str | None
    roles: tuple[str, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True)
class By:
    """Who changes a person, and `changed_at` of the account as they saw it."""

    actor: str
    seen: dt.datetime


def listed(register: Register, grants: Grants, asked: Asked, *, offset: int = 0) -> People:
    """A page of people, by their logins."""
    groups = [name for name, group in grants.groups.items() if asked.role in group.roles]
    found = """
        from person where (:words = '' or strpos(lower(concat_ws(' ', login, name, email, identifier)), :words) > 0)
            and (:role = '' or :role = any(roles) or groups && cast(:groups as text[]))
            and (:state = '' or state = :state)
    """
    values = {"words": asked.words.strip().casefold(), "role": asked.role, "groups": groups, "state": asked.state}
    with register.session() as session:
        total = session.scalar(text(f"select count(*) {found}"), values) or 0
        rows = session.execute(
            text(f"select {COLUMNS} {found} order by login limit :limit offset :offset"),
            {**values, "limit": PAGE, "offset": offset},
        )
        return People(total, tuple(people.account(row) for row in rows))


def account(register: Register, login: str) -> Account:
    """NoSuchPerson."""
    with register.session() as session:
        return people.find(session, login)


def amend(register: Register, grants: Grants, login: str, wanted: Amendment, by: By) -> Account:
    """Name, e-mail, identifier, roles and groups, at once. UnfitPerson, PersonChanged, LastAdministrator."""
    people.check_named(wanted.name, wanted.email)
    people.check_roles(grants, wanted.roles, wanted.groups)
    with register.session() as session:
        before = people.find(session, login)
        said = [place for place in ("name", "email", "identifier") if getattr(before, place) != getattr(wanted, place)]
        if (before.roles, before.groups) != (wanted.roles, wanted.groups):
            said.append(f"roles {people.said_roles(wanted.roles, wanted.groups)}")
        values = {
            "name": wanted.name.strip(),
            "email": wanted.email,
            "identifier": wanted.identifier,
            "roles": list(wanted.roles),
            "groups": list(wanted.groups),
        }
        with _somebody_left(session, grants, login):
            return people.change(session, login, values, ", ".join(said) or "nothing", actor=by.actor, seen=by.seen)


def set_state(register: Register, grants: Grants, login: str, state: State, by: By) -> Account:
    """Locks, unlocks or ends. PersonChanged, LastAdministrator; UnfitPerson for who has ended."""
    with register.session() as session, _somebody_left(session, grants, login):
        return people.to_state(session, login, state, actor=by.actor, seen=by.seen)


def first_password(register: Register, login: str, by: By) -> str:
    """A new password, told once; the person changes it. PersonChanged; UnfitPerson for who has ended."""
    given = login
    while login in given:
        given = "-".join("".join(secrets.choice(LETTERS) for _ in range(LONG)) for _ in range(GROUPS))
    values = {"password": people.hashed(login, given), "first_password": True}
    _of_here(register, login, values, "first password", by)
    return given


def without_second_factor(register: Register, login: str, by: By) -> Account:
    """The person signs in by password alone, as far as their roles let them. PersonChanged, UnfitPerson."""
    return _of_here(register, login, {"totp": None, "totp_step": None}, "second factor taken away", by)


def end_sessions(register: Register, login: str, by: By) -> Account:
    """PersonChanged, UnfitPerson."""
    return _of_here(register, login, {}, "sessions ended", by)


def _of_here(register: Register, login: str, values: dict[str, Any], said: str, by: By) -> Account:
    """Changes what somebody signs in with who has not ended; their sessions end."""
    with register.session() as session:
        if people.find(session, login).state == "ended":
            raise UnfitPerson("state", f"{login} has ended and never signs in again")
        return people.change(session, login, values, said, actor=by.actor, ends=True, seen=by.seen)


@contextmanager
def _somebody_left(session: Session, grants: Grants, login: str) -> Iterator[None]:
    """LastAdministrator when, after what is done within, nobody may change people who might before."""
    session.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    before = _administered(session, grants)
    yield
    if before and not _administered(session, grants):
        raise LastAdministrator(login)


def _administered(session: Session, grants: Grants) -> bool:
    """Whether somebody may change people, and may sign in."""
    roles = [role for role, given in grants.roles.items() if MANAGING in given]
    groups = [name for name, group in grants.groups.items() if not set(roles).isdisjoint(group.roles)]
    return bool(
        session.scalar(
            text("""
                select exists (select from person where state = 'active'
                    and (password is not null or issuer is not null)
                    and (roles && cast(:roles as text[]) or groups && cast(:groups as text[])))
            """),
            {"roles": roles, "groups": groups},
        )
    )

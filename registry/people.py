"""People who may sign in: made, given roles, locked, ended. Each change is a line of the audit log."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Literal

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mappings.permissions import Grants, Person
from registry import audit
from registry.database import Register
from registry.emails import EMAIL
from registry.people_errors import LoginTaken, NoSuchPerson, PersonChanged, UnfitPerson
from registry.sealing import Seal

State = Literal["active", "locked", "ended"]
LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
SHORTEST, LONGEST = 12, 1_024  # characters of a password
COLUMNS = (
    "person.id, person.login, person.name, person.email, person.roles, person.groups, person.state, person.identifier, "
    "person.password is not null, person.totp is not null, person.issuer, person.changed_at, "
    "identifiers_of(person.identifier), person.password is not null and person.first_password"
)
hasher = PasswordHasher()  # Argon2id with 64 MiB, three passes, four lanes (RFC 9106, for less memory)


@dataclass(frozen=True)
class Account:
    """A person as the register holds them, without what they sign in with."""

    id: int
    login: str
    name: str
    email: str | None
    roles: tuple[str, ...]  # their own; `Grants.roles_of` adds those of their groups
    groups: tuple[str, ...]
    state: State
    identifier: str | None
    has_password: bool
    has_totp: bool
    issuer: str | None
    changed_at: dt.datetime
    identifiers: tuple[str, ...] = ()  # all of the stakeholder that it is of, also after a merge
    first_password: bool = False  # given by somebody else, and not changed yet

    def person(self, grants: Grants, csrf: str = "") -> Person:
        """As the desk knows them, by what the office permits now.

        Who may sign in by a password alone, and has a role for which that is not enough, is `unproven`; whose password
        somebody else knows is `known`.
        """
        roles = grants.roles_of(self.roles, self.groups)
        unproven = self.has_password and not self.has_totp and not roles.isdisjoint(grants.second_factor)
        return Person(
            self.login,
            self.name,
            roles,
            grants.permissions(roles),
            self.identifier,
            csrf,
            identifiers=frozenset(self.identifiers),
            unproven=unproven,
            known=self.first_password,
        )


@dataclass(frozen=True)
class NewPerson:
    login: str
    name: str
    email: str | None = None
    roles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    identifier: str | None = None
    issuer: str | None = None  # of another provider's, by which they sign in, with who they are there
    subject: str | None = None


def add(register: Register, grants: Grants, new: NewPerson, *, actor: str) -> Account:
    """LoginTaken; UnfitPerson for a login that is none, no name, or a role that the office does not have."""
    if not LOGIN.fullmatch(new.login):
        raise UnfitPerson("login", f"{new.login!r} is none: small letters, digits, full stop, dash, at most 64")
    check_named(new.name, new.email)
    check_roles(grants, new.roles, new.groups)
    try:
        with register.session() as session:
            session.execute(
                text("""
                    insert into person (login, name, email, roles, groups, state, identifier, issuer, subject,
                        created_at, changed_at)
                    values (:login, :name, :email, :roles, :groups, 'active', :identifier, :issuer, :subject,
                        clock_timestamp(), clock_timestamp())
                """),
                {**asdict(new), "roles": list(new.roles), "groups": list(new.groups)},
            )
            audit.note(session, actor, f"add user {new.login}", f"roles {said_roles(new.roles, new.groups)}")
            return find(session, new.login)
    except IntegrityError as error:
        raise _refused(new, error) from error


def _refused(new: NewPerson, error: IntegrityError) -> LoginTaken | UnfitPerson:
    broken = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    if broken == "person_issuer_subject_key":
        return UnfitPerson("subject", f"{new.subject!r} of {new.issuer} is another login already; look for it there")
    if broken == "person_provider_check":
        missing = "subject" if new.subject is None else "issuer"
        return UnfitPerson(missing, "is missing: issuer and subject say together who somebody is at a provider")
    if broken == "person_login_key":
        return LoginTaken(new.login)
    raise error


def everybody(register: Register) -> list[Account]:
    """By their logins."""
    with register.session() as session:
        return [account(row) for row in session.execute(text(f"select {COLUMNS} from person order by login"))]  # noqa: S608 - columns of ours


def find(session: Session, login: str, how: Literal["", "for update"] = "") -> Account:
    """NoSuchPerson, with the login that was probably meant."""
    row = session.execute(
        text(f"select {COLUMNS} from person where login = :login {how}"),  # noqa: S608 - columns of ours
        {"login": login},
    ).one_or_none()
    if row is None:
        known = session.scalars(text("select login from person")).all()
        near = difflib.get_close_matches(login, known, n=1)
        raise NoSuchPerson(login, near[0] if near else None)
    return account(row)


def name_of(session: Session, login: str) -> str:
    """As pages name who did something: the person's name, or the login where nobody of it is known."""
    return session.scalar(text("select name from person where login = :login"), {"login": login}) or login


def give_roles(
    register: Register, grants: Grants, login: str, *, roles: Iterable[str], groups: Iterable[str], actor: str
) -> Account:
    """These and no others, at once: sessions that are open have them too."""
    own, together = tuple(dict.fromkeys(roles)), tuple(dict.fromkeys(groups))
    check_roles(grants, own, together)
    values = {"roles": list(own), "groups": list(together)}
    with register.session() as session:
        return change(session, login, values, f"roles {said_roles(own, together)}", actor=actor)


def set_password(register: Register, login: str, password: str, *, actor: str, first: bool = True) -> Account:
    """Ends the sessions that are open. UnfitPerson for one that is too short, or is the login.

    A `first` one the person changes before anything else: who gave it knows it.
    """
    values = {"password": hashed(login, password), "first_password": first}
    with register.session() as session:
        return change(session, login, values, "first password" if first else "password", actor=actor, ends=True)


def as_read(password: str) -> str:
    """The same characters however a keyboard makes them: NFKC, as NIST SP 800-63B, 5.1.1.2 has it of passwords."""
    return unicodedata.normalize("NFKC", password)


def hashed(login: str, password: str) -> str:
    """As it is kept. UnfitPerson for one that is too short, or holds the login."""
    given = as_read(password)
    if not SHORTEST <= len(given) <= LONGEST:
        said = f"has {len(given)} character{'' if len(given) == 1 else 's'}"
        raise UnfitPerson("password", f"{said}; take {SHORTEST} to {LONGEST}, such as four words")
    if login in given.casefold():
        raise UnfitPerson("password", "holds the login; take another")
    return hasher.hash(given)


def new_totp(register: Register, seal: Seal, login: str, *, office: str, actor: str) -> str:
    """A new second factor, as the address that an authenticator reads: it is told once, and nowhere else."""
    secret = pyotp.random_base32()
    values = {"totp": seal.closed(secret, login), "totp_step": None}
    with register.session() as session:
        change(session, login, values, "second factor", actor=actor, ends=True)
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=office)


def set_state(register: Register, login: str, state: State, *, actor: str) -> Account:
    """Locked and ended people have no session; ended ones never come back."""
    with register.session() as session:
        return to_state(session, login, state, actor=actor)


def to_state(session: Session, login: str, state: State, *, actor: str, seen: dt.datetime | None = None) -> Account:
    """The same, by what the actor saw."""
    if find(session, login).state == "ended":
        raise UnfitPerson("state", f"{login} has ended; add a new login")
    return change(session, login, {"state": state}, f"state {state}", actor=actor, ends=state != "active", seen=seen)


def is_password(kept: str | None, given: str) -> bool:
    """Whether the password is that of the hash. Without a hash the same work is done for nothing."""
    try:
        return hasher.verify(kept or _nobody(), as_read(given[: LONGEST + 1])) and kept is not None
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


def account(row: Any) -> Account:
    """Of a row of COLUMNS."""
    held = list(row)
    for place in (4, 5, 12):  # roles, groups, identifiers
        held[place] = tuple(held[place] or ())
    return Account(*held)


@cache
def _nobody() -> str:
    return hasher.hash("nobody has this password")


def change(
    session: Session,
    login: str,
    values: dict[str, Any],
    said: str,
    *,
    actor: str,
    ends: bool = False,
    seen: dt.datetime | None = None,
) -> Account:
    """Sets these columns of the person; `ends` their sessions. NoSuchPerson.

    `seen` is `changed_at` of the account as the actor saw it: PersonChanged when somebody changed it since.
    """
    found = find(session, login, "for update")
    if seen is not None and found.changed_at != seen:
        raise PersonChanged(login, found.changed_at)
    sets = "".join(f"{name} = :{name}, " for name in values)
    session.execute(
        text(f"update person set {sets} changed_at = clock_timestamp() where id = :id"),  # noqa: S608 - names of ours
        {**values, "id": found.id},
    )
    if ends:
        session.execute(
            text("update session set ended_at = :now where person_id = :id and ended_at is null"),
            {"id": found.id, "now": dt.datetime.now(dt.UTC)},
        )
    audit.note(session, actor, f"change user {login}", said)
    return find(session, login)


def check_named(name: str, email: str | None) -> None:
    """UnfitPerson for no name, or an e-mail address that is none."""
    if not name.strip():
        raise UnfitPerson("name", "is missing: letters and the journal name people by it")
    if email is not None and not EMAIL.fullmatch(email):
        raise UnfitPerson("e-mail", f"{email!r} is no address: write one, such as ada@office.example, or none")


def check_roles(grants: Grants, roles: Iterable[str], groups: Iterable[str]) -> None:
    for place, names, known in (("role", roles, grants.roles), ("group", groups, grants.groups)):
        for name in names:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                proposal = f" - did you mean `{near[0]}`?" if near else f"; there are {', '.join(known) or 'none'}"
                raise UnfitPerson(place, f"permissions.yaml has no {place} `{name}`{proposal}")


def said_roles(roles: Iterable[str], groups: Iterable[str]) -> str:
    return ", ".join((*roles, *(f"group {name}" for name in groups))) or "none"

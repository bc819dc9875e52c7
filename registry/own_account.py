"""What a person changes of their own account: the password, the second factor, the sessions they have open.

Who changes what they sign in with shows first that it is they: a session that was left open, or taken, is not enough.
Their other sessions end with it, and this one goes on under a new token.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from dataclasses import dataclass

import pyotp
from sqlalchemy import text
from sqlalchemy.orm import Session

from registry import audit, people, sessions
from registry.database import Register
from registry.people_errors import BadSeal, BeginAnew, UnfitPerson, WrongCode
from registry.sealing import Seal
from registry.sessions import Credentials, Lifetimes

HOLDS = dt.timedelta(minutes=15)  # a second factor that was begun
SHOWN = 100  # sessions in a list


@dataclass(frozen=True)
class Open:
    """A session that holds."""

    since: dt.datetime
    seen: dt.datetime
    address: str
    this: bool  # the one that asks


@dataclass(frozen=True)
class Begun:
    """A second factor that does not hold yet. `kept` comes back with its first code; `uri` is drawn as a code."""

    secret: str
    uri: str
    kept: str


def open_sessions(register: Register, token: str, *, now: dt.datetime, lifetimes: Lifetimes) -> list[Open]:
    """Those of whose session the token is, the last used first."""
    with register.session() as session:
        rows = session.execute(
            text("""
                select created_at, seen_at, address, digest = :digest from session
                where person_id = (select person_id from session where digest = :digest)
                    and ended_at is null and ends_at > :now and seen_at > :idle
                order by seen_at desc, digest limit :limit
            """),
            {"digest": sessions.digest(token), "now": now, "idle": now - lifetimes.idle, "limit": SHOWN},
        )
        return [Open(*row) for row in rows]


def end_others(register: Register, login: str, token: str, *, now: dt.datetime) -> int:
    """Ends the person's sessions but this one; how many."""
    with register.session() as session:
        account = people.find(session, login)
        gone = session.scalars(
            text("""
                update session set ended_at = :now
                where person_id = :id and digest <> :digest and ended_at is null and ends_at > :now returning 1
            """),
            {"id": account.id, "digest": sessions.digest(token), "now": now},
        ).all()
        audit.note(session, login, f"end sessions of user {login}", f"{len(gone)} ended, by themselves")
        return len(gone)


def change_password(
    register: Register, seal: Seal, given: Credentials, new: str, *, now: dt.datetime, lifetimes: Lifetimes
) -> str:
    """The token of the session that goes on. `given` has the password until now, and no code.

    UnfitPerson for a new password that is none; SignInRefused and TooManyAttempts as at the sign-in.
    """
    if people.as_read(new) == people.as_read(given.password):
        raise UnfitPerson("password", "is the one you have; take another")
    kept = people.hashed(given.login, new)

    def then(session: Session) -> str:
        values = {"password": kept, "first_password": False}
        people.change(session, given.login, values, "password, by themselves", actor=given.login, ends=True)
        return sessions.opened(session, given.login, given.address, now=now, lifetimes=lifetimes)

    return sessions.shown(register, seal, given, f"change own password from {given.address}", then, now=now)


def begin_second_factor(
    register: Register, seal: Seal, given: Credentials, *, office: str, bound: str, now: dt.datetime
) -> Begun:
    """A new secret, for who shows by password, and by a code of the one they have, that it is they.

    `bound` is what only this session knows. SignInRefused, TooManyAttempts.
    """
    what = f"begin own second factor from {given.address}"

    def then(session: Session) -> Begun:
        audit.note(session, given.login, what, "secret shown")
        secret = pyotp.random_base32()
        begun = f"{secret} {int(now.timestamp())}"
        kept = base64.urlsafe_b64encode(seal.closed(begun, _owner(given.login, bound))).decode()
        return Begun(secret, _uri(secret, given.login, office), kept)

    return sessions.shown(register, seal, given, what, then, now=now)


def begun_before(seal: Seal, login: str, kept: str, *, office: str, bound: str, now: dt.datetime) -> Begun:
    """The same once more, of what comes back with a code. BeginAnew."""
    try:
        secret, at = seal.opened(base64.urlsafe_b64decode(kept.encode()), _owner(login, bound)).split(" ")
    except (BadSeal, binascii.Error, ValueError) as error:
        raise BeginAnew from error
    if not 0 <= now.timestamp() - int(at) <= HOLDS.total_seconds():
        raise BeginAnew
    return Begun(secret, _uri(secret, login, office), kept)


def hold_second_factor(
    register: Register,
    seal: Seal,
    login: str,
    begun: Begun,
    code: str,
    *,
    address: str,
    now: dt.datetime,
    lifetimes: Lifetimes,
) -> str:
    """From now on the person signs in with codes of it: the token of the session that goes on. WrongCode.

    The code is used up: none signs in with it.
    """
    step = sessions.step_of(begun.secret, code, now)
    if step is None:
        raise WrongCode
    with register.session() as session:
        values = {"totp": seal.closed(begun.secret, login), "totp_step": step}
        people.change(session, login, values, "second factor, by themselves", actor=login, ends=True)
        return sessions.opened(session, login, address, now=now, lifetimes=lifetimes)


def _owner(login: str, bound: str) -> str:
    return f"second factor of {login}, begun in {bound}"


def _uri(secret: str, login: str, office: str) -> str:
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=office)

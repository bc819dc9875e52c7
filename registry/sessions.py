"""People sign in, and out. The cookie's token is nowhere but with the browser: here lies its digest."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

import pyotp
from sqlalchemy import text
from sqlalchemy.orm import Session

from registry import attempts, audit, people
from registry.database import Register
from registry.people import Account
from registry.people_errors import SignInRefused, TooManyAttempts
from registry.sealing import Seal

STEP_SECONDS = 30  # of a code
Shown = TypeVar("Shown")
TOUCHED = dt.timedelta(minutes=1)  # a session is not written to with every page


@dataclass(frozen=True)
class Lifetimes:
    """How long a session holds: since it was last used, and in all."""

    idle: dt.timedelta = dt.timedelta(minutes=30)
    whole: dt.timedelta = dt.timedelta(hours=10)


@dataclass(frozen=True)
class Credentials:
    login: str
    password: str
    code: str | None  # None where none is asked for
    address: str  # from which it comes


def sign_in(
    register: Register, seal: Seal, given: Credentials, *, now: dt.datetime, lifetimes: Lifetimes
) -> tuple[str, Account]:
    """A new session's token. SignInRefused, TooManyAttempts; each attempt is a line of the audit log."""
    own = replace(given, login=given.login.strip().casefold().replace("\0", "\ufffd"))  # which is nobody's either
    return shown(
        register,
        seal,
        own,
        f"sign in from {own.address}",
        lambda session: begin(session, own.login, own.address, now=now, lifetimes=lifetimes),
        now=now,
    )


def shown(
    register: Register,
    seal: Seal,
    given: Credentials,
    what: str,
    then: Callable[[Session], Shown],
    *,
    now: dt.datetime,
) -> Shown:
    """What `then` does for somebody who shows that they are the person of the login, in one transaction with that.

    SignInRefused, TooManyAttempts: a failure counts as one of a sign-in, and is a line of the audit log on `what`.
    """
    login = given.login
    try:
        with register.session() as session:
            attempts.count(session, login, given.address, now)
            row = _row(session, login)
    except TooManyAttempts:
        with register.session() as session:
            audit.note(session, _known(login, _row(session, login)), what, "must wait")
        raise
    against = _against(row, given.password)
    with register.session() as session:
        if against is None and _row(session, login, "for update") != row:
            against = "changed meanwhile"  # the password was looked at for long, and is not theirs any more
        asked = against is None and given.code is not None
        if asked and _step(session, seal, login, given.code or "", now) is None:
            against = "wrong code"
        if against is None:
            attempts.succeeded(session, login, given.address)
            return then(session)
        audit.note(session, _known(login, row), what, against)
    raise SignInRefused


def begin(session: Session, login: str, address: str, *, now: dt.datetime, lifetimes: Lifetimes) -> tuple[str, Account]:
    """A session for somebody who has shown who they are."""
    token = opened(session, login, address, now=now, lifetimes=lifetimes)
    audit.note(session, login, f"sign in from {address}", "signed in")
    return token, people.find(session, login)


def opened(session: Session, login: str, address: str, *, now: dt.datetime, lifetimes: Lifetimes) -> str:
    """The token of a new session."""
    account, token = people.find(session, login), secrets.token_urlsafe(32)
    session.execute(
        text("""
            insert into session (digest, person_id, created_at, seen_at, ends_at, address)
            values (:digest, :person, :now, :now, :ends, :address)
        """),
        {
            "digest": digest(token),
            "person": account.id,
            "now": now,
            "ends": now + lifetimes.whole,
            "address": address,
        },
    )
    return token


def by_provider(
    register: Register, who: tuple[str, str], address: str, *, now: dt.datetime, lifetimes: Lifetimes
) -> str:
    """A session's token for whom another provider knows as `who`: its issuer, and who they are there. SignInRefused."""
    issuer, subject = who
    with register.session() as session:
        row = session.execute(
            text("select login, state from person where issuer = :issuer and subject = :subject for update"),
            {"issuer": issuer, "subject": subject},
        ).one_or_none()
        if row and row[1] == "active":
            return begin(session, row[0], address, now=now, lifetimes=lifetimes)[0]
        audit.note(session, row[0] if row else "?", f"sign in by {issuer} from {address}", row[1] if row else "nobody")
    raise SignInRefused


def of(register: Register, token: str, *, now: dt.datetime, lifetimes: Lifetimes) -> Account | None:
    """Whose session it is; None for one that has ended, was not used for long, or never was, or of a locked person."""
    key = digest(token)
    with register.session() as session:
        row = session.execute(
            text(f"""
                select seen_at, {people.COLUMNS} from session join person on person.id = person_id
                where digest = :digest and ended_at is null and ends_at > :now and seen_at > :idle
                    and state = 'active'
            """),  # noqa: S608 - columns of ours
            {"digest": key, "now": now, "idle": now - lifetimes.idle},
        ).one_or_none()
        if row is None:
            return None
        if now - row[0] >= TOUCHED:
            session.execute(
                text("update session set seen_at = :now where digest = :digest and seen_at < :now"),
                {"digest": key, "now": now},
            )
        return people.account(row[1:])


def sign_out(register: Register, token: str, *, now: dt.datetime) -> None:
    """Ends the session for good: its cookie, copied before, is nobody's."""
    with register.session() as session:
        login = session.scalar(
            text("""
                update session set ended_at = :now from person
                where digest = :digest and ended_at is null and person.id = person_id returning login
            """),
            {"digest": digest(token), "now": now},
        )
        if login is not None:
            audit.note(session, login, "sign out", "signed out")


def forget(register: Register, *, before: dt.datetime) -> int:
    """Takes away sessions that ended before that time; how many."""
    with register.session() as session:
        gone = session.scalars(
            text("delete from session where ends_at < :before or ended_at < :before returning 1"), {"before": before}
        )
        return len(gone.all())


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _row(
    session: Session, login: str, how: Literal["", "for update"] = ""
) -> tuple[str | None, str, bytes | None] | None:
    row = session.execute(
        text(f"select password, state, totp from person where login = :login {how}"),  # noqa: S608 - words of ours
        {"login": login},
    ).one_or_none()
    return (row[0], row[1], row[2]) if row else None


def _known(login: str, row: object) -> str:
    """The login, as the audit log names it: what else is typed there may be a password."""
    return login if row else "?"


def _against(row: tuple[str | None, str, bytes | None] | None, password: str) -> str | None:
    """Why the person does not come in, as the audit log says it; the password is looked at in any case."""
    kept, state, _ = row or (None, "", None)
    right = people.is_password(kept, password)
    if row is None:
        return "no such login"
    if not right:
        return "wrong password"
    return None if state == "active" else state


def _step(session: Session, seal: Seal, login: str, code: str, now: dt.datetime) -> int | None:
    """The step of the code, which is used up with it; 0 for a person without a second factor, None for a wrong code."""
    kept, last = session.execute(
        text("select totp, totp_step from person where login = :login for update"), {"login": login}
    ).one()
    if kept is None:
        return 0
    step = step_of(seal.opened(kept, login), code, now, after=last)
    if step is not None:
        session.execute(
            text("update person set totp_step = :step where login = :login"), {"step": step, "login": login}
        )
    return step


def step_of(secret: str, code: str, now: dt.datetime, *, after: int | None = None) -> int | None:
    """The step in which the secret gives the code, about now and later than the step `after`; None when it does not."""
    clock, present = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    given = code.replace(" ", "").encode()
    for step in (present - 1, present, present + 1):  # a clock may be a little off
        if (after is None or step > after) and secrets.compare_digest(clock.generate_otp(step).encode(), given):
            return step
    return None

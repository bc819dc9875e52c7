"""Sign-ins that fail: after a few in a row the next must wait, longer each time, by login and by address."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from registry.people_errors import TooManyAttempts

FORGOTTEN = dt.timedelta(days=1)  # after the last failure
LONGEST = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Allowed:
    """How many failures pass before there is a wait of `first`, which doubles with each further one."""

    free: int
    first: dt.timedelta

    def wait(self, failures: int) -> dt.timedelta:
        over = failures - self.free
        return dt.timedelta() if over < 0 else min(self.first * 2 ** min(over, 20), LONGEST)


OF_LOGIN = Allowed(5, dt.timedelta(seconds=30))
OF_ADDRESS = Allowed(30, dt.timedelta(seconds=30))  # an office of many people may stand behind one address


def subjects(login: str, address: str) -> tuple[tuple[str, Allowed], ...]:
    """What is counted for a sign-in, in the order in which the rows are locked."""
    digest = hashlib.sha256(login.encode()).hexdigest()
    return (f"address {address}", OF_ADDRESS), (f"login {digest}", OF_LOGIN)


def count(session: Session, login: str, address: str, now: dt.datetime) -> None:
    """Counts a sign-in as failed before it is looked at, so that many at once are counted too; `succeeded` takes it
    back. TooManyAttempts, which counts for nothing, while it must wait.
    """
    for subject, allowed in subjects(login, address):
        session.execute(
            text("insert into attempt (subject, failures, last_at) values (:subject, 0, :now) on conflict do nothing"),
            {"subject": subject, "now": now},
        )
        failures, last = session.execute(
            text("select failures, last_at from attempt where subject = :subject for update"), {"subject": subject}
        ).one()
        if now - last >= FORGOTTEN:
            failures = 0
        until = last + allowed.wait(failures)
        if failures and now < until:
            raise TooManyAttempts(until)
        session.execute(
            text("update attempt set failures = :failures, last_at = :now where subject = :subject"),
            {"subject": subject, "failures": failures + 1, "now": now},
        )


def succeeded(session: Session, login: str, address: str) -> None:
    """The login starts anew; the address only gets this one back: others may be guessed from there."""
    (of_address, _), (of_login, _) = subjects(login, address)
    session.execute(text("delete from attempt where subject = :subject"), {"subject": of_login})
    session.execute(
        text("update attempt set failures = greatest(failures - 1, 0) where subject = :subject"),
        {"subject": of_address},
    )


def forget(session: Session, *, now: dt.datetime) -> None:
    """Takes away what counts for nothing any more."""
    session.execute(text("delete from attempt where last_at < :before"), {"before": now - FORGOTTEN})

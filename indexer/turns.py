"""Who may write to the indices now: many followers side by side, or one rebuild at the moment of its switch.

Advisory locks of the register's database, held by a transaction: when the process or the connection dies, so does
the lock, and with it the right to mark anything as done.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

# Two-part keys of pg_advisory locks; the first part keeps them apart from those of others.
_SPACE = 0x626C617A  # "blaz"
_WRITING = 1
_REBUILDING = 2


def share(session: Session) -> None:
    """Waits until no rebuild is switching, and keeps one from it until this transaction ends."""
    session.execute(text("select pg_advisory_xact_lock_shared(:space, :key)"), {"space": _SPACE, "key": _WRITING})


def take_alone(session: Session) -> bool:
    """Waits until no follower is between reading and marking; then none begins until this transaction ends.

    False when the database's lock_timeout came first.
    """
    try:
        session.execute(text("select pg_advisory_xact_lock(:space, :key)"), {"space": _SPACE, "key": _WRITING})
    except OperationalError as problem:
        if getattr(problem.orig, "sqlstate", None) == "55P03":  # lock_not_available
            session.rollback()
            return False
        raise
    return True


def take_rebuild(session: Session) -> bool:
    """True when no other rebuild is under way; none begins until this transaction ends."""
    taken = session.execute(
        text("select pg_try_advisory_xact_lock(:space, :key)"), {"space": _SPACE, "key": _REBUILDING}
    )
    return bool(taken.scalar_one())

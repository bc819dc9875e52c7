"""The sequence: the id of the transaction that wrote, plus an offset that outlives a restore into another Postgres.

Transaction ids grow by one at a time and Postgres knows which of them have ended, so `complete_to` can say below which
sequence nothing can appear any more: a serial number cannot, because it is given before the commit. A restored
database keeps its sequences, but the ids of the new server start lower; `rebase` then sets an offset.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from registry.errors import TimelineBehind

OFFSET = "coalesce((select added from timeline order by id desc limit 1), 0)"
CURRENT = f"pg_current_xact_id()::text::bigint + {OFFSET}"  # gives the transaction an id when it has none
NEXT = f"pg_snapshot_xmax(pg_current_snapshot())::text::bigint + {OFFSET}"
# The sequence up to which all transactions of this database have ended. Another database of the same server may write
# for hours: its transactions are passed over, but only those that are known to be its own.
_ENDED = """
    coalesce((
        select min(running::text::bigint) from pg_snapshot_xip(pg_current_snapshot()) as running
        where not exists (
            select from pg_locks join pg_stat_activity on pg_stat_activity.pid = pg_locks.pid
            where locktype = 'transactionid' and mode = 'ExclusiveLock' and granted
                and transactionid::text::bigint = running::text::bigint % 4294967296
                and datname <> current_database()
        )
    ), pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
"""
ENDED = f"{_ENDED} + {OFFSET} - 1"
_HIGHEST = """
    select greatest((select max(sequence) from dossier), (select max(closed_sequence) from issue),
                    (select max(sequence) from outbox), 0)
"""


def check(session: Session) -> None:
    """Raises TimelineBehind when this server's transaction ids lie below the register's; silent without tables."""
    if session.scalar(text("select to_regclass('timeline') is null or to_regclass('dossier') is null")):
        return
    highest, now = _highest(session), session.execute(text(f"select {NEXT}")).scalar_one()
    if highest >= now:
        raise TimelineBehind(highest, now)


def rebase(session: Session) -> int:
    """After a restore: adds the offset that puts the next sequence above all stored ones; returns the offset."""
    session.execute(text("lock table timeline in exclusive mode"))
    highest, now = _highest(session), session.execute(text(f"select {NEXT}")).scalar_one()
    if highest >= now:
        session.execute(
            text(f"insert into timeline (added, since) select {OFFSET} + :more, clock_timestamp()"),
            {"more": highest - now + 1},
        )
    return int(session.execute(text(f"select {OFFSET}")).scalar_one())


def _highest(session: Session) -> int:
    return int(session.execute(text(_HIGHEST)).scalar_one())

"""The audit log: who saw or did what, in a chain of hashes that shows where a line was changed, put in or taken out.

Each line's hash is SHA-256 over the line and the hash before it. Who owns the database could write the whole chain
anew: keep the hash of a day elsewhere (`blazon audit verify` prints it), and ask later whether the chain holds it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from registry.database import Register
from registry.people_errors import BrokenChain

_LOCK = 0x6175646974  # "audit": one line at a time
NOTHING = "0" * 64  # before the first line
_LINE = "select ordinal, at, who, what, file, result, before, hash from audit"


@dataclass(frozen=True)
class Line:
    ordinal: int
    at: dt.datetime
    who: str
    what: str
    file: str | None
    result: str
    before: str
    hash: str

    def own(self) -> str:
        """The hash that this line should have."""
        at = self.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
        said = [self.ordinal, at, self.who, self.what, self.file, self.result, self.before]
        return hashlib.sha256(orjson.dumps(said)).hexdigest()


@dataclass(frozen=True)
class Chain:
    """A log that holds: how many lines, and the hash of the last."""

    lines: int
    hash: str


def note(session: Session, who: str, what: str, result: str, file: str | None = None) -> None:
    """Adds a line, which is there if the transaction is: lines wait for one another until it ends."""
    session.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    last = session.execute(text("select ordinal, hash from audit order by ordinal desc limit 1")).one_or_none()
    ordinal, before = (last[0] + 1, last[1]) if last else (1, NOTHING)
    at = session.scalar(text("select clock_timestamp()"))
    assert at is not None
    line = Line(ordinal, at, _fit(who), _fit(what), file, _fit(result), before, "")
    session.execute(
        text("""
            insert into audit (ordinal, at, who, what, file, result, before, hash)
            values (:ordinal, :at, :who, :what, :file, :result, :before, :hash)
        """),
        {**asdict(line), "hash": line.own()},
    )


def lines(register: Register, *, who: str | None = None, file: str | None = None, limit: int = 100) -> list[Line]:
    """The newest lines first, of one person or one file where they are named."""
    return found(register, Wanted(who=who or "", files=(file,) if file else None), limit=limit)


@dataclass(frozen=True)
class Wanted:
    """Which lines: all that is said must be true of them."""

    who: str = ""
    what: str = ""  # stands in what was done, or in its result
    files: tuple[str, ...] | None = None  # one of these; None: any line, also one of no file
    since: dt.datetime | None = None
    until: dt.datetime | None = None  # before this time


def found(register: Register, wanted: Wanted, *, before: int | None = None, limit: int = 100) -> list[Line]:
    """The newest lines first; `before` is the ordinal of the last that was seen."""
    return _found(register, wanted, ("ordinal < :at", "desc"), before, limit)


def each(register: Register, wanted: Wanted, *, at_once: int = 1_000) -> Iterator[list[Line]]:
    """All such lines, the oldest first, some at a time; none is held longer than it is read."""
    after: int | None = None
    while read := _found(register, wanted, ("ordinal > :at", "asc"), after, at_once):
        yield read
        after = read[-1].ordinal


def _found(register: Register, wanted: Wanted, way: tuple[str, str], at: int | None, limit: int) -> list[Line]:
    beyond, order = way
    files = None if wanted.files is None else list(wanted.files)
    with register.session() as session:
        rows = session.execute(
            text(f"""
                {_LINE} where (cast(:at as bigint) is null or {beyond})
                    and (:who = '' or who = :who)
                    and (:what = '' or strpos(lower(what || ' ' || result), lower(:what)) > 0)
                    and (cast(:files as text[]) is null or file = any(:files))
                    and (cast(:since as timestamptz) is null or at >= :since)
                    and (cast(:until as timestamptz) is null or at < :until)
                order by ordinal {order} limit :limit
            """),
            {**asdict(wanted), "files": files, "at": at, "limit": limit},
        )
        return [Line(*row) for row in rows]


def verify(register: Register, *, holds: str | None = None) -> Chain:
    """Reads the whole chain. BrokenChain names the first line that does not hold.

    `holds` is a hash that was noted earlier: it must be that of a line still.
    """
    before, ordinal, held = NOTHING, 0, holds in {None, NOTHING}
    with register.session() as session:
        for line in _all(session):
            if line.ordinal != ordinal + 1:
                raise BrokenChain(ordinal + 1, f"it is missing; the next is {line.ordinal}")
            if line.before != before:
                raise BrokenChain(line.ordinal, "it follows another line than the one before it")
            if line.own() != line.hash:
                raise BrokenChain(line.ordinal, "it does not say what it said when it was written")
            ordinal, before, held = line.ordinal, line.hash, held or line.hash == holds
    if not held:
        raise BrokenChain(
            ordinal + 1, f"no line has the hash {holds}: the end of the log was taken off or written anew"
        )
    return Chain(ordinal, before)


def _all(session: Session) -> Iterator[Line]:
    last: int | None = None
    while True:
        rows = session.execute(
            text(f"{_LINE} where cast(:last as bigint) is null or ordinal > :last order by ordinal limit 1000"),
            {"last": last},
        ).all()
        if not rows:
            return
        yield from (Line(*row) for row in rows)
        last = rows[-1][0]


def _fit(said: str) -> str:
    """As it is kept: one line, without what Postgres keeps in no text, and no longer than a person reads."""
    return " ".join(said.replace("\0", "").split())[:500]

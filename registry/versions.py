"""Which data of the office the register was opened with: each version as an archive, and when which was taken up.

A row is never changed. The register knows an archive by its digest alone; what is in it, `offices.folder` says.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from registry.database import Register

_LOCK = 0x626C617A76  # "blazv": two programs that start at once write one line


@dataclass(frozen=True)
class Opened:
    """Who takes the data up: the program, and the account of the machine under which it runs."""

    program: str
    account: str


@dataclass(frozen=True)
class Version:
    """`last_used_at` is when a program last took it up in place of another."""

    digest: str
    files: int
    first_used_at: dt.datetime
    last_used_at: dt.datetime
    program: str
    account: str


def used(register: Register, digest: str, archive: bytes, files: int, by: Opened) -> bool:
    """Writes down that the office's data is of this version from now on; whether that is new."""
    with register.session() as session:
        if _present(session) == digest:
            return False
        session.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if _present(session) == digest:
            return False
        session.execute(
            text("""
                insert into office_version (digest, archive, files) values (:digest, :archive, :files)
                on conflict (digest) do nothing
            """),
            {"digest": digest, "archive": archive, "files": files},
        )
        session.execute(
            text("insert into office_use (digest, program, account) values (:digest, :program, :account)"),
            {"digest": digest, "program": by.program, "account": by.account},
        )
    return True


def versions(register: Register, limit: int = 100) -> list[Version]:
    """The one in force first, then those that were last in force before it."""
    with register.session() as session:
        rows = session.execute(
            text("""
                select v.digest, v.files, v.first_used_at, u.used_at, u.program, u.account
                from office_version v join lateral (
                    select id, used_at, program, account from office_use
                    where digest = v.digest order by id desc limit 1
                ) u on true
                order by u.id desc limit :limit
            """),
            {"limit": limit},
        )
        return [Version(*row) for row in rows]


def archive(register: Register, digest: str) -> bytes | None:
    """The archive of a version; None where there is none."""
    with register.session() as session:
        found = session.scalar(text("select archive from office_version where digest = :digest"), {"digest": digest})
    return None if found is None else bytes(found)


def _present(session: Session) -> str | None:
    found: str | None = session.scalar(text("select digest from office_use order by id desc limit 1"))
    return found

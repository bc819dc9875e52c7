"""Brings the database to the present tables, from any earlier ones; safe when several processes start at once."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from registry.database import Register

_LOCK = 0x626C617A6F6E  # "blazon"; of the advisory lock that one migration at a time holds


def upgrade(register: Register, revision: str = "head") -> None:
    """Runs the missing migrations, each in its own transaction, with a `lock_timeout` of 4 s a statement."""
    _run(register, "upgrade", revision)


def downgrade(register: Register, revision: str) -> None:
    """Takes migrations back to `revision` (`base`: none). What their tables hold is lost."""
    _run(register, "downgrade", revision)


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration without an ini file; the connection is the one that migrates."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    made.attributes["connection"] = connection
    return made


def _run(register: Register, direction: str, revision: str) -> None:
    with _aside(register) as waiting:
        waiting.execute(text("set lock_timeout = 0"))
        waiting.execute(text("select pg_advisory_lock(:lock)"), {"lock": _LOCK})
        waiting.commit()
        try:
            with _aside(register) as connection:
                if direction == "upgrade":
                    command.upgrade(config(connection), revision)
                else:
                    command.downgrade(config(connection), revision)
        finally:
            waiting.execute(text("select pg_advisory_unlock(:lock)"), {"lock": _LOCK})
            waiting.commit()


def _aside(register: Register) -> Connection:
    """A connection that is closed at its end and never pooled: what a migration sets must not outlive it."""
    connection = register.engine.connect()
    connection.detach()
    return connection

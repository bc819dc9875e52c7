"""Opens the register: the engine, its sessions, the document store and the office's rules, held together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import psycopg
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from mappings.audience import AudienceRules
from mappings.registers import NO_REGISTERS, Registers
from registry import timeline
from registry.documents import DocumentStore
from registry.errors import NotMigrated, Unreachable
from registry.numbers import DEFAULT_FORMATS, FormatKey, NumberFormat
from registry.procedure import Procedure
from registry.stages import PublicationRules

_AWAY = ("08", "57P", "53300")  # the connection broke; the server ends or starts; it has no connection left


@dataclass(frozen=True)
class Register:
    """An open register. `close` it at the end; it is safe to share between threads, not between processes."""

    engine: Engine
    documents: DocumentStore | None = None
    formats: Mapping[FormatKey, NumberFormat] = field(default_factory=lambda: DEFAULT_FORMATS)
    audiences: AudienceRules = field(default_factory=AudienceRules)
    timezone: dt.tzinfo = dt.UTC  # the office's: its day is the day of publication
    publication: PublicationRules = field(default_factory=PublicationRules)
    procedure: Procedure = field(default_factory=Procedure)
    registers: Registers = field(default_factory=dict)  # that the office declares

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session in one transaction: committed at the end of the block, rolled back when it raises."""
        try:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                yield session
        except ProgrammingError as error:
            if isinstance(error.orig, psycopg.errors.UndefinedTable | psycopg.errors.UndefinedColumn):
                raise NotMigrated from error
            raise

    @contextmanager
    def listen(self) -> Iterator[psycopg.Connection]:
        """A connection that hears of new notes: give it to `registry.outbox.wait`."""
        url = self.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("LISTEN blazon_outbox")
            yield connection

    def close(self) -> None:
        self.engine.dispose()


def open_register(
    url: str,
    *,
    documents: Path | DocumentStore | None = None,
    formats: Mapping[FormatKey, NumberFormat] | None = None,
    audiences: AudienceRules | None = None,
    timezone: dt.tzinfo = dt.UTC,
    publication: PublicationRules | None = None,
    procedure: Procedure | None = None,
    registers: Registers = NO_REGISTERS,
    connections: int = 5,
    statement: dt.timedelta = dt.timedelta(seconds=120),
    lock: dt.timedelta = dt.timedelta(seconds=30),
    check: bool = True,
) -> Register:
    """Opens the register at a `postgresql://` address; the tables may be missing still (`registry.migrate.upgrade`).

    `formats`, `audiences`, `timezone`, `publication`, `procedure` and `registers` are the office's own; without
    `audiences` events and documents are for whom they say, without `publication` anything may be published at any
    stage, without `procedure` no action of a workflow can be taken.
    Raises Unreachable when no Postgres answers there, TimelineBehind when the database was restored into a Postgres
    whose transaction ids are below those it holds (remedy: `registry.timeline.rebase`, which opens without `check`).
    """
    address = make_url(url).set(drivername="postgresql+psycopg")
    options = f"-c statement_timeout={_milliseconds(statement)} -c lock_timeout={_milliseconds(lock)} -c timezone=UTC"
    engine = create_engine(
        address, pool_size=connections, max_overflow=5, pool_pre_ping=True, connect_args={"options": options}
    )
    store = DocumentStore(documents) if isinstance(documents, Path) else documents
    numbers = DEFAULT_FORMATS if formats is None else formats
    rules = publication or PublicationRules()
    ways = procedure or Procedure()
    register = Register(engine, store, numbers, audiences or AudienceRules(), timezone, rules, ways, registers)
    try:
        with register.session() as session:
            if check:
                timeline.check(session)
            else:
                session.connection()
    except OperationalError as error:
        engine.dispose()
        raise Unreachable(address.render_as_string(hide_password=True), str(error.orig).strip()) from error
    except BaseException:
        engine.dispose()
        raise
    return register


def lost(error: DBAPIError | psycopg.Error) -> bool:
    """Whether the server is away, or too busy to answer, rather than saying no: another try may succeed."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    state = getattr(cause, "sqlstate", None)
    if state is None:
        return isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError)
    return str(state).startswith(_AWAY)


def _milliseconds(duration: dt.timedelta) -> int:
    return int(duration.total_seconds() * 1000)


def array(numbers: Iterable[int]) -> str:
    """An array of whole numbers as Postgres writes it, for `cast(:x as bigint[])`: `{1,2,3}`.

    psycopg turns a list into the same text one number at a time, in Python, which an indexer feels.
    """
    return f"{{{','.join(map(str, numbers))}}}"


def as_rows(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as Postgres reads them with `json_to_recordset`."""
    return orjson.dumps(list(rows)).decode()

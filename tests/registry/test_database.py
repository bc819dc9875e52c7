"""What the database itself holds: the past cannot be rewritten, migrations fit the models, a restore is noticed."""

import datetime as dt
import os
from collections.abc import Callable

import psycopg
import pytest
from alembic import command as alembic
from sqlalchemy import event, make_url, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

import registry
from mappings.number import DossierKey
from mappings.record import Record
from registry import migrate, open_register, outbox, reading, roles, timeline
from registry.commands import (
    AddDocument,
    Amend,
    CloseIssue,
    FileApplication,
    FileRecord,
    OpenIssue,
    Publish,
    RedactField,
)
from registry.database import Register
from registry.documents import keep
from registry.errors import NotMigrated, TimelineBehind, Unreachable
from registry.signatures import IssueSignature, record_signature
from tests.waiting import until


@pytest.fixture
def published(register: Register, mark: Callable[..., Record]):
    key = registry.handle(register, FileApplication(mark())).key
    assert register.documents
    registry.handle(register, AddDocument(key, keep(register.documents, b"a letter", name="a.txt", role="letter")))
    registry.handle(register, OpenIssue("2026/03", dt.date(2026, 3, 31)))
    registry.handle(register, Publish(key, "application"))
    registry.handle(register, CloseIssue("2026/03"))
    return key


def test_what_was_recorded_cannot_be_rewritten(register: Register, published: DossierKey):
    columns = {"fact": "version", "event": "code", "snapshot": "root", "command": "actor", "document": "media_type"}
    for table, column in columns.items():
        for statement in (
            f"update {table} set {column} = {column}",
            f"delete from {table}",
            f"truncate {table} cascade",
        ):
            with register.session() as session:
                with pytest.raises(IntegrityError, match="is refused: its rows are written once"):
                    session.execute(text(statement))
                session.rollback()


def test_a_closed_issue_and_a_dossier_stay(register: Register, published: DossierKey):
    for statement in (
        "update issue set status = 'open', closing = null",
        "update issue set closing = '[]'",
        "update issue set date = date + 1",
        "delete from issue",
        "delete from dossier",
    ):
        with register.session() as session:
            with pytest.raises(IntegrityError, match=r"frozen|refused"):
                session.execute(text(statement))
            session.rollback()


def test_the_migrations_give_the_tables_of_the_models(register: Register):
    with register.engine.connect() as connection:
        alembic.check(migrate.config(connection))


def test_migrations_go_down_and_up(register: Register, mark: Callable[..., Record]):
    migrate.downgrade(register, "base")
    with register.engine.connect() as connection:
        left = connection.scalar(
            text("""
                select count(*) from pg_class join pg_namespace on pg_namespace.oid = relnamespace
                where nspname = 'public' and relname not like 'alembic%'
            """)
        )
        functions = connection.scalar(text("select count(*) from pg_proc where pronamespace = 'public'::regnamespace"))
    assert (left, functions) == (0, 0)
    with pytest.raises(NotMigrated):
        registry.handle(register, FileApplication(mark()))
    migrate.upgrade(register)
    assert registry.handle(register, FileApplication(mark())).version == 1


def test_processes_that_migrate_at_once_do_it_once(register: Register, register_url: str):
    migrate.downgrade(register, "base")
    register.close()
    children = []
    for _ in range(3):
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                own = open_register(register_url)
                migrate.upgrade(own)
                own.close()
                code = 0
            finally:
                os._exit(code)
        children.append(pid)
    assert [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children] == [0, 0, 0]
    with register.session() as session:
        assert session.scalar(text("select count(*) from dossier")) == 0


def test_a_restore_into_a_younger_server_is_noticed_and_mended(
    register: Register, register_url: str, mark: Callable[..., Record]
):
    first = registry.handle(register, FileRecord(mark("1")))
    with register.session() as session:  # what a restore brings: sequences that this server has not reached
        session.execute(text("update dossier set sequence = sequence + 1000000"))
        session.execute(text("update outbox set sequence = sequence + 1000000"))
    with pytest.raises(TimelineBehind, match="restored from another server"):
        open_register(register_url)
    with register.session() as session:
        timeline.rebase(session)
    own = open_register(register_url)
    later = registry.handle(own, Amend(first.key, {"language": "de"}))
    assert later.sequence > first.sequence + 1_000_000
    with own.session() as session:
        outbox.done(session, outbox.claim(session, 10, "w"))

    def complete_to() -> int:
        with own.session() as session:
            return outbox.complete_to(session)

    until(lambda: complete_to() >= later.sequence)
    with own.session() as session:
        assert timeline.rebase(session) == timeline.rebase(session)
    own.close()


def test_no_postgres_is_a_sentence(register_url: str):
    nowhere = make_url(register_url).set(port=1, host="127.0.0.1").render_as_string(hide_password=False)
    with pytest.raises(Unreachable) as refused:
        open_register(nowhere)
    assert "no register at" in str(refused.value)
    password = make_url(register_url).password
    assert not password or str(password) not in str(refused.value)


def test_a_lost_connection_is_opened_again(register: Register, mark: Callable[..., Record]):
    registry.handle(register, FileRecord(mark("1")))
    url = register.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as other:
        other.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid()"
        )
    assert registry.handle(register, FileRecord(mark("2"))).effect == "filed"


def test_each_role_may_do_its_duty_and_no_more(register: Register, published: DossierKey, mark: Callable[..., Record]):
    names = {duty: f"blazon_{duty}_{register.engine.url.database[-12:]}" for duty in roles.GRANTS}
    with register.session() as session:
        for duty, name in names.items():
            session.execute(text(f"create role {name}"))
            roles.grant(session, name, duty)
    try:
        with register.session() as session:
            session.execute(text(f"set local role {names['indexer']}"))
            notes = outbox.claim(session, 10, "w")
            assert len(reading.states(session, [note.dossier_id for note in notes])) == 1
            outbox.done(session, notes)
            assert outbox.complete_to(session) > 0
        for duty, forbidden in (
            ("indexer", "select * from fact"),
            ("indexer", "update dossier set version = 9"),
            ("writer", "update outbox set attempts = 0"),
            ("writer", "delete from dossier"),
            ("writer", "alter table fact disable trigger all"),
            ("writer", "update snapshot set root = root"),
            ("writer", "update issue_signature set day = day"),
            ("writer", "delete from redaction"),
            ("writer", "update audit set who = who"),
            ("writer", "delete from audit"),
            ("reader", "select * from person"),
            ("reader", "select * from audit"),
            ("indexer", "select * from session"),
            ("writer", "delete from taken_out"),
            ("indexer", "select * from issue_signature"),
            ("reader", "select redact_snapshot_field(id, 'parties', 'why', 'who', gen_random_uuid()) from snapshot"),
            ("reader", "insert into timeline (added, since) values (1, now())"),
        ):
            with register.session() as session:
                session.execute(text(f"set local role {names[duty]}"))
                with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
                    session.execute(text(forbidden))
                session.rollback()
        writer = open_register(register.engine.url.render_as_string(hide_password=False))
        writer.engine.dispose()
        event.listen(writer.engine, "connect", lambda raw, _: raw.execute(f"set role {names['writer']}"))
        other = registry.handle(writer, FileApplication(mark())).key
        registry.handle(writer, OpenIssue("2026/04", dt.date(2026, 4, 30)))
        registry.handle(writer, Publish(other, "application"))
        registry.handle(writer, Amend(other, {"language": "de"}))
        registry.handle(writer, CloseIssue("2026/04"))
        registry.handle(writer, RedactField(other, 1, "parties", "an order"))
        record_signature(writer, IssueSignature("2026/04", "a" * 16, "1" * 64, "c2ln", dt.date(2026, 4, 30)))
        writer.close()
    finally:
        with register.session() as session:
            for name in names.values():
                session.execute(text(f"drop owned by {name}"))
                session.execute(text(f"drop role {name}"))

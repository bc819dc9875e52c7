"""Redaction by order: one field goes, who ordered it is on record, and everything else still proves itself."""

import datetime as dt
from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

import registry
from mappings import digest
from mappings.number import DossierKey
from mappings.record import Event, Record
from registry import migrate, outbox, reading
from registry.commands import (
    Amend,
    CloseIssue,
    Delete,
    FileApplication,
    FileRecord,
    OpenIssue,
    Publish,
    RecordEvent,
    RedactField,
)
from registry.database import Register
from registry.errors import DossierDeleted, InvalidChange, NoSuchDossier, NoSuchFrozenField, NoSuchSnapshot
from registry.redacting import redactions, still_frozen

DAY = dt.date(2026, 3, 31)


@pytest.fixture
def key(register: Register, mark: Callable[..., Record]):
    made = registry.handle(register, FileApplication(mark())).key
    registry.handle(register, OpenIssue("2026/03", DAY))
    registry.handle(register, Publish(made, "application"))
    registry.handle(register, Publish(made, "registration"))
    registry.handle(register, CloseIssue("2026/03"))
    return made


def state_of(register: Register, key: DossierKey):
    with register.session() as session:
        (state,) = reading.states(session, list(reading.ids_of(session, [key]).values()))
    return state


def proves(key: DossierKey, frozen: reading.FrozenSnapshot):
    head = digest.header({"dossier": key.id, "snapshot": frozen.ordinal, **vars(frozen), "date": str(frozen.date)})
    assert digest.differing(frozen.salts, frozen.digests, frozen.fields) == []
    return digest.root(head, frozen.digests) == frozen.root


def test_a_field_goes_with_its_salt_and_the_rest_still_proves_itself(register: Register, key: DossierKey):
    before = state_of(register, key)
    done = registry.handle(register, RedactField(key, 1, "parties", " order 12 of the court ", actor="judge's clerk"))
    assert (done.effect, done.version, done.snapshot) == ("updated", before.version + 1, 1)
    after = state_of(register, key)
    first, second = after.snapshots
    assert "parties" not in first.fields
    assert "parties" not in first.salts
    assert (first.digests, first.root, first.version) == (
        before.snapshots[0].digests,
        before.snapshots[0].root,
        before.snapshots[0].version,
    )
    assert second == before.snapshots[1]
    assert proves(key, first)
    assert proves(key, second)
    (redacted,) = redactions(register, key)
    assert (redacted.snapshot, redacted.field) == (1, "parties")
    assert (redacted.reason, redacted.actor) == ("order 12 of the court", "judge's clerk")
    assert still_frozen(register, key, "parties") == [2]
    assert still_frozen(register, key, "mark") == [1, 2]


def test_the_dossier_is_noted_to_be_projected_again(register: Register, key: DossierKey):
    with register.session() as session:
        outbox.done(session, outbox.claim(session, 10, "w"))
    done = registry.handle(register, RedactField(key, 1, "parties", "an order"))
    with register.session() as session:
        (note,) = outbox.claim(session, 10, "w")
    assert (note.version, note.sequence) == (done.version, done.sequence)
    with register.session() as session:
        assert reading.changed_since(session, done.sequence - 1) == [note.dossier_id]


def test_the_same_again_is_no_change(register: Register, key: DossierKey):
    asked = RedactField(key, 1, "parties", "an order")
    done = registry.handle(register, asked)
    assert registry.handle(register, asked) == done
    again = registry.handle(register, RedactField(key, 1, "parties", "another order"))
    assert (again.effect, again.version) == ("unchanged", done.version)
    assert len(redactions(register, key)) == 1
    assert registry.handle(register, RedactField(key, 2, "parties", "an order")).effect == "updated"
    assert registry.handle(register, RedactField(key, 1, "mark", "an order")).effect == "updated"
    assert all(proves(key, frozen) for frozen in state_of(register, key).snapshots)


def test_what_was_published_of_a_deleted_dossier_is_redacted_and_it_stays_deleted(register: Register, key: DossierKey):
    registry.handle(register, Delete(key, "filed twice"))
    before = state_of(register, key)
    with register.session() as session:
        row = text("select deleted_at, digest, status_group, published_on, record from dossier where id = :id")
        stone = session.execute(row, {"id": before.id}).one()
    done = registry.handle(register, RedactField(key, 1, "parties", "an order"))
    assert done.effect == "updated"
    after = state_of(register, key)
    assert (after.deleted, after.record, after.version) == (True, None, before.version + 1)
    with register.session() as session:
        assert session.execute(row, {"id": before.id}).one() == stone
    with pytest.raises(DossierDeleted):
        registry.handle(register, Amend(key, {"language": "de"}))


def test_a_published_event_is_redacted(register: Register, mark: Callable[..., Record]):
    key = registry.handle(register, FileRecord(mark("7"), published_on=DAY)).key
    registry.handle(register, Publish(key, "application", issue=""))
    event = Event(date=dt.date(2026, 3, 2), code="filed", text="Ada Weber filed")
    registry.handle(register, RecordEvent(key, event))
    registry.handle(register, Publish(key, "event", issue="", event=event))
    registry.handle(register, RedactField(key, 2, "event", "an order"))
    frozen = state_of(register, key).snapshots[1]
    assert (frozen.fields, frozen.salts, list(frozen.digests)) == ({}, {}, ["event"])
    assert proves(key, frozen)


def test_what_cannot_be_redacted_is_named(register: Register, key: DossierKey):
    for asked, error, said in (
        (RedactField(key, 9, "parties", "an order"), NoSuchSnapshot, "no snapshot 9"),
        (RedactField(key, 1, "partys", "an order"), NoSuchFrozenField, "it froze .*parties"),
        (RedactField(key, 1, "parties", "  "), InvalidChange, "reason: is missing"),
        (RedactField(key, 1, "application_number", "an order"), InvalidChange, "which file this is"),
        (RedactField(DossierKey(key.office, key.kind, "0"), 1, "parties", "an order"), NoSuchDossier, "no dossier"),
    ):
        with pytest.raises(error, match=said):
            registry.handle(register, asked)
    assert redactions(register, key) == []


def test_nothing_but_a_redaction_changes_a_snapshot(register: Register, key: DossierKey):
    redact = "select redact_snapshot_field(min(id), 'parties', 'why', 'who', gen_random_uuid()) from snapshot"
    forge = "insert into redaction select min(id), 'parties', 'why', 'who', gen_random_uuid(), now() from snapshot"
    for first, statement in (
        ("select 1", "update snapshot set fields = fields - 'parties', salts = salts - 'parties'"),
        (forge, "update snapshot set fields = fields - 'parties'"),
        (forge, "update snapshot set fields = fields - 'mark', salts = salts - 'mark'"),
        (redact, "update snapshot set root = repeat('0', 64)"),
        (redact, "update snapshot set digests = digests - 'parties' where ordinal = 1"),
        (redact, """update snapshot set fields = fields || '{"parties": []}' where ordinal = 1"""),
        (redact, "delete from snapshot"),
        (redact, "truncate snapshot cascade"),
        (redact, "update redaction set reason = 'another'"),
        (redact, "delete from redaction"),
        (redact, "truncate redaction"),
    ):
        with register.session() as session:
            session.execute(text(first))
            with pytest.raises(IntegrityError, match="written once"):
                session.execute(text(statement))
            session.rollback()
    with register.session() as session:
        with pytest.raises(DBAPIError, match="froze no field nothing"):
            session.execute(text(redact.replace("'parties'", "'nothing'")))
        session.rollback()


def test_the_migration_goes_down_and_up_with_what_was_published(register: Register, key: DossierKey):
    before = state_of(register, key)
    migrate.downgrade(register, "0001")
    with register.session() as session:
        with pytest.raises(IntegrityError, match="written once"):
            session.execute(text("update snapshot set fields = fields - 'parties'"))
        session.rollback()
    migrate.upgrade(register)
    assert state_of(register, key) == before
    asked = RedactField(key, 1, "parties", "an order", command_id=uuid4())
    assert registry.handle(register, asked).effect == "updated"

"""The tables of the register. What each is for: docs/register.md.

Rows of `fact`, `event`, `snapshot`, `command`, `document`, `issue_signature` and `redaction` are never changed or
removed: triggers of the database refuse it (registry/migrations). Of a `snapshot` a field goes with its `redaction`.
Times are UTC; `sequence` is the transaction id plus the timeline's offset.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, MetaData, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Json = dict[str, Any]
_PIECE = r"[0-9A-Za-z_\u0080-\U0010FFFF][0-9A-Za-z_.\u0080-\U0010FFFF-]*"


class Table(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "pk": "%(table_name)s_pkey",
            "uq": "%(table_name)s_%(column_0_N_name)s_key",
            "ix": "%(table_name)s_%(column_0_N_name)s_idx",
            "fk": "%(table_name)s_%(column_0_name)s_fkey",
            "ck": "%(table_name)s_%(constraint_name)s_check",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads this attribute as it is
        str: Text,
        Json: JSONB(none_as_null=True),
        dt.datetime: TIMESTAMP(timezone=True),
    }


class Dossier(Table):
    """One application or right as it stands."""

    __tablename__ = "dossier"
    __table_args__ = (
        UniqueConstraint("office", "kind", "number"),
        CheckConstraint("kind ~ '^[a-z]{2,12}$'", name="kind"),
        CheckConstraint("(record is null) = (deleted_at is not null)", name="tombstone"),
        Index(None, "sequence"),
        Index(None, "number"),
        Index(None, "registration_number", postgresql_using="hash"),
        Index(None, "status_code"),
        Index(None, "filing_date"),
        Index(
            "dossier_identifiers_idx",
            text("jsonb_path_query_array(record, '$.parties[*].identifier')"),
            postgresql_using="gin",
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    office: Mapped[str]
    kind: Mapped[str]
    number: Mapped[str]
    registration_number: Mapped[str | None]
    filing_date: Mapped[dt.date | None]
    registration_date: Mapped[dt.date | None]
    expiry_date: Mapped[dt.date | None]
    status_group: Mapped[str]
    status_code: Mapped[str | None]
    version: Mapped[int]
    sequence: Mapped[int] = mapped_column(BigInteger)
    recorded_at: Mapped[dt.datetime]
    record: Mapped[Json | None]  # the present state; null in a tombstone
    digest: Mapped[str]  # SHA-256 of the present state
    published_on: Mapped[dt.date | None]  # first made available to the public
    deleted_at: Mapped[dt.datetime | None]


class Fact(Table):
    """What was recorded about one field, or one item of a list field: never changed, only followed by another."""

    __tablename__ = "fact"
    __table_args__ = (CheckConstraint("audience in ('public', 'parties', 'staff', 'secret')", name="audience"),)

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)  # registry.facts.spread; empty for a field that is no list
    version: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger)  # order of the items of one field
    value: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))  # null: removed
    valid_from: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    audience: Mapped[str]


class JournalEvent(Table):
    """One line of the journal, with the office's code and the standard's (or `unmapped`)."""

    __tablename__ = "event"
    __table_args__ = (Index(None, "dossier_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    version: Mapped[int]
    item: Mapped[str]  # the item of the fact
    date: Mapped[dt.date]
    code: Mapped[str]
    standard_code: Mapped[str]
    value: Mapped[Json]  # mappings.record.Event
    audience: Mapped[str]
    recorded_at: Mapped[dt.datetime]
    actor: Mapped[str]
    command_id: Mapped[UUID]


class Snapshot(Table):
    """What one publication froze. Write-once, but for a field redacted by order; it goes only out of an open issue."""

    __tablename__ = "snapshot"
    __table_args__ = (
        UniqueConstraint("dossier_id", "ordinal"),
        CheckConstraint("corrects < ordinal", name="corrects"),
        Index(None, "issue_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    ordinal: Mapped[int]  # 1, 2, ... within the dossier
    version: Mapped[int]
    sequence: Mapped[int] = mapped_column(BigInteger)
    recorded_at: Mapped[dt.datetime]
    stage: Mapped[str]
    issue_id: Mapped[str | None] = mapped_column(ForeignKey("issue.id"))
    part: Mapped[str | None]
    date: Mapped[dt.date]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))  # that it publishes, alone or with the data
    corrects: Mapped[int | None]  # the ordinal of the publication that this one sets right
    fields: Mapped[Json]
    salts: Mapped[Json]  # field -> hex
    digests: Mapped[Json]  # field -> hex
    root: Mapped[str]


class Issue(Table):
    """An issue of the gazette; closing freezes the list of what it holds."""

    __tablename__ = "issue"
    __table_args__ = (
        CheckConstraint("status in ('open', 'closed', 'published')", name="status"),
        CheckConstraint("(status = 'open') = (closing is null)", name="closing"),
        CheckConstraint(f"id ~ '^{_PIECE}(/{_PIECE})*$'", name="id"),  # any letters; mappings.number.IssueId knows them
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    date: Mapped[dt.date]
    status: Mapped[str]
    opened_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]
    closed_sequence: Mapped[int | None] = mapped_column(BigInteger)
    closing: Mapped[list[Json] | None] = mapped_column(JSONB(none_as_null=True))
    unpublished: Mapped[list[list[str | None]] | None] = mapped_column(JSONB(none_as_null=True))  # at the closing
    published_at: Mapped[dt.datetime | None]


class IssueSignature(Table):
    """One key's signature of an issue's statement, its SHA-256 in `manifest`. All of an issue sign the same."""

    __tablename__ = "issue_signature"
    __table_args__ = (CheckConstraint("manifest ~ '^[0-9a-f]{64}$'", name="manifest"),)

    issue_id: Mapped[str] = mapped_column(ForeignKey("issue.id"), primary_key=True)
    key_id: Mapped[str] = mapped_column(primary_key=True)
    manifest: Mapped[str]  # SHA-256
    signature: Mapped[str]  # base64
    day: Mapped[dt.date]  # on which the key is held to be valid
    signed_at: Mapped[dt.datetime]


class ManifestSignature(Table):
    """One key's signature of a manifest of an issue, which is another when its pages are laid out anew."""

    __tablename__ = "manifest_signature"
    __table_args__ = (CheckConstraint("manifest ~ '^[0-9a-f]{64}$'", name="manifest"),)

    issue_id: Mapped[str] = mapped_column(ForeignKey("issue.id"), primary_key=True)
    manifest: Mapped[str] = mapped_column(primary_key=True)  # SHA-256
    key_id: Mapped[str] = mapped_column(primary_key=True)
    signature: Mapped[str]  # base64
    day: Mapped[dt.date]  # on which the key is held to be valid
    signed_at: Mapped[dt.datetime]


class Redaction(Table):
    """A field that was taken out of a snapshot by order; its digest stays there."""

    __tablename__ = "redaction"
    __table_args__ = (CheckConstraint("reason <> ''", name="reason"),)

    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    actor: Mapped[str]
    command_id: Mapped[UUID]
    recorded_at: Mapped[dt.datetime]


class TakenOut(Table):
    """A publication that was taken out of an issue before that closed: what is left of its snapshot."""

    __tablename__ = "taken_out"
    __table_args__ = (CheckConstraint("reason <> ''", name="reason"),)

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]  # of the dossier when it was frozen
    stage: Mapped[str]
    issue_id: Mapped[str] = mapped_column(ForeignKey("issue.id"))
    date: Mapped[dt.date]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    root: Mapped[str]
    reason: Mapped[str]
    actor: Mapped[str]
    command_id: Mapped[UUID]
    sequence: Mapped[int] = mapped_column(BigInteger)
    recorded_at: Mapped[dt.datetime]


class Note(Table):
    """A note of the outbox: this dossier has this version, project it. Removed once projected."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(None, "dossier_id"),
        {
            "postgresql_with": {  # every note is inserted, claimed and removed: leave room, clean up early
                "fillfactor": "70",
                "autovacuum_vacuum_scale_factor": "0",
                "autovacuum_vacuum_threshold": "5000",
            }
        },
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    dossier_id: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]
    sequence: Mapped[int] = mapped_column(BigInteger)
    recorded_at: Mapped[dt.datetime]
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    next_attempt_at: Mapped[dt.datetime | None]
    claimed_until: Mapped[dt.datetime | None]
    claimed_by: Mapped[str | None]
    reason: Mapped[str | None]
    set_aside_at: Mapped[dt.datetime | None]


class CommandRow(Table):
    """Every command that was handled, with its outcome: the same id again gives the same outcome."""

    __tablename__ = "command"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    digest: Mapped[str]  # SHA-256 of the command's name and payload
    outcome: Mapped[Json]
    actor: Mapped[str]
    recorded_at: Mapped[dt.datetime]


class Series(Table):
    """The last number given of each series; the row lock keeps it without gaps."""

    __tablename__ = "series"

    office: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)  # 0 for a series that runs through the years
    last: Mapped[int] = mapped_column(BigInteger)


class StoredDocument(Table):
    """A file of the document store."""

    __tablename__ = "document"

    digest: Mapped[str] = mapped_column(primary_key=True)
    media_type: Mapped[str]
    size: Mapped[int | None] = mapped_column(BigInteger)
    width: Mapped[int | None]
    height: Mapped[int | None]
    recorded_at: Mapped[dt.datetime]


class Timeline(Table):
    """Added to transaction ids so that the sequence still grows after a restore into another Postgres."""

    __tablename__ = "timeline"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    added: Mapped[int] = mapped_column(BigInteger)
    since: Mapped[dt.datetime]

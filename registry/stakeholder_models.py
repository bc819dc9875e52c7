"""The tables of stakeholders: who they are, what became of them, who may be the same, and what a merge did to files."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from registry.models import Json, Table


class StakeholderRow(Table):
    """An applicant, owner or agent as they stand. `identifiers` are those by which files name them."""

    __tablename__ = "stakeholder"
    __table_args__ = (
        UniqueConstraint("agent_number"),
        CheckConstraint("state in ('active', 'ended', 'merged')", name="state"),
        CheckConstraint("(state = 'merged') = (merged_into is not null)", name="merged"),
        CheckConstraint("redacted_at is null or state <> 'active'", name="redacted"),
        Index("stakeholder_identifiers_idx", "identifiers", postgresql_using="gin"),
        Index("stakeholder_words_idx", "words", postgresql_using="gin"),
        Index("stakeholder_blocks_idx", "blocks", postgresql_using="gin"),
        Index("stakeholder_normal_idx", "normal", postgresql_ops={"normal": "text_pattern_ops"}),
        Index("stakeholder_email_idx", text("lower(email)")),
        Index(None, "merged_into"),
    )

    number: Mapped[str] = mapped_column(primary_key=True)  # the customer number
    version: Mapped[int]
    state: Mapped[str]
    merged_into: Mapped[str | None] = mapped_column(ForeignKey("stakeholder.number"))
    name: Mapped[str]
    other_names: Mapped[list[str]] = mapped_column(ARRAY(Text))  # as in other scripts
    nature: Mapped[str | None]
    gender: Mapped[str | None]
    nationality: Mapped[str | None]
    address: Mapped[Json | None]  # mappings.record.Address
    email: Mapped[str | None]
    phone: Mapped[str | None]
    language: Mapped[str | None]
    agent_number: Mapped[str | None]
    agent_from: Mapped[dt.date | None]
    agent_until: Mapped[dt.date | None]  # the last day
    appointment: Mapped[str | None] = mapped_column(ForeignKey("document.digest"))  # the specimen
    identifiers: Mapped[list[str]] = mapped_column(ARRAY(Text))
    normal: Mapped[str]  # the name as it is searched for
    words: Mapped[list[str]] = mapped_column(ARRAY(Text))
    blocks: Mapped[list[str]] = mapped_column(ARRAY(Text))  # who shares one may be the same
    redacted_at: Mapped[dt.datetime | None]


class StakeholderStepRow(Table):
    """What became of a stakeholder. Never changed; of a redacted one `before` and `after` go."""

    __tablename__ = "stakeholder_step"
    __table_args__ = (UniqueConstraint("command_id", "stakeholder"),)

    stakeholder: Mapped[str] = mapped_column(ForeignKey("stakeholder.number"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str]
    before: Mapped[Json | None]
    after: Mapped[Json | None]
    reason: Mapped[str | None]
    actor: Mapped[str]
    command_id: Mapped[UUID]
    recorded_at: Mapped[dt.datetime] = mapped_column(server_default=text("clock_timestamp()"))


class StakeholderPairRow(Table):
    """Two who may be the same, and what was decided."""

    __tablename__ = "stakeholder_pair"
    __table_args__ = (
        CheckConstraint("one < other", name="order"),
        CheckConstraint("state in ('open', 'distinct')", name="state"),
        Index(None, "other"),
        Index(None, "state", "points"),
    )

    one: Mapped[str] = mapped_column(ForeignKey("stakeholder.number"), primary_key=True)
    other: Mapped[str] = mapped_column(ForeignKey("stakeholder.number"), primary_key=True)
    points: Mapped[int]
    reasons: Mapped[list[str]] = mapped_column(ARRAY(Text))
    state: Mapped[str]
    reason: Mapped[str | None]
    actor: Mapped[str | None]
    found_at: Mapped[dt.datetime]
    decided_at: Mapped[dt.datetime | None]


class StakeholderMergeRow(Table):
    """A merge: `gone` became `kept`; `undone` when that was taken back."""

    __tablename__ = "stakeholder_merge"
    __table_args__ = (
        CheckConstraint("state in ('going-on', 'done', 'undoing', 'undone')", name="state"),
        Index(None, "gone"),
        Index(None, "kept"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    gone: Mapped[str] = mapped_column(ForeignKey("stakeholder.number"))
    kept: Mapped[str] = mapped_column(ForeignKey("stakeholder.number"))
    state: Mapped[str]
    actor: Mapped[str]
    reason: Mapped[str | None]
    begun_at: Mapped[dt.datetime] = mapped_column(server_default=text("clock_timestamp()"))


class MergedPartyRow(Table):
    """A party of a file that a merge gave another identifier, or could not."""

    __tablename__ = "stakeholder_merged_party"
    __table_args__ = (CheckConstraint("state in ('changed', 'refused', 'restored', 'left')", name="state"),)

    merge: Mapped[int] = mapped_column(ForeignKey("stakeholder_merge.id"), primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    before: Mapped[str]
    after: Mapped[str]
    state: Mapped[str]
    said: Mapped[str | None]  # why it was refused or left
    version: Mapped[int | None]  # of the file, after it

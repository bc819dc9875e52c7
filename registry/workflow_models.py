"""The tables of the workflow: the actions that were taken, and what runs and is pending since. See docs/workflow.md."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.models import Json, Table


class ActRow(Table):
    """An action of the workflow that was taken, or the undoing of one. Never changed."""

    __tablename__ = "act"
    __table_args__ = (
        Index(None, "dossier_id", "undoes", unique=True),
        Index(None, "date"),
        CheckConstraint("undoes < ordinal", name="undoes"),
    )

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)  # 1, 2, ... within the dossier
    workflow: Mapped[str]
    action: Mapped[str]
    date: Mapped[dt.date]
    since: Mapped[int]  # the dossier's version before it
    version: Mapped[int]  # and after it
    status: Mapped[str | None]  # the office's code after it
    role: Mapped[str]
    letter: Mapped[str | None]
    note: Mapped[str | None]
    undoes: Mapped[int | None]  # the ordinal of the action that it undid
    request: Mapped[str | None]  # the number of the request that took it
    answers: Mapped[str | None] = mapped_column(ForeignKey("letter.number"))  # the letter of the office
    before: Mapped[Json]  # registry.standings.plain: how the file stood before it
    actor: Mapped[str]
    command_id: Mapped[UUID]
    recorded_at: Mapped[dt.datetime] = mapped_column(server_default=text("clock_timestamp()"))


class DeadlineRow(Table):
    """A deadline of a file, as it stands."""

    __tablename__ = "deadline"
    __table_args__ = (
        CheckConstraint("state in ('running', 'met', 'missed', 'void')", name="state"),
        CheckConstraint("base <= due and due <= last", name="days"),
        CheckConstraint("frozen_on is null or state = 'running'", name="frozen"),
        Index(None, "last", postgresql_where=text("state = 'running' and frozen_on is null")),
    )

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    base: Mapped[dt.date]  # the day from which it runs
    due: Mapped[dt.date]
    last: Mapped[dt.date]  # the end of the period of grace, or `due`
    extended: Mapped[int]  # times
    frozen_on: Mapped[dt.date | None]  # since when it stands still
    state: Mapped[str]


class ProceedingRow(Table):
    """A proceeding on a file, as an opposition; pending while it has no `closed_on`."""

    __tablename__ = "proceeding"

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    opened_on: Mapped[dt.date]
    closed_on: Mapped[dt.date | None]


class RequestRow(Table):
    """A request on a file after its filing: received, then granted, refused or withdrawn."""

    __tablename__ = "request"
    __table_args__ = (
        CheckConstraint("state in ('received', 'granted', 'refused', 'withdrawn')", name="state"),
        CheckConstraint("(state = 'received') = (decided_on is null)", name="decided"),
        Index(None, "dossier_id"),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    type: Mapped[str]
    form: Mapped[Json]
    state: Mapped[str]
    received_on: Mapped[dt.date]
    decided_on: Mapped[dt.date | None]
    reason: Mapped[str | None]
    role: Mapped[str]
    actor: Mapped[str]
    command_id: Mapped[UUID]
    recorded_at: Mapped[dt.datetime] = mapped_column(server_default=text("clock_timestamp()"))


class LetterRow(Table):
    """A letter that was written for an action. Never changed."""

    __tablename__ = "letter"
    __table_args__ = (Index(None, "dossier_id", "act", unique=True),)

    number: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    act: Mapped[int]  # the ordinal of the action that brought it
    kind: Mapped[str]
    language: Mapped[str]
    date: Mapped[dt.date]
    digest: Mapped[str]  # of its PDF in the document store
    recorded_at: Mapped[dt.datetime] = mapped_column(server_default=text("clock_timestamp()"))


class AssignmentRow(Table):
    """Who has a file on the desk now."""

    __tablename__ = "assignment"
    __table_args__ = (Index(None, "login"),)

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    login: Mapped[str | None]  # nobody
    actor: Mapped[str]  # who gave it
    since: Mapped[dt.datetime] = mapped_column(server_default=text("clock_timestamp()"))


class FileNoteRow(Table):
    """A note of an officer on a file. Never changed."""

    __tablename__ = "file_note"
    __table_args__ = (Index(None, "dossier_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    said: Mapped[str]
    actor: Mapped[str]
    recorded_at: Mapped[dt.datetime] = mapped_column(server_default=text("clock_timestamp()"))


class ClosingRow(Table):
    """Up to which day the office has closed its days, since when. The newest holds; none is changed."""

    __tablename__ = "closing"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    through: Mapped[dt.date]  # this day and all before it are closed
    reason: Mapped[str | None]  # why days were opened again; None when they were closed
    actor: Mapped[str]
    recorded_at: Mapped[dt.datetime] = mapped_column(server_default=text("clock_timestamp()"))

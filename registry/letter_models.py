"""The tables of letters and post: what became of a letter, what is sent and how, e-mails, reminders, documents."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.models import Json, Table


class LetterStepRow(Table):
    """What became of a letter: drafted, approved by one, refused, issued. Never changed."""

    __tablename__ = "letter_step"
    __table_args__ = (CheckConstraint("step in ('drafted', 'approved', 'refused', 'issued')", name="step"),)

    letter: Mapped[str] = mapped_column(ForeignKey("letter.number"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[str]
    digest: Mapped[str]  # of the PDF that it is about
    approvals: Mapped[Json | None]  # of a draft: {"steps": [[role, …], …]}, the office's rule on that day
    role: Mapped[str | None]
    actor: Mapped[str]
    reason: Mapped[str | None]  # why it was refused; of a draft: what the officer wrote anew
    recorded_at: Mapped[dt.datetime] = mapped_column(server_default=text("clock_timestamp()"))


class DeliveryRow(Table):
    """What goes to one recipient one way, as it stands. Its trace is `delivery_step`."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("about", "way", "address"),
        CheckConstraint("way in ('portal', 'email', 'post')", name="way"),
        CheckConstraint(
            "state in ('queued', 'claimed', 'begun', 'uncertain', 'sent', 'failed', 'available', 'posted', "
            "'delivered', 'returned')",
            name="state",
        ),
        Index(None, "due_at", postgresql_where=text("state = 'queued' and way = 'email'")),
        Index(None, "dossier_id"),
        Index("delivery_portal_idx", "address", postgresql_where=text("way = 'portal'")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    about: Mapped[str]  # what is sent once a way and address: a letter's number, a reminder's name
    letter: Mapped[str | None] = mapped_column(ForeignKey("letter.number"))
    way: Mapped[str]
    recipient: Mapped[str]
    address: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    digest: Mapped[str | None]  # of the PDF that goes with it
    state: Mapped[str]
    tries: Mapped[int]
    message_id: Mapped[str | None]
    tracking: Mapped[str | None]
    queued_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]  # not tried before


class DeliveryStepRow(Table):
    """One step of a delivery. Never changed."""

    __tablename__ = "delivery_step"

    delivery: Mapped[int] = mapped_column(ForeignKey("delivery.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    day: Mapped[dt.date]
    said: Mapped[str | None]  # by the mail server, or by who wrote it down
    actor: Mapped[str]
    recorded_at: Mapped[dt.datetime] = mapped_column(server_default=text("clock_timestamp()"))


class EmailRow(Table):
    """An e-mail that went out or came in, as it stood on the wire. Never changed."""

    __tablename__ = "email"
    __table_args__ = (
        UniqueConstraint("direction", "message_id"),
        CheckConstraint("direction in ('out', 'in')", name="direction"),
        Index(None, "dossier_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    direction: Mapped[str]
    message_id: Mapped[str]
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id"))
    letter: Mapped[str | None] = mapped_column(ForeignKey("letter.number"))
    delivery: Mapped[int | None] = mapped_column(ForeignKey("delivery.id"))  # that it is, or answers
    sender: Mapped[str]
    recipients: Mapped[str]
    subject: Mapped[str]
    headers: Mapped[Json]  # name: every value of it
    digest: Mapped[str]  # of the whole message in the document store
    size: Mapped[int]
    recorded_at: Mapped[dt.datetime] = mapped_column(server_default=text("clock_timestamp()"))


class ReminderRow(Table):
    """A reminder of a deadline that was given. Never changed."""

    __tablename__ = "reminder"

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    deadline: Mapped[int] = mapped_column(primary_key=True)  # its ordinal
    due: Mapped[dt.date] = mapped_column(primary_key=True)  # put off, it is reminded of anew
    days: Mapped[int] = mapped_column(primary_key=True)  # before it
    delivery: Mapped[int | None] = mapped_column(ForeignKey("delivery.id"))  # null: nobody could be reached
    recorded_at: Mapped[dt.datetime] = mapped_column(server_default=text("clock_timestamp()"))


class IncomingRow(Table):
    """A document that was taken in. Never changed."""

    __tablename__ = "incoming"
    __table_args__ = (Index(None, "dossier_id"), Index(None, "received_on"), UniqueConstraint("dossier_id", "digest"))

    number: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    kind: Mapped[str]
    digest: Mapped[str]  # of the PDF
    source: Mapped[str]  # of what was sent: the PDF itself, or the scan of which it was made
    name: Mapped[str]
    pages: Mapped[int]
    bookmarks: Mapped[Json]  # {"entries": [[page, title], …]}
    language: Mapped[str | None]
    audience: Mapped[str]
    received_on: Mapped[dt.date]
    actor: Mapped[str]
    command_id: Mapped[UUID | None]  # of the action or request with which it came
    recorded_at: Mapped[dt.datetime] = mapped_column(server_default=text("clock_timestamp()"))

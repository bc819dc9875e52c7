"""The register of e-mails: every one that went out or came in, with its headers and the digest of the whole message."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import orjson
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

Direction = Literal["out", "in"]
EMAIL = re.compile(r"[^\s@<>,;]{1,64}@[^\s@<>,;]{1,190}\.[^\s@<>,;]{1,63}")  # an address, as it is typed


@dataclass(frozen=True)
class Email:
    """A message as it stands on the wire; its whole is in the document store."""

    message_id: str  # with its angle brackets
    sender: str
    recipients: str
    subject: str
    headers: Mapping[str, list[str]]
    digest: str
    size: int  # bytes


@dataclass(frozen=True)
class Entry:
    """A line of the register. `dossier` is the number of its file; `state` is of the delivery of one that went out."""

    id: int
    direction: Direction
    message_id: str
    dossier: str | None
    letter: str | None
    delivery: int | None
    state: str | None
    sender: str
    recipients: str
    subject: str
    headers: Mapping[str, list[str]]
    digest: str
    size: int
    recorded_at: dt.datetime


@dataclass(frozen=True)
class About:
    """The delivery that an e-mail is of, or answers."""

    delivery: int
    dossier_id: int
    letter: str | None


def record(connection: Connection, direction: Direction, email: Email, about: About | None) -> bool:
    """Writes it down; False when one of that Message-ID is there already, as at a second try."""
    row = connection.execute(
        text("""
            insert into email (direction, message_id, dossier_id, letter, delivery, sender, recipients, subject,
                headers, digest, size)
            values (:direction, :message, :dossier, :letter, :delivery, :sender, :recipients, :subject,
                cast(:headers as jsonb), :digest, :size)
            on conflict (direction, message_id) do nothing returning id
        """),
        {
            "direction": direction,
            "message": email.message_id,
            "dossier": about.dossier_id if about else None,
            "letter": about.letter if about else None,
            "delivery": about.delivery if about else None,
            "sender": email.sender,
            "recipients": email.recipients,
            "subject": email.subject,
            "headers": orjson.dumps(email.headers).decode(),
            "digest": email.digest,
            "size": email.size,
        },
    ).one_or_none()
    return row is not None


def answered(session: Session, message_ids: list[str]) -> About | None:
    """The delivery that one of these Message-IDs is of; the last one named counts."""
    rows = session.execute(
        text("select message_id, id, dossier_id, letter from delivery where message_id = any(:ids)"),
        {"ids": message_ids},
    )
    found = {row[0]: About(*row[1:]) for row in rows}
    return next((found[each] for each in reversed(message_ids) if each in found), None)


def listed(session: Session, dossier_id: int | None = None, limit: int = 1_000) -> list[Entry]:
    """The newest first; of one file where it is named."""
    rows = session.execute(
        text("""
            select email.id, direction, email.message_id, dossier.number, email.letter, email.delivery, delivery.state,
                sender, recipients, email.subject, headers, email.digest, size, email.recorded_at
            from email left join dossier on dossier.id = email.dossier_id
            left join delivery on delivery.id = email.delivery and direction = 'out'
            where cast(:dossier as bigint) is null or email.dossier_id = :dossier
            order by email.id desc limit :limit
        """),
        {"dossier": dossier_id, "limit": limit},
    )
    return [Entry(*row) for row in rows]

"""The tables of people: who may sign in, their sessions, programs with a client id, and the audit log.

See docs/permissions.md. A password is there as an Argon2id hash, a session and a token as a SHA-256 digest, the secret
of the second factor sealed with a key of the office. Rows of `audit` are never changed: the database refuses it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from registry.models import Table


class PersonRow(Table):
    """Somebody who may sign in while their state is `active`. Nobody is deleted: the journal names them."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("login"),
        UniqueConstraint("issuer", "subject"),
        CheckConstraint("login ~ '^[a-z0-9][a-z0-9._-]{0,63}$'", name="login"),
        CheckConstraint("state in ('active', 'locked', 'ended')", name="state"),
        CheckConstraint("(issuer is null) = (subject is null)", name="provider"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    login: Mapped[str]
    name: Mapped[str]
    email: Mapped[str | None]
    password: Mapped[str | None]  # Argon2id, with its own salt and parameters
    first_password: Mapped[bool] = mapped_column(server_default=false())  # given by somebody else
    totp: Mapped[bytes | None] = mapped_column(LargeBinary)  # registry.sealing
    totp_step: Mapped[int | None] = mapped_column(BigInteger)  # of the last code: none is taken twice
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    groups: Mapped[list[str]] = mapped_column(ARRAY(Text))
    state: Mapped[str]
    identifier: Mapped[str | None]  # as a party of files: those files are their own
    issuer: Mapped[str | None]  # of another provider's, by which they sign in
    subject: Mapped[str | None]  # who they are there
    created_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]


class SessionRow(Table):
    """A person who has signed in, until `ends_at`, or until nothing was asked for a while."""

    __tablename__ = "session"
    __table_args__ = (Index(None, "person_id"),)

    digest: Mapped[str] = mapped_column(primary_key=True)  # SHA-256 of the token in the cookie
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    address: Mapped[str]


class AttemptRow(Table):
    """How often a sign-in failed in a row, by login (as a digest: what is typed there may be a password) or address."""

    __tablename__ = "attempt"

    subject: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[dt.datetime]


class ClientRow(Table):
    """A program that asks for tokens: by its secret, or by a key of its own (RFC 7523)."""

    __tablename__ = "client"
    __table_args__ = (
        CheckConstraint("state in ('active', 'revoked')", name="state"),
        CheckConstraint("num_nonnulls(secret, keys) = 1", name="secret"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    secret: Mapped[str | None]  # SHA-256 of 32 random bytes
    keys: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))  # its public keys, as a JWK set
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))  # permissions
    addresses: Mapped[list[str]] = mapped_column(ARRAY(Text))  # networks from which it may ask; empty: any
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")  # in which it files and acts
    identifier: Mapped[str | None]  # at the office, of the party whose program it is
    state: Mapped[str]
    created_at: Mapped[dt.datetime]


class TokenRow(Table):
    """An access token of a client."""

    __tablename__ = "token"
    __table_args__ = (Index(None, "client_id"),)

    digest: Mapped[str] = mapped_column(primary_key=True)  # SHA-256
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"))
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]


class AssertionRow(Table):
    """A signed assertion that a client has used: none is taken twice."""

    __tablename__ = "assertion"

    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"), primary_key=True)
    jti: Mapped[str] = mapped_column(primary_key=True)
    ends_at: Mapped[dt.datetime]


class AuditRow(Table):
    """One line of who saw or did what. `hash` is over the line and the hash before it (`registry.audit`)."""

    __tablename__ = "audit"

    ordinal: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)  # 1, 2, ...
    at: Mapped[dt.datetime]
    who: Mapped[str]
    what: Mapped[str]
    file: Mapped[str | None]  # mappings.number.DossierKey.id
    result: Mapped[str]
    before: Mapped[str]
    hash: Mapped[str]

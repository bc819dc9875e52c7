"""The signatures of issues. The first one fixes the manifest: whatever signs the issue later signs the same."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from registry.database import Register
from registry.errors import IssueOpen, NoSuchIssue, SignedDifferently, SignedOtherwise


@dataclass(frozen=True)
class IssueSignature:
    """One key's signature of an issue's manifest. `day` is the one on which its key is held to be valid."""

    issue: str
    key_id: str
    manifest: str  # SHA-256 in hex
    signature: str  # base64
    day: dt.date
    signed_at: dt.datetime | None = None  # by the database's clock, once recorded


def signatures(register: Register, issue: str) -> tuple[IssueSignature, ...]:
    """What signs an issue, oldest first; most have one. Empty too when there is no such issue."""
    with register.session() as session:
        return _signatures(session, issue)


def record_signature(register: Register, made: IssueSignature) -> IssueSignature:
    """Keeps a signature for ever and gives it as it is kept; the same again is no change.

    NoSuchIssue, IssueOpen; SignedOtherwise when the issue was signed with another manifest, SignedDifferently when the
    key gave it another signature.
    """
    with register.session() as session:
        status = session.scalar(text("select status from issue where id = :id for update"), {"id": made.issue})
        if status is None:
            raise NoSuchIssue(made.issue)
        if status == "open":
            raise IssueOpen(made.issue)
        held = _signatures(session, made.issue)
        if held and held[0].manifest != made.manifest:
            raise SignedOtherwise(made.issue, held[0].manifest, made.manifest)
        for each in held:
            if each.key_id == made.key_id:
                if each.signature != made.signature:
                    raise SignedDifferently(made.issue, made.key_id)
                return each
        session.execute(
            text("""
                insert into issue_signature (issue_id, key_id, manifest, signature, day, signed_at)
                values (:issue, :key_id, :manifest, :signature, :day, clock_timestamp())
            """),
            {name: getattr(made, name) for name in ("issue", "key_id", "manifest", "signature", "day")},
        )
        return _signatures(session, made.issue)[-1]


def _signatures(session: Session, issue: str) -> tuple[IssueSignature, ...]:
    rows = session.execute(
        text("""
            select issue_id, key_id, manifest, signature, day, signed_at from issue_signature
            where issue_id = :id order by signed_at, key_id
        """),
        {"id": issue},
    )
    return tuple(IssueSignature(*row) for row in rows)

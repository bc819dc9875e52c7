"""The signatures of issues: of the statement, which the first one fixes for ever, and of the manifest of its files.

An issue's manifest is another when its pages are laid out anew or a field is redacted: each keeps its signature.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from registry.database import Register
from registry.errors import IssueOpen, NoSuchIssue, SignedDifferently, SignedOtherwise


@dataclass(frozen=True)
class IssueSignature:
    """One key's signature for an issue. `day` is the one on which its key is held to be valid."""

    issue: str
    key_id: str
    manifest: str  # SHA-256 in hex of what is signed: the issue's statement, or its manifest
    signature: str  # base64
    day: dt.date
    signed_at: dt.datetime | None = None  # by the database's clock, once recorded


def signatures(register: Register, issue: str) -> tuple[IssueSignature, ...]:
    """What signs an issue, oldest first; most have one. Empty too when there is no such issue."""
    with register.session() as session:
        return _signatures(session, issue)


def keys_used(register: Register) -> frozenset[str]:
    """The ids of all keys that signed an issue."""
    with register.session() as session:
        return frozenset(session.scalars(text("select distinct key_id from issue_signature")))


def record_signature(register: Register, made: IssueSignature) -> IssueSignature:
    """Keeps a signature for ever and gives it as it is kept; the same again is no change.

    NoSuchIssue, IssueOpen; SignedOtherwise when the issue was signed with another manifest, SignedDifferently when the
    key gave it another signature.
    """
    with register.session() as session:
        _check_closed(session, made.issue)
        held = _signatures(session, made.issue)
        if held and held[0].manifest != made.manifest:
            raise SignedOtherwise(made.issue, held[0].manifest, made.manifest)
        if same := _same(held, made):
            return same
        session.execute(
            text("""
                insert into issue_signature (issue_id, key_id, manifest, signature, day, signed_at)
                values (:issue, :key_id, :manifest, :signature, :day, clock_timestamp())
            """),
            asdict(made),
        )
        return _signatures(session, made.issue)[-1]


def manifest_signatures(register: Register, issue: str, manifest: str) -> tuple[IssueSignature, ...]:
    """What signs a manifest of an issue, given by its SHA-256, oldest first."""
    with register.session() as session:
        return _manifest_signatures(session, issue, manifest)


def record_manifest_signature(register: Register, made: IssueSignature) -> IssueSignature:
    """Keeps the signature of a manifest for ever and gives it as it is kept; the same again is no change.

    NoSuchIssue, IssueOpen; SignedDifferently when the key gave that manifest another signature.
    """
    with register.session() as session:
        _check_closed(session, made.issue)
        if same := _same(_manifest_signatures(session, made.issue, made.manifest), made):
            return same
        session.execute(
            text("""
                insert into manifest_signature (issue_id, manifest, key_id, signature, day, signed_at)
                values (:issue, :manifest, :key_id, :signature, :day, clock_timestamp())
            """),
            asdict(made),
        )
        return _manifest_signatures(session, made.issue, made.manifest)[-1]


def _same(held: tuple[IssueSignature, ...], made: IssueSignature) -> IssueSignature | None:
    """What the same key signed already; SignedDifferently when it gave another signature."""
    same = next((each for each in held if each.key_id == made.key_id), None)
    if same and same.signature != made.signature:
        raise SignedDifferently(made.issue, made.key_id)
    return same


def _check_closed(session: Session, issue: str) -> None:
    """Locks the issue; NoSuchIssue, IssueOpen."""
    status = session.scalar(text("select status from issue where id = :id for update"), {"id": issue})
    if status is None:
        raise NoSuchIssue(issue)
    if status == "open":
        raise IssueOpen(issue)


def _manifest_signatures(session: Session, issue: str, manifest: str) -> tuple[IssueSignature, ...]:
    rows = session.execute(
        text("""
            select issue_id, key_id, manifest, signature, day, signed_at from manifest_signature
            where issue_id = :id and manifest = :manifest order by signed_at, key_id
        """),
        {"id": issue, "manifest": manifest},
    )
    return tuple(IssueSignature(*row) for row in rows)


def _signatures(session: Session, issue: str) -> tuple[IssueSignature, ...]:
    rows = session.execute(
        text("""
            select issue_id, key_id, manifest, signature, day, signed_at from issue_signature
            where issue_id = :id order by signed_at, key_id
        """),
        {"id": issue},
    )
    return tuple(IssueSignature(*row) for row in rows)

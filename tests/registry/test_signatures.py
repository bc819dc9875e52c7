"""The signatures of issues: kept for ever, the first one fixes the manifest."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

import registry
from mappings.record import Record
from registry.commands import CloseIssue, FileApplication, OpenIssue, Publish
from registry.database import Register
from registry.errors import IssueOpen, NoSuchIssue, SignedDifferently, SignedOtherwise
from registry.signatures import (
    IssueSignature,
    manifest_signatures,
    record_manifest_signature,
    record_signature,
    signatures,
)

ISSUE, DAY = "2026/03", dt.date(2026, 3, 31)
MADE = IssueSignature(ISSUE, "a" * 16, "1" * 64, "c2lnbmF0dXJl", DAY)


@pytest.fixture
def closed(register: Register, mark: Callable[..., Record]):
    key = registry.handle(register, FileApplication(mark())).key
    registry.handle(register, OpenIssue(ISSUE, DAY))
    registry.handle(register, Publish(key, "application"))
    registry.handle(register, CloseIssue(ISSUE))
    return register


def test_a_signature_is_recorded_once_and_the_same_again_is_no_change(closed: Register):
    assert signatures(closed, ISSUE) == ()
    first = record_signature(closed, MADE)
    assert first.signed_at
    assert replace(first, signed_at=None) == MADE
    assert record_signature(closed, MADE) == first
    assert record_signature(closed, replace(MADE, day=DAY + dt.timedelta(days=1))) == first
    assert signatures(closed, ISSUE) == (first,)
    second = record_signature(closed, replace(MADE, key_id="b" * 16))
    assert signatures(closed, ISSUE) == (first, second)


def test_another_manifest_of_a_signed_issue_is_refused(closed: Register):
    first = record_signature(closed, MADE)
    for key_id in ("a" * 16, "b" * 16):
        with pytest.raises(SignedOtherwise, match="a published issue never changes"):
            record_signature(closed, replace(MADE, key_id=key_id, manifest="2" * 64))
    with pytest.raises(SignedDifferently, match=f"another signature by key {'a' * 16}"):
        record_signature(closed, replace(MADE, signature="b3RoZXI="))
    assert signatures(closed, ISSUE) == (first,)


@pytest.mark.parametrize("record", [record_signature, record_manifest_signature])
def test_an_issue_that_is_open_or_none_is_not_signed(
    register: Register, record: Callable[[Register, IssueSignature], IssueSignature]
):
    registry.handle(register, OpenIssue(ISSUE, DAY))
    with pytest.raises(IssueOpen):
        record(register, MADE)
    with pytest.raises(NoSuchIssue):
        record(register, replace(MADE, issue="2026/04"))


def test_each_manifest_of_an_issue_has_its_signatures_for_ever(closed: Register):
    record_signature(closed, MADE)
    first = record_manifest_signature(closed, replace(MADE, manifest="2" * 64))
    assert record_manifest_signature(closed, replace(first, signed_at=None)) == first
    other = record_manifest_signature(closed, replace(MADE, manifest="3" * 64))
    assert manifest_signatures(closed, ISSUE, "2" * 64) == (first,)
    assert manifest_signatures(closed, ISSUE, "3" * 64) == (other,)
    with pytest.raises(SignedDifferently):
        record_manifest_signature(closed, replace(first, signature="b3RoZXI="))
    for statement in (
        "update manifest_signature set day = day",
        "delete from manifest_signature",
        "truncate manifest_signature",
    ):
        with closed.session() as session:
            with pytest.raises(IntegrityError, match="written once"):
                session.execute(text(statement))
            session.rollback()


def test_of_two_manifests_at_once_one_is_kept(closed: Register):
    def sign(n: int):
        try:
            return record_signature(closed, replace(MADE, key_id=f"{n:016}", manifest=str(n) * 64)).manifest
        except SignedOtherwise as refused:
            return refused.signed

    with ThreadPoolExecutor(4) as pool:
        kept = set(pool.map(sign, range(4)))
    assert kept == {each.manifest for each in signatures(closed, ISSUE)}
    assert len(kept) == 1


def test_the_database_itself_refuses_another_manifest_and_any_change(closed: Register):
    record_signature(closed, MADE)
    insert = "insert into issue_signature select issue_id, 'other', repeat('2', 64), signature, day, signed_at"
    for statement, said in (
        (f"{insert} from issue_signature", "never changes"),
        ("update issue_signature set day = day", "written once"),
        ("delete from issue_signature", "written once"),
        ("truncate issue_signature", "written once"),
    ):
        with closed.session() as session:
            with pytest.raises(IntegrityError, match=said):
                session.execute(text(statement))
            session.rollback()

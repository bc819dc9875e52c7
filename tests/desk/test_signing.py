"""Signing: an issue keeps the signature it got, and what cannot be signed says what to do."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.keys import Keys, NoKey, PrivateKeyMissing
from desk.signing import Signer
from mappings.record import Kind, Mark, Party, Record, Role
from publish_site.keyring import DAY
from registry import Register, handle, open_register
from registry.commands import CloseIssue, FileApplication, OpenIssue, Publish
from registry.errors import IssueOpen, SignedOtherwise
from registry.signatures import manifest_signatures, signatures
from registry.writing import today

ISSUE, MANIFEST = "2026/03", b'{"issue":"2026/03"}'
APPLICATION = Record(
    kind=Kind.TRADEMARK,
    office="XB",
    application_number="DRAFT",
    filing_date=dt.date(2026, 3, 2),
    mark=Mark(verbal_element="TIDE"),
    parties=(Party(role=Role.APPLICANT, name="Halvorsen Coffee Ltd"),),
)


@pytest.fixture
def register(register_url: str) -> Iterator[Register]:
    opened = open_register(register_url)
    yield opened
    opened.close()


@pytest.fixture
def kept(tmp_path: Path):
    return Keys(tmp_path / "keys")


def day_of(register: Register):
    with register.session() as session:
        return today(session)


def closed(register: Register, date: dt.date, issue: str = ISSUE):
    handle(register, OpenIssue(issue, date))
    handle(register, Publish(handle(register, FileApplication(APPLICATION)).key, "application", issue=issue))
    handle(register, CloseIssue(issue))
    return date


def holds(sign: Signer, manifest: bytes, made):
    return sign.ring.check(manifest, made.signature, made.key_id, made.day) == ""


def test_an_issue_keeps_its_signature_through_a_rotation(register: Register, kept: Keys):
    now = day_of(register)
    first, sign = kept.create(now - 9 * DAY), Signer(register, kept)
    date = closed(register, now - DAY)
    made = sign(ISSUE, date, MANIFEST)
    assert (made.key_id, made.day, made.manifest) == (first.id, date, hashlib.sha256(MANIFEST).hexdigest())
    assert holds(sign, MANIFEST, made)
    _, second = kept.rotate(now, now)
    assert sign(ISSUE, date, MANIFEST) == made
    assert len(signatures(register, ISSUE)) == 1
    later = closed(register, now, "2026/04")
    assert sign("2026/04", later, MANIFEST).key_id == second.id
    assert sign.site(later, MANIFEST).key_id == second.id
    assert holds(sign, MANIFEST, sign.site(later, MANIFEST))


def test_another_manifest_of_a_signed_issue_is_refused(register: Register, kept: Keys):
    now = day_of(register)
    kept.create(now)
    sign, date = Signer(register, kept), closed(register, now)
    sign(ISSUE, date, MANIFEST)
    with pytest.raises(SignedOtherwise, match="never changes"):
        sign(ISSUE, date, MANIFEST + b" ")


def test_each_manifest_of_an_issue_keeps_the_signature_it_got(register: Register, kept: Keys):
    now = day_of(register)
    kept.create(now - 9 * DAY)
    sign, date = Signer(register, kept), closed(register, now - DAY)
    first, other = sign.manifest(ISSUE, date, MANIFEST), sign.manifest(ISSUE, date, MANIFEST + b" ")
    assert first.manifest != other.manifest
    assert holds(sign, MANIFEST, first)
    kept.revoke(first.key_id, "leaked", now)
    kept.create(now)
    assert sign.manifest(ISSUE, date, MANIFEST) == first
    late = sign.manifest(ISSUE, date, b"laid out anew")
    assert (late.key_id, late.day) != (first.key_id, first.day)
    assert sign.manifest(ISSUE, date, b"laid out anew") == late
    assert signatures(register, ISSUE) == ()
    assert len(manifest_signatures(register, ISSUE, first.manifest)) == 1


def test_an_issue_from_before_the_first_key_is_signed_for_today(register: Register, kept: Keys):
    now = day_of(register)
    key = kept.create(now)
    sign, date = Signer(register, kept), closed(register, now - 400 * DAY)
    made = sign(ISSUE, date, MANIFEST)
    assert (made.key_id, made.day) == (key.id, now)
    assert holds(sign, MANIFEST, made)


def test_an_issue_to_come_is_signed_by_the_key_of_its_day(register: Register, kept: Keys):
    now = day_of(register)
    kept.create(now)
    _, second = kept.rotate(now + 5 * DAY, now)
    sign, date = Signer(register, kept), closed(register, now + 7 * DAY)
    assert sign(ISSUE, date, MANIFEST).key_id == second.id


def test_nothing_is_signed_for_a_day_before_that_of_its_issue(register: Register, kept: Keys):
    now = day_of(register)
    first = kept.create(now)
    sign, date = Signer(register, kept), closed(register, now + 7 * DAY)
    assert [sign.site(day, MANIFEST).day for day in (now - DAY, date)] == [now, date]
    _, second = kept.rotate(now + 5 * DAY, now)
    (kept.folder / f"{second.id}.pem").unlink()
    for signing in (lambda: sign(ISSUE, date, MANIFEST), lambda: sign.site(date, MANIFEST)):
        with pytest.raises(PrivateKeyMissing):
            signing()
    assert sign.site(now, MANIFEST).key_id == first.id


def test_a_signature_that_holds_no_more_gets_a_second_one_beside_it(register: Register, kept: Keys):
    now = day_of(register)
    first, sign = kept.create(now - DAY), Signer(register, kept)
    date = closed(register, now + 7 * DAY)
    assert sign(ISSUE, date, MANIFEST).key_id == first.id
    kept.revoke(first.id, "leaked", now)
    with pytest.raises(NoKey, match="blazon keys create"):
        sign(ISSUE, date, MANIFEST)
    second = kept.create(now)
    again = sign(ISSUE, date, MANIFEST)
    assert again.key_id == second.id
    assert holds(sign, MANIFEST, again)
    assert sign(ISSUE, date, MANIFEST) == again
    assert [each.key_id for each in signatures(register, ISSUE)] == [first.id, second.id]
    with pytest.raises(SignedOtherwise):
        sign(ISSUE, date, b"another")


def test_an_issue_of_a_key_whose_private_part_is_gone_is_signed_by_todays(register: Register, kept: Keys):
    now = day_of(register)
    first = kept.create(now - 9 * DAY)
    _, second = kept.rotate(now, now)
    (kept.folder / f"{first.id}.pem").unlink()
    sign, date = Signer(register, kept), closed(register, now - 3 * DAY)
    made = sign(ISSUE, date, MANIFEST)
    assert (made.key_id, made.day) == (second.id, now)
    (kept.folder / f"{second.id}.pem").unlink()
    assert sign(ISSUE, date, MANIFEST) == made
    with pytest.raises(PrivateKeyMissing, match="restore it from the backup"):
        sign.site(date, MANIFEST)


def test_a_revoked_key_signs_nothing_more_not_even_for_the_days_it_was_valid(register: Register, kept: Keys):
    now = day_of(register)
    first = kept.create(now - 9 * DAY)
    kept.revoke(first.id, "leaked", now)
    second = kept.create(now)
    sign, date = Signer(register, kept), closed(register, now - 3 * DAY)
    made = sign(ISSUE, date, MANIFEST)
    assert (made.key_id, made.day) == (second.id, now)


def test_without_a_key_or_before_the_closing_nothing_is_signed(register: Register, kept: Keys):
    sign, date = Signer(register, kept), closed(register, day_of(register))
    for signing in (lambda: sign(ISSUE, date, MANIFEST), lambda: sign.site(date, MANIFEST)):
        with pytest.raises(NoKey, match=r"holds no key that is valid on .*: say `blazon keys create`"):
            signing()
    kept.create(date)
    handle(register, OpenIssue("2026/05", date))
    with pytest.raises(IssueOpen):
        sign("2026/05", date, MANIFEST)
    assert signatures(register, ISSUE) == ()

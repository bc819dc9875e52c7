"""The keyring: which signature holds on which day, whom a reader may trust, and what openssl says of both."""

import base64
import datetime as dt
import shutil
import subprocess
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from publish_site import keyring
from publish_site.keyring import Key, Keyring

NEW_YEAR = dt.date(2026, 1, 1)
MESSAGE = b'{"issue":"2026/03"}'


def private(seed: int):
    return Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)


def key_of(seed: int, since: dt.date = NEW_YEAR, by: int | None = None, **more: Any):
    raw = private(seed).public_key().public_bytes_raw()
    public, key_id = base64.b64encode(raw).decode(), keyring.identifier(raw)
    if by is not None:
        more["endorsed_by"] = key_of(by).id
        more["endorsement"] = base64.b64encode(private(by).sign(keyring.endorsed(key_id, public, since))).decode()
    return Key(id=key_id, public=public, since=since, **more)


def days(number: int):
    return NEW_YEAR + dt.timedelta(days=number)


def chain(count: int = 3, length: int = 100):
    """Keys of `length` days each, each endorsed by the one before it; the last one has no end."""
    return tuple(
        key_of(
            n + 1,
            days(n * length),
            n or None,
            until=days((n + 1) * length - 1) if n < count - 1 else None,
        )
        for n in range(count)
    )


def changed(key: Key, **values: Any):
    return key.model_copy(update=values)


def test_the_keys_of_rfc_8032_have_these_ids_and_signatures():
    # RFC 8032, 7.1, test 2
    secret = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    raw = Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
    assert raw.hex() == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    key = Key(id=keyring.identifier(raw), public=base64.b64encode(raw).decode(), since=NEW_YEAR)
    assert key.id == "39f713d0a644253f"
    assert Keyring(keys=(key,)).check(b"\x72", signature, key.id, NEW_YEAR) == ""


def test_a_signature_holds_on_the_days_of_its_key_and_on_no_other():
    ring = Keyring(keys=chain())
    assert ring.faults() == ()
    for n, key in enumerate(ring.keys):
        signature = private(n + 1).sign(MESSAGE)
        first, last = days(n * 100), days(n * 100 + 99)
        assert ring.valid_on(first) == ring.valid_on(last) == key == ring.by_id(key.id)
        assert ring.check(MESSAGE, signature, key.id, first) == ring.check(MESSAGE, signature, key.id, last) == ""
        early = ring.check(MESSAGE, signature, key.id, first - keyring.DAY)
        assert early.startswith(f"key {key.id} is valid from {first}")
        assert f"the signature is of {first - keyring.DAY}" in early
        late = ring.check(MESSAGE, signature, key.id, last + keyring.DAY)
        assert (f"to {last}" in late) if n < 2 else late == ""
    assert ring.valid_on(NEW_YEAR - keyring.DAY) is None
    assert ring.by_id("0" * 16) is None


def test_what_is_wrong_with_a_signature_is_named():
    key = key_of(1)
    ring, signature = Keyring(keys=(key,)), private(1).sign(MESSAGE)
    assert ring.check(MESSAGE, signature, "0" * 16, NEW_YEAR) == f"no key {'0' * 16} is in the keyring"
    for message, made in (
        (MESSAGE + b" ", signature),
        (MESSAGE, private(2).sign(MESSAGE)),
        (MESSAGE, signature[:-1]),
        (MESSAGE, b""),
        (MESSAGE, bytes(64)),
    ):
        assert "the signature is not by key" in ring.check(message, made, key.id, NEW_YEAR)
    false = Keyring(keys=(changed(key, public=key_of(2).public),))
    assert false.check(MESSAGE, private(2).sign(MESSAGE), key.id, NEW_YEAR) == (
        f"key {key.id} is not the key that its id names"
    )


def test_a_revoked_key_is_believed_for_the_days_before():
    key = key_of(1, revoked=days(10), reason="a laptop was stolen")
    ring, signature = Keyring(keys=(key, key_of(2, days(10)))), private(1).sign(MESSAGE)
    assert ring.faults() == ()
    assert ring.check(MESSAGE, signature, key.id, days(9)) == ""
    for day in (days(10), days(500)):
        assert f"was revoked on {days(10)} (a laptop was stolen)" in ring.check(MESSAGE, signature, key.id, day)
    assert ring.valid_on(days(9)) == key
    assert ring.valid_on(days(10)) == ring.keys[1]


def test_a_key_revoked_on_the_first_of_all_days_has_no_last_one_before():
    key = key_of(1, revoked=dt.date.min, reason="hostile")
    assert not key.valid_on(NEW_YEAR)


def test_trust_goes_from_a_pinned_key_along_the_endorsements_and_never_back():
    keys = chain()
    ring = Keyring(keys=keys)
    first, second, third = (key.id for key in keys)
    assert ring.trusted([first]) == {first: True, second: True, third: True}
    assert ring.trusted([keys[1].public]) == {first: False, second: True, third: True}
    assert ring.trusted([]) == dict.fromkeys((first, second, third), False)
    alone = Keyring(keys=(*keys[:2], changed(keys[2], endorsed_by=None, endorsement=None)))
    assert alone.trusted([first])[third] is False


def test_a_revoked_key_endorses_nobody_from_that_day_on():
    old, new = chain(2)
    for revoked, believed in ((days(100), False), (days(101), True)):
        ring = Keyring(keys=(changed(old, revoked=revoked, reason="leaked"), new))
        assert ring.trusted([old.id])[new.id] is believed


def test_nobody_becomes_the_pinned_key_by_taking_its_id():
    mine, theirs = key_of(1), key_of(2)
    assert Keyring(keys=(changed(theirs, id=mine.id),)).trusted([mine.id]) == {mine.id: False}
    both = Keyring(keys=(changed(theirs, id=mine.id), mine))
    assert both.trusted([mine.id])[mine.id] is False
    heir = key_of(3, days(5), by=2)
    assert Keyring(keys=(changed(theirs, id=mine.id), changed(heir, endorsed_by=mine.id))).trusted([mine.id]) == {
        mine.id: False,
        heir.id: False,
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": "0" * 16}, "its public bytes are those of key"),
        ({"since": days(150)}, "its endorsement is not by key"),
        ({"endorsed_by": None}, "names the key that endorsed it"),
        ({"endorsement": None}, "names the key that endorsed it"),
        ({"endorsed_by": "0" * 16}, "does not stand before it"),
        ({"endorsement": base64.b64encode(bytes(64)).decode()}, "its endorsement is not by key"),
        ({"until": days(99)}, "before it begins"),
        ({"revoked": days(120)}, "has a day and a reason"),
        ({"reason": "lost"}, "has a day and a reason"),
    ],
)
def test_a_fault_of_the_ring_is_named(change: dict[str, Any], said: str):
    old, new = chain(2)
    faults = Keyring(keys=(old, changed(new, **change))).faults()
    assert any(said in fault for fault in faults), faults


def test_keys_side_by_side_and_keys_twice_are_faults():
    one, other = key_of(1), key_of(2, days(5))
    (fault,) = Keyring(keys=(one, other)).faults()
    assert fault.endswith("are valid on the same day")
    assert "stands in the keyring twice" in " ".join(Keyring(keys=(one, one)).faults())
    (order,) = Keyring(keys=chain(2)[::-1]).faults()
    assert "does not stand before it" in order


def test_a_ring_is_read_back_as_it_was_written():
    ring = Keyring(keys=(*chain(2),))
    assert Keyring.model_validate_json(keyring.written(ring)) == ring
    assert b"null" not in keyring.written(ring)


@pytest.mark.parametrize(
    ("field", "value"),
    [("public", "AAAA"), ("public", "no base64!"), ("id", "0F" * 8), ("endorsement", "AAAA"), ("more", 1)],
)
def test_what_is_no_key_is_refused(field: str, value: Any):
    with pytest.raises(ValidationError, match=field):
        Key.model_validate(key_of(1).model_dump() | {field: value})


@given(st.binary(max_size=50), st.binary(max_size=50), st.integers(-300, 600))
def test_only_what_was_signed_holds_and_only_on_valid_days(message: bytes, other: bytes, day: int):
    ring = Keyring(keys=chain())
    signature = private(2).sign(message)
    reason = ring.check(message, signature, ring.keys[1].id, days(day))
    assert (reason == "") is (100 <= day < 200)
    assert (ring.check(other, signature, ring.keys[1].id, days(150)) == "") is (other == message)
    assert ring.check(message, signature, ring.keys[0].id, days(50))


@pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl on this machine")
@pytest.mark.parametrize("good", [True, False])
def test_openssl_says_the_same(tmp_path, good: bool):
    key = key_of(1)
    (tmp_path / "key.pem").write_text(keyring.pem(key))
    (tmp_path / "manifest").write_bytes(MESSAGE if good else MESSAGE + b" ")
    (tmp_path / "sig").write_bytes(private(1).sign(MESSAGE))
    words = [
        "openssl",
        "pkeyutl",
        "-verify",
        "-pubin",
        "-rawin",
        "-inkey",
        "key.pem",
        "-in",
        "manifest",
        "-sigfile",
        "sig",
    ]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) is good, done

"""The office's public keys, since when and until when each holds, and whether a signature holds on a day. Pure.

Each new key is endorsed by the one before it: whoever trusts one key can follow the endorsements to the later ones.
A key that leaked is revoked; what it signs or endorses from that day on is not believed.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from mappings.digest import canonical

PURPOSE = "blazon gazette key"
PUBLIC_BYTES, SIGNATURE_BYTES = 32, 64
DER_BYTES = 44  # a public key as PEM writes it: what kind of key it is, then its bytes
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Signature:
    """A signature of a manifest. `day` is the one on which its key is held to be valid."""

    key_id: str
    signature: bytes
    day: dt.date
    manifest: str  # SHA-256 of what was signed

    @property
    def text(self) -> str:
        """The signature in base64."""
        return base64.b64encode(self.signature).decode()


def _base64(length: int) -> AfterValidator:
    def check(text: str) -> str:
        try:
            content = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as error:
            raise ValueError("is no base64") from error
        if len(content) != length or base64.b64encode(content).decode() != text:
            raise ValueError(f"must be {length} bytes in base64")
        return text

    return AfterValidator(check)


KeyId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]


class Held(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Key(Held):
    """One public key. It is valid from `since` to `until`, both included, and not from the day of `revoked` on."""

    id: KeyId  # the first digits of the SHA-256 of its bytes
    public: Annotated[str, _base64(PUBLIC_BYTES)]
    since: dt.date
    until: dt.date | None = None
    revoked: dt.date | None = None
    reason: str | None = None  # why it was revoked
    endorsed_by: KeyId | None = None  # the key before it
    endorsement: Annotated[str, _base64(SIGNATURE_BYTES)] | None = None  # of `endorsed` by that key

    @property
    def raw(self) -> bytes:
        return base64.b64decode(self.public)

    @property
    def last(self) -> dt.date | None:
        """The last day on which it is valid; None while there is none."""
        ends = [self.until, self.revoked and max(self.revoked, dt.date.min + DAY) - DAY]
        return min((day for day in ends if day), default=None)

    @property
    def endorsed(self) -> bytes:
        """What the key before it signs."""
        return endorsed(self.id, self.public, self.since)

    def valid_on(self, day: dt.date) -> bool:
        return self.since <= day and (self.last is None or day <= self.last)

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Whether it made the signature; on which day does not matter here."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


class Keyring(Held):
    """All keys the office ever had, in the order in which they were made."""

    format: Literal["1"] = "1"
    keys: tuple[Key, ...] = ()

    def valid_on(self, day: dt.date) -> Key | None:
        """The key to sign with on that day."""
        return next((key for key in self.keys if key.valid_on(day)), None)

    def by_id(self, key_id: str) -> Key | None:
        return next((key for key in self.keys if key.id == key_id), None)

    def check(self, message: bytes, signature: bytes, key_id: str, day: dt.date) -> str:
        """Why the signature does not hold for that day, "" when it does. Says nothing of whom to trust: `trusted`."""
        key = self.by_id(key_id)
        if key is None:
            return f"no key {key_id} is in the keyring"
        if key.id != identifier(key.raw):
            return f"key {key_id} is not the key that its id names"
        if not key.signed(message, signature):
            return f"the signature is not by key {key_id}, or what it signed was changed"
        if key.revoked and day >= key.revoked:
            return f"key {key_id} was revoked on {key.revoked} ({key.reason}), and the signature is of {day}"
        if not key.valid_on(day):
            return f"key {key_id} is valid {_span(key)}, and the signature is of {day}"
        return ""

    def trusted(self, pinned: Collection[str]) -> dict[str, bool]:
        """Key id → whether endorsements lead to it from a pinned key, given by its id or its public bytes in base64.

        A key that was revoked endorses none that begins on that day or later.
        """
        found: dict[str, bool] = {}
        for key in self.keys:
            genuine = key.id == identifier(key.raw) and key.id not in found
            by = self.by_id(key.endorsed_by or "") if found.get(key.endorsed_by or "") else None
            reached = by is not None and _endorses(by, key) and (by.revoked is None or key.since < by.revoked)
            found[key.id] = genuine and (key.id in pinned or key.public in pinned or reached)
        return found

    def faults(self) -> tuple[str, ...]:
        """Every reason not to publish it, as a sentence."""
        return tuple(fault for place, key in enumerate(self.keys) for fault in self._faults_of(place, key))

    def _faults_of(self, place: int, key: Key) -> Iterator[str]:
        before = {each.id: each for each in self.keys[:place]}
        if key.id != (proper := identifier(key.raw)):
            yield f"key {key.id}: its public bytes are those of key {proper}"
        if key.id in before:
            yield f"key {key.id} stands in the keyring twice"
        if key.until and key.until < key.since:
            yield f"key {key.id} ends on {key.until}, before it begins on {key.since}"
        if (key.revoked is None) != (not key.reason):
            yield f"key {key.id}: a revoked key has a day and a reason, another has neither"
        if key.endorsed_by or key.endorsement:
            yield from _faults_of_endorsement(before.get(key.endorsed_by or ""), key)
        for other in before.values():
            if other.id != key.id and _overlap(other, key):
                yield f"keys {other.id} ({_span(other)}) and {key.id} ({_span(key)}) are valid on the same day"


def identifier(raw: bytes) -> str:
    """The id of a public key."""
    return hashlib.sha256(raw).hexdigest()[:16]


def meant(text: str) -> str:
    """The id, or the public bytes in base64, of a key that a reader names so or as PEM. ValueError for no key."""
    plain = "".join(re.sub(r"-----[^-]+-----", "", text).split())
    if re.fullmatch(r"[0-9a-f]{16}", plain):
        return plain
    try:
        content = base64.b64decode(plain, validate=True)
    except (binascii.Error, ValueError):
        content = b""
    if len(content) not in {PUBLIC_BYTES, DER_BYTES}:
        raise ValueError("This is no key: an id has 16 hex digits, a key 32 bytes in base64 or PEM.")
    return base64.b64encode(content[-PUBLIC_BYTES:]).decode()


def endorsed(key_id: str, public: str, since: dt.date) -> bytes:
    """What the endorsement of a key signs."""
    return canonical({"id": key_id, "public": public, "since": since.isoformat(), "purpose": PURPOSE})


def pem(key: Key) -> str:
    """The key as `openssl pkeyutl -verify -pubin -rawin -inkey` reads it."""
    public = Ed25519PublicKey.from_public_bytes(key.raw)
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def written(ring: Keyring) -> bytes:
    """The bytes of a keyring: canonical JSON. What is not given is left out."""
    return canonical(ring.model_dump(mode="json", exclude_none=True))


def _faults_of_endorsement(by: Key | None, key: Key) -> Iterator[str]:
    if key.endorsed_by is None or key.endorsement is None:
        yield f"key {key.id}: an endorsed key names the key that endorsed it and the endorsement"
    elif by is None:
        yield f"key {key.id} is endorsed by {key.endorsed_by}, which does not stand before it"
    elif not _endorses(by, key):
        yield f"key {key.id}: its endorsement is not by key {by.id}, or the key was changed after it"


def _endorses(by: Key, key: Key) -> bool:
    return bool(
        key.endorsement
        and by.id == key.endorsed_by
        and by.id == identifier(by.raw)
        and by.signed(key.endorsed, base64.b64decode(key.endorsement))
    )


def _overlap(one: Key, other: Key) -> bool:
    begins = max(one.since, other.since)
    return one.valid_on(begins) and other.valid_on(begins)


def _span(key: Key) -> str:
    return f"from {key.since} on" if key.last is None else f"from {key.since} to {key.last}"

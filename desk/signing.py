"""Signs what the gazette publishes. What signed an issue is kept in the register and given out ever after."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Callable, Sequence

from desk.keys import Keys, NoKey
from publish_site.keyring import Key, Keyring, Signature
from registry.database import Register
from registry.errors import SignedOtherwise
from registry.signatures import (
    IssueSignature,
    manifest_signatures,
    record_manifest_signature,
    record_signature,
    signatures,
)
from registry.writing import today

Keep = Callable[[Register, IssueSignature], IssueSignature]


class Signer:
    """Gives what is signed its signature; `publish_site` is handed this and knows nothing of keys or register.

    A signature holds for one day: the issue's where a key was valid on it, was not revoked since and is here to sign;
    else the day it is made, if that is later. Whoever checks it asks the keyring about that day, and refuses one before
    the issue's.
    """

    def __init__(self, register: Register, keys: Keys) -> None:
        self._register, self._keys = register, keys

    @property
    def ring(self) -> Keyring:
        """The public keys, to be published beside the signatures."""
        return self._keys.ring()

    def __call__(self, issue: str, date: dt.date, statement: bytes) -> Signature:
        """The kept signature of an issue's statement, else a new one, kept before it is given.

        SignedOtherwise when the issue was signed with another statement. Only where no kept signature holds any more,
        because its key was revoked or ended before that day, the same statement is signed anew by another key.
        """
        hashed = hashlib.sha256(statement).hexdigest()
        kept = signatures(self._register, issue)
        for each in kept:
            if each.manifest != hashed:
                raise SignedOtherwise(issue, each.manifest, hashed)
        return self._kept(issue, date, statement, kept, record_signature)

    def manifest(self, issue: str, date: dt.date, manifest: bytes) -> Signature:
        """The same of an issue's manifest, which is another when pages are laid out anew or a field is redacted."""
        kept = manifest_signatures(self._register, issue, hashlib.sha256(manifest).hexdigest())
        return self._kept(issue, date, manifest, kept, record_manifest_signature)

    def _kept(self, issue: str, date: dt.date, message: bytes, kept: Sequence[IssueSignature], keep: Keep) -> Signature:
        ring = self.ring
        for given in map(_given, kept):
            if given.day >= date and not ring.check(message, given.signature, given.key_id, given.day):
                return given
        made = self._signed(ring, message, self._on(ring, date))
        return _given(keep(self._register, IssueSignature(issue, made.key_id, made.manifest, made.text, made.day)))

    def site(self, date: dt.date, manifest: bytes) -> Signature:
        """The signature of the site's own manifest, by today's key, or by that of `date`, the newest issue's day, where
        that is to come; it is made with each build and kept nowhere.
        """
        ring = self.ring
        return self._signed(ring, manifest, self._today(ring, date))

    def _on(self, ring: Keyring, date: dt.date) -> tuple[Key, dt.date]:
        key = ring.valid_on(date)
        if key is None or key.revoked or self._keys.kept(key.id) == "missing":
            return self._today(ring, date)
        return key, date

    def _today(self, ring: Keyring, date: dt.date) -> tuple[Key, dt.date]:
        with self._register.session() as session:
            day = max(date, today(session, self._register.timezone))
        key = ring.valid_on(day)
        if key is None:
            raise NoKey(self._keys.folder, day)
        return key, day

    def _signed(self, ring: Keyring, manifest: bytes, chosen: tuple[Key, dt.date]) -> Signature:
        key, day = chosen
        signature = self._keys.sign(key.id, manifest)
        wrong = ring.check(manifest, signature, key.id, day)
        assert not wrong, wrong
        return Signature(key.id, signature, day, hashlib.sha256(manifest).hexdigest())


def _given(kept: IssueSignature) -> Signature:
    return Signature(kept.key_id, base64.b64decode(kept.signature), kept.day, kept.manifest)

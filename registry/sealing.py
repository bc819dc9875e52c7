"""What must not be read from the database alone, sealed with a key of the office (AES-256-GCM)."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from registry.people_errors import BadSeal

KEY_BYTES, NONCE_BYTES = 32, 12


class Seal:
    """`owner` is sealed with what is kept: moved to another row, it cannot be opened."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(key)}")
        self._cipher = AESGCM(key)

    def closed(self, secret: str, owner: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret.encode(), owner.encode())

    def opened(self, kept: bytes, owner: str) -> str:
        """BadSeal for what was sealed with another key, or for another owner."""
        try:
            return self._cipher.decrypt(kept[:NONCE_BYTES], kept[NONCE_BYTES:], owner.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise BadSeal from error

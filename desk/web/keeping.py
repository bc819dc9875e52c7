"""The pictures that people search by, kept for a day as they were made anew: a private folder of bounded size."""

from __future__ import annotations

import hmac
import os
import re
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from similarity.logos.preparing import BadPrepared, Prepared, unpacked

SECONDS = 24 * 3600.0
MOST, MOST_BYTES = 1_000, 256 << 20  # in one folder; the oldest go first
KEY_FILE = "secret"  # beside the folders
_name = re.compile(r"[0-9a-f]{64}")
_own = re.compile(r"[0-9a-f]{64}|\.[0-9a-f]{64}(\.\d+){2}")  # a picture, or one that is being written


class Kept:
    """Pictures of one face by a digest of their PNG. Any number of threads and processes may use one folder.

    The digest is HMAC-SHA-256 with a random key, made at first use beside the folder: who has a picture cannot tell
    by what name it is kept here, or in the folder next to it. The same picture gets the same name again.
    What is older than `seconds`, or beyond `most` pictures or `most_bytes`, is gone, and is never given out again.
    """

    def __init__(
        self, folder: Path, *, seconds: float = SECONDS, most: int = MOST, most_bytes: int = MOST_BYTES
    ) -> None:
        self._folder = folder
        self._seconds, self._most, self._most_bytes = seconds, most, most_bytes

    def keep(self, packed: bytes) -> str:
        """Keeps what `similarity.logos.preparing` packed; the digest by which it is found. BadPrepared."""
        png = unpacked(packed).png
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        digest = self._digest(png)
        _partial(self._folder / digest, packed).replace(self._folder / digest)
        self.forget()
        return digest

    def get(self, digest: str) -> Prepared | None:
        """None for what is not kept, or not any more."""
        if not _name.fullmatch(digest):
            return None
        path = self._folder / digest
        try:
            if path.stat().st_mtime < time.time() - self._seconds:
                return None
            found = unpacked(path.read_bytes())
            return found if hmac.compare_digest(self._digest(found.png), digest) else None
        except (OSError, BadPrepared):
            return None

    def forget(self) -> None:
        """Deletes what is too old, and the oldest of what is too much."""
        oldest = time.time() - self._seconds
        count = size = 0
        for path, made, length in sorted(self._files(), key=lambda one: -one[1]):
            count, size = count + 1, size + length
            if made < oldest or count > self._most or size > self._most_bytes:
                path.unlink(missing_ok=True)

    def _digest(self, png: bytes) -> str:
        return hmac.digest(_secret(self._folder.parent / KEY_FILE), self._folder.name.encode() + png, "sha256").hex()

    def _files(self) -> Iterator[tuple[Path, float, int]]:
        if not self._folder.is_dir():
            return
        for path in self._folder.iterdir():
            if not _own.fullmatch(path.name):
                continue
            with suppress(FileNotFoundError):  # another thread has forgotten it meanwhile
                found = path.stat()
                yield path, found.st_mtime, found.st_size


def _secret(path: Path) -> bytes:
    """What lies there; random bytes where nothing does, the same for all who ask at once."""
    if not path.exists():
        made = _partial(path, secrets.token_bytes(32))
        with suppress(FileExistsError):
            path.hardlink_to(made)
        made.unlink()
    return path.read_bytes()


def _partial(path: Path, content: bytes) -> Path:
    """A file beside `path` that only this account may read, to take its name when it is whole."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    return partial

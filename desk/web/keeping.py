"""The pictures that people search by, kept for a day as they were made anew: a private folder of bounded size."""

from __future__ import annotations

import hashlib
import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from similarity.logos.preparing import BadPrepared, Prepared, unpacked

SECONDS = 24 * 3600.0
MOST, MOST_BYTES = 1_000, 256 << 20  # in one folder; the oldest go first
DIGEST = re.compile(r"[0-9a-f]{64}")


class Kept:
    """Pictures of one face by the SHA-256 of their PNG. Any number of threads and processes may use one folder.

    What is older than `seconds`, or beyond `most` pictures or `most_bytes`, is gone, and is never given out again.
    """

    def __init__(
        self, folder: Path, *, seconds: float = SECONDS, most: int = MOST, most_bytes: int = MOST_BYTES
    ) -> None:
        self._folder = folder
        self._seconds, self._most, self._most_bytes = seconds, most, most_bytes

    def keep(self, packed: bytes) -> str:
        """Keeps what `similarity.logos.preparing` packed; the digest by which it is found. BadPrepared."""
        digest = hashlib.sha256(unpacked(packed).png).hexdigest()
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = self._folder / f".{digest}.{os.getpid()}.{threading.get_ident()}"
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(packed)
        partial.replace(self._folder / digest)
        self.forget()
        return digest

    def get(self, digest: str) -> Prepared | None:
        """None for what is not kept, or not any more."""
        if not DIGEST.fullmatch(digest):
            return None
        path = self._folder / digest
        try:
            if path.stat().st_mtime < time.time() - self._seconds:
                return None
            found = unpacked(path.read_bytes())
        except (OSError, BadPrepared):
            return None
        return found if hashlib.sha256(found.png).hexdigest() == digest else None

    def forget(self) -> None:
        """Deletes what is too old, and the oldest of what is too much."""
        oldest = time.time() - self._seconds
        count = size = 0
        for path, made, length in sorted(self._files(), key=lambda one: -one[1]):
            count, size = count + 1, size + length
            if made < oldest or count > self._most or size > self._most_bytes:
                path.unlink(missing_ok=True)

    def _files(self) -> Iterator[tuple[Path, float, int]]:
        if not self._folder.is_dir():
            return
        for path in self._folder.iterdir():
            with suppress(FileNotFoundError):  # another thread has forgotten it meanwhile
                found = path.stat()
                yield path, found.st_mtime, found.st_size

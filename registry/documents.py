"""The document store: files by the SHA-256 of their content, in a folder beside the database.

A file is written whole or not at all and never overwritten; its content is checked whenever it is read. The folder
and the database together are the register's backup.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from mappings.record import Audience, Document
from registry.errors import CorruptDocument, DocumentMissing, UnacceptableDocument
from registry.pictures import PICTURES, examine

LARGEST = 64 * 1024 * 1024  # bytes; scanned specifications stay below, a film belongs elsewhere
_DIGEST = re.compile(r"[0-9a-f]{64}")


class DocumentStore:
    """A folder of contents; `folder/ab/cd/<digest>`. Many processes may use it at once."""

    def __init__(self, folder: Path, *, largest: int = LARGEST) -> None:
        self.folder = folder
        self.largest = largest

    def put(self, content: bytes) -> str:
        """Keeps the content and returns its digest; it is on the disk when this returns. Keeping it again does nothing.

        Raises UnacceptableDocument for an empty content and for one over `largest` bytes.
        """
        if not content:
            raise UnacceptableDocument("the file is empty")
        if len(content) > self.largest:
            raise UnacceptableDocument(f"the file has {len(content)} bytes; the store takes {self.largest} at most")
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        if not self._intact(path, digest):
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, content)
        return digest

    def get(self, digest: str) -> bytes:
        """The content of a digest. Raises DocumentMissing, and CorruptDocument when the disk gives other bytes."""
        try:
            content = self._path(digest).read_bytes()
        except FileNotFoundError as error:
            raise DocumentMissing(digest) from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise CorruptDocument(digest)
        return content

    def has(self, digest: str) -> bool:
        return self._path(digest).is_file()

    def digests(self) -> Iterator[str]:
        """Every digest of the store, sorted; for backup and audit."""
        for path in sorted(self.folder.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")):
            if _DIGEST.fullmatch(path.name):
                yield path.name

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise DocumentMissing(digest)
        return self.folder / digest[:2] / digest[2:4] / digest

    @staticmethod
    def _intact(path: Path, digest: str) -> bool:
        try:
            return hashlib.sha256(path.read_bytes()).hexdigest() == digest
        except FileNotFoundError:
            return False


def keep(
    store: DocumentStore, content: bytes, *, name: str, role: str, audience: Audience = Audience.PUBLIC
) -> Document:
    """Puts a file into the store and describes it for `AddDocument`: its type is read from its content, not its name.

    Raises UnacceptableDocument for a picture that cannot be opened, is too large to open, or is of a type that is not
    taken (SVG carries scripts), and for a logo or view that is none. What is refused is not put into the store.
    """
    found = examine(content, name)
    if role in PICTURES and found.width is None:
        raise UnacceptableDocument(f"{name} is no picture, but a {role} is one: send a PNG, JPEG, GIF, WebP or TIFF")
    return Document(
        digest=store.put(content),
        media_type=found.media_type,
        name=name,
        role=role,
        size=len(content),
        width=found.width,
        height=found.height,
        audience=audience,
    )


def _write(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    for folder in (path.parent, path.parent.parent, path.parent.parent.parent):
        _sync(folder)


def _sync(folder: Path) -> None:
    """The new name is on the disk too; where folders cannot be opened (Windows) the system sees to it."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

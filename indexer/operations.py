"""One write to one index, its content hash, and the bytes of a bulk request. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import orjson

_HASH_AT = len('{"content_hash":"')
REQUEST_BYTES = 8_000_000  # of one bulk request; a single document may be larger and then travels alone


class Operation(NamedTuple):
    """A document for the index behind `alias`. `source` holds its content hash already."""

    alias: str
    id: str
    version: int  # the engine's external version: of the dossier, or 1 for what is written once
    source: bytes  # JSON

    @property
    def hash(self) -> str:
        """The content hash that the source begins with."""
        return self.source[_HASH_AT : _HASH_AT + 64].decode()

    @property
    def document(self) -> dict[str, Any]:
        """The source, read."""
        read: dict[str, Any] = orjson.loads(self.source)
        return read


def hashed(document: dict[str, Any]) -> bytes:
    """The document's JSON with `content_hash`: SHA-256 of its canonical JSON (sorted keys, no spaces) without it."""
    body = orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
    return b'{"content_hash":"%s",%s' % (hashlib.sha256(body).hexdigest().encode(), body[1:])


def content_hash(document: dict[str, Any]) -> str:
    """The hash that the document should carry, computed anew from all its other fields."""
    bare = {name: value for name, value in document.items() if name != "content_hash"}
    return hashlib.sha256(orjson.dumps(bare, option=orjson.OPT_SORT_KEYS)).hexdigest()


def requests(operations: Iterable[Operation], most: int = REQUEST_BYTES) -> Iterator[tuple[list[Operation], bytes]]:
    """Bulk requests of at most `most` bytes, each with its operations in the order of their lines."""
    batch: list[Operation] = []
    lines: list[bytes] = []
    size = 0
    for operation in operations:
        line = _action(operation)
        added = len(line) + len(operation.source) + 2
        if batch and size + added > most:
            yield batch, b"\n".join(lines) + b"\n"
            batch, lines, size = [], [], 0
        batch.append(operation)
        lines += (line, operation.source)
        size += added
    if batch:
        yield batch, b"\n".join(lines) + b"\n"


def _action(operation: Operation) -> bytes:
    # The id is percent-encoded and aliases are plain ASCII: neither needs escaping.
    return b'{"index":{"_index":"%s","_id":"%s","version":%d,"version_type":"external_gte"}}' % (
        operation.alias.encode(),
        operation.id.encode(),
        operation.version,
    )

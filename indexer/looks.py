"""The looks of the register's pictures: made once per content hash, key version and vocabulary, and kept in a file.

The file may be deleted at any time: what is missing is made anew, in processes that cannot harm this one. A picture
that cannot be looked at gives `unseen`, the reason, in its look's place, so that whoever searches is told of it.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson

from registry.errors import CorruptDocument, DocumentMissing
from similarity.logos import keys, look
from similarity.logos.child import WorkDoesNotStart
from similarity.logos.guarded import Workers
from similarity.logos.refusals import BadPicture, BrokeOff
from similarity.logos.vocabulary import shipped

log = logging.getLogger(__name__)
MOST_PICTURES = 50  # of one file: its views are numbered in a byte, and a picture has five at most
ASKED_AT_ONCE = 500  # digests in one statement
KEPT_AT_ONCE = 20  # looks in one transaction: about a second's work
WAIT_SECONDS = 30.0  # for another process that writes
NOTHING = b"{}"
ONLY_SO_MANY = f"only the first {MOST_PICTURES} pictures were looked at"


class Looks:
    """What `mappings.document.Look` holds of pictures, as JSON. Any number of threads and processes may use one file.

    `content` gives the bytes of a digest (DocumentMissing, CorruptDocument); `workers` run `keys.kept_bytes`.
    """

    def __init__(self, folder: Path, content: Callable[[str], bytes], workers: Workers) -> None:
        self.file = folder / f"looks-{keys.KEY_VERSION}-{shipped().version}.sqlite"
        self._content, self._workers = content, workers
        self._own = threading.local()
        self._opened: list[sqlite3.Connection] = []

    def close(self) -> None:
        """Ends the processes; nothing may be asked any more."""
        self._workers.close()
        for connection in self._opened:
            connection.close()
        self._opened.clear()

    def prepare(self, digests: Sequence[str], each: Callable[[], None] = lambda: None) -> None:
        """Makes the looks that are missing, in parallel; `each` is called whenever some are done.

        Those that are there are read at once: until it prepares again, this thread is given them from memory.
        """
        known = self._known(digests)
        self._own.known = known
        missing = [digest for digest in dict.fromkeys(digests) if digest not in known]
        done: list[tuple[str, bytes]] = []
        for digest, value in zip(missing, self._made(missing), strict=False):
            if value is not None:
                done.append((digest, value))
            if len(done) >= KEPT_AT_ONCE:
                self.keep(done)
                done = []
                each()
        self.keep(done)

    def of(self, digests: Sequence[str]) -> bytes | None:
        """The look of one file's pictures as canonical JSON; None where there is nothing to see in them."""
        found = [self._one(digest) for digest in digests[:MOST_PICTURES]]
        if len(found) == 1:
            return found[0] if found[0] != NOTHING else None
        joined = look.joined([orjson.loads(one) for one in found])
        if len(digests) > MOST_PICTURES:
            joined["unseen"] = ONLY_SO_MANY
        return _json(joined) if joined else None

    def _one(self, digest: str) -> bytes:
        known: dict[str, bytes] = getattr(self._own, "known", {})
        if value := known.get(digest) or self._known([digest]).get(digest):
            return value
        try:
            made = self._work(self._content(digest))
        except (BadPicture, DocumentMissing, CorruptDocument, WorkDoesNotStart) as problem:
            return self._refused(digest, problem)
        self.keep([(digest, made)])
        return made

    def _made(self, digests: Sequence[str]) -> Iterator[bytes | None]:
        """What to keep of each, in order; None where a later try may end otherwise. Fewer where no process starts."""
        absent: dict[int, Exception] = {}

        def contents() -> Iterator[bytes]:
            for place, digest in enumerate(digests):
                try:
                    yield self._content(digest)
                except (DocumentMissing, CorruptDocument) as problem:
                    absent[place] = problem
                    yield b""  # refused at once, without a process

        try:
            for place, answer in enumerate(self._workers.map(contents())):
                if place in absent:
                    yield None
                elif isinstance(answer, BadPicture):
                    yield None if isinstance(answer, BrokeOff) else self._refused(digests[place], answer)
                else:
                    yield _fields(answer)
        except WorkDoesNotStart:
            log.exception("pictures cannot be looked at")

    def _work(self, content: bytes) -> bytes:
        return _fields(self._workers.run(content))

    def _refused(self, digest: str, problem: Exception) -> bytes:
        log.warning("the picture %s was not looked at: %s", digest, problem)
        detail = problem.detail if isinstance(problem, BadPicture) else type(problem).__name__
        return _json({"unseen": detail})

    def _known(self, digests: Sequence[str]) -> dict[str, bytes]:
        """What is kept of these, by digest."""
        wanted = list(dict.fromkeys(digests))
        found: dict[str, bytes] = {}
        for first in range(0, len(wanted), ASKED_AT_ONCE):
            part = wanted[first : first + ASKED_AT_ONCE]
            marks = ",".join("?" * len(part))
            asked = f"select digest, value from look where digest in ({marks})"  # noqa: S608 - question marks alone
            found.update(self._connection().execute(asked, part))
        return found

    def keep(self, looks: Sequence[tuple[str, bytes]]) -> None:
        """Enters looks by their digests."""
        if looks:
            connection = self._connection()
            with connection:
                connection.executemany("insert or replace into look values (?, ?)", looks)

    def _connection(self) -> sqlite3.Connection:
        """The one of this thread alone."""
        found: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if found is None:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            found = sqlite3.connect(self.file, timeout=WAIT_SECONDS, check_same_thread=False)
            found.execute("pragma journal_mode = wal")
            found.execute("pragma synchronous = normal")
            with closing(found.cursor()) as cursor:
                cursor.execute("create table if not exists look (digest text primary key, value blob) without rowid")
            self._own.connection = found
            self._opened.append(found)
        return found


def _fields(packed: bytes) -> bytes:
    return _json(look.fields(look.unpacked(packed), shipped()))


def _json(value: dict[str, Any]) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)

"""A file of looks by content hash (SQLite). It spares work, and nothing depends on it: its faults are logged."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

log = logging.getLogger(__name__)
ASKED_AT_ONCE = 500  # digests in one statement
WAIT_SECONDS = 30.0  # for another process that writes


class KeptLooks:
    """Any number of threads and processes may use one file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._own = threading.local()
        self._opened: list[sqlite3.Connection] = []

    def close(self) -> None:
        for connection in self._opened:
            connection.close()
        self._opened.clear()

    def get(self, digests: Sequence[str]) -> dict[str, bytes]:
        """What is kept of these, by digest."""
        wanted = list(dict.fromkeys(digests))
        found: dict[str, bytes] = {}
        try:
            for first in range(0, len(wanted), ASKED_AT_ONCE):
                part = json.dumps(wanted[first : first + ASKED_AT_ONCE])
                asked = "select digest, value from look where digest in (select value from json_each(?))"
                found.update(self._connection().execute(asked, (part,)))
        except (sqlite3.Error, OSError) as problem:
            log.warning("%s: looks are made anew: %s", self.file, problem)
        return found

    def put(self, looks: Mapping[str, bytes]) -> None:
        """Enters looks by their digests."""
        if not looks:
            return
        try:
            connection = self._connection()
            with connection:
                connection.executemany("insert or replace into look values (?, ?)", looks.items())
        except (sqlite3.Error, OSError) as problem:
            log.warning("%s: looks are not kept: %s", self.file, problem)

    def _connection(self) -> sqlite3.Connection:
        """The one of this thread alone."""
        found: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if found is None:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            found = sqlite3.connect(self.file, timeout=WAIT_SECONDS, check_same_thread=False)
            self._opened.append(found)
            found.execute("pragma journal_mode = wal")
            found.execute("pragma synchronous = normal")
            found.execute("create table if not exists look (digest text primary key, value blob) without rowid")
            self._own.connection = found
        return found

"""What a deployment has still to send, in an SQLite file beside the site: it survives a kill, and memory stays flat."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

_TABLES = """
create table about (name text primary key, value text) without rowid;
create table todo (stage integer, place integer, path text, sha256 text, once integer,
    primary key (stage, place)) without rowid;
create table left_there (path text primary key) without rowid;
"""


class Todo(NamedTuple):
    """A file to send; `stage` and `place` say when."""

    stage: int
    place: int
    path: str
    sha256: str
    once: bool


class Journal:
    """Of one site and one place. What is written counts after `keep`."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._db = self._opened()

    def about(self, name: str) -> str | None:
        row = self._db.execute("select value from about where name = ?", (name,)).fetchone()
        return row[0] if row else None

    def note(self, name: str, value: str) -> None:
        self._db.execute("insert or replace into about values (?, ?)", (name, value))

    def begin(self, about: dict[str, str]) -> None:
        """Forgets everything; what follows is of another deployment."""
        self.close()
        self._path.unlink(missing_ok=True)
        self._db = self._opened()
        self._db.executemany("insert into about values (?, ?)", about.items())

    def add(self, stage: int, path: str, sha256: str, *, once: bool) -> None:
        self._db.execute(
            "insert into todo select ?, coalesce(max(place), 0) + 1, ?, ?, ? from todo where stage = ?",
            (stage, path, sha256, once, stage),
        )

    def leave(self, paths: Iterable[str]) -> None:
        """Names files that the place has and the site lacks."""
        self._db.executemany("insert or ignore into left_there values (?)", ((path,) for path in paths))

    def left(self, most: int) -> tuple[int, list[str]]:
        """How many these are, and the first by name."""
        count = self._db.execute("select count(*) from left_there").fetchone()[0]
        rows = self._db.execute("select path from left_there order by path limit ?", (most,))
        return int(count), [row[0] for row in rows]

    def keep(self) -> None:
        self._db.commit()

    def stages(self) -> list[int]:
        """Those of which something is still to be sent, in their order."""
        return [row[0] for row in self._db.execute("select distinct stage from todo order by stage")]

    def todo(self, stage: int) -> Iterator[Todo]:
        """What is still to be sent of a stage, in order, some rows at a time: rows may be done meanwhile."""
        place = 0
        while True:
            rows = self._db.execute(
                "select * from todo where stage = ? and place > ? order by place limit 1000", (stage, place)
            ).fetchall()
            if not rows:
                return
            for row in rows:
                yield Todo(row[0], row[1], row[2], row[3], bool(row[4]))
            place = rows[-1][1]

    def count(self) -> int:
        found: int = self._db.execute("select count(*) from todo").fetchone()[0]
        return found

    def done(self, one: Todo) -> None:
        self._db.execute("delete from todo where stage = ? and place = ?", one[:2])

    def remove(self) -> None:
        """Nothing is left to do."""
        self.close()
        self._path.unlink(missing_ok=True)

    def close(self) -> None:
        self._db.close()

    def _opened(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path)
        if not database.execute("select 1 from sqlite_master where name = 'todo'").fetchone():
            database.executescript(_TABLES)
        return database

"""What stands published, kept beside the site in one SQLite file: its issues, publications, files and the terms that
lists are made by. With it a build writes only what is new, and holds none of it all in memory.

It says nothing that the site does not say. Where it is lost, or is not of the site that stands, all is built anew.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, NamedTuple

import orjson

from publish_site import kinship, paths
from publish_site.errors import SharedAddress

AT_ONCE = 500  # files written down with one question


class File(NamedTuple):
    """A file of the site. `issue` is the issue that brought it and after which nothing changes it, else None."""

    path: str
    size: int
    sha256: str
    issue: str | None = None


class StandingIssue(NamedTuple):
    id: str
    date: str
    manifest: str  # SHA-256 of its manifest
    statement: str  # SHA-256 of its statement


class Entry(NamedTuple):
    """One line of the closing list of an issue that is being built."""

    issue: str
    dossier: str
    kind: str
    number: str
    snapshot: int
    version: int
    root: str


class Publication(NamedTuple):
    """One publication of a dossier that stands, or will with this build."""

    dossier: str
    snapshot: int
    issue: str
    number: str
    part: str
    title: str
    root: str
    pictures: bytes  # that it shows, as JSON (`pictures.Picture`)
    data: str  # SHA-256 of its `data.json`
    last: int = 0  # of an event published alone, the number of the snapshot before it


class Printed(NamedTuple):
    """An entry as its issue prints it: where it stands, what the indexes say of it, its HTML."""

    issue: str
    dossier: str
    place: int
    part: str
    ordered: str  # the lowest class, made to be sorted by
    number: str
    version: int
    heading: str  # the lowest class as it is read
    anchor: str
    owners: list[str]
    classes: list[str]
    html: str
    language: str


class Touched(NamedTuple):
    """Places of a list that are others than before: some, and where it is said all from `from_on` on."""

    at: list[int]  # sorted
    from_on: int | None

    def any_in(self, start: int, end: int) -> bool:
        return (self.from_on is not None and self.from_on < end) or bisect_left(self.at, start) < bisect_left(
            self.at, end
        )


_FIRSTS = "select first from term where scheme = ? and value = ? order by first"


class Standing:
    """Everything a build writes here counts when the block of `open_standing` ends well, else nothing does."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database
        self.kinship = kinship.Kinship(database)

    @property
    def database(self) -> sqlite3.Connection:
        """For what keeps tables of its own here (`news`, `numbering`, `search`)."""
        return self._db

    def about(self, name: str) -> str | None:
        row = self._db.execute("select value from about where name = ?", (name,)).fetchone()
        return row[0] if row else None

    def say(self, name: str, value: str) -> None:
        self._db.execute("insert or replace into about values (?, ?)", (name, value))

    def issues(self) -> list[StandingIssue]:
        """The issues that stand, in their order."""
        rows = self._db.execute("select id, date, manifest, statement from issue order by place")
        return list(map(StandingIssue._make, rows))

    def add_issue(self, place: int, issue: StandingIssue) -> None:
        self._db.execute("insert into issue values (?, ?, ?, ?, ?)", (place, *issue))

    def expect(self, entries: Iterable[Entry]) -> None:
        """The closing list of an issue that is being built. sqlite3.IntegrityError for a snapshot listed twice."""
        self._db.executemany("insert into entry values (?, ?, ?, ?, ?, ?, ?)", entries)

    def expected(self) -> Iterator[tuple[str, list[Entry]]]:
        """Each dossier that is touched, with its entries, by id."""
        rows = self._db.execute("select * from entry order by dossier, snapshot")
        yield from _grouped((row[1], Entry(*row)) for row in rows)

    def expected_of(self, issue: str) -> set[tuple[str, int]]:
        """Dossier and snapshot of each entry of an issue."""
        return set(self._db.execute("select dossier, snapshot from entry where issue = ?", (issue,)))

    def publications(self, dossier: str) -> list[Publication]:
        rows = self._db.execute("select * from publication where dossier = ? order by snapshot", (dossier,))
        return [Publication(*row) for row in rows]

    def of_issue(self, issue: str) -> Iterator[Publication]:
        """The publications of an issue by dossier and snapshot."""
        rows = self._db.execute("select * from publication where issue = ? order by dossier, snapshot", (issue,))
        return map(Publication._make, rows)

    def borne(self, issue: str) -> Iterator[Publication]:
        """The snapshots of other issues before the events that were published alone in this one."""
        rows = self._db.execute(
            "select distinct other.* from publication as one join publication as other on other.dossier = one.dossier "
            "and other.snapshot = one.last where one.issue = ? and other.issue <> one.issue order by 1, 2",
            (issue,),
        )
        return map(Publication._make, rows)

    def add_publications(self, found: Iterable[Publication]) -> None:
        self._db.executemany("insert into publication values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", found)

    def add_printed(self, found: Iterable[Printed]) -> None:
        self._db.executemany(
            "insert into printed values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((*one[:9], orjson.dumps(one.owners), orjson.dumps(one.classes), *one[11:]) for one in found),
        )

    def printed(self, issue: str, language: str) -> Iterator[Printed]:
        """The entries of an issue in one language, in the order in which it prints them."""
        rows = self._db.execute(
            "select * from printed where issue = ? and language = ? order by place, part, ordered, number, version",
            (issue, language),
        )
        for row in rows:
            yield Printed._make((*row[:9], orjson.loads(row[9]), orjson.loads(row[10]), *row[11:]))

    def parts(self, issue: str) -> list[tuple[str, int]]:
        """The parts of an issue in its order, with how many entries each has."""
        rows = self._db.execute(
            "select part, count(distinct dossier || '~' || version) from printed where issue = ? "
            "group by place, part order by place, part",
            (issue,),
        )
        return rows.fetchall()

    def set_dossier(self, identifier: str, place: int, card: dict[str, Any], terms: Iterable[tuple[str, str]]) -> None:
        """What lists show of a dossier now, and the terms under which it is listed; both of their pages are touched.

        `place` is that of the issue in which it first came out: so lists are ordered.
        """
        first = f"{place:06}.{identifier}"
        old = set(self._db.execute("select scheme, value from term where first = ?", (first,)))
        now = set(terms)
        before = "insert or ignore into recarded values (?1, (select card from dossier where first = ?1))"
        self._db.execute(before, (first,))
        self._db.execute("insert or replace into dossier values (?, ?, ?)", (first, identifier, orjson.dumps(card)))
        gone, added = [(*one, first) for one in old - now], [(*one, first) for one in now - old]
        self._db.executemany("delete from term where scheme = ? and value = ? and first = ?", gone)
        self._db.executemany("insert into term values (?, ?, ?)", added)
        changed = [(scheme, value, first, (scheme, value) not in old & now) for scheme, value in old | now]
        self._db.executemany("insert or replace into touched values (?, ?, ?, ?)", changed)

    def dossiers(self, start: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Id and card of the dossiers whose id begins with `start`, by id."""
        rows = self._db.execute(
            "select id, card from dossier where id >= ? and id < ? order by id", (start, f"{start}\x7f")
        )
        return ((row[0], orjson.loads(row[1])) for row in rows)

    def touched(self) -> list[tuple[str, str]]:
        """Scheme and value of the lists that are others than before."""
        return self._db.execute("select distinct scheme, value from touched order by scheme, value").fetchall()

    def places(self, scheme: str, value: str) -> tuple[int, Touched]:
        """How many dossiers a list has, and which of their places are others than before."""
        firsts = [row[0] for row in self._db.execute(_FIRSTS, (scheme, value))]
        rows = self._db.execute("select first, moved from touched where scheme = ? and value = ?", (scheme, value))
        at: list[int] = []
        moved_at: list[int] = []
        for first, moved in rows:
            if not first:  # the list itself was named
                continue
            place = bisect_left(firsts, first)
            (moved_at if moved else at).append(place)
        return len(firsts), Touched(sorted(at), min(moved_at, default=None))

    def listed(self, scheme: str, value: str, start: int, count: int) -> list[dict[str, Any]]:
        """Cards of the dossiers under a term, in the order in which they first came out."""
        rows = self._db.execute(
            "select card from term join dossier using (first) where scheme = ? and value = ? "
            "order by first limit ? offset ?",
            (scheme, value, count, start),
        )
        return [orjson.loads(row[0]) for row in rows]

    def cards(self, issue: str) -> list[dict[str, Any]]:
        """Cards of the dossiers of an issue that is being built, in the order in which it prints them."""
        rows = self._db.execute(
            "select card from printed join dossier on id = dossier where issue = ? "
            "group by dossier, version order by place, part, ordered, printed.number, version",
            (issue,),
        )
        return [orjson.loads(row[0]) for row in rows]

    def file(self, path: str) -> File | None:
        row = self._db.execute("select * from file where path = ?", (path,)).fetchone()
        return File(*row) if row else None

    def add_files(self, files: Iterable[File], places: Mapping[str, int]) -> None:
        """Files written by this build. One that several issues bring belongs to the first of them by `places`.

        SharedAddress where a file of an issue is another file too.
        """
        for part in some(files, AT_ONCE):
            asked = orjson.dumps([file.path for file in part]).decode()
            rows = self._db.execute("select * from file where path in (select value from json_each(?))", (asked,))
            known = {row[0]: File(*row) for row in rows}
            for file in part:
                if _settled(known.get(file.path), file, places):
                    continue
                known[file.path] = file
            new = [file for file in part if known[file.path] is file]
            self._db.executemany("insert or replace into file values (?, ?, ?, ?)", new)
            self._db.executemany("insert or ignore into changed values (?)", ((file.path,) for file in new))

    def files(self, *, issue: str | None = None) -> Iterator[File]:
        """All files by path, or those of one issue."""
        where = ""
        given: tuple[str, ...] = ()
        if issue is not None:
            where, given = "where issue = ?", (issue,)
        return map(File._make, self._db.execute(f"select * from file {where} order by path", given))  # noqa: S608 - constants

    def changing(self, key: Callable[[str], str]) -> Iterator[tuple[str, Iterator[File]]]:
        """The files that go on changing in groups by a key of their path; groups by key, their files by path."""
        self._db.create_function("key_of", 1, key, deterministic=True)
        rows = self._db.execute("select key_of(path), * from file where issue is null order by 1, 2")
        for name, group in groupby(rows, itemgetter(0)):
            yield name, (File._make(row[1:]) for row in group)

    def number_of_files(self, *, changing: bool = False) -> int:
        where = "where issue is null" if changing else ""
        found: int = self._db.execute(f"select count(*) from file {where}").fetchone()[0]  # noqa: S608 - constants
        return found

    def changed(self) -> Iterator[str]:
        """The paths that this build wrote."""
        return (row[0] for row in self._db.execute("select path from changed order by path"))


def _settled(before: File | None, file: File, places: Mapping[str, int]) -> bool:
    """Whether what is known of a file stays as it is now that it was written (again). SharedAddress as `add_files`."""
    if before is None:
        return False
    same = before[:3] == file[:3]
    if before.issue is None:
        # An issue may come to lie where the page of a year lies.
        if file.issue and not same and not file.path.endswith(f"{paths.issue(file.issue)}/index.html"):
            raise SharedAddress(file.path, file.issue)
        return same
    if not same or file.issue is None:
        raise SharedAddress(file.path, before.issue)
    return places[before.issue] <= places[file.issue]


def some(rows: Iterable[Any], count: int) -> Iterator[list[Any]]:
    """A stream in lists of at most `count`."""
    stream = iter(rows)
    while part := list(islice(stream, count)):
        yield part


def _grouped(rows: Iterable[tuple[str, Entry]]) -> Iterator[tuple[str, list[Entry]]]:
    last: str | None = None
    group: list[Entry] = []
    for key, row in rows:
        if key != last and group:
            yield str(last), group
            group = []
        last = key
        group.append(row)
    if group:
        yield str(last), group

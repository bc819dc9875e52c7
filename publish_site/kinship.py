"""Which published files name which, kept in what stands: whose permanent page a new issue touches although the issue
holds nothing of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

TABLES = """
create table called (kind text, number text, dossier text, primary key (kind, number, dossier)) without rowid;
create index called_dossier on called (dossier);
create table naming (kind text, number text, relation text, dossier text,
    primary key (kind, number, relation, dossier)) without rowid;
create index naming_dossier on naming (dossier);
"""
SCRATCH = """
create temp table moved (kind text, number text, primary key (kind, number)) without rowid;
create temp table parted (dossier text primary key) without rowid;
"""


class Names(NamedTuple):
    """One file named by another: by this number, in this relation."""

    number: str
    relation: str


class Links(NamedTuple):
    """What stands of a dossier's family: number that it names → dossier id; and who names it, as (id, relation)."""

    named: dict[str, str]
    naming: list[tuple[str, str]]


class Kinship:
    """Who names whom. A number may be of several files, as a registration number that a division keeps."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    def keep(self, dossier: str, kind: str, numbers: Iterable[str], names: Iterable[Names]) -> None:
        """What a dossier's newest snapshot says of itself and of others."""
        self._replace("called", "kind, number, dossier", dossier, {(kind, number, dossier) for number in numbers})
        named: set[tuple[str, ...]] = {(kind, one.number, one.relation, dossier) for one in names}
        self._replace("naming", "kind, number, relation, dossier", dossier, named)

    def touched(self) -> Iterator[str]:
        """The dossiers whose permanent page shows a link, or shows one no longer, that this build brings about: ends
        of what is new or gone, and all files of this build that have a family here.
        """
        rows = self._db.execute(
            """
            select called.dossier from moved join called using (kind, number) join naming using (kind, number)
            union select naming.dossier from moved join naming using (kind, number) join called using (kind, number)
            union select called.dossier from entry join called using (dossier)
                where (called.kind, called.number) in (select kind, number from naming)
            union select naming.dossier from entry join naming using (dossier)
                where (naming.kind, naming.number) in (select kind, number from called)
            union select dossier from parted
            order by 1
            """
        )
        yield from (row[0] for row in rows.fetchall())

    def links(self, dossier: str) -> Links:
        """The published files that a dossier names, and those that name it."""
        named = self._db.execute(
            "select number, min(called.dossier) from naming join called using (kind, number) "
            "where naming.dossier = ? and called.dossier <> naming.dossier group by number order by number",
            (dossier,),
        )
        naming = self._db.execute(
            "select distinct naming.dossier, relation from called join naming using (kind, number) "
            "where called.dossier = ? and naming.dossier <> called.dossier order by 1, 2",
            (dossier,),
        )
        return Links(dict(named.fetchall()), naming.fetchall())

    def _replace(self, table: str, columns: str, dossier: str, now: set[tuple[str, ...]]) -> None:
        old = set(self._db.execute(f"select {columns} from {table} where dossier = ?", (dossier,)))  # noqa: S608 - constants
        marks = ", ".join("?" for _ in columns.split(","))
        where = " and ".join(f"{name} = ?" for name in columns.split(", "))
        for row in old - now:
            other = "naming" if table == "called" else "called"
            self._db.execute(
                f"insert or ignore into parted select dossier from {other} where kind = ? and number = ?",  # noqa: S608 - constants
                row[:2],
            )
            self._db.execute(f"delete from {table} where {where}", row)  # noqa: S608 - constants
        self._db.executemany(f"insert into {table} values ({marks})", now - old)  # noqa: S608 - constants
        self._db.executemany("insert or ignore into moved values (?, ?)", {row[:2] for row in now - old})

"""What is new in each list: the publications that named it, newest first, and the last days for opposition to them.

A publication belongs for ever to the lists that it names itself; an event, to those that its file's newest snapshot
named then. So feeds and calendars only grow, while the list itself (`lists`) says where a file stands now.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import orjson

from mappings import filed
from publish_site import lists, paths
from publish_site.standing import Standing
from publish_site.views import Publication

PART = "part"  # the scheme of the parts of the gazette; the others are those of `lists`
FED = (PART, "owner", "nice", "locarno", "ipc")  # the schemes whose lists have feeds
DATED = (PART, "nice", "locarno", "ipc")  # and those whose lists have calendars
ALL = ("", "")  # scheme and value of the whole gazette, in the calendar


class Item(NamedTuple):
    """One publication as feeds tell it, with the lists that it names."""

    dossier: str
    snapshot: int
    issue: str
    kind: str
    until: str  # the last day for opposition; empty where there is none
    told: dict[str, Any]
    terms: list[tuple[str, str]]  # scheme, value


class Deadline(NamedTuple):
    """The last day for opposition to so many publications of an issue."""

    place: int  # of the issue
    kind: str
    until: dt.date
    many: int


def item(one: Publication) -> Item:
    terms = lists.terms(one.last or one)
    event = one.document.event
    told: dict[str, Any] = {
        "folder": one.folder,
        "right": str(one.document.kind),
        "page": one.page,
        "number": one.number,
        "title": one.title,
        "kind": one.kind_name,
        "part": one.part.title,
        "issue": one.issue.id,
        "date": one.issue.date.isoformat(),
        "owners": one.owners,
        "classes": one.classes,
        "language": filed.of_title(one.borne, one.language.code),
        "event": one.texts(event.get("text") or event.get("code") or "")["text"] if event else "",
        "until": one.opposition.isoformat() if one.opposition else "",
    }
    return Item(
        one.document.dossier,
        one.document.snapshot,
        one.issue.id,
        str(one.document.kind),
        told["until"],
        told,
        [(PART, one.part.id), *terms],
    )


def folder(scheme: str, value: str) -> str:
    """Where the feeds of a list lie: beside its pages."""
    return f"parts/{paths.segment(value.upper())}" if scheme == PART else lists.folder(scheme, value)


class News:
    """The tables of `standing` that say what is new."""

    def __init__(self, standing: Standing) -> None:
        self._db = standing.database

    def add(self, found: Iterable[Item], places: Mapping[str, int]) -> None:
        """The items of publications that are being built, each once. `places` are those of the issues."""
        for one in found:
            place = places[one.issue]
            stored = (one.dossier, one.snapshot, place, orjson.dumps(one.told).decode())
            self._db.execute("insert into news values (?, ?, ?, ?)", stored)
            fed = [term for term in one.terms if term[0] in FED]
            heard = [(*term, place, one.dossier, one.snapshot) for term in fed]
            self._db.executemany("insert into heard values (?, ?, ?, ?, ?)", heard)
            self._db.executemany("insert or ignore into heard_now values (?, ?)", fed)
            # A list that was named once is there for ever, also when the file left it with the next of the same issue.
            named = [term for term in one.terms if term[0] != PART]
            self._db.executemany("insert or ignore into growth values (?, ?, ?, 0)", [(*term, place) for term in named])
            self._db.executemany("insert or ignore into touched values (?, ?, '', 0)", named)
            if one.until:
                dated = [term for term in fed if term[0] in DATED]
                ends = [(*term, place, one.kind, one.until) for term in (ALL, *dated)]
                self._db.executemany(
                    "insert into deadline values (?, ?, ?, ?, ?, 1) on conflict do update set count = count + 1", ends
                )

    def touched(self) -> list[tuple[str, str]]:
        """Scheme and value of the lists that this build's publications name."""
        return self._db.execute("select scheme, value from heard_now order by scheme, value").fetchall()

    def values(self, scheme: str) -> list[tuple[str, int]]:
        """The values of a scheme with how many publications each has."""
        return self._db.execute(
            "select value, count(*) from heard where scheme = ? group by value order by value", (scheme,)
        ).fetchall()

    def newest(self, scheme: str, value: str, count: int) -> list[dict[str, Any]]:
        """What feeds tell of the newest publications of a list, newest first; of one issue the highest number first."""
        rows = self._db.execute(
            "select item from (select place, dossier, snapshot from heard where scheme = ? and value = ? "
            "order by place desc, dossier desc, snapshot desc limit ?) as latest join news using (dossier, snapshot) "
            "order by latest.place desc, dossier desc, snapshot desc",
            (scheme, value, count),
        )
        return [orjson.loads(row[0]) for row in rows]

    def deadlines(self, scheme: str, value: str, count: int, place: int | None = None) -> list[Deadline]:
        """The newest deadlines of a list, or all that one issue set, newest first."""
        where = "" if place is None else "and place = :place "
        rows = self._db.execute(
            "select place, kind, until, count from deadline where scheme = :scheme and value = :value "  # noqa: S608 - one of two constants
            f"{where}order by place desc, until desc, kind limit :count",
            {"scheme": scheme, "value": value, "count": count, "place": place},
        )
        return [Deadline(at, kind, dt.date.fromisoformat(until), many) for at, kind, until, many in rows]

    def has_deadlines(self, scheme: str, value: str) -> bool:
        return bool(self.deadlines(scheme, value, 1))

    def named(self, scheme: str, value: str, deadline: Deadline, count: int) -> list[dict[str, Any]]:
        """The first publications that a deadline is for, in the order of their dossiers."""
        rows = self._db.execute(
            "select item from heard join news using (dossier, snapshot) where scheme = ? and value = ? "
            "and heard.place = ? and item ->> '$.until' = ? and item ->> '$.right' = ? "
            "order by dossier, snapshot limit ?",
            (scheme, value, deadline.place, deadline.until.isoformat(), deadline.kind, count),
        )
        return [orjson.loads(row[0]) for row in rows]

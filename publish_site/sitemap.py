"""The site map (sitemaps.org, protocol 0.9) and robots.txt: for those who index the gazette.

It needs full addresses (`site_address`). An index names maps of at most 50,000 addresses: for each issue one of what it
published, which never changes, and one of the permanent pages of the applications that first came out in it, with the
day of their latest publication; one for each kind of list with its pages in each language, and one of the pages by
which one comes to all these. So an issue renews the maps that it touches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

import orjson
from markupsafe import escape

from publish_site import listings, lists, numbering, paths, years
from publish_site.issue import House, Issue
from publish_site.news import PART
from publish_site.standing import Standing, some

MOST = 50_000  # addresses in a map, by the protocol
SINGLE = ("search", "verify", "classes", "completeness", "data")  # folders of one page
XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"

File = tuple[str, bytes]
Line = tuple[str, str]  # path of a page, and the day on which it last changed, or nothing


def add(standing: Standing, first: int, latest: int) -> None:
    """Takes down that an application which first came out in one issue was published in another, by their places."""
    standing.database.execute(
        "insert into newest values (?, ?) on conflict do update set place = max(place, excluded.place)", (first, latest)
    )


def files(
    house: House, issues: Sequence[Issue], new: Sequence[Issue], standing: Standing, prefixes: Sequence[str] = ("",)
) -> Iterator[File]:
    """The maps that are others than before, their index, and robots.txt where the gazette has a host for itself.

    `prefixes` are the folders of the languages.
    """
    if not house.site_address:
        return
    first_new = next(place for place, issue in enumerate(issues, start=1) if issue == new[0])
    newest: dict[int, int] = dict(standing.database.execute("select first, place from newest").fetchall())
    index: list[Line] = []
    for place, issue in enumerate(issues, start=1):
        name = paths.issue(issue.id).removeprefix("issues/").replace("/", "-")
        if place >= first_new:
            yield from _maps(house, f"issue-{name}", _of_issue(standing, issue))
        index += _named(f"issue-{name}", _count_of_issue(standing, issue), issue.date.isoformat())
        if place in newest:
            if newest[place] >= first_new:
                yield from _maps(house, f"applications-{name}", _applications(standing, issues, place, prefixes))
            latest = issues[newest[place] - 1].date.isoformat()
            index += _named(f"applications-{name}", _count_of_applications(standing, place) * len(prefixes), latest)
    shelves = [(f"lists-{name}", _below(standing, folder, prefixes)) for name, folder in _shelves(standing)]
    for name, lines in [*shelves, ("pages", _ways_in(standing, prefixes))]:
        for path, content in _maps(house, name, lines):
            yield path, content
            index.append((path, ""))
    yield "sitemap.xml", _written(house, "sitemapindex", "sitemap", index)
    address = urlsplit(house.site_address)
    if address.path == "/":
        yield "robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {house.full('sitemap.xml')}\n".encode()


def _maps(house: House, name: str, lines: Iterable[Line]) -> Iterator[File]:
    for number, part in enumerate(some(lines, MOST), start=1):
        yield _path(name, number), _written(house, "urlset", "url", part)


def _named(name: str, count: int, date: str) -> list[Line]:
    return [(_path(name, number), date) for number in range(1, 1 + -(-count // MOST))]


def _path(name: str, number: int) -> str:
    return f"sitemaps/{name}.xml" if number == 1 else f"sitemaps/{name}.{number}.xml"


def _written(house: House, outer: str, inner: str, lines: Iterable[Line]) -> bytes:
    made = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{outer} xmlns="{XMLNS}">']
    for path, date in lines:
        day = f"<lastmod>{date}</lastmod>" if date else ""
        made.append(f"<{inner}><loc>{escape(house.full(path))}</loc>{day}</{inner}>")
    return "\n".join([*made, f"</{outer}>", ""]).encode()


def _of_issue(standing: Standing, issue: Issue) -> Iterator[Line]:
    """The pages that an issue brought; they never change."""
    rows = standing.database.execute(
        "select path from file where issue = ? and path like '%.html' order by path", (issue.id,)
    )
    return ((path, issue.date.isoformat()) for (path,) in rows)


def _count_of_issue(standing: Standing, issue: Issue) -> int:
    row = standing.database.execute(
        "select count(*) from file where issue = ? and path like '%.html'", (issue.id,)
    ).fetchone()
    return int(row[0])


def _applications(standing: Standing, issues: Sequence[Issue], place: int, prefixes: Sequence[str]) -> Iterator[Line]:
    """The permanent pages of the applications that first came out in an issue."""
    rows = standing.database.execute(
        "select card, (select max(place) from news where news.dossier = dossier.id) from dossier "
        "where first >= ? and first < ? order by first",
        (f"{place:06}.", f"{place:06}/"),
    )
    for card, latest in rows:
        for prefix in prefixes:
            yield f"{prefix}{orjson.loads(card)['path']}/index.html", issues[latest - 1].date.isoformat()


def _count_of_applications(standing: Standing, place: int) -> int:
    row = standing.database.execute(
        "select count(*) from dossier where first >= ? and first < ?", (f"{place:06}.", f"{place:06}/")
    ).fetchone()
    return int(row[0])


def _shelves(standing: Standing) -> Iterator[tuple[str, str]]:
    """The kinds of lists that there are, each with the folder of its pages."""
    yield from ((one.name, one.folder) for one in lists.SCHEMES if listings.count(standing, one.name))
    yield PART, "parts"


def _below(standing: Standing, folder: str, prefixes: Sequence[str]) -> Iterator[Line]:
    """The pages in a folder, and in those below it, that go on changing."""
    for prefix in prefixes:
        rows = standing.database.execute(
            "select path from file where path >= ? and path < ? and issue is null and path like '%.html' order by path",
            (f"{prefix}{folder}/", f"{prefix}{folder}0"),  # 0 comes after the slash
        )
        yield from ((path, "") for (path,) in rows)


def _ways_in(standing: Standing, prefixes: Sequence[str]) -> Iterator[Line]:
    """The front pages and what is on no other map: search, issues by year, applications by number and so on."""
    known = [*SINGLE, *numbering.folders(standing)]
    for prefix in prefixes:
        yield f"{prefix}index.html", ""
        yield from _below(standing, years.ROOT, [prefix])
        ways = (f"{prefix}{folder}/index.html" for folder in known)
        yield from ((path, "") for path in ways if standing.file(path))

"""The feeds of the lists: Atom (RFC 4287), JSON Feed 1.1 and, where opposition is open, a calendar (RFC 5545).

A task names one list with the newest it has; the files are made of that alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from mappings.digest import canonical
from publish_site import calendars, design, icalendar, lists, news, paths
from publish_site.issue import Issue
from publish_site.news import PART, Deadline, News
from publish_site.pages import Pages, up
from publish_site.standing import Standing
from publish_site.urn import urn

LONGEST = 50  # publications in a feed
SUBJECTS = 200  # characters of what a publication says of itself beside its title


class Feed(NamedTuple):
    """One list: where it lies, what it is called by its scheme and value, what is new in it."""

    scheme: str
    value: str
    folder: str
    items: list[dict[str, Any]]  # publish_site.news.item
    dated: bool  # whether it has a calendar
    deadlines: list[tuple[Issue, Deadline, list[tuple[str, str]]]]  # where that is another than before; with (number,
    # title) of some publications


def touched(issues: Sequence[Issue], new: Sequence[Issue], standing: Standing) -> Iterator[Feed]:
    """The lists that this build's publications name. Of all `issues` in their order the last are the `new` ones."""
    found, before = News(standing), len(issues) - len(new)
    for scheme, value in found.touched():
        known = found.deadlines(scheme, value, calendars.KEPT)
        ends = []
        for one in known if known and known[0].place > before else ():
            named = found.named(scheme, value, one, calendars.NUMBERS)
            ends.append((issues[one.place - 1], one, [(each["number"], each["title"]) for each in named]))
        items = found.newest(scheme, value, LONGEST)
        yield Feed(scheme, value, news.folder(scheme, value), items, bool(known), ends)


def files(pages: Pages, feed: Feed) -> Iterator[tuple[str, bytes]]:
    """The feeds of a list, its calendar where it has one, and the page of a part."""
    title = called(pages, feed)
    about = {
        "title": f"{title} · {pages.house.name}",
        "path": f"{feed.folder}/feed.xml",
        "page": f"{feed.folder}/",
        "language": pages.language.code,
    }
    told = [_told(pages, one) for one in feed.items]
    yield _atom(pages, about, told)
    yield f"{feed.folder}/feed.json", json_feed(pages, about, told)
    if feed.deadlines:
        of = calendars.Of((feed.scheme, feed.folder), title)
        days = [calendars.day(pages, issue, one, of, named) for issue, one, named in feed.deadlines]
        name = pages.language.text("{gazette}: opposition, {list}", gazette=pages.house.name, list=title)
        yield f"{feed.folder}/{calendars.NAME}", icalendar.calendar(name, days, pages.language.code)
    if feed.scheme == PART:
        given = {"title": title, "lang": pages.house.lang(feed.value), "items": told, "dated": feed.dated}
        yield pages.page("part_of_all.html", f"{feed.folder}/index.html", **given)


def of_issues(pages: Pages, newest: Sequence[Issue]) -> bytes:
    """The gazette's own feed as JSON: one item an issue, the newest first."""
    told = [
        {
            "folder": paths.issue(one.id),
            "title": pages.language.text("Issue {id}", id=one.id),
            "date": one.date.isoformat(),
            "summary": pages.language.counted("{count} publication", "{count} publications", one.count),
            "tags": [],
        }
        for one in newest
    ]
    return json_feed(pages, {"title": pages.house.name, "path": "feed.xml", "page": ""}, told)


def called(pages: Pages, feed: Feed) -> str:
    """What a list is called: the title of a part, a name, `Nice class 25`."""
    if feed.scheme == PART:
        return pages.house.title(feed.value)
    if feed.scheme == "owner":
        return feed.value
    return f"{pages.language.text(lists.BY_NAME[feed.scheme].each)} {feed.value}"


def json_feed(pages: Pages, about: dict[str, str], told: Sequence[dict[str, Any]]) -> bytes:
    """JSON Feed 1.1. Where nobody said where the gazette is served, the addresses are relative to the feed."""
    house, back = pages.house, up(about["path"])
    items = [
        {
            "id": urn(house.office, one["folder"]),
            "url": house.full(f"{one['folder']}/") or f"{back}{one['folder']}/index.html",
            "title": one["title"],
            "content_text": one["summary"],
            "date_published": f"{one['date']}T00:00:00Z",
        }
        | ({"tags": one["tags"]} if one["tags"] else {})
        for one in told
    ]
    made = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": about["title"],
        "language": pages.language.code,
        "authors": [{"name": house.office_name}],
        "items": items,
    }
    if house.site_address:
        made |= {
            "home_page_url": house.full(about["page"]),
            "feed_url": house.full(about["path"].replace(".xml", ".json")),
        }
    return canonical(_clean(made))


def _told(pages: Pages, item: dict[str, Any]) -> dict[str, Any]:
    """What a feed and a page say of a publication."""
    language = pages.language
    named = "" if item["title"] == item["number"] else item["title"]
    lines = [item["event"], language.comma.join(item["owners"])]
    if item["classes"]:
        classes = language.comma.join(item["classes"])
        lines.append(language.counted("Class {list}", "Classes {list}", len(item["classes"]), list=classes))
    if item["until"]:
        lines.append(language.text("Opposition until {day}", day=language.day(item["until"])))
    said = [line if len(line) <= SUBJECTS else f"{line[:SUBJECTS]}…" for line in lines if line]
    return {
        "folder": item["folder"],
        "page": item["page"],
        "title": " ".join(one for one in (item["number"], named, f"· {item['part']}") if one),
        "number": item["number"],
        "named": named,
        "date": item["date"],
        "issue": item["issue"],
        "summary": sentences([language.text("Published in issue {id}", id=item["issue"]), *said]),
        "language": item["language"],
        "tags": [item["kind"], *(language.text("Class {number}", number=one) for one in item["classes"])],
    }


def sentences(said: Sequence[str]) -> str:
    """One after the other; what ends with a full stop of its own, as `S.A.` does, gets no other."""
    return " ".join(f"{one.removesuffix('.')}." for one in said[:-1]) + f" {said[-1]}" if said[1:] else "".join(said)


def _atom(pages: Pages, about: dict[str, str], told: Sequence[dict[str, Any]]) -> tuple[str, bytes]:
    return pages.page("items.xml", about["path"], about=about, items=told)


def _clean(value: Any) -> Any:
    """Every text without what breaks a page."""
    if isinstance(value, dict):
        return {name: _clean(each) for name, each in value.items()}
    return [_clean(each) for each in value] if isinstance(value, list) else design.clean(value)

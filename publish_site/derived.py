"""What the site holds beyond its publications: made with each build of all that stands, written where it changed.

A maker gives (path, content) of its files and streams them. What a new issue does not touch it should not render.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from publish_site import bulk, calendars, completeness, feeds, listings, lists, lost, search, sitemap, styles, years
from publish_site.completeness import Unpublished
from publish_site.issue import House, Issue
from publish_site.news import PART, News
from publish_site.pages import FED, SHOWN, Pages, PartOfIssue, parted
from publish_site.standing import Standing


@dataclass(frozen=True)
class Given:
    """What a maker makes its files of. `issues` are all in their order, `new` those of this build, at least one."""

    house: House
    editions: Sequence[Pages]  # in each language, the first at the root
    issues: Sequence[Issue]
    new: Sequence[Issue]
    standing: Standing
    read: Callable[[str], bytes]  # a file of the site by its path
    numbers: Callable[[str], Iterable[Unpublished]] | None = None  # without publication at the closing of an issue


Maker = Callable[[Given], Iterator[tuple[str, bytes]]]


def parts(house: House, standing: Standing, issue: Issue) -> list[PartOfIssue]:
    """The parts of an issue that is being built."""
    found = parted(issue, [(part, house.title(part), count) for part, count in standing.parts(issue.id)])
    return [replace(part, lang=house.lang(part.id)) for part in found]


def front(given: Given) -> Iterator[tuple[str, bytes]]:
    """Style sheet, scripts and emblem, the front page, how to verify, the feed."""
    yield from styles.files()
    newest, standing = given.new[-1], given.standing
    counted = [(one.title, f"{one.folder}/index.html", listings.count(standing, one.name)) for one in lists.SCHEMES]
    shown = [card for card in standing.cards(newest.id) if card["picture"]]
    shown = shown[:: max(1, len(shown) // SHOWN)][:SHOWN]
    counted.append(("Parts of the gazette", "parts/index.html", len(News(standing).values(PART))))
    ends = list(calendars.of_gazette(given.editions[0], given.issues, standing))
    listed = [one for one in counted if one[2]]
    if given.numbers:
        listed.append(("Completeness list", "completeness/index.html", 0))  # it counts itself
    for pages in given.editions:
        of_newest = parts(pages.house, standing, newest)
        yield from pages.front(given.issues, of_newest, shown, listed, dated=bool(ends))
    dated = sorted(given.issues, key=lambda one: (one.date, one.sequence, one.id), reverse=True)
    yield "feed.json", feeds.of_issues(given.editions[0], dated[:FED])
    yield from ends


def shelves(given: Given) -> Iterator[tuple[str, bytes]]:
    """Issues by year, parts, classes, numbers: an address may be cut anywhere."""
    for pages in given.editions:
        yield from years.issues(pages, given.issues, given.new)
        yield from years.parts(pages, given.standing)
        yield from years.classes(pages, given.standing)
        yield from years.numbers(pages, given.standing)


def found(given: Given) -> Iterator[tuple[str, bytes]]:
    """The site map and robots.txt, where the office says where the gazette is served; made when all pages stand."""
    prefixes = [pages.prefix for pages in given.editions]
    yield from sitemap.files(given.house, given.issues, given.new, given.standing, prefixes)


def complete(given: Given) -> Iterator[tuple[str, bytes]]:
    """What became of every number, where the register says which it gave out."""
    if given.numbers:
        numbers = given.numbers(given.issues[-1].id)
        yield from completeness.files(given.editions, given.issues, given.new, given.standing, numbers)


def searched(given: Given) -> Iterator[tuple[str, bytes]]:
    """The search, its index and its pages."""
    yield from search.files(given.standing, given.editions)


MAKERS: tuple[Maker, ...] = (front, shelves, complete, searched, lost.not_found, bulk.files, found)

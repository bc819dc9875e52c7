"""What the site holds beyond its publications: made with each build of all that stands, written where it changed.

A maker gives (path, content) of its files and streams them. What a new issue does not touch it should not render.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from publish_site import lists, search
from publish_site.issue import House, Issue
from publish_site.pages import SHOWN, Pages, PartOfIssue, parted
from publish_site.standing import Standing


@dataclass(frozen=True)
class Given:
    """What a maker makes its files of. `issues` are all in their order, `new` those of this build, at least one."""

    house: House
    pages: Pages
    issues: Sequence[Issue]
    new: Sequence[Issue]
    standing: Standing
    read: Callable[[str], bytes]  # a file of the site by its path


Maker = Callable[[Given], Iterator[tuple[str, bytes]]]


def parts(house: House, standing: Standing, issue: Issue) -> list[PartOfIssue]:
    """The parts of an issue that is being built."""
    return parted(issue, [(part, house.title(part), count) for part, count in standing.parts(issue.id)])


def front(given: Given) -> Iterator[tuple[str, bytes]]:
    """Style sheet and emblem, the front page, how to verify, the feed."""
    yield from given.pages.assets()
    newest, standing = given.new[-1], given.standing
    counted = [(one.title, f"{one.folder}/index.html", standing.values(one.name)) for one in lists.SCHEMES]
    shown = [card for card in standing.cards(newest.id) if card["picture"]]
    shown = shown[:: max(1, len(shown) // SHOWN)][:SHOWN]
    of_newest = parts(given.house, standing, newest)
    yield from given.pages.front(given.issues, of_newest, shown, [one for one in counted if one[2]])


def searched(given: Given) -> Iterator[tuple[str, bytes]]:
    """The search, its index and its page."""
    yield from search.files(given.standing, given.pages)


MAKERS: tuple[Maker, ...] = (front, searched)

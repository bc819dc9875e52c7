"""Which lists there are, and which pages of them are others than before.

What once was there stays: a list that has lost all its dossiers keeps its page, which says so, and stands among the
others with none; so does each page that a list once had and is too short for now. How many dossiers each issue gave a
list or took from it is written down (`growth`), whichever build brings it: one that begins with nothing has the pages
that building issue by issue would have left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from publish_site import lists
from publish_site.news import FED, News
from publish_site.pages import Listing
from publish_site.standing import Standing
from publish_site.views import Publication, newest


class Move(NamedTuple):
    """A dossier that an issue brought into a list (1) or took from it (-1)."""

    issue: str
    scheme: str
    value: str
    change: int


def moves(publications: Sequence[Publication], places: Mapping[str, int]) -> Iterator[Move]:
    """How a dossier came to the lists and left them, issue by issue, by all its publications in their order."""
    before: set[tuple[str, str]] = set()
    for issue in sorted({one.issue.id for one in publications}, key=places.__getitem__):
        known = [one for one in publications if places[one.issue.id] <= places[issue]]
        now = set(lists.terms(newest(known)))
        yield from (Move(issue, *term, 1) for term in sorted(now - before))
        yield from (Move(issue, *term, -1) for term in sorted(before - now))
        before = now


def grow(standing: Standing, found: Iterable[Move], places: Mapping[str, int]) -> None:
    """Writes down the moves of issues that are being built, each once."""
    standing.database.executemany(
        "insert into growth values (?, ?, ?, ?) on conflict do update set change = change + excluded.change",
        ((one.scheme, one.value, places[one.issue], one.change) for one in found),
    )


def values(standing: Standing, scheme: str) -> list[tuple[str, int]]:
    """The values of a scheme that some publication ever named, with how many dossiers each has now."""
    return standing.database.execute(
        "select value, sum(change) from growth where scheme = ? group by value order by value", (scheme,)
    ).fetchall()


def count(standing: Standing, scheme: str) -> int:
    """How many lists of a kind there are."""
    row = standing.database.execute("select count(distinct value) from growth where scheme = ?", (scheme,)).fetchone()
    return int(row[0])


def touched(standing: Standing) -> Iterator[Listing]:
    """The pages of the lists that this build touches."""
    for scheme, value in standing.touched():
        yield from _of(standing, scheme, value)


def _of(standing: Standing, scheme: str, value: str) -> Iterator[Listing]:
    many, places = standing.places(scheme, value)
    blocks = -(-many // lists.BLOCK)
    folder = lists.folder(scheme, value)
    fed = scheme in FED
    dated = fed and News(standing).has_deadlines(scheme, value)
    newest_first = standing.listed(scheme, value, max(0, many - lists.BLOCK), lists.BLOCK)[::-1]
    yield Listing(scheme, value, folder, newest_first, blocks, many, 0, fed, dated)
    ever = -(-_longest(standing, scheme, value) // lists.BLOCK)
    for block in range(1, ever + 1) if ever > 1 else ():  # a list of one block has one page
        first = (block - 1) * lists.BLOCK
        if places.any_in(first, first + lists.BLOCK) or not standing.file(f"{folder}/{block}/index.html"):
            cards = standing.listed(scheme, value, first, lists.BLOCK)
            yield Listing(scheme, value, folder, cards, blocks, many, block, fed, dated)


def _longest(standing: Standing, scheme: str, value: str) -> int:
    """How many dossiers a list had when it had most, at the end of an issue."""
    row = standing.database.execute(
        "select max(size) from (select sum(change) over (order by place) as size from growth "
        "where scheme = ? and value = ?)",
        (scheme, value),
    ).fetchone()
    return int(row[0] or 0)

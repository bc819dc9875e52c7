"""Which lists there are, and which pages of them are others than before.

What once was there stays: a list that has lost all its dossiers keeps its page, which says so, and stands among the
others with none; so does each page that a list once had and is too short for now. How many dossiers each issue gave a
list or took from it is written down (`growth`), whichever build brings it: one that begins with nothing has the pages
that building issue by issue would have left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from publish_site import lists
from publish_site.news import FED, News
from publish_site.pages import Listing
from publish_site.standing import Standing
from publish_site.views import Publication, class_order, newest

MANY = 500  # lists of a kind from which on each first letter has a page


class Shelf(NamedTuple):
    """A page that names lists of a kind, all or those of a first letter, or the pages of the letters."""

    scheme: str
    letter: str
    rows: list[tuple[str, str, int]]  # name, folder, how many dossiers, or lists


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


def grow(standing: Standing, found: Sequence[Move], places: Mapping[str, int]) -> None:
    """Writes down the moves of issues that are being built, each once."""
    standing.database.executemany(
        "insert into growth values (?, ?, ?, ?) on conflict do update set change = change + excluded.change",
        ((one.scheme, one.value, places[one.issue], one.change) for one in found),
    )
    letters = {(one.scheme, one.value): lists.initial(one.value) for one in found}
    standing.database.executemany(
        "insert or ignore into list values (?, ?, ?)", ((*one, letter) for one, letter in letters.items())
    )
    moved = {(scheme, letter) for (scheme, _), letter in letters.items()}
    standing.database.executemany("insert or ignore into shelved values (?, ?)", moved)


def count(standing: Standing, scheme: str) -> int:
    """How many lists of a kind some publication ever named."""
    row = standing.database.execute("select count(*) from list where scheme = ?", (scheme,)).fetchone()
    return int(row[0])


def shelves(standing: Standing) -> Iterator[Shelf]:
    """The pages that name the lists of a kind and are others than before: one, or one for each first letter."""
    for (scheme,) in standing.database.execute("select distinct scheme from shelved order by scheme").fetchall():
        folder = lists.BY_NAME[scheme].folder
        if scheme == "nice" or count(standing, scheme) <= MANY:  # 45 classes, which would be taken for letters
            rows = [(value, lists.folder(scheme, value), many) for value, many in values(standing, scheme)]
            yield Shelf(scheme, "", rows)
            continue
        letters = standing.database.execute(
            "select letter, count(*), exists (select 1 from shelved where scheme = ?1 and letter = list.letter) "
            "from list where scheme = ?1 group by letter order by letter",
            (scheme,),
        ).fetchall()
        yield Shelf(scheme, "", [(letter.upper(), f"{folder}/{letter}", many) for letter, many, _ in letters])
        for letter, _, moved in letters:
            if moved or not standing.file(f"{folder}/{letter}/index.html"):
                named = values(standing, scheme, letter)
                yield Shelf(scheme, letter, [(value, lists.folder(scheme, value), many) for value, many in named])


def values(standing: Standing, scheme: str, letter: str | None = None) -> list[tuple[str, int]]:
    """The lists of a kind, or those of one letter, in their order, with how many dossiers each has now."""
    rows = standing.database.execute(
        "select value, (select sum(change) from growth g where g.scheme = list.scheme and g.value = list.value) "
        "from list where scheme = ?1 and (?2 is null or letter = ?2)",
        (scheme, letter),
    )
    return sorted(rows, key=lambda one: (class_order(one[0]), one))


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

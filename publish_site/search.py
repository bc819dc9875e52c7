"""The search in the browser: an index in many small files beside the pages, and the page with its script.

`search/words/` has the words of titles, transliterations and owners, `search/keys/` numbers, rights, classes, status
and years, each in shards (`postings`); `search/shown/` what a result shows, some dossiers a file; `search/letters/` how
letters are folded (`letters`); `search/index.json` how many there are of each. A build writes the shards that its
dossiers touch.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from mappings.digest import canonical
from mappings.record import Kind, StatusGroup
from publish_site import letters, lists, postings, saying
from publish_site.pages import Pages
from publish_site.standing import Standing

FOLDER = "search"
SHARDS = "search shards"  # in `standing.about`
NICE = 45  # classes
YEARS = range(1800, 2200)
EACH = 8  # dossiers a file of `shown`: about 2.5 kB
AT_ONCE = 20_000  # terms written down together, in their order
_CARDS = (
    "select d.card, r.first is not null, r.before from dossier d left join recarded r using (first) order by d.first"
)
_ROWS = (
    "select word, field, dossier from search where family = ? and key >= ? and key < ? "
    "order by key, word, field, dossier"
)

_LISTED = "select 1 from growth where scheme = ? limit 1"
_REMEMBER = "insert into search values (?, ?, ?, ?, ?)"
_FORGET = "delete from search where family = ? and key = ? and word = ? and field = ? and dossier = ?"


class Shard(NamedTuple):
    family: str
    number: int


def files(standing: Standing, editions: Sequence[Pages]) -> Iterator[tuple[str, bytes]]:
    """The files of the search that are others than before, and the pages."""
    database = standing.database
    for file in sorted(letters.FOLDER.iterdir()):
        yield f"{FOLDER}/letters/{file.name}", file.read_bytes()
    dossiers: int = database.execute("select count(*) from dossier").fetchone()[0]
    count = postings.shards(dossiers)
    touched = set[Shard]()
    yield from _shown(database, count, touched)
    if standing.about(SHARDS) != str(count):
        touched = {Shard(family, number) for family in (postings.WORDS, postings.KEYS) for number in range(count)}
        standing.say(SHARDS, str(count))
    width = (1 << postings.KEY_BITS) // count
    for family, number in sorted(touched):
        rows = database.execute(_ROWS, (family, number * width, (number + 1) * width))
        yield f"{FOLDER}/{family}/{number:x}.txt", postings.shard(count, rows)
    yield f"{FOLDER}/index.json", canonical({"format": "1", "dossiers": dossiers, "shards": count, "each": EACH})
    choices = _choices(database, (*Kind, *editions[0].house.registers))
    for pages in editions:
        yield page(pages, dossiers, choices)


def page(pages: Pages, dossiers: int, choices: Mapping[str, Sequence[str]]) -> tuple[str, bytes]:
    """The page; `choices` are the classes, years, rights and groups that can be asked for."""
    path = f"{FOLDER}/index.html"
    given = {"dossiers": dossiers, "choices": choices, "from": postings.FROM}
    there = [scheme for scheme in lists.SCHEMES if scheme.name in choices["lists"]]
    schemes = [(scheme.title, f"{scheme.folder}/index.html") for scheme in there]
    house = pages.house
    statuses = [(str(kind), text, said) for kind, texts in house.texts.items() for text, said in texts.items()]
    given |= {"statuses": statuses, "written": saying.of(house, Kind.TRADEMARK).foreign}
    declared = [str(kind) for kind in house.registers]
    return pages.page("search.html", path, schemes=schemes, declared=declared, **given)


def _shown(database: sqlite3.Connection, count: int, touched: set[Shard]) -> Iterator[tuple[str, bytes]]:
    """The files of results with a dossier that is another than before; writes down what it is found under now."""
    width = (1 << postings.KEY_BITS) // count
    rows = database.execute(_CARDS)
    added = list[tuple[Any, ...]]()
    number = 0
    while block := rows.fetchmany(EACH):
        for place, (card, changed, before) in enumerate(block, start=number):
            if not changed:
                continue
            old = postings.terms(orjson.loads(before)) if before else set()
            new = postings.terms(orjson.loads(card))
            if gone := old - new:
                database.executemany(_FORGET, [(*term, place) for term in gone])
            added += [(*term, place) for term in new - old]
            touched.update(Shard(term[0], term[1] // width) for term in old ^ new)
        if any(changed for _, changed, _ in block):
            cards = [_result(orjson.loads(card)) for card, *_ in block]
            yield f"{FOLDER}/shown/{number // EACH:x}.json", canonical(cards)
        if len(added) > AT_ONCE:
            database.executemany(_REMEMBER, sorted(added))
            added.clear()
        number += EACH
    database.executemany(_REMEMBER, sorted(added))


def _result(card: dict[str, Any]) -> list[Any]:
    """What a result shows, in the order in which the script reads it."""
    plain = ("path", "number", "title", "group", "status", "owners", "picture", "width", "height", "alt", "filed")
    return [card[name] for name in (*plain, "language", "transliteration")]


def _choices(database: sqlite3.Connection, kinds: Sequence[Kind]) -> dict[str, list[str]]:
    """The values of each filter that some dossier has, and the kinds of lists that there are."""

    def there(key: str) -> bool:
        asked = (postings.KEYS, postings.shared_by(key), key)
        found = database.execute("select 1 from search where family = ? and key = ? and word = ? limit 1", asked)
        return found.fetchone() is not None

    return {
        "kinds": [str(kind) for kind in kinds if there(postings.kind_key(kind))],
        "groups": [str(group) for group in StatusGroup if there(postings.group_key(group))],
        "classes": [str(one) for one in range(1, NICE + 1) if there(postings.class_key(str(one)))],
        "years": [str(year) for year in reversed(YEARS) if there(postings.year_key(str(year)))],
        "lists": [scheme.name for scheme in lists.SCHEMES if database.execute(_LISTED, (scheme.name,)).fetchone()],
    }

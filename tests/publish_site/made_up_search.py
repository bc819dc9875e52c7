"""A search index of made-up applications. `python -m tests.publish_site.made_up_search 100000` says what a query costs.

Words are as uneven as those of real registers: a few are everywhere, most stand once (Zipf's law).
"""

import json
import random
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from publish_site import listings, opening, postings, search, standing
from publish_site.issue import House
from publish_site.pages import Pages
from publish_site.styles import present

HOUSE = House(office="XB", office_name="Office of Blazonia", name="Blazonia Gazette", parts=())
SYLLABLES = [
    "an",
    "bor",
    "cal",
    "com",
    "con",
    "da",
    "el",
    "far",
    "gra",
    "in",
    "kor",
    "lu",
    "mar",
    "nov",
    "or",
    "pro",
    "qua",
]
SYLLABLES += ["ra", "sol", "tech", "tri", "un", "ver", "wil", "xen", "yo", "zen", "star", "life", "bio"]
FIRMS = ["Ltd", "Inc", "GmbH", "S.A.", "Company", "Corporation", "Holding", "International"]
FACETS = {"pending": 3, "registered": 6, "ended": 2}
LIMIT = 300_000  # bytes a first query may cost


def words(chance: random.Random, count: int) -> tuple[list[str], list[float]]:
    """So many words, each with its weight."""
    found = dict.fromkeys(
        "".join(chance.choices(SYLLABLES, k=chance.choice((1, 2, 2, 3, 3)))).capitalize() for _ in range(count)
    )
    return list(found), [1 / (rank + 3) for rank in range(len(found))]


def cards(count: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Made-up dossiers as lists show them, with their ids."""
    chance = random.Random(7)
    named, weights = words(chance, max(200, count // 2))
    owners, often = words(chance, max(100, count // 5))
    for number in range(1, count + 1):
        year = chance.choice(range(2006, 2027))
        written = f"TM/{year}/{number:06}"
        title = " ".join(chance.choices(named, weights, k=chance.choice((1, 1, 2, 2, 3))))
        firm = chance.choice(FIRMS)
        yield (
            f"XB.tm.{number:07}",
            {
                "path": f"tm/{year}/{number:06}",
                "number": written,
                "registration": str(300_000 + number) if chance.random() < 0.6 else "",
                "title": title,
                "language": "",
                "transliteration": "",
                "group": chance.choices(list(FACETS), list(FACETS.values()))[0],
                "status": "Published for opposition",
                "owners": [" ".join([*chance.choices(owners, often, k=2), firm])],
                "classes": sorted({str(chance.randint(1, 45)) for _ in range(chance.choice((1, 1, 2, 3)))}),
                "filed": f"{year}-03-05",
                "alt": title,
                "picture": f"pictures/ab/{number:064x}.webp",
                "width": 320,
                "height": 200,
            },
        )


def standing_of(made: Iterator[tuple[str, dict[str, Any]]], place: int = 1) -> standing.Standing:
    """What stands when all these came out in one issue."""
    database = opening._opened(Path(":memory:"))
    database.executescript(opening._TABLES + opening._SCRATCH)
    found = standing.Standing(database)
    database.execute("begin")
    for identifier, card in made:
        found.set_dossier(identifier, place, card, [("nice", number) for number in card["classes"]])
        listings.grow(found, (listings.Move("1", "nice", number, 1) for number in card["classes"]), {"1": place})
    return found


def pages() -> Pages:
    return Pages(HOUSE)


def write(folder: Path, files: Iterator[tuple[str, bytes]]) -> list[str]:
    """Writes files of a site; their paths."""
    written = []
    for path, content in files:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
        written.append(path)
    return written


def cost(files: dict[str, int], cards_of: dict[str, list[Any]], query: str, shards: int) -> int:
    """Bytes that a reader loads for the first query of one to three words of which all are found: the script, what says
    how the index is divided, the letters of Latin, the shards of the words, and the first results in the worst case,
    each in another file.
    """
    needed = {present()["search.js"].path, "search/index.json", "search/letters/0.txt"}
    width = 65536 // shards
    needed |= {f"search/words/{postings.shared_by(word[:3]) // width:x}.txt" for word in query.split()}
    shown = sorted((size for path, size in files.items() if path.startswith("search/shown/")), reverse=True)
    return sum(files[path] for path in needed) + sum(shown[:20])


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    stands = standing_of(cards(count))
    script = present()["search.js"]
    files = {path: len(content) for path, content in (script, *search.files(stands, [pages()]))}
    shards = postings.shards(count)
    largest = {
        f: max((size, path) for path, size in files.items() if path.startswith(f"search/{f}/"))
        for f in ("words", "keys")
    }
    database: sqlite3.Connection = stands.database
    common = database.execute(
        "select word, count(*) from search where family = 'words' group by word order by 2 desc limit 40"
    ).fetchall()
    costs = {word: cost(files, {}, word, shards) for word, _ in common}
    worst = sorted(files[f"search/words/{number:x}.txt"] for number in range(shards))[-3:]
    base = cost(files, {}, "", shards)
    json.dump(
        {
            "applications": count,
            "shards": shards,
            "files": len(files),
            "bytes": sum(files.values()),
            "largest": largest,
            "common": common[:5],
            "one_common_word": max(costs.values()),
            "three_words_of_the_largest_shards": base + sum(worst),
            "with_four_filters": base + sum(worst) + 4 * largest["keys"][0],
            "limit": LIMIT,
        },
        sys.stdout,
        indent=1,
    )
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()

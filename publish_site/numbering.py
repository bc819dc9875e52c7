"""The applications by their numbers: for each folder of an address (`tm/`, `tm/2026/`) a page of what lies in it.

Numbers that differ in their last two digits alone, and in a check digit behind them, stand in one block
(`tm/2026/_0001/` has 000100 to 000199): what a new number changes is its block and the pages above it. The folders of
blocks begin with `_`, which no piece of a number can (`paths.segment`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import orjson

from publish_site.standing import Standing

_CHECK = re.compile(r"(?<=[0-9]{5})(-|~2e)[0-9a-z]\Z")  # a check digit (`bulk`) in the words of `paths.segment`
DIGITS = 2  # of a number that its block leaves open
TO = "\u2013"  # from number to number
SHORT = 4  # a number of so few characters that is none of digits alone stands in no block
MANY = 300  # blocks of a folder from which on they stand in blocks of blocks


class Row(NamedTuple):
    """A line of such a page: what it is called, where it leads, how many applications lie there."""

    name: str
    path: str  # of a folder
    many: int
    title: str = ""  # of an application
    language: str = ""  # of that title, where its record names one


class Page(NamedTuple):
    folder: str
    name: str
    above: list[tuple[str, str]]  # name and folder of the pages above it
    rows: list[Row]


def add(standing: Standing, dossier: str, path: str) -> None:
    """Takes down where a dossier that this build touches lies."""
    folder, _, leaf = path.rpartition("/")
    database = standing.database
    database.execute("insert or replace into numbered values (?, ?, ?, ?)", (folder, block(leaf), leaf, dossier))
    database.execute("insert or ignore into numbered_now values (?, ?)", (folder, block(leaf)))


def block(leaf: str) -> str:
    """The block in which the last piece of a number stands; empty for none."""
    leaf = _CHECK.sub("", leaf)
    return leaf[:-DIGITS] if len(leaf) > (DIGITS if leaf.isdecimal() else SHORT) else ""


def pages(standing: Standing) -> Iterator[Page]:
    """The pages that this build touches, those of blocks first."""
    database = standing.database
    touched = database.execute("select folder, block from numbered_now order by folder, block").fetchall()
    folders = sorted({folder for folder, _ in touched})
    for folder, one in touched:
        if one:
            yield _block(standing, folder, one)
    for folder in sorted({*folders, *(up for below in folders for up in _above(below))}):
        yield from _folder(standing, folder)


def folders(standing: Standing) -> Iterator[str]:
    """Where all such pages lie, whichever build made them."""
    rows = standing.database.execute(
        "select distinct folder, block from numbered order by folder, length(block), block"
    )
    for folder, group in groupby(rows.fetchall(), key=itemgetter(0)):
        blocks = [block for _, block in group if block]
        yield from (f"{folder}/_{block}" for block in blocks)
        yield from (f"{folder}/__{prefix}" for prefix in _prefixes(blocks))
    ends = [folder for (folder,) in standing.database.execute("select distinct folder from numbered")]
    found = sorted({*ends, *(up for end in ends for up in _above(end))})
    yield from (folder for folder in found if not _is_application(standing, folder))


def _block(standing: Standing, folder: str, block: str) -> Page:
    above = [(called(up), up) for up in [*_above(folder), folder]]
    name = f"{called(folder)}, {_range(block, block)}"
    return Page(f"{folder}/_{block}", name, above, _applications(standing, folder, block))


def _folder(standing: Standing, folder: str) -> Iterator[Page]:
    """What lies in a folder: its blocks, and the applications and folders that are in none."""
    if _is_application(standing, folder):
        return
    rows = standing.database.execute(
        "select block, count(*) from numbered where folder = ? and block <> '' group by block "
        "order by length(block), block",
        (folder,),
    )
    blocks: dict[str, int] = dict(rows.fetchall())
    above = [(called(up), up) for up in _above(folder)]
    shown = [Row(_range(block, block), f"{folder}/_{block}", count) for block, count in blocks.items()]
    if groups := _prefixes(blocks):
        shown = []
        for prefix, group in groups.items():
            path, name = f"{folder}/__{prefix}", _range(group[0], group[-1])
            within = [Row(_range(block, block), f"{folder}/_{block}", blocks[block]) for block in group]
            yield Page(path, f"{called(folder)}, {name}", [*above, (called(folder), folder)], within)
            shown.append(Row(name, path, sum(row.many for row in within)))
    rows_here = [*_subfolders(standing, folder), *shown, *_applications(standing, folder, "")]
    yield Page(folder, called(folder), above, rows_here)


def _prefixes(blocks: Iterable[str]) -> dict[str, list[str]]:
    """The blocks of blocks in which many stand."""
    found: dict[str, list[str]] = {}
    for block in blocks:
        found.setdefault(block[:-DIGITS], []).append(block)
    return found if sum(map(len, found.values())) > MANY else {}


def _range(first: str, last: str) -> str:
    """What the numbers of some blocks are called: 000100 to 000199; of others than digits, how they begin."""
    if (first + last).isdecimal():
        return f"{first}{'0' * DIGITS}{TO}{last}{'9' * DIGITS}"
    return f"{called(first)}…" if first == last else f"{called(first)}…{TO}{called(last)}…"


def _subfolders(standing: Standing, folder: str) -> list[Row]:
    rows = standing.database.execute(
        "select folder, count(*) from numbered where folder >= ? and folder < ? group by folder order by folder",
        (f"{folder}/", f"{folder}0"),  # 0 comes after the slash
    )
    found: dict[str, int] = {}
    for below, count in rows:
        child = "/".join(below.split("/")[: folder.count("/") + 2])
        found[child] = found.get(child, 0) + count
    return [Row(called(child), child, count) for child, count in found.items()]


def _applications(standing: Standing, folder: str, block: str) -> list[Row]:
    rows = standing.database.execute(
        "select card from numbered join dossier on id = numbered.dossier where folder = ? and block = ? "
        "order by length(leaf), leaf",
        (folder, block),
    )
    cards: list[dict[str, Any]] = [orjson.loads(row[0]) for row in rows]
    return [Row(card["number"], card["path"], 0, card["title"], card.get("language", "")) for card in cards]


def _is_application(standing: Standing, path: str) -> bool:
    """Whether the permanent page of an application lies where the page of a folder would."""
    folder, _, leaf = path.rpartition("/")
    row = standing.database.execute("select 1 from numbered where folder = ? and leaf = ?", (folder, leaf)).fetchone()
    return row is not None


def _above(folder: str) -> list[str]:
    pieces = folder.split("/")
    return ["/".join(pieces[:count]) for count in range(1, len(pieces))]


def called(folder: str) -> str:
    """The beginning of the numbers in a folder, as far as its address says it plainly: `tm/2026` → `TM/2026`."""
    return folder.upper()

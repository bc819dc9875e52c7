"""An office's tables of goods, read from a folder and checked at the door: every mistake with file, line, remedy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from similarity.goods import class_table, term_tables
from similarity.goods.problems import BadGoods
from similarity.goods.tables import NONE, Named, Relations
from similarity.goods.words import FIRST_SERVICE

Table = TypeVar("Table")


def of_office(folder: Path | None) -> Relations:
    """The tables of an office's folder, NONE where it has no folder. BadGoods."""
    return NONE if folder is None else load(folder)


def load(folder: Path) -> Relations:
    """The three tables of a folder. BadGoods with the mistakes of all of them."""
    problems: list[str] = []
    classes = _read(folder / "classes.yaml", class_table.parse, problems)
    groups = _read(folder / "groups.csv", term_tables.groups, problems)
    pairs = _read(folder / "pairs.csv", term_tables.pairs, problems)
    if problems or classes is None or groups is None or pairs is None:
        raise BadGoods(problems)
    return Relations(*classes, groups, _traded(groups), pairs)


def _read(path: Path, parse: Callable[[str, str, list[str]], Table], problems: list[str]) -> Table | None:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as problem:
        problems.append(f"{path}:1: cannot be read ({problem.strerror}); put the office's table there")
    except UnicodeDecodeError as problem:
        line = problem.object[: problem.start].count(b"\n") + 1
        problems.append(f"{path}:{line}: no UTF-8; save the file as UTF-8")
    else:
        return parse(text, str(path), problems)
    return None


def _traded(groups: Mapping[Named, frozenset[str]]) -> dict[str, frozenset[str]]:
    """The groups of goods by key, whatever their class, for the services that are rendered on goods."""
    found: dict[str, frozenset[str]] = {}
    for (number, name), codes in groups.items():
        if int(number) < FIRST_SERVICE:
            found[name] = found.get(name, frozenset()) | codes
    return found

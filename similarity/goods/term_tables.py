"""`groups.csv` (term, class, group) and `pairs.csv` (two terms with degree and reason), row by row with its line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import cast

from similarity.goods.degrees import Degree
from similarity.goods.problems import proposal, wrong_class, wrong_degree, wrong_reason
from similarity.goods.tables import Known, Named
from similarity.goods.words import key, words

GROUPS = ("term", "class", "group")
PAIRS = ("one", "one_class", "other", "other_class", "degree", "reason")
GROUP = re.compile(r"[A-Z][A-Z0-9-]{0,15}")


def groups(text: str, place: str, problems: list[str]) -> dict[Named, frozenset[str]]:
    """The groups of each term; a term may have several, a row each."""
    found: dict[Named, frozenset[str]] = {}
    said: dict[tuple[Named, str], int] = {}
    for line, (term, number, group) in _rows(text, GROUPS, place, problems):
        wrongs = [wrong for wrong in (_wrong_term(term), wrong_class(number)) if wrong]
        if not GROUP.fullmatch(group):
            wrongs.append(f"no group code {group!r}; write up to 16 capital letters, digits and hyphens, such as BEER")
        name = (number, key(words(term)))
        if not wrongs and (name, group) in said:
            wrongs.append(f"{term!r} in class {number} has group {group} from line {said[name, group]}; delete one")
        problems += [f"{place}:{line}: {wrong}" for wrong in wrongs]
        if not wrongs:
            said[name, group] = line
            found[name] = found.get(name, frozenset()) | {group}
    return found


def pairs(text: str, place: str, problems: list[str]) -> dict[Named, dict[Named, Known]]:
    """What is known of each two terms, both ways."""
    found: dict[Named, dict[Named, Known]] = {}
    said: dict[frozenset[Named], int] = {}
    for line, (one, one_class, other, other_class, degree, reason) in _rows(text, PAIRS, place, problems):
        checks = (_wrong_term(one), wrong_class(one_class), _wrong_term(other), wrong_class(other_class))
        wrongs = [wrong for wrong in (*checks, wrong_degree(degree), wrong_reason(reason)) if wrong]
        names = ((one_class, key(words(one))), (other_class, key(words(other))))
        if not wrongs and names[0] == names[1]:
            wrongs.append(f"{one!r} and {other!r} are one term of class {one_class}, identical anyway; delete the row")
        elif not wrongs and frozenset(names) in said:
            wrongs.append(f"{one!r} and {other!r} have a degree from line {said[frozenset(names)]}; delete one")
        problems += [f"{place}:{line}: {wrong}" for wrong in wrongs]
        if not wrongs:
            said[frozenset(names)] = line
            for here, there in (names, names[::-1]):
                found.setdefault(here, {})[there] = Known(cast("Degree", degree), reason)
    return found


def _rows(text: str, header: tuple[str, ...], place: str, problems: list[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The cells of each row with the line it ends on; a row of another width is a problem, an empty line is none."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        first = tuple(next(reader, ()))
        if first != header:
            remedy = next((proposal(cell, header) for cell in first if cell not in header), "in this order")
            problems.append(f"{place}:1: the header is {','.join(first)!r}; write {','.join(header)!r} ({remedy})")
            return
        for row in reader:
            if len(row) == len(header):
                yield reader.line_num, tuple(cell.strip() for cell in row)
            elif row:
                what = f"{len(row)} cells where there should be {len(header)}"
                problems.append(f"{place}:{reader.line_num}: {what}; quote a cell that holds a comma")
    except csv.Error as problem:
        problems.append(f"{place}:{reader.line_num}: no CSV: {problem}; double the quotes within a quoted cell")


def _wrong_term(term: str) -> str | None:
    """What is wrong with a term; None where goods can be cut into it."""
    if not words(term):
        return f"the term {term!r} has no letters; write the goods"
    cut = re.search(r"[,;\n]", term)
    return f"the term {term!r} holds {cut[0]!r}, where goods are cut, and is never met; leave it out" if cut else None

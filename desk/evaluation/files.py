"""The files of an evaluation: a gallery of names, and pairs of a question and the mark it has to find."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from rapidfuzz import process

from desk.evaluation.words import GROUPS, Pair
from similarity.folding import fold

NAME = "name"


class BadFile(Exception):
    """A file that cannot be evaluated on: the message names file, line and what to do."""


def gallery(path: Path, targets: Sequence[str]) -> list[str]:
    """The distinct names of the column `name`, and the targets it lacks; distinct once folded. BadFile."""
    found: dict[str, str] = {}
    for row in rows(path, (NAME,)):
        found.setdefault(fold(row[NAME]), row[NAME])
    for target in targets:
        found.setdefault(fold(target), target)
    found.pop("", None)
    if not found:
        raise BadFile(f"{path}: no name in it; it needs a column `{NAME}` with one name a line")
    return list(found.values())


def pairs(path: Path, query: str, target: str) -> list[Pair]:
    """One pair of each line that has both. BadFile."""
    found = [
        Pair(row[query], row[target], {name: row[name] for name in GROUPS if row.get(name)})
        for row in rows(path, (query, target))
        if fold(row[query]) and fold(row[target])
    ]
    if not found:
        raise BadFile(f"{path}: no pair in it; each line needs a `{query}` and a `{target}` with letters")
    return found


def rows(path: Path, needed: Sequence[str]) -> Iterator[dict[str, str]]:
    """The lines of a CSV, which has these columns and may have more. BadFile."""
    try:
        with _open(path) as lines:
            reader = csv.DictReader(lines)
            have = reader.fieldnames or ()
            for column in needed:
                if column not in have:
                    near = process.extractOne(column, have, score_cutoff=60)
                    proposal = f"did you mean `{near[0]}`?" if near else f"there are: {', '.join(have)}"
                    raise BadFile(f"{path}:1: no column `{column}`; {proposal}")
            for row in reader:
                if None in row or None in row.values():
                    raise BadFile(f"{path}:{reader.line_num}: not as many values as columns; quote values with commas")
                yield row
    except (OSError, UnicodeDecodeError, csv.Error, EOFError) as problem:
        raise BadFile(f"{path}: cannot be read: {problem}") from problem


def _open(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")

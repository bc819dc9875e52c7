"""Meaning: words that say the same, in one language or several, by a table of the office (`meanings.csv`).

A line is a meaning; its cells hold words and phrases in capitals, separated by `|`. Two words mean the same when one
line has both. The table is the office's: translations and synonyms that its examiners want to be shown.
"""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from pathlib import Path

from similarity.folding import fold

SHORTEST = 3  # letters of a word that is looked up: shorter ones mean too many things in too many languages


class BadMeanings(Exception):
    """A table that cannot be used; the message names file and line, and what to do."""


class Meanings:
    """`of` says what else a folded word or phrase may be called; nothing when the table does not know it."""

    def __init__(self, lines: Iterable[Iterable[str]]) -> None:
        found: dict[str, set[str]] = defaultdict(set)
        for words in lines:
            known = {word for word in map(fold, words) if len(word.replace(" ", "")) >= SHORTEST}
            for word in known:
                found[word] |= known - {word}
        self._others: Mapping[str, frozenset[str]] = {word: frozenset(others) for word, others in found.items()}

    def of(self, words: str) -> frozenset[str]:
        """The other words and phrases of the same meaning, folded."""
        return self._others.get(words, frozenset())

    @cached_property
    def signature(self) -> str:
        """Changes with what the table says."""
        lines = [f"{word}={'|'.join(sorted(others))}" for word, others in sorted(self._others.items())]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


TABLE = Meanings(())  # the office's table; `use` changes it, once, when a program starts


def use(table: Meanings) -> None:
    """From now on words mean what this table says."""
    global TABLE  # noqa: PLW0603 - one choice for the whole program, as for the languages
    TABLE = table


@cache
def load(path: Path | None) -> Meanings:
    """The table of a file, one that knows nothing without a file. BadMeanings."""
    if path is None:
        return Meanings(())
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.reader(lines)
            heads = next(reader, [])
            if len(heads) < 2 or heads[0] != "meaning":  # noqa: PLR2004 - the name and one language
                raise BadMeanings(f"{path}:1: the first line names the columns: meaning, then one for each language")
            rows = []
            for row in reader:
                if len(row) != len(heads):
                    raise BadMeanings(
                        f"{path}:{reader.line_num}: {len(row)} cells instead of {len(heads)}; quote what holds commas"
                    )
                rows.append([word for cell in row[1:] for word in cell.split("|")])
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise BadMeanings(
            f"{path}: cannot be read: {problem}; save it as CSV in UTF-8, with commas between cells"
        ) from problem
    return Meanings(rows)

"""Pictures: which words say what a picture shows, by a table of the office (`vienna_words.csv`).

A line has a word or a phrase, its language, and a code of the Vienna Classification: a section (`05.07.13`), a category
(`05.07`) or a division (`05`). A word finds the marks whose picture has that code, and a picture the marks of that
word. Codes are those of the edition that the office's records are classified by.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from similarity.folding import fold

HEADS = ["word", "language", "vienna", "shows"]
_CODE = re.compile(r"\d\d(\.\d\d){0,2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_NOTE = "#"


class BadPictures(Exception):
    """A table that cannot be used; the message has a line `file:line: what; what to do` for each mistake."""


class Pictures:
    """`codes` of a folded word or phrase, `words` of codes, and what a code `shows`."""

    def __init__(self, lines: Iterable[tuple[str, str, str]] = ()) -> None:
        codes: dict[str, set[str]] = defaultdict(set)
        words: dict[str, set[str]] = defaultdict(set)
        self.shown: dict[str, str] = {}
        for word, code, shows in lines:
            codes[fold(word)].add(code)
            words[code].add(fold(word))
            self.shown.setdefault(code, shows)
        self._codes: Mapping[str, frozenset[str]] = {word: frozenset(found) for word, found in codes.items()}
        self._words: Mapping[str, frozenset[str]] = {code: frozenset(found) for code, found in words.items()}

    def codes(self, words: str) -> frozenset[str]:
        """The codes of what these words say, singular or plural in S; nothing when the table does not know them."""
        found = self._codes.get(words)
        if found is None and words.endswith("S"):
            found = self._codes.get(words[:-1])
        return found or frozenset()

    def words(self, codes: Iterable[str]) -> frozenset[str]:
        """The words and phrases for any of these codes, each also with an S behind it."""
        found = {word for code in codes for word in self._words.get(code, ())}
        return frozenset(found | {f"{word}S" for word in found})


TABLE = Pictures()  # the office's table; `use` changes it, once, when a program starts


def use(table: Pictures) -> None:
    """From now on pictures show what this table says."""
    global TABLE  # noqa: PLW0603 - one choice for the whole program, as for the languages
    TABLE = table


@cache
def load(path: Path | None) -> Pictures:
    """The table of a file, one that knows nothing without a file. BadPictures.

    Lines that begin with # are notes: the edition, the source.
    """
    if path is None:
        return Pictures()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise BadPictures(f"{path}:1: cannot be read: {problem}; save it as UTF-8") from problem
    numbered = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line and not line.startswith(_NOTE)]
    rows = list(csv.reader([line for _, line in numbered]))
    problems: list[str] = []
    if not rows or rows[0] != HEADS:
        problems.append(
            f"{path}:{numbered[0][0] if numbered else 1}: the first line names the columns: {','.join(HEADS)}"
        )
    found: dict[tuple[str, str], tuple[str, str, str]] = {}
    for (number, _), row in list(zip(numbered, rows, strict=True))[1:]:
        if wrong := _wrong(row):
            problems.append(f"{path}:{number}: {wrong}")
            continue
        word, _, code, shows = row
        found[fold(word), code] = word, code, shows
    if problems:
        raise BadPictures("\n".join(problems))
    return Pictures(found.values())


def _wrong(row: list[str]) -> str | None:
    if len(row) != len(HEADS):
        return f"{len(row)} cells instead of {len(HEADS)}; quote what holds commas"
    word, language, code, shows = row
    if not fold(word):
        return f"{word!r} has no letters; write the word that names the picture"
    if not _LANGUAGE.fullmatch(language):
        return f"no language {language!r}; write its code of two or three letters, e.g. en"
    if not _CODE.fullmatch(code):
        return f"no Vienna code {code!r}; write two digits for each level, e.g. 05.07.13"
    return None if shows.strip() else "no word for what the code shows; write it into the last column"

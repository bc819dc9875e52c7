"""The office's small words and weak words (`words.yaml`): what tells marks apart least.

Small words (OF, AND, THE; LTD) are set aside where a comparison looks at what is left, but never all words of a mark.
Weak words are those that say what is sold: RESTAURANT is weak in class 43 and strong in class 9. Initials are indexed
with and without small words, so another list of them asks for a rebuild; weak words take effect at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from mappings import yaml
from similarity.folding import fold

CLASSES = frozenset(map(str, range(1, 46)))
KEYS = ("source", "small", "weak")
_GROUP = re.compile(r"[a-z][a-z-]{1,19}")


class BadLexicon(Exception):
    """A table that cannot be used; the message has a line `file:line: what; what to do` for each mistake."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words in capitals, folded; `weak` by Nice class."""

    small: frozenset[str] = frozenset()
    weak: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def core(self, words: Sequence[str]) -> tuple[str, ...]:
        """The words without small ones, in order; all of them where nothing else would be left."""
        return tuple([word for word in words if word not in self.small]) or tuple(words)

    def weak_in(self, classes: Iterable[str]) -> frozenset[str]:
        """The words that are weak in one of these classes; without classes none."""
        return frozenset().union(*[self.weak.get(number, frozenset()) for number in classes])


LEXICON = Lexicon()  # the office's; `use` changes it, once, when a program starts


def use(lexicon: Lexicon) -> None:
    """From now on these words are small and weak. Then say `similarity.reading.forget`."""
    global LEXICON  # noqa: PLW0603 - one choice for the whole program, as for the languages
    LEXICON = lexicon


@cache
def load(path: Path | None) -> Lexicon:
    """The words of a file, none without a file. BadLexicon."""
    if path is None:
        return Lexicon()
    try:
        text = yaml.read(path)
        data = yaml.parse(text, str(path))
    except yaml.UnreadableYaml as problem:
        raise BadLexicon(str(problem)) from problem
    reader = _Reader(text, path)
    found = reader.read(data)
    if reader.problems:
        raise BadLexicon("\n".join(reader.problems))
    return found


class _Reader:
    """Reads the data and gathers what is wrong with it."""

    def __init__(self, text: str, path: Path) -> None:
        self._text, self._path = text, path
        self.problems: list[str] = []

    def read(self, data: object) -> Lexicon:
        if not isinstance(data, dict):
            self._wrong((), f"no table of words; write a mapping of {', '.join(KEYS)}")
            return Lexicon()
        for key in data:
            if key not in KEYS:
                self._wrong((str(key),), f"no key {key!r} here; there are: {', '.join(KEYS)}")
        if not isinstance(data.get("source"), str):
            self._wrong(("source",), "no source; say in words where the lists come from")
        small = self._lists(
            data, "small", lambda name: bool(_GROUP.fullmatch(name)), "a language, e.g. `en: [THE, OF]`"
        )
        weak = self._lists(data, "weak", CLASSES.__contains__, 'a Nice class from 1 to 45, e.g. `"43": [HOTEL]`')
        return Lexicon(frozenset().union(*small.values()), weak)

    def _lists(self, data: dict[str, Any], key: str, known: Any, wanted: str) -> dict[str, frozenset[str]]:
        lists = data.get(key, {})
        if not isinstance(lists, dict):
            self._wrong((key,), f"no lists; below {key!r} write {wanted}")
            return {}
        found = {}
        for name, words in lists.items():
            if not known(str(name)) or not isinstance(words, list):
                self._wrong((key, str(name)), f"{name!r} is no list of {key} words; write {wanted}")
                continue
            found[str(name)] = frozenset(self._word((key, str(name), n), word) for n, word in enumerate(words))
        return found

    def _word(self, where: tuple[str | int, ...], word: object) -> str:
        folded = fold(word) if isinstance(word, str) else ""
        if not folded or " " in folded:
            self._wrong(where, f"{word!r} is not one word; write each word by itself, in quotes where YAML needs them")
        return folded

    def _wrong(self, where: Sequence[str | int], what: str) -> None:
        line = yaml.line(self._text, where) if where else None
        self.problems.append(f"{self._path}:{line or 1}: {what}")

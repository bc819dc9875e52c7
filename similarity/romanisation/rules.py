"""Spelling rules as data: a pattern and what is written for it, the first rule that fits winning at each place."""

from __future__ import annotations

import re
from collections.abc import Mapping

from anyascii import anyascii

_WORD_BEGINS, _WORD_ENDS = "(?<![^ ])", "(?![^ ])"
_C = re.compile("K(?=[AOULRT])")


class Rules:
    """Rewrites a text from left to right by the tables given, an earlier one going before a later.

    A pattern is a regular expression without groups, in small letters; `^` in front and `$` behind stand for the
    ends of a word, `<NAME>` for one letter of the set of that name. What no rule knows is spelled by anyascii.
    """

    def __init__(self, *tables: Mapping[str, str], sets: Mapping[str, str] | None = None) -> None:
        merged: dict[str, str] = {}
        for table in tables:
            for pattern, latin in table.items():
                merged.setdefault(pattern, latin)
        self._written = list(merged.values())
        self._pattern = re.compile("|".join([f"({_expression(one, sets or {})})" for one in merged] + ["([^ ])"]))

    def __call__(self, text: str) -> str:
        return self._pattern.sub(self._rewritten, text)

    def parts(self, text: str) -> list[str]:
        """What is written for each part of a word, for a script that goes on from there."""
        return [self._rewritten(found) for found in self._pattern.finditer(text)]

    def _rewritten(self, found: re.Match[str]) -> str:
        rule = (found.lastindex or 0) - 1
        return self._written[rule] if rule < len(self._written) else ascii_letters(found[0])


def with_c(spelling: str) -> str:
    """A spelling as Latin and English have it: C for K where it sounds so, X for KS."""
    return _C.sub("C", spelling.replace("KS", "X"))


def ascii_letters(text: str) -> str:
    """Capitals A to Z and digits for a text no rule knows, character by character."""
    return "".join([letter for letter in anyascii(text).upper() if letter.isascii() and letter.isalnum()])


def _expression(pattern: str, sets: Mapping[str, str]) -> str:
    begins, ends = pattern.startswith("^"), pattern.endswith("$")
    inner = pattern[begins : len(pattern) - ends]
    for name, letters in sets.items():
        inner = inner.replace(f"<{name}>", f"[{letters}]")
    return f"{_WORD_BEGINS * begins}{inner}{_WORD_ENDS * ends}"

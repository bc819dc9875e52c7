"""A stakeholder's name as it is searched for and compared: spelled in Latin letters, its legal form set apart.

Blocks make that the cost of looking for duplicates grows with the number of names and not with its square: only those
who share one are compared. There is a block for the same words in any order; for how they sound (Double Metaphone, both
readings); for neighbouring words; for a family name with an initial; for an e-mail and a phone; and for the consonants
with each of them left out in turn, so that names in which one consonant differs meet. Vowels are not in them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from pydantic import TypeAdapter

from mappings import yaml
from registry.stakeholder_data import Details, NameReader, Names
from similarity import keys
from similarity.folding import fold
from similarity.skeleton import consonants
from similarity.spellings import spellings

FORMS = Path(__file__).with_name("legal_forms.yaml")
LONG = 14  # consonants from which a skeleton is blocked by its halves instead
SHORT = 4  # consonants, or sounds, below which they say too little
NEIGHBOURS = 4  # pairs of neighbouring words that are blocked
BEFORE = frozenset({"ooo", "oao", "sa", "sarl", "kk", "yk"})  # forms that may stand before a name
PHONE = 8  # last digits of a phone number


_TABLE = TypeAdapter[dict[str, list[str]]](dict[str, list[str]])


@dataclass(frozen=True)
class Name:
    """One name: its words without the legal form, in each Latin spelling, and the form as the table calls it."""

    text: str
    spelled: tuple[tuple[str, ...], ...]  # the best first; none for a name without letters
    form: str | None

    @property
    def words(self) -> tuple[str, ...]:
        return self.spelled[0] if self.spelled else ()

    @property
    def core(self) -> str:
        """The name without its legal form, as one text."""
        return " ".join(self.words)


@lru_cache(maxsize=65_536)
def read(text: str) -> Name:
    """Never fails; a name that is nothing but a legal form keeps it."""
    form, rest = _other_script(unicodedata.normalize("NFKC", text).strip())
    spelled = []
    for spelling in spellings(rest):
        found, words = _set_apart(tuple(spelling.split()))
        form = form or found
        spelled.append(words)
    return Name(text, tuple(dict.fromkeys(one for one in spelled if one)), form)


def names(details: Details) -> Names:
    """What the register keeps beside a stakeholder."""
    every = [read(text) for text in (details.name, *details.other_names)]
    words = {word for name in every for spelled in name.spelled for word in spelled}
    words |= {word for text in (details.name, *details.other_names) for word in fold(text).split()}
    return Names(fold(details.name), tuple(sorted(words)), tuple(sorted({*_blocks(every), *_by_contact(details)})))


READER = NameReader(names, fold)


def _blocks(every: list[Name]) -> Iterator[str]:
    for name in every:
        for words in name.spelled:
            joined = "".join(words)
            yield "n " + " ".join(sorted(words))
            yield "n " + joined
            for code in ("double_metaphone", "double_metaphone_second"):
                if len(sound := keys.code(code, joined)) >= SHORT:
                    yield "m " + sound
            for pair in list(pairwise(words))[:NEIGHBOURS]:
                yield "w " + " ".join(pair)
            if len(words) > 1:
                yield f"i {words[-1]} {words[0][0]}"
                yield f"i {words[0]} {words[-1][0]}"
        if name.words:
            yield from _skeletons(consonants("".join(name.words)))


def _skeletons(skeleton: str) -> Iterator[str]:
    """What two skeletons share that differ in one consonant."""
    if len(skeleton) >= LONG:
        half = len(skeleton) // 2
        yield "h " + skeleton[:half]
        yield "t " + skeleton[-half:]
    elif len(skeleton) >= SHORT:
        yield "d " + skeleton
        if len(skeleton) > SHORT:
            yield from {"d " + skeleton[:place] + skeleton[place + 1 :] for place in range(len(skeleton))}


def _by_contact(details: Details) -> Iterator[str]:
    if details.email:
        yield "e " + details.email.lower()
    digits = "".join(one for one in details.phone or "" if one.isdigit())
    if len(digits) >= PHONE:
        yield "p " + digits[-PHONE:]


@lru_cache(maxsize=1)
def _forms() -> tuple[dict[str, str], dict[tuple[str, ...], str]]:
    """The forms in other scripts as they are written, and the others by their folded words."""
    table = _TABLE.validate_python(yaml.load(FORMS))
    scripts: dict[str, str] = {}
    latin: dict[tuple[str, ...], str] = {}
    for form, written in table.items():
        for one in written:
            if one.isascii() or all(unicodedata.name(each, "").startswith("LATIN") for each in one if each.isalpha()):
                words = tuple(fold(one).split())
                latin |= {words: form, ("".join(words),): form}
            else:
                scripts[unicodedata.normalize("NFKC", one).casefold()] = form
    return scripts, latin


def _other_script(text: str) -> tuple[str | None, str]:
    """A form in another script, before or behind the name, with or without a space."""
    folded = text.casefold()
    if text.isascii() or len(folded) != len(text):
        return None, text
    for one, form in sorted(_forms()[0].items(), key=lambda each: -len(each[0])):
        for rest, edge in ((text[len(one) :], folded.startswith(one)), (text[: -len(one)], folded.endswith(one))):
            joined = edge and (len(one) >= SHORT or not rest or not _edge(rest, first=folded.startswith(one)).isalpha())
            if joined and rest.strip(" ,.-\"'«»„“”()"):
                return form, rest.strip(" ,.-\"'«»„“”()")
    return None, text


def _edge(rest: str, *, first: bool) -> str:
    return rest[0] if first else rest[-1]


def _set_apart(words: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """The form at the end, else at the beginning; the longest that leaves a word."""
    latin = _forms()[1]
    for size in range(min(len(words) - 1, _longest()), 0, -1):
        if form := latin.get(words[-size:]):
            return form, words[:-size]
    for size in range(min(len(words) - 1, _longest()), 0, -1):
        if (form := latin.get(words[:size])) in BEFORE:
            return form, words[size:]
    return None, words


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(map(len, _forms()[1]))

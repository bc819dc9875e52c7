"""What an office knows of goods: classes to search together, groups of similar terms, pairs with their degree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from similarity.goods.degrees import Degree, rank

Named = tuple[str, str]  # class and key of a term


@dataclass(frozen=True, slots=True)
class Known:
    """What a table says of two classes or two terms."""

    degree: Degree
    reason: str


@dataclass(frozen=True, eq=False)
class Relations:
    """The tables of one office, as `load` reads them. Every relation holds both ways."""

    source: str
    classes: Mapping[tuple[str, str], Known]
    groups: Mapping[Named, frozenset[str]]
    traded: Mapping[str, frozenset[str]]  # groups of goods (classes 1 to 34) by key, for services rendered on them
    pairs: Mapping[Named, Mapping[Named, Known]]


NONE = Relations(
    "", {}, {}, {}, {}
)  # of an office without tables: the words of two terms of one class are all there is


def related_classes(classes: Iterable[str], relations: Relations, least: Degree = "average") -> tuple[str, ...]:
    """The classes to search besides those asked for: related to one of them in at least that degree, by number."""
    asked = {number.strip().lstrip("0") for number in classes}
    found = {
        other for (one, other), known in relations.classes.items() if one in asked and rank(known.degree) <= rank(least)
    }
    return tuple(sorted(found - asked, key=int))

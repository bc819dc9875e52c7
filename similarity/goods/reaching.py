"""From the classes of an application to those to search besides them, each with the class and the reason it is for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from similarity.goods.degrees import Degree, rank
from similarity.goods.tables import Relations, related_classes


@dataclass(frozen=True, slots=True)
class Reached:
    """A class that is searched too: `asked` is the class asked for to which the table relates it most nearly."""

    number: str
    asked: str
    degree: Degree
    reason: str


def reached(classes: Iterable[str], relations: Relations, least: Degree = "average") -> tuple[Reached, ...]:
    """What `related_classes` names, by number, each with the nearest of the classes asked for; the first of equals."""
    asked = tuple(dict.fromkeys(number.strip().lstrip("0") for number in classes))
    found = []
    for number in related_classes(asked, relations, least):
        known = [(one, relations.classes[one, number]) for one in asked if (one, number) in relations.classes]
        one, nearest = min(known, key=lambda each: rank(each[1].degree))
        found.append(Reached(number, one, nearest.degree, nearest.reason))
    return tuple(found)

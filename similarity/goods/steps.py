"""The ways in which two lists of goods are found related, in the order in which they are tried.

Each step takes the terms of both sides and what the pair table has decided, and gives the nearest pair it finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import product
from typing import Literal, TypeAlias

from rapidfuzz import fuzz, process

from similarity.goods.degrees import Degree, lower, rank
from similarity.goods.known import Placed
from similarity.goods.tables import Known, Named, Relations

Found: TypeAlias = Literal["same term", "pair table", "group", "text", "classes", "nothing"]

# Likeness of the words of two terms of one class (`token_set_ratio`, 0 to 100), and the degree it stands for:
# chosen, hardly measured, for they decide 2 of the 275 pairs of `tests/similarity/test_goods.py`.
TEXT: tuple[tuple[float, Degree], ...] = ((90, "high"), (75, "average"), (60, "low"))
ALIKE = 90  # without a word in common, only this much of likeness counts: SALT and MALT are 75


@dataclass(frozen=True, slots=True)
class Hit:
    """Two terms, how near they are and why."""

    one: Placed
    other: Placed
    degree: Degree
    why: str
    found: Found


Side: TypeAlias = Sequence[Placed]
Decided: TypeAlias = AbstractSet[tuple[Named, Named]]  # the names of two terms whose degree the pair table tells


def nearest(hits: Iterable[Hit | None]) -> Hit | None:
    """The first of the best degree."""
    return min((hit for hit in hits if hit), key=lambda hit: rank(hit.degree), default=None)


def same_term(ones: Side, others: Side) -> Hit | None:
    """The same folded term in the same class."""
    there = {other.name: other for other in others if other.term.key}
    for one in ones:
        if one.name in there:
            return Hit(one, there[one.name], "identical", "The terms are the same.", "same term")
    return None


def paired(ones: Side, others: Side, relations: Relations) -> list[Hit]:
    """What the pair table says of each two terms. Found by a head alone (LEATHER SHOE by SHOE), it is high at most."""
    there: dict[Named, list[Placed]] = {}
    for other in others:
        for name in other.names:
            there.setdefault(name, []).append(other)
    hits: dict[tuple[Named, Named], Hit] = {}
    for one in ones:
        for name in one.names:
            for partner, known in relations.pairs.get(name, {}).items():
                for other in there.get(partner, ()):
                    whole = (name, partner) == (one.name, other.name)
                    degree: Degree = "high" if known.degree == "identical" and not whole else known.degree
                    if whole or (one.name, other.name) not in hits:
                        hits[one.name, other.name] = Hit(one, other, degree, known.reason, "pair table")
    return list(hits.values())


def grouped(ones: Side, others: Side, relations: Relations, decided: Decided) -> Hit | None:
    """A group in common: high within a class, else what the two classes are to one another, at least low."""
    there: dict[tuple[str, str], list[Placed]] = {}
    for other in others:
        for group in sorted(other.groups):
            there.setdefault((group, other.term.class_number), []).append(other)
    classes = sorted({number for _, number in there})
    hits = []
    for one, number in product(ones, classes):
        for group in sorted(one.groups):
            match = next((o for o in there.get((group, number), ()) if (one.name, o.name) not in decided), None)
            if match is not None:
                degree = _of_group(one.term.class_number, number, relations)
                hits.append(Hit(one, match, degree, f"Both are of the group {group}.", "group"))
    return nearest(hits)


def _of_group(one: str, other: str, relations: Relations) -> Degree:
    if one == other:
        return "high"
    known = relations.classes.get((one, other))
    return known.degree if known else "low"


def alike(ones: Side, others: Side, decided: Decided, beyond: Degree) -> Hit | None:
    """Words in common within a class, graded by `TEXT`; looked for only where they are nearer than `beyond`."""
    least = min((bound for bound, degree in TEXT if rank(degree) < rank(beyond)), default=None)
    if least is None:
        return None
    hits = []
    for number in dict.fromkeys(one.term.class_number for one in ones):
        there = [other for other in others if other.term.class_number == number and other.compared]
        choices = [other.compared for other in there]
        for one in ones if choices else ():
            if one.term.class_number != number or not one.compared:
                continue
            near = process.extract(one.compared, choices, scorer=fuzz.token_set_ratio, score_cutoff=least, limit=5)
            for text, score, place in near:
                shared = not set(text.split()).isdisjoint(one.compared.split())
                if (shared or score >= ALIKE) and (one.name, there[place].name) not in decided:
                    degree = next(degree for bound, degree in TEXT if score >= bound)
                    why = f"Their words are alike ({score:.0f} of 100)."
                    hits.append(Hit(one, there[place], degree, why, "text"))
    return nearest(hits)


def by_class(ones: Side, others: Side, relations: Relations, decided: Decided, beyond: Degree) -> Hit | None:
    """What the classes are to one another, where that is nearer than `beyond`.

    One degree lower for two terms of different classes which the tables know and keep in different groups.
    """
    best: Hit | None = None
    here, there = _by_number(ones), _by_number(others)
    for numbers in product(here, there):
        known = _of_classes(numbers, here, there, relations)
        if known is None or rank(known.degree) >= rank(beyond):
            continue
        for one, other in product(here[numbers[0]], there[numbers[1]]):
            if (one.name, other.name) in decided:
                continue
            apart = numbers[0] != numbers[1] and bool(one.groups and other.groups)
            degree = lower(known.degree) if apart else known.degree
            if rank(degree) < rank(beyond):
                why = f"{known.reason} These terms are of different groups." if apart else known.reason
                best, beyond = Hit(one, other, degree, why, "classes"), degree
            if not apart:
                break
    return best


def _by_number(side: Side) -> dict[str, list[Placed]]:
    found: dict[str, list[Placed]] = {}
    for one in side:
        found.setdefault(one.term.class_number, []).append(one)
    return found


def _of_classes(
    numbers: tuple[str, str], here: Mapping[str, Side], there: Mapping[str, Side], relations: Relations
) -> Known | None:
    one, other = numbers
    if one == other and not (here[one][0].term.key and there[other][0].term.key):
        return Known("average", f"The goods of class {one} are not stated, so that all of them count.")
    return relations.classes.get(numbers)

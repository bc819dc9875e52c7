"""A term as the tables of the office know it: the names it is looked up by, and its groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from similarity.goods.tables import Named, Relations
from similarity.goods.terms import Goods, Term, living, of_class
from similarity.goods.words import compared, halves, heads, key, traded

_NO_GROUPS: frozenset[str] = frozenset()
_JOINING = frozenset({"AND", "OR"})


@dataclass(frozen=True, slots=True)
class Placed:
    """`names`: the term itself first, its shorter heads, those of its heading; `groups`: of the first that has any."""

    term: Term
    names: tuple[Named, ...]
    groups: frozenset[str]
    compared: str

    @property
    def name(self) -> Named:
        return self.names[0]


def side(goods: Sequence[Goods], relations: Relations) -> tuple[Placed, ...]:
    """The different terms of a mark's living classes with what the tables say of them; none where no class lives."""
    classes, share = living(goods)
    found: dict[Named, Placed] = {}
    for number, text in classes:
        for one in _of_class(number, text, relations)[:share]:
            found.setdefault(one.name, one)
    return tuple(found.values())


# Two classes each of a thousand hits; 1.2 kB a term, so 40 MB when lists have 15 terms.
@lru_cache(maxsize=2_048)
def _of_class(number: str, goods: str, relations: Relations) -> tuple[Placed, ...]:
    return tuple(placed(term, relations) for term in of_class(number, goods))


@lru_cache(maxsize=20_000)
def placed(term: Term, relations: Relations) -> Placed:
    """The term with what the tables say of it."""
    number = term.class_number
    keys = (term.key, *heads(term.words), *(heads(term.heading) if term.heading else ()))
    names = dict.fromkeys((number, name) for name in keys)
    groups = next((relations.groups[name] for name in names if name in relations.groups), _NO_GROUPS)
    if not _JOINING.isdisjoint(term.words):
        parts = halves(term.words)
        each = [relations.groups.get((number, key(part)), _NO_GROUPS) for part in parts]
        if len(parts) > 1 and all(each):
            groups = _NO_GROUPS.union(*each)
            names |= dict.fromkeys((number, key(part)) for part in parts)
    if on := traded(term.words, number):
        for part in halves(on):
            found = (relations.traded[head] for head in (key(part), *heads(part)) if head in relations.traded)
            groups |= next(found, _NO_GROUPS)
    return Placed(term, tuple(names), groups, compared(term.words))

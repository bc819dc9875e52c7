"""A term as the tables of the office know it: the names it is looked up by, and its groups."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from similarity.goods.tables import Named, Relations
from similarity.goods.terms import Term
from similarity.goods.words import compared, halves, heads, key, traded


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


@lru_cache(maxsize=20_000)
def placed(term: Term, relations: Relations) -> Placed:
    """The term with what the tables say of it."""
    number = term.class_number
    names = dict.fromkeys((number, name) for name in (term.key, *heads(term.words), *heads(term.heading)))
    groups = next((relations.groups[name] for name in names if name in relations.groups), frozenset[str]())
    parts = halves(term.words)
    if len(parts) > 1:
        each = [relations.groups.get((number, key(part)), frozenset[str]()) for part in parts]
        if all(each):
            groups = frozenset[str]().union(*each)
            names |= dict.fromkeys((number, key(part)) for part in parts)
    for part in halves(traded(term.words, number)):
        found = (relations.traded[head] for head in (key(part), *heads(part)) if head in relations.traded)
        groups |= next(found, frozenset[str]())
    return Placed(term, tuple(names), groups, compared(term.words))

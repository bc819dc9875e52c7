"""A strategy as one request: a bool query whose clauses carry constant weights, filters, one order, one size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from similarity.clause import Body, Clause, Counted, either, identity, term
from similarity.groups import Groups
from similarity.reading import Reading
from similarity.strategy import Strategy

LIFTED = 1_000  # above all that groups can weigh, and small enough for their weight to be exact beside it
PER_LENGTH = "_score / (doc['words.letters'].value + half)"
ORDER: list[Body] = [{"_score": "desc"}, {"id": "asc"}]
BARE_ORDER: list[Body] = [{"_score": "desc"}, {"tie": "asc"}, {"_seq_no": "asc"}]
BARE: Body = {"_source": False, "stored_fields": "_none_"}


def query(
    strategy: Strategy,
    asked: Reading,
    *,
    filters: Sequence[Body] = (),
    without: Sequence[Body] = (),
    source: Sequence[str] = ("id", "words.text"),
    size: int | None = None,
) -> Body:
    """The search body. It finds every mark that a level of the strategy accepts, and orders them by weight, then id.

    `filters` and `without` are filter clauses that must and must not hold. One hit more than `size` is counted, so
    that the answer says whether the list was cut. Clauses are named `comparison.level`; levels that ask the same
    share one clause and its name says all of them.
    """
    should = [one.clause.weighed(one.weight, one.name) for one in levels(strategy, asked)]
    found = _bool(filters, without, should)
    return _request(found, size or strategy.candidates.size) | {"sort": ORDER, "_source": list(source)}


def counting(
    strategy: Strategy,
    asked: Reading,
    groups: Groups,
    *,
    filters: Sequence[Body] = (),
    without: Sequence[Body] = (),
    size: int | None = None,
) -> Body:
    """The same for a strategy that proposes by sources: marks by the rare groups they have in common with the words.

    What a level asks for that no source covers is found too; one that lifts puts a mark before all that groups weigh.
    The weight of the groups is the score modulo LIFTED (`similarity.groups`); Lucene's expressions divide it by the
    letters, no statistics of a shard enter. Hits are bare: weight, tie, and the number of the last write. Ids are
    strings, and reading thousands of them takes as long as finding them.
    """
    counted = [
        {"constant_score": {"filter": term(field, value), "boost": weight}}
        for field, terms in groups.weights.items()
        for value, weight in terms.items()
    ]
    others = [
        one
        for one in levels(strategy, asked)
        if not (isinstance(one.clause, Counted) and one.clause.field in groups.weights)
    ]
    found: Body = {
        "script_score": {
            "query": _bool(filters, without, [*counted, *(one.clause.unweighed() for one in others)]),
            "script": {"lang": "expression", "source": PER_LENGTH, "params": {"half": groups.half}},
        }
    }
    if lifting := [one.clause.unweighed() for one in others if one.lifts]:
        lifts = {"constant_score": {"filter": either(*lifting), "boost": LIFTED}}
        found = {"bool": {"must": [found], "should": [lifts]}}
    return _request(found, size or strategy.candidates.size) | {"sort": BARE_ORDER, **BARE}


def _request(found: Body, size: int) -> Body:
    return {"size": size, "track_total_hits": size + 1, "query": found}


def _bool(filters: Sequence[Body], without: Sequence[Body], should: Sequence[Body]) -> Body:
    parts = {"filter": list(filters), "must_not": list(without), "should": list(should)}
    return {"bool": {**parts, "minimum_should_match": 1}}


class Asking(NamedTuple):
    """A clause, its weight with the engine, the names of the levels that ask it, and whether one of them lifts."""

    clause: Clause
    weight: int
    name: str
    lifts: bool


def levels(strategy: Strategy, asked: Reading) -> list[Asking]:
    """Each clause once, with the largest weight and all the names of the levels that ask it."""
    found: dict[bytes, Asking] = {}
    for comparison in strategy.comparisons:
        for level in comparison.levels:
            clause = level.rule.clause(asked, level.parameters)
            if clause is None:
                continue
            one = Asking(clause, level.weight, f"{comparison.name}.{level.name}", level.lifts)
            key = identity(clause)
            if same := found.get(key):
                one = Asking(clause, max(same.weight, one.weight), f"{same.name} {one.name}", same.lifts or one.lifts)
            found[key] = one
    return list(found.values())

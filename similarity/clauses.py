"""A strategy as one request: a bool query whose clauses carry constant weights, filters, one order, one size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from similarity.clause import Body, Clause, Counted, either, identity, term
from similarity.comparisons.feature import Reach
from similarity.groups import Groups
from similarity.reading import Reading
from similarity.strategy import Strategy

LIFTING = 200  # marks that no measure sees: each is looked at
PER_LENGTH = "_score / (doc['words.letters'].value + half)"
ORDER: list[Body] = [{"_score": "desc"}, {"id": "asc"}]
BARE_ORDER: list[Body] = [{"_score": "desc"}, {"tie": "asc"}, {"_seq_no": "asc"}]
# Of marks that share no group the shortest: they say nothing else besides what is meant.
SHORT_FIRST: list[Body] = [{"_score": "desc"}, {"words.letters": "asc"}, *BARE_ORDER[1:]]
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
    return _request(found, size or strategy.candidates.asked_for(asked.text)) | {"sort": ORDER, "_source": list(source)}


class Requests(NamedTuple):
    """What one search asks the engine, in one round trip; a part is None where the words ask for no such thing."""

    counted: Body  # by the rare groups in common, and what the levels find
    apart: Body | None  # what says the same in other words
    lifting: Body | None  # what no measure sees


def counting(
    strategy: Strategy,
    asked: Reading,
    groups: Groups,
    *,
    filters: Sequence[Body] = (),
    without: Sequence[Body] = (),
    size: int | None = None,
) -> Requests:
    """The same for a strategy that proposes by sources: marks by the rare groups they have in common with the words.

    What a level asks for that no source covers is found too. Marks that share no letter and no sound are asked for
    apart, a number of their own, so that the one kind never crowds out the other. The score is the weight of the groups
    (`similarity.groups`), which Lucene's expressions divide by the letters; no statistics of a shard enter. Hits are
    bare: score, tie, and the number of the last write. Ids are strings, and reading thousands of them takes as long as
    finding them.
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
    near = [
        one.clause.unweighed() if groups.weights else one.clause.weighed(one.weight, one.name)
        for one in others
        if one.reach == "near"
    ]
    apart, lifting = ([one.clause.unweighed() for one in others if one.reach == reach] for reach in ("apart", "lifts"))

    def beside(clauses: Sequence[Body], most: int) -> Body | None:
        if not clauses:
            return None
        found = {"bool": {"filter": [*filters, either(*clauses)], "must_not": list(without), "should": counted}}
        return _bare(found, groups, most, SHORT_FIRST)

    main = _bare(_bool(filters, without, [*counted, *near]), groups, size or strategy.candidates.asked_for(asked.text))
    return Requests(main, beside(apart, strategy.candidates.apart), beside(lifting, LIFTING))


def _bare(found: Body, groups: Groups, size: int, order: Sequence[Body] = BARE_ORDER) -> Body:
    script = {"lang": "expression", "source": PER_LENGTH, "params": {"half": groups.half}}
    return _request({"script_score": {"query": found, "script": script}}, size) | {"sort": order, **BARE}


def _request(found: Body, size: int) -> Body:
    return {"size": size, "track_total_hits": size + 1, "query": found}


def _bool(filters: Sequence[Body], without: Sequence[Body], should: Sequence[Body]) -> Body:
    parts = {"filter": list(filters), "must_not": list(without), "should": list(should)}
    return {"bool": {**parts, "minimum_should_match": 1}}


class Asking(NamedTuple):
    """A clause, its weight with the engine, the names of the levels that ask it, and how far its feature reaches."""

    clause: Clause
    weight: int
    name: str
    reach: Reach


def levels(strategy: Strategy, asked: Reading) -> list[Asking]:
    """Each clause once, with the largest weight and all the names of the levels that ask it."""
    found: dict[bytes, Asking] = {}
    for comparison in strategy.comparisons:
        for level in comparison.levels:
            clause = level.rule.clause(asked, level.parameters)
            if clause is None:
                continue
            one = Asking(clause, level.weight, f"{comparison.name}.{level.name}", level.rule.reach)
            key = identity(clause)
            if same := found.get(key):
                one = Asking(clause, max(same.weight, one.weight), f"{same.name} {one.name}", one.reach)
            found[key] = one
    return list(found.values())

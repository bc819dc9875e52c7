"""A strategy as one request: a bool query whose clauses carry constant weights, filters, one order, one size."""

from __future__ import annotations

from collections.abc import Sequence

from similarity.clause import Body, Clause, identity
from similarity.reading import Reading
from similarity.strategy import Strategy

ORDER: list[Body] = [{"_score": "desc"}, {"id": "asc"}]


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
    parts = levels(strategy, asked)
    return {
        "size": size or strategy.candidates.size,
        "track_total_hits": (size or strategy.candidates.size) + 1,
        "query": {
            "bool": {
                "filter": list(filters),
                "must_not": list(without),
                "should": [clause.weighed(weight, name) for clause, weight, name in parts],
                "minimum_should_match": 1,
            }
        },
        "sort": ORDER,
        "_source": list(source),
    }


def levels(strategy: Strategy, asked: Reading) -> list[tuple[Clause, int, str]]:
    """Each clause once, with the largest weight and all the names of the levels that ask it."""
    found: dict[bytes, tuple[Clause, int, str]] = {}
    for comparison in strategy.comparisons:
        for level in comparison.levels:
            clause = level.rule.clause(asked, level.parameters)
            if clause is None:
                continue
            name = f"{comparison.name}.{level.name}"
            key = identity(clause)
            if key in found:
                same, weight, names = found[key]
                found[key] = (same, max(weight, level.weight), f"{names} {name}")
            else:
                found[key] = (clause, level.weight, name)
    return list(found.values())

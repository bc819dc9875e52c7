"""A strategy as one request: a bool query whose clauses carry constant weights, filters, one order, one size."""

from __future__ import annotations

from collections.abc import Sequence

from similarity import keys
from similarity.clause import Body, Clause, Counted, any_of, identity
from similarity.rarity import Rarity
from similarity.reading import Reading
from similarity.strategy import Source, Strategy

MOST_TERMS = 128  # terms of one source that weigh by themselves, the rarest; those behind share one clause
PER_LENGTH = "_score / (doc['words.length'].value + half)"
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
    bare: bool = False,
    size: int | None = None,
    rarity: Rarity | None = None,
) -> Body:
    """The search body. It finds every mark that a level of the strategy accepts, and orders them by weight, then id.

    A `bare` hit is its `sort` alone: weight, tie, and the number of its last write; ids are strings, and reading
    thousands of them takes as long as finding them.
    `filters` and `without` are filter clauses that must and must not hold. One hit more than `size` is counted, so
    that the answer says whether the list was cut. Clauses are named `comparison.level`; levels that ask the same
    share one clause and its name says all of them. A strategy that proposes by sources asks for their terms, by their
    rarity, and for what no source covers.
    """
    covered = {source.field for source in strategy.candidates.by}
    parts = [
        (clause, weight, name)
        for clause, weight, name in levels(strategy, asked)
        if not (isinstance(clause, Counted) and clause.field in covered)
    ]
    counted = [body for source in strategy.candidates.by for body in _counted(source, asked, rarity or Rarity())]
    found = {
        "bool": {
            "filter": list(filters),
            "must_not": list(without),
            "should": [*counted, *(clause.weighed(weight, name) for clause, weight, name in parts)],
            "minimum_should_match": 1,
        }
    }
    return {
        "size": size or strategy.candidates.size,
        "track_total_hits": (size or strategy.candidates.size) + 1,
        "query": per_length(found, len(asked.joined)) if counted else found,
        **({"sort": BARE_ORDER, **BARE} if bare else {"sort": ORDER, "_source": list(source)}),
    }


def per_length(found: Body, asked: int) -> Body:
    """The same marks, each with its weight for its length: a long mark has many terms and says less with each.

    The weight is divided by the letters of the mark and half those asked for, as Dice's coefficient divides what two
    have in common by what both have. Lucene's expressions compute it; no statistics of a shard enter.
    """
    return {
        "script_score": {
            "query": found,
            "script": {"lang": "expression", "source": PER_LENGTH, "params": {"half": asked / 2}},
        }
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


def _counted(source: Source, asked: Reading, rarity: Rarity) -> list[Body]:
    """The terms of one source, each with the weight of its rarity; whole numbers, so that sums are exact."""
    words = keys.read(asked.text)
    terms, weigh = {
        "words.grams": (words.grams, rarity.of_gram),
        "words.sounds": (words.sounds, rarity.of_sound),
        "words.tokens": (words.tokens, rarity.of_word),
    }[source.field]
    weighed = sorted(((round(source.weight * weigh(term)), term) for term in set(terms)), reverse=True)
    bodies: list[Body] = [
        {"constant_score": {"filter": any_of(source.field, [word]), "boost": max(1, weight)}}
        for weight, word in weighed[:MOST_TERMS]
    ]
    if rest := sorted(term for _, term in weighed[MOST_TERMS:]):
        bodies.append({"constant_score": {"filter": any_of(source.field, rest), "boost": 1}})
    return bodies

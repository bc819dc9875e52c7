"""What the engine is asked."""

from typing import Any

import orjson
import pytest

from similarity.catalogue import Catalogue
from similarity.clauses import levels, query
from similarity.reading import reading
from similarity.strategy import Strategy

CLAUSES_OF_THE_ENGINE = 1_024  # indices.query.bool.max_clause_count


def leaves(body: Any) -> int:
    """The clauses that the engine counts."""
    if isinstance(body, dict):
        return sum(1 if key in ("term", "terms", "prefix", "range") else leaves(inner) for key, inner in body.items())
    return sum(map(leaves, body)) if isinstance(body, list) else 0


def test_the_same_question_is_the_same_request(verbal: Strategy):
    one, other = (orjson.dumps(query(verbal, reading("Unkle Bens"))) for _ in range(2))
    assert one == other


def test_every_level_is_asked_for_by_name(verbal: Strategy):
    names = " ".join(one.name for one in levels(verbal, reading("COLA HOUSE"))).split()
    asked = {f"{comparison.name}.{level.name}" for comparison in verbal.comparisons for level in comparison.levels}
    assert sorted(names) == sorted(set(names))
    assert asked - set(names) == {"spelling.one-letter-of-few"}  # too long for that


def test_the_order_is_total_and_no_statistics_are_used(verbal: Strategy):
    body = query(verbal, reading("COLA"), filters=[{"term": {"classes": "9"}}], size=7)
    assert body["sort"] == [{"_score": "desc"}, {"id": "asc"}]
    assert (body["size"], body["track_total_hits"]) == (7, 8)
    assert body["query"]["bool"]["filter"] == [{"term": {"classes": "9"}}]
    for clause in body["query"]["bool"]["should"]:
        assert set(clause) <= {"constant_score", "bool"}
    boosts = orjson.dumps(body).decode().split('"boost":')[1:]
    assert all(part.split(",")[0].split("}")[0].isdigit() for part in boosts)


@pytest.mark.parametrize("text", ["A" * 512, "AB " * 170, "".join(map(chr, range(0x4E00, 0x4E00 + 512))), "X", "7"])
def test_no_text_asks_for_more_than_the_engine_takes(catalogue: Catalogue, text: str):
    for strategy in catalogue.all():
        body = query(strategy, reading(text))
        assert leaves(body) < CLAUSES_OF_THE_ENGINE
        assert len(orjson.dumps(body)) < 2_000_000

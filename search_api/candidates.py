"""The marks that the engine proposes, each with what is heard of it: remembered, or read with them."""

from __future__ import annotations

from typing import NamedTuple

from mappings.engine import Body
from mappings.record import Kind
from search_api.index import COLUMNS, Index, heard_in
from search_api.memory import Mark, Proposed
from similarity.clauses import BARE


class Candidates(NamedTuple):
    """In the engine's order; `cut` when it knew more than it was asked for."""

    marks: list[Mark]
    cut: bool
    took_ms: int


def candidates(index: Index, body: Body) -> Candidates:
    """Asks once for the marks alone, and again with what is heard of them where one is not remembered as it stands.

    `body` is `similarity.clauses.query`, bare.
    """
    if index.memory.most:
        answer = index.search({**body, **BARE}, [Kind.TRADEMARK])
        hits = answer["hits"]["hits"]
        known = index.memory.of([Proposed(hit["_index"], *hit["sort"][1:]) for hit in hits])
        if known is not None:
            return Candidates(known, answer["hits"]["total"]["value"] > len(hits), answer["took"])
    answer = index.search({**body, **COLUMNS}, [Kind.TRADEMARK])
    hits = answer["hits"]["hits"]
    read = list(map(heard_in, hits))
    index.memory.keep(read)
    return Candidates([mark for _, mark in read], answer["hits"]["total"]["value"] > len(hits), answer["took"])

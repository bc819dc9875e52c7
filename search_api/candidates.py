"""The marks that the engine proposes, each with what is heard of it: remembered, or read with them."""

from __future__ import annotations

from typing import NamedTuple

from mappings.engine import Body
from mappings.record import Kind
from search_api.index import COLUMNS, Index, heard_in
from search_api.memory import Mark, Proposed
from similarity.clauses import LIFTED
from similarity.groups import Groups
from similarity.ordering import Compared


class Candidates(NamedTuple):
    """In the engine's order; `cut` when it knew more than it was asked for."""

    marks: list[Compared]
    cut: bool
    took_ms: int


def candidates(index: Index, body: Body, groups: Groups) -> Candidates:
    """Asks once for the marks alone, and again with what is heard of them where one is not remembered as it stands.

    `body` is `similarity.clauses.counting`, for those groups.
    """
    if index.memory.most:
        answer = index.search(body, [Kind.TRADEMARK])
        hits = answer["hits"]["hits"]
        known = index.memory.of([Proposed(hit["_index"], *hit["sort"][1:]) for hit in hits])
        if known is not None:
            return _candidates(answer, known, groups)
    answer = index.search({**body, **COLUMNS}, [Kind.TRADEMARK])
    read = list(map(heard_in, answer["hits"]["hits"]))
    index.memory.keep(read)
    return _candidates(answer, [mark for _, mark in read], groups)


def _candidates(answer: Body, marks: list[Mark], groups: Groups) -> Candidates:
    hits = answer["hits"]["hits"]
    compared = [
        Compared(mark.id, mark.heard, groups.alike(hit["sort"][0] % LIFTED))
        for mark, hit in zip(marks, hits, strict=True)
    ]
    return Candidates(compared, answer["hits"]["total"]["value"] > len(hits), answer["took"])

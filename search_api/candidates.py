"""The marks that the engine proposes, each with what is heard of it: remembered, or read with them."""

from __future__ import annotations

from typing import NamedTuple

from mappings.engine import Body
from mappings.record import Kind
from search_api.index import COLUMNS, Index, heard_in
from search_api.memory import Mark
from similarity.clauses import Requests
from similarity.groups import Groups
from similarity.ordering import Compared


class Candidates(NamedTuple):
    """The marks to place, each once; those that a feature which lifts has found; `cut` when the engine knew more."""

    marks: list[Compared]
    lifting: list[Compared]
    cut: bool
    took_ms: int


def candidates(index: Index, asked: Requests, groups: Groups) -> Candidates:
    """Asks once for the marks alone, and again with what is heard of them where one is not remembered as it stands."""
    answers = None
    if index.memory.most:
        bare = index.searches([one for one in asked if one], [Kind.TRADEMARK])
        known = [index.memory.of(map(_proposed, answer["hits"]["hits"])) for answer in bare]
        if all(marks is not None for marks in known):
            answers = list(zip(bare, [marks or [] for marks in known], strict=True))
    if answers is None:
        answers = [
            (answer, _read(index, answer))
            for answer in index.searches([{**one, **COLUMNS} for one in asked if one], [Kind.TRADEMARK])
        ]
    parts = iter([_compared(answer, marks, groups) for answer, marks in answers])
    counted, apart, lifting = (next(parts) if one else [] for one in asked)
    return Candidates(
        marks=list({mark.id: mark for mark in (*counted, *apart)}.values()),
        lifting=lifting,
        cut=any(answer["hits"]["total"]["value"] > len(answer["hits"]["hits"]) for answer, _ in answers),
        took_ms=max(answer["took"] for answer, _ in answers),
    )


def _proposed(hit: Body) -> tuple[str, int, int]:
    """As `search_api.memory.Proposed`; a tuple alone, for thousands are made."""
    _, tie, written = hit["sort"]
    return hit["_index"], tie, written


def _read(index: Index, answer: Body) -> list[Mark]:
    read = list(map(heard_in, answer["hits"]["hits"]))
    index.memory.keep(read)
    return [mark for _, mark in read]


def _compared(answer: Body, marks: list[Mark], groups: Groups) -> list[Compared]:
    shared = groups.alike([hit["sort"][0] for hit in answer["hits"]["hits"]])
    return [Compared(mark.id, mark.heard, share) for mark, share in zip(marks, shared, strict=True)]

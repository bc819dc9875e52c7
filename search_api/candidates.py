"""The marks that the engine proposes, each with what is heard of it: remembered, or read with them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from mappings.record import Kind
from search_api.index import COLUMNS, Index, heard_in
from similarity.clauses import Requests
from similarity.groups import Groups
from similarity.ordering import Marks


class Candidates(NamedTuple):
    """The marks to place, each once; those that a feature which lifts has found; `cut` when the engine knew more."""

    marks: Marks
    lifting: Marks
    cut: bool
    took_ms: int


def candidates(index: Index, asked: Requests, groups: Groups) -> Candidates:
    """Asks once for the marks alone, and again with what is heard of them where one is not remembered as it stands.

    `columns.OtherEar` when some were heard in other languages than others.
    """
    bodies = [one for one in asked if one]
    known = None
    if index.memory.most:
        answers = index.searches(bodies, [Kind.TRADEMARK])
        hits = [hit for answer in answers for hit in answer["hits"]["hits"]]
        known = index.memory.of(
            [hit["_index"] for hit in hits], [hit["sort"][-2] for hit in hits], [hit["sort"][-1] for hit in hits]
        )
    if known is None:
        answers = index.searches([{**one, **COLUMNS} for one in bodies], [Kind.TRADEMARK])
        hits = [hit for answer in answers for hit in answer["hits"]["hits"]]
        known = index.memory.keep(list(map(heard_in, hits)))
    shared = groups.alike([hit["sort"][0] for hit in hits])
    near = len(hits) - (len(answers[-1]["hits"]["hits"]) if asked.lifting else 0)
    ties = np.array([hit["sort"][-2] for hit in hits[:near]], dtype=np.int64)
    _, once = np.unique(ties, return_index=True)
    lifting = np.arange(near, len(hits))
    return Candidates(
        marks=known.marks(once, shared[once]),
        lifting=known.marks(lifting, shared[lifting]),
        cut=any(answer["hits"]["total"]["value"] > len(answer["hits"]["hits"]) for answer in answers),
        took_ms=max(answer["took"] for answer in answers),
    )

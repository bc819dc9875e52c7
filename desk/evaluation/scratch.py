"""A deployment of its own in the engine: filled with names, asked as the API asks, removed at the end."""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.helpers import parallel_bulk

from indexer import rarity as counting
from indexer.generations import ensure_indices
from mappings import names
from mappings.document import AsOf
from mappings.indices import Layout
from mappings.number import DossierKey
from mappings.record import Kind
from search_api.index import StaffIndex
from similarity import keys
from similarity.oracle import Mark
from similarity.rarity import Count, Rarity

CHUNK = 2_000
TIMEOUT = 60.0  # seconds for one search: a scratch index is asked by nobody else
OFFICE = "XB"

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Scratch:
    """An index of names. `marks` are their ids and how they are written, `titles` the names by id."""

    index: StaffIndex
    rarity: Rarity
    titles: dict[str, str]
    marks: list[Mark]
    seconds: float
    bytes_per_mark: float
    as_of: AsOf


@contextmanager
def scratch(client: OpenSearch, gallery: Sequence[str], layout: Layout, progress: Progress) -> Iterator[Scratch]:
    """The gallery as an index; ids run in its order."""
    deployment = f"scratch{uuid.uuid4().hex[:12]}"
    ensure_indices(client, deployment, layout.model_copy(update={"refresh": "-1"}))
    try:
        yield _filled(client, deployment, gallery, progress)
    finally:
        client.indices.delete(index=f"blazon-{deployment}-*", params={"expand_wildcards": "all", "request_timeout": 60})


def _filled(client: OpenSearch, deployment: str, gallery: Sequence[str], progress: Progress) -> Scratch:
    alias = names.alias(deployment, Kind.TRADEMARK, "dossiers")
    marks: list[Mark] = []
    titles: dict[str, str] = {}

    count = Count()

    def documents() -> Iterator[dict[str, Any]]:
        for number, name in enumerate(gallery, 1):
            words = keys.fields(name)
            count.add(words["tokens"], words["grams"], words["sounds"])
            key = DossierKey(OFFICE, Kind.TRADEMARK, f"{number:08}")
            identifier = key.id
            marks.append((identifier, keys.EAR.written(name)))
            titles[identifier] = name
            document = {"id": identifier, "tie": key.tie, "office": OFFICE, "kind": "tm", "number": key.number}
            yield {"_index": alias, "_id": identifier, "_source": document | {"title": name, "words": [words]}}
            if number % CHUNK == 0:
                progress("indexing", number, len(gallery))

    begun = time.perf_counter()
    for taken, answer in parallel_bulk(client, documents(), thread_count=2, chunk_size=CHUNK, request_timeout=TIMEOUT):
        assert taken, answer
    rarity = count.rarity(keys.EAR.signature)
    for public in (False, True):
        counting.store(client, deployment, rarity, public=public)
    client.indices.refresh(index=alias, params={"request_timeout": TIMEOUT})
    client.indices.forcemerge(index=alias, params={"max_num_segments": 1, "request_timeout": 600})
    seconds = time.perf_counter() - begun
    size = client.indices.stats(index=alias)["_all"]["primaries"]["store"]["size_in_bytes"]
    as_of = AsOf(sequence=len(gallery), at=dt.datetime.now(dt.UTC))
    index = StaffIndex(client, deployment, TIMEOUT)
    index.remember(Kind.TRADEMARK)  # as a service does when it starts
    return Scratch(index, rarity, titles, marks, seconds, size / max(1, len(gallery)), as_of)

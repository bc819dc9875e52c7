"""A deployment of its own in the engine: filled with names, asked as the API asks, removed at the end."""

from __future__ import annotations

import datetime as dt
import gc
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.helpers import parallel_bulk

from indexer import generations
from indexer import rarity as counting
from mappings import indices, names
from mappings.document import AsOf
from mappings.number import DossierKey
from mappings.record import Kind
from search_api.index import StaffIndex
from similarity import keys
from similarity.oracle import Mark
from similarity.rarity import Count, Rarity

CHUNK = 2_000
WORN = 3  # each third document of a worn index is written twice
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
def scratch(
    client: OpenSearch, gallery: Sequence[str], layout: indices.Layout, progress: Progress, *, worn: bool = False
) -> Iterator[Scratch]:
    """The gallery as an index; ids run in its order.

    It is merged into one segment a shard; a `worn` one is written backwards, in part twice, and left in its segments
    with the documents that were written over: as an index of some age lies.
    """
    deployment = f"scratch{uuid.uuid4().hex[:12]}"
    create(client, deployment, layout.model_copy(update={"refresh": "-1"}))
    try:
        yield _filled(client, deployment, gallery, progress, worn=worn)
    finally:
        gc.unfreeze()
        client.indices.delete(index=f"blazon-{deployment}-*", params={"expand_wildcards": "all", "request_timeout": 60})


def create(client: OpenSearch, deployment: str, layout: indices.Layout) -> None:
    """The index of the marks and the states: a gallery has nothing else."""
    alias = names.alias(deployment, Kind.TRADEMARK, "dossiers")
    body = indices.definition(Kind.TRADEMARK, "dossiers", layout) | {"aliases": {alias: {}}}
    generations.create(client, names.index(deployment, Kind.TRADEMARK, "dossiers", generations.FIRST), body)
    for public in (False, True):
        generations.create(client, names.state(deployment, public=public), indices.state_definition(layout))


def _filled(client: OpenSearch, deployment: str, gallery: Sequence[str], progress: Progress, *, worn: bool) -> Scratch:
    alias = names.alias(deployment, Kind.TRADEMARK, "dossiers")
    marks: list[Mark] = []
    titles: dict[str, str] = {}
    count = Count()
    numbered = list(enumerate(gallery, 1))

    def documents() -> Iterator[dict[str, Any]]:
        for done, (number, name) in enumerate(reversed(numbered) if worn else numbered, 1):
            words = keys.fields(name)
            count.add(words["tokens"], words["grams"], words["sounds"])
            key = DossierKey(OFFICE, Kind.TRADEMARK, f"{number:08}")
            identifier = key.id
            marks.append((identifier, keys.EAR.written(name)))
            titles[identifier] = name
            document = {"id": identifier, "tie": key.tie, "office": OFFICE, "kind": "tm", "number": key.number}
            yield {"_index": alias, "_id": identifier, "_source": document | {"title": name, "words": [words]}}
            if done % CHUNK == 0:
                progress("indexing", done, len(gallery))

    begun = time.perf_counter()
    for taken, answer in parallel_bulk(client, documents(), thread_count=2, chunk_size=CHUNK, request_timeout=TIMEOUT):
        assert taken, answer
    rarity = count.rarity(keys.EAR.signature)
    for public in (False, True):
        counting.store(client, deployment, rarity, public=public)
    client.indices.refresh(index=alias, params={"request_timeout": TIMEOUT})
    if worn:
        write_over(client, alias, list(titles)[::WORN])
    else:
        merge_all(client, alias)
    seconds = time.perf_counter() - begun
    size = client.indices.stats(index=alias)["_all"]["primaries"]["store"]["size_in_bytes"]
    as_of = AsOf(sequence=len(gallery), at=dt.datetime.now(dt.UTC))
    state = names.state(deployment, public=False)
    client.index(index=state, id=names.AS_OF, body=as_of.model_dump(mode="json"), params={"refresh": "true"})
    index = StaffIndex(client, deployment, TIMEOUT)
    index.remember(Kind.TRADEMARK)  # as a service does when it starts
    gc.collect()
    gc.freeze()  # a service has no gallery in memory, which each collection of garbage would walk through
    return Scratch(index, rarity, titles, marks, seconds, size / max(1, len(gallery)), as_of)


def merge_all(client: OpenSearch, alias: str) -> None:
    """Until a refresh searches see the segments as they were."""
    client.indices.forcemerge(index=alias, params={"max_num_segments": 1, "request_timeout": 600})
    client.indices.refresh(index=alias, params={"request_timeout": TIMEOUT})


def write_over(client: OpenSearch, alias: str, ids: Sequence[str]) -> None:
    """Writes these documents again as they are: what they were stays in its segment, deleted."""
    for start in range(0, len(ids), CHUNK):
        part = client.mget(index=alias, body={"ids": list(ids[start : start + CHUNK])})["docs"]
        lines = [line for one in part for line in ({"index": {"_index": alias, "_id": one["_id"]}}, one["_source"])]
        assert not client.bulk(body=lines, params={"request_timeout": TIMEOUT})["errors"]
    client.indices.refresh(index=alias, params={"request_timeout": TIMEOUT})

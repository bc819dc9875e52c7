"""A deployment of its own in the engine, filled with looks, asked as the API asks, removed at the end."""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from opensearchpy import OpenSearch
from opensearchpy.helpers import parallel_bulk

from desk.evaluation.files import BadFile
from desk.evaluation.scratch import OFFICE, TIMEOUT, WORN, Progress, create, merge_all, write_over
from mappings import indices, names
from mappings.document import AsOf
from mappings.number import DossierKey
from mappings.record import Kind
from search_api.index import StaffIndex
from similarity.logos.look import Look, fields
from similarity.logos.vocabulary import in_use

CHUNK = 500


@dataclass(frozen=True)
class LogoScratch:
    """An index of looks. `items` are their names by id, in the gallery's order."""

    index: StaffIndex
    items: dict[str, str]
    seconds: float
    bytes_per_mark: float
    as_of: AsOf


@contextmanager
def logo_scratch(
    client: OpenSearch, items: Sequence[str], looks: Iterable[Look], layout: indices.Layout, progress: Progress
) -> Iterator[LogoScratch]:
    """The gallery as an index, merged into one segment a shard; pictures in which nothing is drawn are left out."""
    with look_scratch(client, items, map(indexed, looks), layout, progress) as place:
        yield place


@contextmanager
def look_scratch(
    client: OpenSearch,
    items: Sequence[str],
    looks: Iterable[bytes | None],
    layout: indices.Layout,
    progress: Progress,
    *,
    worn: bool = False,
    vienna: Sequence[Sequence[str]] = (),
) -> Iterator[LogoScratch]:
    """The same of looks as `indexer.looks` keeps them: JSON, None where nothing is drawn.

    A `worn` index is left in its segments, each third document written twice. `vienna` are codes of each.
    """
    deployment = f"scratch{uuid.uuid4().hex[:12]}"
    create(client, deployment, layout.model_copy(update={"refresh": "-1"}))
    try:
        yield _filled(client, deployment, _documents(items, looks, vienna, progress), len(items), worn=worn)
    finally:
        client.indices.delete(index=f"blazon-{deployment}-*", params={"expand_wildcards": "all", "request_timeout": 60})


def indexed(look: Look) -> bytes | None:
    """What the index holds of a look, as JSON."""
    return orjson.dumps(fields(look, in_use())) if look else None


def _documents(
    items: Sequence[str], looks: Iterable[bytes | None], vienna: Sequence[Sequence[str]], progress: Progress
) -> Iterator[dict[str, Any]]:
    for number, (item, look) in enumerate(zip(items, looks, strict=True), 1):
        if number % CHUNK == 0 or number == len(items):
            progress("indexing", number, len(items))
        if look is None:
            continue
        key = DossierKey(OFFICE, Kind.TRADEMARK, f"{number:08}")
        document = {"id": key.id, "tie": key.tie, "office": OFFICE, "kind": "tm", "number": key.number, "title": item}
        codes = {"vienna": list(vienna[number - 1])} if vienna else {}
        yield document | codes | {"look": orjson.Fragment(look)}


def _filled(
    client: OpenSearch, deployment: str, documents: Iterable[dict[str, Any]], count: int, *, worn: bool
) -> LogoScratch:
    alias = names.alias(deployment, Kind.TRADEMARK, "dossiers")
    known: dict[str, str] = {}

    def actions() -> Iterator[dict[str, Any]]:
        for document in documents:
            known[document["id"]] = document["title"]
            yield {"_index": alias, "_id": document["id"], "_source": document}

    begun = time.perf_counter()
    for taken, answer in parallel_bulk(client, actions(), thread_count=2, chunk_size=CHUNK, request_timeout=TIMEOUT):
        assert taken, answer
    if not known:
        raise BadFile(f"nothing is drawn in any of the {count} pictures of the gallery")
    client.indices.refresh(index=alias, params={"request_timeout": TIMEOUT})
    if worn:
        write_over(client, alias, list(known)[::WORN])
    else:
        merge_all(client, alias)
    seconds = time.perf_counter() - begun
    size = client.indices.stats(index=alias)["_all"]["primaries"]["store"]["size_in_bytes"]
    as_of = AsOf(sequence=count, at=dt.datetime.now(dt.UTC))
    state = names.state(deployment, public=False)
    client.index(index=state, id=names.AS_OF, body=as_of.model_dump(mode="json"), params={"refresh": "true"})
    return LogoScratch(StaffIndex(client, deployment, TIMEOUT), known, seconds, size / len(known), as_of)

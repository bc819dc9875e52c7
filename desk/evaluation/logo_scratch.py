"""A deployment of its own in the engine, filled with looks, asked as the API asks, removed at the end."""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.helpers import bulk

from desk.evaluation.files import BadFile
from desk.evaluation.scratch import OFFICE, TIMEOUT, Progress, create, merge_all
from mappings import indices, names
from mappings.document import AsOf
from mappings.number import DossierKey
from mappings.record import Kind
from search_api.index import StaffIndex
from similarity.logos.look import Look, Rows, fields
from similarity.logos.vocabulary import shipped

CHUNK = 500


@dataclass(frozen=True)
class LogoScratch:
    """An index of looks. `items` are their names by id, in the gallery's order; `rows` what is compared of each."""

    index: StaffIndex
    items: dict[str, str]
    rows: list[Rows]
    seconds: float
    bytes_per_mark: float
    as_of: AsOf


@contextmanager
def logo_scratch(
    client: OpenSearch, items: Sequence[str], looks: Iterable[Look], layout: indices.Layout, progress: Progress
) -> Iterator[LogoScratch]:
    """The gallery as an index, merged into one segment a shard; pictures in which nothing is drawn are left out."""
    deployment = f"scratch{uuid.uuid4().hex[:12]}"
    create(client, deployment, layout.model_copy(update={"refresh": "-1"}))
    try:
        yield _filled(client, deployment, items, looks, progress)
    finally:
        client.indices.delete(index=f"blazon-{deployment}-*", params={"expand_wildcards": "all", "request_timeout": 60})


def _filled(
    client: OpenSearch, deployment: str, items: Sequence[str], looks: Iterable[Look], progress: Progress
) -> LogoScratch:
    alias = names.alias(deployment, Kind.TRADEMARK, "dossiers")
    known: dict[str, str] = {}
    rows: list[Rows] = []

    def documents() -> Iterator[dict[str, Any]]:
        for number, (item, look) in enumerate(zip(items, looks, strict=True), 1):
            progress("indexing", number, len(items))
            if not look:
                continue
            key = DossierKey(OFFICE, Kind.TRADEMARK, f"{number:08}")
            known[key.id] = item
            rows.append(look.rows)
            document = {"id": key.id, "tie": key.tie, "office": OFFICE, "kind": "tm", "number": key.number}
            source = document | {"title": item, "look": fields(look, shipped())}
            yield {"_index": alias, "_id": key.id, "_source": source}

    begun = time.perf_counter()
    bulk(client, documents(), chunk_size=CHUNK, request_timeout=TIMEOUT)
    if not known:
        raise BadFile(f"nothing is drawn in any of the {len(items)} pictures of the gallery")
    client.indices.refresh(index=alias, params={"request_timeout": TIMEOUT})
    merge_all(client, alias)
    seconds = time.perf_counter() - begun
    size = client.indices.stats(index=alias)["_all"]["primaries"]["store"]["size_in_bytes"]
    as_of = AsOf(sequence=len(items), at=dt.datetime.now(dt.UTC))
    state = names.state(deployment, public=False)
    client.index(index=state, id=names.AS_OF, body=as_of.model_dump(mode="json"), params={"refresh": "true"})
    return LogoScratch(StaffIndex(client, deployment, TIMEOUT), known, rows, seconds, size / max(1, len(known)), as_of)

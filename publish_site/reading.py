"""What the index holds at one point in time, for the issues of one office. Reads only; never the staff's dossiers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from opensearchpy import NotFoundError, OpenSearch
from pydantic import ValidationError

from mappings import names
from mappings.document import AsOf, PublicationDocument
from mappings.engine import Body
from mappings.record import Kind
from publish_site.errors import NotBuilt, UnreadablePublication

PAGE = 500  # documents a request: about 2 MB with goods in full
KEEP = "5m"  # how long a point in time may wait for its next request
# Of the public document, what a permanent page shows beside the frozen data.
STANDING = ["id", "status_text", "status", "status_group", "record"]


@dataclass(frozen=True)
class Index:
    """Where the indices are and whose."""

    engine: OpenSearch
    deployment: str


@dataclass(frozen=True)
class Reading:
    """`publications` by issue; `standing` by dossier id: the public documents of the office's own dossiers."""

    publications: dict[str, list[PublicationDocument]]
    standing: dict[str, dict[str, Any]]


def checkpoint(index: Index) -> AsOf | None:
    """How far the index is complete; None before its first pass."""
    try:
        found = index.engine.get(index=names.state(index.deployment, public=False), id="as-of")
    except NotFoundError:
        return None
    return AsOf.model_validate(found["_source"])


def read(index: Index, office: str, issues: Sequence[str]) -> Reading:
    """Both collections as they stand at one moment. NotBuilt when an index is missing or answers in part."""
    engine = index.engine
    indices = [names.alias(index.deployment, kind, name) for name in ("publications", "public") for kind in Kind]
    try:
        engine.indices.refresh(index=",".join(indices))
        pit = engine.create_pit(index=",".join(indices), params={"keep_alive": KEEP})["pit_id"]
    except NotFoundError as error:
        raise NotBuilt(f"an index of the gazette is missing ({error.info}); run `blazon index rebuild`") from error
    try:
        own: list[Body] = [{"term": {"office": office}}]
        publications: dict[str, list[PublicationDocument]] = {issue: [] for issue in issues}
        for source in _all(engine, pit, [*own, {"terms": {"issue": list(issues)}}], None):
            document = _publication(source)
            publications[str(document.issue)].append(document)
        standing = {
            source["id"]: source for source in _all(engine, pit, [*own, {"term": {"published": True}}], STANDING)
        }
    finally:
        engine.delete_pit(body={"pit_id": [pit]})
    return Reading(publications, standing)


def _all(engine: OpenSearch, pit: str, filters: list[Body], fields: list[str] | None) -> Iterator[dict[str, Any]]:
    """Every document that passes the filters, by id."""
    body: Body = {
        "size": PAGE,
        "query": {"bool": {"filter": filters}},
        "sort": [{"id": "asc"}],
        "pit": {"id": pit, "keep_alive": KEEP},
        "track_total_hits": False,
    }
    if fields:
        body["_source"] = fields
    while True:
        answer = engine.search(body=body)
        if answer["timed_out"] or answer["_shards"]["failed"]:
            raise NotBuilt(f"the engine answered in part only ({answer['_shards']}); nothing was built, try again")
        hits = answer["hits"]["hits"]
        yield from (hit["_source"] for hit in hits)
        if len(hits) < PAGE:
            return
        body["search_after"] = hits[-1]["sort"]


def _publication(source: dict[str, Any]) -> PublicationDocument:
    try:
        return PublicationDocument.model_validate(source)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise UnreadablePublication(str(source.get("id")), f"{where}: {first['msg']}") from error

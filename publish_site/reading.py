"""What the index holds at one point in time, for the issues of one office.

Reads the write-once publications and nothing that goes on changing: neither the staff's dossiers nor the public's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from opensearchpy import NotFoundError, OpenSearch
from pydantic import ValidationError

from mappings import names
from mappings.document import AsOf, PublicationDocument
from mappings.engine import Body, lacking
from mappings.record import Kind
from publish_site.errors import NotBuilt, UnreadablePublication

PAGE = 500  # documents a request: about 2 MB with goods in full
KEEP = "5m"  # how long a point in time may wait for its next request


@dataclass(frozen=True)
class Index:
    """Where the indices are and whose."""

    engine: OpenSearch
    deployment: str


def checkpoint(index: Index) -> AsOf | None:
    """How far the index is complete; None before its first pass."""
    try:
        found = index.engine.get(index=names.state(index.deployment, public=False), id=names.AS_OF)
    except NotFoundError:
        return None
    return AsOf.model_validate(found["_source"])


def read(index: Index, office: str, issues: Sequence[str]) -> dict[str, list[PublicationDocument]]:
    """The publications of each issue as they stand at one moment; [] for an issue without any.

    NotBuilt when an index is missing or answers in part, UnreadablePublication for what is no publication.
    """
    engine = index.engine
    indices = ",".join(names.alias(index.deployment, kind, "publications") for kind in Kind)
    try:
        engine.indices.refresh(index=indices)
        pit = engine.create_pit(index=indices, params={"keep_alive": KEEP})["pit_id"]
    except NotFoundError as error:
        raise NotBuilt(f"an index of the gazette is missing ({error.info}); run `blazon index rebuild`") from error
    try:
        publications: dict[str, list[PublicationDocument]] = {issue: [] for issue in issues}
        for source in _all(engine, pit, [{"term": {"office": office}}, {"terms": {"issue": list(issues)}}]):
            document = _publication(source)
            publications[str(document.issue)].append(document)
    finally:
        engine.delete_pit(body={"pit_id": [pit]})
    return publications


def _all(engine: OpenSearch, pit: str, filters: list[Body]) -> Iterator[dict[str, Any]]:
    """Every document that passes the filters, by id."""
    body: Body = {
        "size": PAGE,
        "query": {"bool": {"filter": filters}},
        "sort": [{"id": "asc"}],
        "pit": {"id": pit, "keep_alive": KEEP},
        "track_total_hits": False,
    }
    while True:
        answer = engine.search(body=body)
        if found := lacking(answer):
            raise NotBuilt(f"the engine answered in part only ({found}); nothing was built, try again")
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

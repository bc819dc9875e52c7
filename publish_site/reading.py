"""What the index holds of the issues of one office.

Reads the write-once publications and nothing that goes on changing: neither the staff's dossiers nor the public's. What
is read of an issue that is closed is the same at any time, so no point in time has to be held for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from opensearchpy import NotFoundError, OpenSearch
from pydantic import ValidationError

from mappings import names
from mappings.document import AsOf, PublicationDocument
from mappings.engine import Body, EngineSettings, lacking
from mappings.kinds import SHELVES
from publish_site.errors import NotBuilt, UnreadablePublication

PAGE = 500  # documents a request: about 2 MB with goods in full


@dataclass(frozen=True)
class Index:
    """Where the indices are and whose. With `settings` other processes of a build open clients of their own."""

    engine: OpenSearch
    deployment: str
    settings: EngineSettings | None = None


def checkpoint(index: Index) -> AsOf | None:
    """How far the index is complete; None before its first pass."""
    try:
        found = index.engine.get(index=names.state(index.deployment, public=False), id=names.AS_OF)
    except NotFoundError:
        return None
    return AsOf.model_validate(found["_source"])


def refresh(index: Index) -> None:
    """From now on the publications written so far are found. NotBuilt when an index is missing."""
    try:
        index.engine.indices.refresh(index=_indices(index))
    except NotFoundError as error:
        raise NotBuilt(f"an index of the gazette is missing ({error.info}); run `blazon index rebuild`") from error


def publications(
    index: Index, office: str, issues: Sequence[str], dossiers: Sequence[str]
) -> dict[str, list[PublicationDocument]]:
    """The publications of these dossiers in these issues, by dossier, in their order.

    NotBuilt when an index answers in part, UnreadablePublication for what is no publication.
    """
    found: dict[str, list[PublicationDocument]] = {}
    asked = [{"terms": {"dossier": list(dossiers)}}, *_of(office, issues)]
    for source in _all(index, asked, [{"dossier": "asc"}, {"snapshot": "asc"}, {"id": "asc"}]):
        document = _publication(source)
        found.setdefault(document.dossier, []).append(document)
    return found


def named(index: Index, office: str, issue: str) -> Iterator[tuple[str, int]]:
    """Dossier and number of each publication that the index has of an issue."""
    for source in _all(index, _of(office, [issue]), [{"id": "asc"}], ["dossier", "snapshot"]):
        yield source["dossier"], source["snapshot"]


def counted(index: Index, office: str, issue: str) -> int:
    """How many publications the index has of an issue."""
    body: Body = {"size": 0, "track_total_hits": True, "query": {"bool": {"filter": _of(office, [issue])}}}
    found: int = _whole(index.engine.search(body=body, index=_indices(index)))["hits"]["total"]["value"]
    return found


def _indices(index: Index) -> str:
    return ",".join(names.alias(index.deployment, kind, "publications") for kind in SHELVES)


def _of(office: str, issues: Sequence[str]) -> list[Body]:
    return [{"term": {"office": office}}, {"terms": {"issue": list(issues)}}]


def _all(
    index: Index, filters: list[Body], sort: list[Body], source: Sequence[str] | None = None
) -> Iterator[dict[str, Any]]:
    """Every document that passes the filters, in that order, which must be total."""
    body: Body = {
        "size": PAGE,
        "query": {"bool": {"filter": filters}},
        "sort": sort,
        "track_total_hits": False,
    } | ({"_source": list(source)} if source else {})
    while True:
        hits = _whole(index.engine.search(body=body, index=_indices(index)))["hits"]["hits"]
        yield from (hit["_source"] for hit in hits)
        if len(hits) < PAGE:
            return
        body["search_after"] = hits[-1]["sort"]


def _whole(answer: Body) -> Body:
    if found := lacking(answer):
        raise NotBuilt(f"the engine answered in part only ({found}); nothing was built, try again")
    return answer


def _publication(source: dict[str, Any]) -> PublicationDocument:
    try:
        return PublicationDocument.model_validate(source)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise UnreadablePublication(str(source.get("id")), f"{where}: {first['msg']}") from error

"""Searching: criteria in, one page of results with facets and *as of* out."""

from __future__ import annotations

from typing import Any

from mappings.number import DossierKey
from mappings.record import Kind
from search_api import cursor, queries
from search_api.criteria import SearchQuery
from search_api.errors import EmptySearch, InvalidRequest
from search_api.index import Body, Index
from search_api.models import Facet, FacetValue, Hit, SearchAnswer
from search_api.reading import as_of

PAGE_SIZE = 25


def search(index: Index, asked: SearchQuery, *, page_size: int = PAGE_SIZE) -> SearchAnswer:
    """One page; `asked.limit` results, else `page_size`.

    Raises EmptySearch, CursorRefused, IndexBehind and the engine's errors.
    """
    if asked.empty():
        raise EmptySearch
    _check_rights(index, asked)
    size = asked.limit or page_size
    sort = asked.order()
    fingerprint = asked.fingerprint(index.collection)
    after = cursor.read(asked.after, fingerprint, queries.shape(sort)) if asked.after is not None else None
    checkpoint = as_of(index, asked.at_least)
    # One more than the page shows whether there is a next one.
    answer = index.search(queries.search(asked, public=index.public, size=size + 1, after=after))
    counted = answer.get("aggregations", {})
    found = answer["hits"]["hits"]
    page = found[:size]
    return SearchAnswer(
        as_of=checkpoint,
        total=answer["hits"]["total"]["value"],
        sort=sort,
        asked=asked.asked(),
        hits=tuple(_hit(hit, scored=asked.words is not None) for hit in page),
        next=cursor.write(fingerprint, page[-1]["sort"]) if len(found) > size else None,
        facets=tuple(
            _facet(name, counted[name], asked) for name in (*queries.FACETS, queries.ENTRY, "year") if name in counted
        ),
    )


def _check_rights(index: Index, asked: SearchQuery) -> None:
    """InvalidRequest for a right that is none: nothing found must not be taken for an answer."""
    known = (*Kind, *index.registers)
    if any(kind not in known for kind in asked.kind):
        raise InvalidRequest(
            [
                {
                    "parameter": "kind",
                    "detail": "there is no such value",
                    "remedy": f"Choose one of {', '.join(known)}.",
                }
            ]
        )


def _hit(hit: Body, *, scored: bool) -> Hit:
    source: dict[str, Any] = hit["_source"]
    found_by = [name for name in queries.FOUND_BY if name in hit.get("matched_queries", ())]
    return Hit.model_validate(
        {
            **source,
            "path": DossierKey(source["office"], Kind(source["kind"]), source["number"]).path,
            "score": hit["_score"] if scored else None,
            "found_by": found_by,
        }
    )


def _facet(name: str, part: Body, asked: SearchQuery) -> Facet:
    counted = part["values"]
    chosen = set(asked.asked().get(name, ()))
    return Facet(
        name=name,
        values=tuple(
            FacetValue(value=value, count=bucket["doc_count"], chosen=value in chosen)
            for bucket in counted["buckets"]
            for value in (bucket.get("key_as_string", bucket["key"]),)
        ),
        other=counted.get("sum_other_doc_count", 0),
    )

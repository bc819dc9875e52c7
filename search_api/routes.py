"""The routes of one audience. They hold that audience's reader and no other, whatever a request says."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Response

from mappings.record import Kind
from search_api import errors as no
from search_api import health as healths
from search_api import problems, reading, searching
from search_api.criteria import LARGEST, SearchQuery
from search_api.index import Index
from search_api.models import DossierAnswer, Health, SearchAnswer
from search_api.settings import SearchSettings
from search_api.text import OfficeCode

WHILE_SIGNED_IN = "private, no-store"
FOR_EVERYONE = "no-cache"  # may be kept, and is asked for again with its ETag

Number = Annotated[
    str, Path(description="Any number of it, a document id, or office/kind/number", examples=["XB/tm/TM/2026/000123"])
]
Office = Annotated[OfficeCode | None, Query(description="WIPO ST.3; narrows a number that several share")]
OneKind = Annotated[Kind | None, Query(description="Narrows a number that several share")]
AtLeast = Annotated[int | None, Query(ge=0, le=LARGEST, description="Refuse an index that is not complete up to here")]
IfNoneMatch = Annotated[str | None, Header(include_in_schema=False)]


def router(index: Index, settings: SearchSettings, *, name: str) -> APIRouter:
    """`name` tells the operations of one audience from another's."""
    routes = APIRouter(tags=[name])
    _dossiers(routes, index, name)
    _search(routes, index, settings, name)
    return routes


def _dossiers(routes: APIRouter, index: Index, name: str) -> None:
    kept = FOR_EVERYONE if index.public else WHILE_SIGNED_IN

    @routes.get(
        "/dossiers/{number:path}",
        operation_id=f"{name}_dossier",
        summary="One dossier",
        response_model=DossierAnswer,
        responses=problems.responses(
            no.InvalidRequest,
            no.NumberUnreadable,
            no.DossierNotFound,
            no.DossierDeleted,
            no.NumberAmbiguous,
            no.IndexBehind,
            *no.ENGINE,
        ),
    )
    def dossier(
        number: Number,
        office: Office = None,
        kind: OneKind = None,
        at_least: AtLeast = None,
        if_none_match: IfNoneMatch = None,
    ) -> Any:
        """The dossier with this number, with everything that its readers may see.

        A number that several dossiers have is answered with 409 and the candidates; one that was deleted with 410.
        """
        answer = reading.dossier(index, number, office=office, kind=kind, at_least=at_least)
        tag = f'W/"{answer.dossier.version}-{answer.dossier.content_hash[:16]}"'
        headers = {"ETag": tag, "Cache-Control": kept, "Blazon-Sequence": str(answer.as_of.sequence)}
        if if_none_match and tag in (one.strip() for one in if_none_match.split(",")):
            return Response(status_code=304, headers=headers)
        return Response(answer.model_dump_json(), media_type="application/json", headers=headers)


def _search(routes: APIRouter, index: Index, settings: SearchSettings, name: str) -> None:
    kept = FOR_EVERYONE if index.public else WHILE_SIGNED_IN

    @routes.get(
        "/search",
        operation_id=f"{name}_search",
        summary="Search",
        responses=problems.responses(
            no.InvalidRequest, no.EmptySearch, no.TooManyWords, no.CursorRefused, no.IndexBehind, *no.ENGINE
        ),
    )
    def search(asked: Annotated[SearchQuery, Query()], response: Response) -> SearchAnswer:
        """The dossiers for which all criteria hold, a page at a time, with counts by kind, class, status and more."""
        if asked.limit and asked.limit > settings.page_size_limit:
            raise no.InvalidRequest([no.above("limit", settings.page_size_limit)])
        response.headers["Cache-Control"] = kept
        return searching.search(index, asked, page_size=settings.page_size)


def health_router(index: Index, settings: SearchSettings) -> APIRouter:
    """Whether the service lives, and whether it can answer."""
    routes = APIRouter(tags=["health"])

    @routes.get("/health", operation_id="health", summary="Live, ready, lag", responses=problems.responses(*no.ENGINE))
    def health(response: Response) -> Health:
        """200 when searches can be answered; else a problem that says what is missing. Any answer shows life."""
        response.headers["Cache-Control"] = "no-store"
        return healths.health(index, dt.datetime.now(dt.UTC), late_after=settings.lag_limit)

    return routes

"""The pages of one audience. They read that audience's index and no other; staff and public share all code."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from desk.web import shapes
from desk.web.drawing import Drawing
from desk.web.site import Face, Site
from mappings.document import DossierDocument
from mappings.number import DossierKey
from mappings.record import Kind, StatusGroup
from search_api import reading, searching
from search_api.criteria import SearchQuery
from search_api.errors import DossierNotFound, InvalidRequest, Problem
from search_api.similar import similar
from similarity.catalogue import UnknownStrategy

INLINE = {"image/png", "image/jpeg", "image/gif", "image/webp"}  # shown; anything else is handed over as a file
MANY = {"kind", "class", "status", "status_code", "office", "country", "vienna", "locarno", "ipc"}
NICE = [str(number) for number in range(1, 46)]
COUNTED = ("kind", "status", "office")  # on the front page
DEFAULT_STRATEGY = "verbal"


def router(site: Site, face: Face, drawing: Drawing) -> APIRouter:
    """Home, search, file, documents, similarity and strategies of one audience."""
    routes = APIRouter(include_in_schema=False)
    _home(routes, face, drawing)
    _search(routes, face, drawing)
    _files(routes, site, face, drawing)
    _similar(routes, site, face, drawing)
    return routes


def _home(routes: APIRouter, face: Face, drawing: Drawing) -> None:
    @routes.get("/")
    def home() -> Response:
        everything = SearchQuery.model_validate({"kind": list(Kind), "sort": "-publication_date", "limit": 12})
        answer = searching.search(face.index, everything)
        facets = [(facet.name, shapes.narrowed([], facet)) for facet in answer.facets if facet.name in COUNTED]
        return drawing.page(
            face, "home.html", as_of=answer.as_of, total=answer.total, facets=facets, newest=answer.hits
        )


def _search(routes: APIRouter, face: Face, drawing: Drawing) -> None:
    @routes.get("/search")
    def search(request: Request) -> Response:
        given = shapes.given(request.query_params.multi_items())
        if not given:
            return drawing.page(face, "search.html", answer=None, given={}, problems={}, facets=[], following=None)
        try:
            asked = SearchQuery.model_validate(_parameters(given))
            answer = searching.search(face.index, asked)
        except ValidationError as problem:
            errors = {str(e["loc"][0]) if e["loc"] else "words": e["msg"] for e in problem.errors(include_url=False)}
            return _form(face, drawing, given, errors)
        except Problem as problem:
            if problem.status != 422:  # noqa: PLR2004 - HTTP: what was asked is at fault, not the engine
                raise
            named = {e["parameter"]: f"{e['detail']} {e['remedy']}" for e in problem.members.get("errors", ())}
            return _form(face, drawing, given, named or {"words": f"{problem.detail}. {problem.remedy}"})
        following = [(name, value) for name, value in given if name != "after"]
        return drawing.page(
            face,
            "search.html",
            as_of=answer.as_of,
            answer=answer,
            given=dict(given),
            problems={},
            facets=[(shapes.FACETS.get(f.name, f.name), shapes.narrowed(given, f), f.other) for f in answer.facets],
            following=urlencode([*following, ("after", answer.next)]) if answer.next else None,
        )

    @routes.get("/go")
    def go(number: str = "") -> Response:
        """A number typed into the field of the masthead: straight to the file, else to a search for it."""
        try:
            found = reading.dossier(face.index, number.strip()).dossier
        except Problem as problem:
            if problem.status >= 500:  # noqa: PLR2004 - HTTP: the server's fault
                raise
            return RedirectResponse(f"{face.prefix}/search?{urlencode({'words': number.strip()})}", status_code=303)
        return RedirectResponse(face.prefix + shapes.page(found.office, found.kind, found.number), status_code=303)


def _form(face: Face, drawing: Drawing, given: shapes.Pairs, problems: dict[str, str]) -> Response:
    return drawing.page(
        face, "search.html", status=422, answer=None, given=dict(given), problems=problems, facets=[], following=None
    )


def _parameters(given: shapes.Pairs) -> dict[str, Any]:
    """As `GET /search` takes them: criteria of several values as lists."""
    found: dict[str, Any] = {}
    for name, value in given:
        if name in MANY:
            found.setdefault(name, []).append(value)
        else:
            found[name] = value
    return found


def _files(routes: APIRouter, site: Site, face: Face, drawing: Drawing) -> None:
    @routes.get("/files/{office}/{kind}/{number:path}/documents/{digest}")
    def document(office: str, kind: Kind, number: str, digest: str) -> Response:
        found = _dossier(face, office, kind, number)
        kept = next((d for d in (found.record or {}).get("documents", ()) if d["digest"] == digest), None)
        if kept is None:
            raise DossierNotFound(f"{number}, document {digest[:12]}")
        inline = kept["media_type"] in INLINE
        return Response(
            site.content.get(digest),
            media_type=kept["media_type"] if inline else "application/octet-stream",
            headers={
                "Content-Disposition": "inline" if inline else "attachment",
                "Content-Security-Policy": "default-src 'none'; sandbox",
                "Cache-Control": "no-store" if face.staff else "max-age=86400",
            },
        )

    @routes.get("/files/{office}/{kind}/{number:path}")
    def file(office: str, kind: Kind, number: str) -> Response:
        found = _dossier(face, office, kind, number.rstrip("/"))
        record = found.record or {}
        return drawing.page(
            face,
            "file.html",
            as_of=reading.as_of(face.index),
            file=found,
            record=record,
            lines=shapes.bibliography(record),
            timeline=shapes.timeline(found, "/gazette" if site.gazette and found.office == site.house.code else None),
            snapshots=shapes.snapshots(found),
            documents=record.get("documents", ()),
            inline=INLINE,
        )


def _dossier(face: Face, office: str, kind: Kind, number: str) -> DossierDocument:
    return reading.dossier(face.index, DossierKey(office, kind, number).id).dossier


def _similar(routes: APIRouter, site: Site, face: Face, drawing: Drawing) -> None:
    @routes.get("/similar")
    def find(request: Request) -> Response:
        given = shapes.given(request.query_params.multi_items())
        form = {name: value for name, value in given if name != "class"}
        chosen = [value for name, value in given if name == "class"]
        shown: dict[str, Any] = {
            "form": form,
            "chosen": chosen,
            "nice": NICE,
            "strategies": site.strategies.latest(),
            "default": DEFAULT_STRATEGY,
        }
        if not given:
            return drawing.page(face, "similar.html", answer=None, problem=None, rows=[], **shown)
        try:
            strategy = site.strategies.get(form.get("strategy", DEFAULT_STRATEGY))
            checkpoint = face.index.as_of()
            answer = similar(
                face.index.client,
                face.index.names([Kind.TRADEMARK]),
                strategy,
                form.get("words", ""),
                classes=_classes(chosen),
                status_groups=[StatusGroup.PENDING, StatusGroup.REGISTERED] if "live" in form else [],
                before=_day(form.get("before")),
                as_of=checkpoint,
                timeout=face.index.timeout,
            )
        except UnknownStrategy as unknown:
            return drawing.page(face, "similar.html", status=422, answer=None, problem=str(unknown), rows=[], **shown)
        except Problem as problem:
            if problem.status != 422:  # noqa: PLR2004 - HTTP: what was asked is at fault, not the engine
                raise
            said = f"{problem.detail}. {problem.remedy}"
            return drawing.page(face, "similar.html", status=422, answer=None, problem=said, rows=[], **shown)
        rows = [(hit, shapes.columns(hit)) for hit in answer.hits]
        return drawing.page(face, "similar.html", as_of=answer.as_of, answer=answer, problem=None, rows=rows, **shown)

    @routes.get("/strategies")
    def strategies() -> Response:
        return drawing.page(face, "strategies.html", strategies=site.strategies.latest())


def _classes(chosen: list[str]) -> list[str]:
    unknown = [number for number in chosen if number not in NICE]
    if unknown:
        raise InvalidRequest(
            [{"parameter": "class", "detail": f"there is no Nice class {unknown[0]!r}", "remedy": "Choose 1 to 45."}]
        )
    return chosen


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as problem:
        raise InvalidRequest(
            [{"parameter": "before", "detail": f"{text!r} is no day", "remedy": "Write the day as 2026-11-23."}]
        ) from problem

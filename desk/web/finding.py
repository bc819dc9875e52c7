"""The front page, the search, and the field of the masthead that goes straight to a number."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from desk.web import addresses, forms, narrowing
from desk.web.drawing import Drawing
from desk.web.forms import Pairs
from desk.web.site import SEARCHING, Face, Site
from search_api import reading, searching
from search_api.criteria import SearchQuery
from search_api.errors import DossierDeleted, InvalidRequest, Problem, above

NEWEST = 12  # on the front page


def add(routes: APIRouter, site: Site, face: Face, drawing: Drawing) -> None:
    """`/`, `/search` and `/go`."""

    @routes.get("/", dependencies=[face.needs(*SEARCHING)])
    def home(request: Request) -> Response:
        if request.query_params:  # a question is never left unanswered
            return RedirectResponse(f"{face.prefix}/search?{request.query_params}", status_code=303)
        return _home(site, face, drawing)

    @routes.get("/search", dependencies=[face.needs(*SEARCHING)])
    def search(request: Request) -> Response:
        given = forms.given(request.query_params.multi_items())
        if not request.query_params:
            return _form(face, drawing, given, {})
        try:
            return _results(given, site, face, drawing)
        except ValidationError as problem:
            return _form(face, drawing, given, forms.refusals(problem))
        except Problem as problem:
            if problem.status != HTTPStatus.UNPROCESSABLE_ENTITY:
                raise
            return _form(face, drawing, given, forms.refused(problem))

    @routes.get("/go", dependencies=[face.needs(*SEARCHING)])
    def go(number: str = "") -> Response:
        """To the file of that number; to a search for it where none or several have it."""
        return RedirectResponse(face.prefix + _straight(face, number.strip()), status_code=303)


def _straight(face: Face, number: str) -> str:
    """Also where the number was typed in small letters."""
    for typed in dict.fromkeys((number, number.upper())) if number else ():
        try:
            found = reading.dossier(face.index, typed).dossier
        except Problem as problem:
            if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR or isinstance(problem, DossierDeleted):
                raise
            continue
        return addresses.page(found.office, found.kind, found.number)
    return f"/search?{urlencode({'words': number})}" if number else "/search"


def _home(site: Site, face: Face, drawing: Drawing) -> Response:
    own = [("office", site.house.code)]
    asked = SearchQuery.model_validate({**forms.criteria(own), "sort": "-publication_date", "limit": NEWEST})
    answer = searching.search(face.index, asked)
    counted = {facet.name: facet for facet in answer.facets}
    views = [narrowing.view(own, counted[name], site.house.registers) for name in ("kind", "status") if name in counted]
    if "office" in counted:
        views.append(narrowing.view([], counted["office"]))
    return drawing.page(face, "home.html", as_of=answer.as_of, total=answer.total, facets=views, newest=answer.hits)


def _results(given: Pairs, site: Site, face: Face, drawing: Drawing) -> Response:
    asked = SearchQuery.model_validate(forms.criteria(given))
    if asked.limit and asked.limit > site.search.page_size_limit:
        raise InvalidRequest([above("limit", site.search.page_size_limit)])
    answer = searching.search(face.index, asked, page_size=site.search.page_size)
    pairs = narrowing.understood(given, answer)
    return drawing.page(
        face,
        "search.html",
        as_of=answer.as_of,
        answer=answer,
        form=forms.shown(pairs),
        carried=forms.carried(pairs),
        problems={},
        facets=narrowing.facets(pairs, answer, site.house.registers),
        in_force=narrowing.in_force(pairs, site.house.registers),
        orders=narrowing.orders(pairs, answer),
        first=narrowing.first(pairs),
        following=narrowing.following(pairs, answer),
    )


def _form(face: Face, drawing: Drawing, given: Pairs, problems: dict[str, str]) -> Response:
    """The form alone; with problems, 422."""
    return drawing.page(
        face,
        "search.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        answer=None,
        form=forms.shown(given),
        carried=forms.carried(given),
        problems=problems,
    )

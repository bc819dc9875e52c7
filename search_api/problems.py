"""Every error as `application/problem+json` (RFC 9457): what is wrong, where, and what to do. Never a stack trace."""

from __future__ import annotations

import difflib
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import orjson
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from search_api import refusing
from search_api.criteria import SearchQuery
from search_api.errors import BadRequest, InvalidRequest, Problem
from search_api.models import ProblemDocument

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

MEDIA_TYPE = "application/problem+json"
HTTP: dict[int, tuple[str, str]] = {  # of the framework itself
    HTTPStatus.NOT_FOUND: ("no-such-address", "The addresses are listed in openapi.json."),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method-not-allowed", "Use one of the methods in the header Allow."),
}
AN_OBJECT = f"Send a JSON object with the media type application/json, such as {refusing.EXAMPLE}."
log = logging.getLogger(__name__)


def document(problem: Problem) -> dict[str, Any]:
    """The members of the problem document."""
    return {
        "type": f"urn:blazon:problem:{problem.slug}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "remedy": problem.remedy,
        **problem.members,
    }


def response(problem: Problem) -> Response:
    """The problem as an HTTP answer that nobody keeps."""
    return _response(document(problem), problem.headers)


def install(app: FastAPI) -> None:
    """Every way out of the application that is no answer becomes a problem document."""
    app.add_exception_handler(Problem, _named)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(Exception, _unforeseen)


def responses(*kinds: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route for its OpenAPI description."""
    titles: dict[int, list[str]] = {}
    for kind in kinds:
        titles.setdefault(kind.status, []).append(f"{kind.title} (`{kind.slug}`)")
    schema = {"schema": {"$ref": f"#/components/schemas/{ProblemDocument.__name__}"}}
    return {
        status: {"description": "; ".join(lines), "content": {MEDIA_TYPE: schema}}
        for status, lines in sorted(titles.items())
    }


def _named(_request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Problem)
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:  # the fault is here
        log.error("%s: %s", problem.slug, problem.detail)
    return response(problem)


def invalid(_request: Request, problem: Exception) -> Response:
    """What cannot be used of a request, each with its place and a remedy."""
    assert isinstance(problem, RequestValidationError)
    errors = problem.errors()
    if errors and errors[0]["type"] == "json_invalid":
        return response(BadRequest(f"the body is no JSON from byte {errors[0]['loc'][-1]} on"))
    return response(InvalidRequest(list(map(_error, errors))))


def _error(error: Mapping[str, Any]) -> dict[str, str]:
    place, *path = error["loc"]
    context = error.get("ctx") or {}
    named = str(context.get("parameter") or (path[0] if path else place))
    said = {"parameter": named, "detail": refusing.detail(error), "remedy": _remedy(error, named)}
    if place == "body":
        if not path and "parameter" not in context:
            said |= {"detail": "there is none, or it is no JSON object", "remedy": AN_OBJECT}
        within = [step for step in path[1:] if step != named]
        said["detail"] = refusing.place(within) + said["detail"]
        if "parameter" in context and named not in path[-1:]:
            path = [*path, named]
        said["pointer"] = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)
    return said


def _remedy(error: Mapping[str, Any], named: str) -> str:
    if error["type"] == "extra_forbidden":
        known = [field.alias or name for name, field in SearchQuery.model_fields.items()]
        near = difflib.get_close_matches(named, known, n=1)
        if near:
            return f"Did you mean {near[0]!r}?"
    return refusing.remedy(error)


def http(request: Request, problem: Exception) -> Response:
    """What the framework itself refuses."""
    assert isinstance(problem, HTTPException)
    if problem.status_code == BadRequest.status:
        return response(BadRequest("the body cannot be parsed"))
    slug, remedy = HTTP.get(problem.status_code, ("http", refusing.DOCUMENTED))
    return _response(
        {
            "type": f"urn:blazon:problem:{slug}",
            "title": str(problem.detail),
            "status": problem.status_code,
            "detail": f"{request.method} {request.url.path}: {problem.detail}",
            "remedy": remedy,
        },
        problem.headers or {},
    )


def _unforeseen(request: Request, problem: Exception) -> Response:
    log.error("%s %s failed", request.method, request.url.path, exc_info=problem)
    return response(Problem("an unforeseen error; it stands in the office's log", remedy="Ask again later."))


def _response(members: dict[str, Any], headers: Mapping[str, str]) -> Response:
    return Response(
        orjson.dumps(members),
        status_code=members["status"],
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **headers},
    )

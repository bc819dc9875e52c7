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

from search_api.criteria import SearchQuery
from search_api.errors import BadRequest, InvalidRequest, Problem
from search_api.models import ProblemDocument

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

MEDIA_TYPE = "application/problem+json"
DOCUMENTED = "Correct it as the description of the API (openapi.json) says."
REMEDIES: dict[str, str] = {  # pydantic's error type → what to do; braces are its context
    "missing": "Give it.",
    "string_too_long": "Shorten it to at most {max_length} characters.",
    "string_too_short": "Give at least {min_length} character.",
    "too_long": "Give at most {max_length} values.",
    "enum": "Choose one of {expected}.",
    "literal_error": "Choose one of {expected}.",
    "greater_than_equal": "Give at least {ge}.",
    "less_than_equal": "Give at most {le}.",
    "date_from_datetime_parsing": "Write the day as 2026-11-23.",
    "date_from_datetime_inexact": "Write the day as 2026-11-23.",
    "date_parsing": "Write the day as 2026-11-23.",
    "int_parsing": "Write a whole number.",
    "int_from_float": "Write a whole number.",
    "bool_parsing": "Write true or false.",
    "json_invalid": "Send JSON with the media type application/json.",
    "model_attributes_type": "Send a JSON object with the media type application/json.",
}
HTTP: dict[int, tuple[str, str]] = {  # of the framework itself
    HTTPStatus.NOT_FOUND: ("no-such-address", "The addresses are listed in openapi.json."),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method-not-allowed", "Use one of the methods in the header Allow."),
}
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
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
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


def _invalid(_request: Request, problem: Exception) -> Response:
    assert isinstance(problem, RequestValidationError)
    return response(InvalidRequest([_error(error) for error in problem.errors()]))


def _error(error: Mapping[str, Any]) -> dict[str, str]:
    place, *path = error["loc"]
    context = error.get("ctx") or {}
    named = str(context.get("parameter") or (path[0] if path else place))
    kind = error["type"]
    if kind == "json_invalid":
        named, path = "body", []
    elif place == "body" and "parameter" in context and named not in path[-1:]:
        path = [*path, named]
    said = {"parameter": named, "detail": _detail(error), "remedy": _remedy(kind, named, context)}
    if place == "body":
        said["pointer"] = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)
    return said


def _detail(error: Mapping[str, Any]) -> str:
    if error["type"] == "extra_forbidden":
        return "there is no such parameter"
    if error["type"] == "json_invalid":
        return f"it is no JSON from byte {error['loc'][-1]} on"
    message: str = error["msg"]
    return message


def _remedy(kind: str, named: str, context: Mapping[str, Any]) -> str:
    if kind == "extra_forbidden":
        known = [field.alias or name for name, field in SearchQuery.model_fields.items()]
        near = difflib.get_close_matches(named, known, n=1)
        return f"Did you mean {near[0]!r}?" if near else "Leave it out; openapi.json lists the parameters."
    if "remedy" in context:
        return str(context["remedy"])
    return REMEDIES.get(kind, DOCUMENTED).format_map(context)


def _http(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    if problem.status_code == BadRequest.status:
        return response(BadRequest())
    slug, remedy = HTTP.get(problem.status_code, ("http", DOCUMENTED))
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

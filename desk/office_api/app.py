"""The office's API as an application, which the desk mounts: routes, problems, and its description."""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute, Mount, iter_route_contexts

from desk.capture import Examiner
from desk.office_api import approving, documents, doing, filing, lists, reading, refusals, rules
from desk.office_api.bodies import CarefulRoute
from desk.office_api.documents import DocumentRoute
from desk.web.office.counter import Counter
from desk.web.who import HEADER, PUBLIC, SAFE, Door, Needs
from search_api.app import REFS
from search_api.models import ProblemDocument

PREFIX = "/api/office/v1"
ABOUT = f"""The desk of an IP office, for programs: what people do on its pages, from the register itself.

A program is a client of OAuth 2: it asks `POST /oauth/token` for a token by its client credentials and sends it as
`Authorization: Bearer`. Its scopes are its permissions; it acts in its roles, on the files of its identifier or on all.
A session of the pages does as well; what it changes then needs the header `{HEADER}`, which `GET /me` gives.

What changes a file names the version that was seen (`If-Match`), so that nobody overwrites unseen, and may have an
`Idempotency-Key`, so that it is done once. An error is a problem document (RFC 9457) that says what to do.
"""


def create(counter: Counter, door: Door, examiner: Examiner) -> FastAPI:
    """The API with its routes at the root."""
    app = FastAPI(
        title="Blazon office", version=version("blazon"), description=ABOUT, openapi_url=None, docs_url=None,
        redoc_url=None, redirect_slashes=False,
    )  # fmt: skip
    app.state.door, app.state.declares = door, True
    refusals.install(app)
    sent = APIRouter(route_class=DocumentRoute)
    documents.add(sent, counter, examiner)
    routes = APIRouter(route_class=CarefulRoute)
    rules.add(routes, counter)
    lists.add(routes, counter)
    approving.add(routes, counter)
    filing.add(routes, counter, PREFIX)
    doing.add(routes, counter)
    doing.add_sent(routes, counter)
    reading.add(routes, counter)  # last: the number of a file takes what follows
    app.include_router(sent, tags=["documents"])
    app.include_router(routes)

    @app.get("/openapi.json", include_in_schema=False, dependencies=[PUBLIC])
    def openapi() -> Response:
        return JSONResponse(described(app))

    return app


def mount(site: FastAPI, app: FastAPI) -> None:
    """Puts the API under its prefix; addresses with line ends within, which no route takes, too."""
    found = Mount(PREFIX, app=app)
    found.path_regex = re.compile(found.path_regex.pattern, re.DOTALL)
    site.router.routes.append(found)


def described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI description: with the problem document, and of each route the permissions that it needs."""
    if app.openapi_schema is None:
        found = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        found["servers"] = [{"url": PREFIX}]
        parts = found.setdefault("components", {})
        problem = ProblemDocument.model_json_schema(ref_template=REFS)
        nested = problem.pop("$defs", {})
        parts.setdefault("schemas", {}).update(nested, ProblemDocument=problem)
        parts["securitySchemes"] = {
            "program": {"type": "http", "scheme": "bearer", "description": "A token of POST /oauth/token"},
            "session": {"type": "apiKey", "in": "cookie", "name": "blazon", "description": "A session of the pages"},
        }
        _secure(app, found)
        app.openapi_schema = found
    return app.openapi_schema


def _secure(app: FastAPI, found: dict[str, Any]) -> None:
    """Which permissions each operation needs: in place of scopes, as OpenAPI 3.1 lets roles be named there."""
    for route in iter_route_contexts(app.routes):
        original = route.original_route
        if not isinstance(original, APIRoute) or not original.include_in_schema:
            continue
        need = next(one.call for one in route.dependant.dependencies if isinstance(one.call, Needs))
        ways = [list(way) for way in (need.permissions, need.otherwise) if way is not None]
        for method in route.methods or ():
            operation = found["paths"][original.path_format][method.lower()]
            operation["security"] = [{name: way} for way in ways for name in ("program", "session")]
            if method not in SAFE:
                operation.setdefault("parameters", []).append(
                    {
                        "name": HEADER,
                        "in": "header",
                        "required": False,
                        "schema": {"type": "string"},
                        "description": "Of a session, as GET /me gives it; a program sends none",
                    }
                )

"""The web application: the public's pages, the staff's where they are switched on, the API and the gazette."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from desk.web import pages
from desk.web.drawing import Drawing
from desk.web.site import Face, Site
from publish_site.design import EMBLEM, STYLESHEET
from search_api import app as api
from search_api.errors import Problem

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def create(site: Site, *, staff: bool = False) -> FastAPI:
    """The whole site. The staff's pages, which show unpublished files to whoever asks, are there only with `staff`."""
    served = api.create(site.search)
    faces = [Face("public", "", api.public_index(site.search))]
    if staff:
        faces.append(Face("staff", "/staff", api.staff_index(site.search)))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with served.router.lifespan_context(served):
            yield
        for face in faces:
            face.index.client.close()

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan)
    drawing = Drawing(site, faces)
    _guard(app)
    _assets(app)
    app.mount(api.PREFIX, served)
    if site.gazette is not None:
        site.gazette.mkdir(parents=True, exist_ok=True)
        app.mount("/gazette", StaticFiles(directory=site.gazette, html=True), name="gazette")
    for face in reversed(faces):
        app.include_router(pages.router(site, face, drawing), prefix=face.prefix)
    _problems(app, drawing, faces)
    return app


def _guard(app: FastAPI) -> None:
    @app.middleware("http")
    async def headers(request: Request, proceed: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await proceed(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


def _assets(app: FastAPI) -> None:
    def asset(path: Path, media_type: str) -> Callable[[], FileResponse]:
        return lambda: FileResponse(path, media_type=media_type, headers={"Cache-Control": "max-age=3600"})

    app.get("/assets/blazon.css", include_in_schema=False)(asset(STYLESHEET, "text/css; charset=utf-8"))
    app.get("/assets/emblem.svg", include_in_schema=False)(asset(EMBLEM, "image/svg+xml"))
    app.get("/favicon.ico", include_in_schema=False)(asset(EMBLEM, "image/svg+xml"))


def _problems(app: FastAPI, drawing: Drawing, faces: list[Face]) -> None:
    """What went wrong, as a page that says so and what to do; an empty list is never shown in its place."""

    def face_of(request: Request) -> Face:
        fitting = [face for face in faces if request.url.path.startswith(face.prefix + "/")]
        return max(fitting or faces[:1], key=lambda face: len(face.prefix))

    @app.exception_handler(Problem)
    def named(request: Request, problem: Problem) -> Response:
        return drawing.problem(face_of(request), problem.status, problem.title, problem.detail, problem.remedy)

    @app.exception_handler(HTTPException)
    def http(request: Request, problem: HTTPException) -> Response:
        title = "There is no page at this address" if problem.status_code == 404 else "This cannot be done"  # noqa: PLR2004 - HTTP: not found
        remedy = "Search for the number, the words or the owner."
        return drawing.problem(face_of(request), problem.status_code, title, str(request.url.path), remedy)

    @app.exception_handler(Exception)
    def unforeseen(request: Request, _problem: Exception) -> Response:
        detail = "The mistake is ours and has been written to the log."
        return drawing.problem(face_of(request), 500, "Something went wrong here", detail, "Try again later.")

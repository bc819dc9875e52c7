"""The web application: the public's pages, the staff's where they are switched on, the API and the gazette."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, RedirectResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from desk.capture import Examiner
from desk.office_api import app as office_api
from desk.web import by_provider, comparing, files, finding, own_account, pairing, signing_in, tokens
from desk.web.doors import OpenDoor, SessionDoor
from desk.web.drawing import COMPARING, OFFICE, PICTURE_SCRIPT, PICTURE_STYLES, Drawing
from desk.web.drawing import STYLESHEET as OWN_STYLESHEET
from desk.web.gazette_files import GazetteFiles
from desk.web.guards import SECURITY, Guards
from desk.web.office import refusals, rooms
from desk.web.office.counter import Counter
from desk.web.office.rooms import Taking
from desk.web.seeing import Seeing
from desk.web.site import SEARCHING, Face, Site
from desk.web.uploads import Uploads
from desk.web.ways import Ways
from desk.web.who import (
    ACCOUNT,
    PUBLIC,
    SECOND_FACTOR,
    Door,
    PasswordFirst,
    SecondFactorFirst,
    SignInFirst,
    declared,
    needs,
)
from publish_site.design import EMBLEM, STYLESHEET
from registry.errors import RegistryError
from search_api import app as api
from search_api.errors import Problem

log = logging.getLogger(__name__)
FORGET_SECONDS = 600.0
LARGEST_FORM = 64 << 10  # bytes of a sign-in, or of a program's question for a token: nobody is known yet who sends it
# With the staff's pages on, a page of another site must not reach them by a name of its own that points here.
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def create(
    site: Site,
    *,
    staff: bool = False,
    hosts: Sequence[str] = ("*",),
    door: Door | None = None,
    counter: Counter | None = None,
) -> FastAPI:
    """The whole site, for requests to one of the names `hosts`.

    The staff's pages are there only with `staff`, for those whom the `door` lets in; without a door, for whoever asks.
    With a `counter` they read and write the register too. Where the door has no address of the site, requests by any
    name but the loopback's are refused.
    UndeclaredRoute for a route that does not say who may.
    """
    search = site.search.model_copy(update={"staff_token": None})  # here people and programs are known by name
    whole = api.staff_index(search, site.grants.confidential_statuses if door else ()) if staff else None
    guarded = api.Staff(whole, needs(*SEARCHING, writes=False)) if whole and door else None
    served = api.create(search, staff=guarded)
    faces = [Face("public", "", served.state.public), *([Face("staff", "/staff", whole)] if whole else [])]

    seeing, uploads = Seeing(site.asked, site.reader), Uploads()
    examiner = Examiner()
    taking = rooms.taking(counter, uploads, examiner) if counter else None

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with served.router.lifespan_context(served):
            for face in faces[1:]:
                api.remember(face.index)
            forgetting = asyncio.create_task(_forget(seeing, at_door))
            yield
            forgetting.cancel()
        seeing.close()
        examiner.close()
        for face in faces[1:]:
            face.index.client.close()

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan)
    at_door: Door = door or OpenDoor(site.grants)
    app.state.door = served.state.door = at_door
    ways, roles = Ways(), counter.office.roles if counter else {}
    drawing = Drawing(site, faces, ways, signs_in=at_door.signs_in, desk=counter is not None, roles=roles)
    within = ("/staff", "/my/")  # the pages that ask the register; the search says more exactly what it cannot read
    app.add_middleware(Guards, unreadable=lambda path: _null(drawing, faces, path), within=within, https=at_door.https)
    here = staff and at_door.address is None
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=LOOPBACK if here else hosts, www_redirect=False)
    _assets(app)
    app.mount(api.PREFIX, served)
    if staff and counter:
        office_api.mount(app, office_api.create(counter, at_door, examiner))
    if site.gazette is not None:
        site.gazette.mkdir(parents=True, exist_ok=True)
        app.mount("/gazette", GazetteFiles(site.gazette), name="gazette")
    for face in reversed(faces):
        routes = APIRouter(prefix=face.prefix, include_in_schema=False)
        finding.add(routes, site, face, drawing)
        files.add(routes, site, face, drawing)
        comparing.add(routes, site, face, drawing, seeing=seeing, uploads=uploads)
        pairing.add(routes, site, face, drawing)
        rooms.take(app, routes)
    if staff:
        _desk(app, faces, drawing, counter, taking)
    _led(app, drawing, faces)
    _problems(app, drawing, faces)
    ways.learn(declared(app))
    return app


def _desk(app: FastAPI, faces: list[Face], drawing: Drawing, counter: Counter | None, taking: Taking | None) -> None:
    """What there is for people of the office and its parties: the sign-in, the desk, one's own files."""
    door, (public, staff) = app.state.door, faces
    if isinstance(door, SessionDoor):
        routes = APIRouter(include_in_schema=False, max_body_size=LARGEST_FORM)
        signing_in.add(routes, faces, drawing, door)
        own_account.add(routes, staff, drawing, door)
        tokens.add(routes, door)
        if door.provider:
            by_provider.add(routes, door, door.provider)
        rooms.take(app, routes)
    if counter and taking:
        rooms.add(app, counter, (public, staff), drawing, taking)
    app.get("/staff", include_in_schema=False, dependencies=[needs()])(
        lambda: RedirectResponse(drawing.ways.work(), status_code=303)
    )

    @app.exception_handler(RegistryError)
    def refused(request: Request, error: RegistryError) -> Response:
        return drawing.problem(staff if request.url.path.startswith(staff.prefix) else public, refusals.of(error))


async def _forget(seeing: Seeing, door: Door) -> None:
    """What people searched by goes after its day, and sessions after theirs, whether or not somebody comes by."""
    while True:
        try:
            await asyncio.to_thread(seeing.forget)
            await asyncio.to_thread(door.forget)
        except (OSError, SQLAlchemyError, RegistryError):
            log.exception("pictures that people searched by, or sessions that ended, were not deleted")
        await asyncio.sleep(FORGET_SECONDS)


def _assets(app: FastAPI) -> None:
    def asset(path: Path, media_type: str) -> Callable[[], FileResponse]:
        return lambda: FileResponse(path, media_type=media_type, headers={"Cache-Control": "max-age=3600"})

    public: dict[str, Any] = {"include_in_schema": False, "dependencies": [PUBLIC]}
    app.get("/assets/blazon.css", **public)(asset(STYLESHEET, "text/css; charset=utf-8"))
    app.get("/assets/desk.css", **public)(asset(OWN_STYLESHEET, "text/css; charset=utf-8"))
    app.get("/assets/compare.css", **public)(asset(COMPARING, "text/css; charset=utf-8"))
    app.get("/assets/office.css", **public)(asset(OFFICE, "text/css; charset=utf-8"))
    app.get("/assets/picture.css", **public)(asset(PICTURE_STYLES, "text/css; charset=utf-8"))
    app.get("/assets/picture.js", **public)(asset(PICTURE_SCRIPT, "text/javascript; charset=utf-8"))
    app.get("/assets/emblem.svg", **public)(asset(EMBLEM, "image/svg+xml"))
    app.get("/favicon.ico", **public)(asset(EMBLEM, "image/svg+xml"))


def _led(app: FastAPI, drawing: Drawing, faces: list[Face]) -> None:
    """Who has yet to show who they are is led, in a browser, to where they do."""

    @app.exception_handler(SignInFirst)
    def nobody(request: Request, problem: SignInFirst) -> Response:
        if request.method != "GET" or "text/html" not in request.headers.get("accept", ""):
            return drawing.problem(faces[0], problem)
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/sign-in?{urlencode({'next': request.url.path + query})}", status_code=303)

    @app.exception_handler(SecondFactorFirst)
    @app.exception_handler(PasswordFirst)
    def unproven(request: Request, problem: SecondFactorFirst | PasswordFirst) -> Response:
        if request.method != "GET" or "text/html" not in request.headers.get("accept", ""):
            return drawing.problem(faces[-1], problem)
        led = ACCOUNT if isinstance(problem, PasswordFirst) else SECOND_FACTOR
        return RedirectResponse(led, status_code=303)


def _face_of(faces: list[Face], path: str) -> Face:
    fitting = [face for face in faces if path.startswith(face.prefix + "/")]
    return max(fitting or faces[:1], key=lambda face: len(face.prefix))


def _null(drawing: Drawing, faces: list[Face], path: str) -> Response:
    """An address that holds U+0000; no page works with what no database keeps."""
    detail = f"{path.replace(chr(0), '')} holds the character U+0000"
    title, remedy = "This address cannot be read", "Type anew what you searched for, or the number."
    return drawing.told(_face_of(faces, path), HTTPStatus.BAD_REQUEST, title, detail, remedy)


def _problems(app: FastAPI, drawing: Drawing, faces: list[Face]) -> None:
    """What went wrong, as a page that says so and what to do; an empty list is never shown in its place."""

    def face_of(request: Request) -> Face:
        return _face_of(faces, request.url.path)

    @app.exception_handler(Problem)
    def named(request: Request, problem: Problem) -> Response:
        if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:  # the fault is here
            log.error("%s: %s: %s (%s)", request.url.path, problem.slug, problem.detail, problem.__cause__)
        return drawing.problem(face_of(request), problem)

    @app.exception_handler(HTTPException)
    def http(request: Request, problem: HTTPException) -> Response:
        found = problem.status_code != HTTPStatus.NOT_FOUND
        title = str(problem.detail) if found else "There is no page at this address"
        detail = f"{request.method} {request.url.path}" if found else request.url.path
        remedy = "Search for the number, the words or the owner."
        if request.url.path.startswith("/gazette/"):
            remedy = "The front page of the gazette, /gazette/, lists all its issues. " + remedy
        page = drawing.told(face_of(request), problem.status_code, title, detail, remedy)
        page.headers.update(problem.headers or {})
        return page

    @app.exception_handler(RequestValidationError)
    def unreadable(request: Request, problem: RequestValidationError) -> Response:
        remedy = "Search for the number, the words or the owner."
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        first = problem.errors()[0]
        place = " ".join(str(one).replace("_", " ") for one in first["loc"][1:])
        said, back = f"{place}: {first['msg']}".removeprefix(": "), "Go back, mend it and send it again."
        if first["loc"][0] == "body":
            return drawing.told(face_of(request), status, "This form cannot be read", said, back)
        if first["loc"][0] == "query":
            return drawing.told(face_of(request), status, "What was asked for cannot be read", said, back)
        return drawing.told(face_of(request), status, "This address cannot be read", request.url.path, remedy)

    @app.exception_handler(Exception)
    def unforeseen(request: Request, _problem: Exception) -> Response:
        detail = "The mistake is ours and has been written to the log."
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        page = drawing.told(face_of(request), status, "Something went wrong here", detail, "Try again later.")
        page.headers.update(SECURITY)  # this one is answered outside all middleware
        return page

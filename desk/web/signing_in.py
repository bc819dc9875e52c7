"""`/sign-in` and `/sign-out`."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from desk.web.doors import SessionDoor
from desk.web.drawing import Drawing
from desk.web.site import Face
from desk.web.uploads import from_here
from desk.web.ways import STAFF
from desk.web.who import PUBLIC, Person, needs
from registry.people_errors import SignInRefused, TooManyAttempts

INSIDE = re.compile(r"/(staff|my)(/[^\\\x00-\x20]*)?")  # where a sign-in may lead: never to another site
Field = Annotated[str, Form(max_length=2_048)]


def add(routes: APIRouter, faces: list[Face], drawing: Drawing, door: SessionDoor) -> None:
    """The pages of the sign-in, which stand outside."""
    public = faces[0]

    def form(next_: str, *, login: str = "", against: str = "", status: int = HTTPStatus.OK) -> Response:
        page = drawing.page(
            public,
            "sign-in.html",
            status=status,
            next=inside(next_),
            login=login[:64],
            against=against,
            provider=door.provider,
        )
        page.headers["Cache-Control"] = "no-store"
        return page

    @routes.get("/sign-in", dependencies=[PUBLIC])
    def ask(request: Request) -> Response:
        return form(request.query_params.get("next", ""))

    @routes.post("/sign-in", dependencies=[PUBLIC])
    def sign_in(
        request: Request,
        login: Field = "",
        password: Field = "",
        code: Field = "",
        next: Field = "",  # noqa: A002 - the form's word
    ) -> Response:
        from_here(request)
        try:
            token = door.sign_in(request, login, password, code)
        except SignInRefused as refused:
            return form(next, login=login, against=sentence(refused), status=HTTPStatus.FORBIDDEN)
        except TooManyAttempts as refused:
            page = form(next, login=login, against=sentence(refused), status=HTTPStatus.TOO_MANY_REQUESTS)
            page.headers["Retry-After"] = str(max(1, int((refused.until - door.clock()).total_seconds())))
            return page
        led = RedirectResponse(inside(next), status_code=HTTPStatus.SEE_OTHER, headers={"Cache-Control": "no-store"})
        door.hand(led, token)
        return led

    @routes.post("/sign-out")
    def sign_out(request: Request, _person: Annotated[Person, needs(unproven=True, known=True)]) -> Response:
        door.sign_out(request)
        led = RedirectResponse("/sign-in", status_code=HTTPStatus.SEE_OTHER)
        door.hand(led, None)
        led.headers["Clear-Site-Data"] = '"cache"'
        return led


def inside(path: str) -> str:
    """The path, where it is the desk's or a party's; else the one that leads to where the person's work begins."""
    return path if INSIDE.fullmatch(path) else STAFF


def sentence(refused: Exception) -> str:
    """What was refused, as a page says it."""
    said = str(refused)
    return f"{said[:1].upper()}{said[1:]}."

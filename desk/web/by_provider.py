"""`/sign-in/begin` leads to the other provider, `/sign-in/back` takes its answer."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from desk.web import provider
from desk.web.doors import SessionDoor, address_of
from desk.web.provider import Provider, ProviderRefused
from desk.web.signing_in import inside
from desk.web.who import PUBLIC
from registry import sessions
from registry.people_errors import SignInRefused

BACK, MINUTES = "/sign-in/back", 10
log = logging.getLogger(__name__)


def add(routes: APIRouter, door: SessionDoor, other: Provider) -> None:
    """Both, for one provider."""
    cookie = f"{door.cookie}-begun"

    def redirect(request: Request) -> str:
        return (door.address or f"{request.url.scheme}://{request.url.netloc}") + BACK

    @routes.get("/sign-in/begin", dependencies=[PUBLIC])
    def begin(request: Request) -> Response:
        next_ = inside(request.query_params.get("next", ""))
        at, kept = provider.begin(other, door.seal, redirect=redirect(request), next_=next_)
        led = RedirectResponse(at, status_code=HTTPStatus.SEE_OTHER, headers={"Cache-Control": "no-store"})
        led.set_cookie(cookie, kept, max_age=MINUTES * 60, path="/", secure=door.https, httponly=True, samesite="lax")
        return led

    @routes.get(BACK, dependencies=[PUBLIC])
    def back(request: Request) -> Response:
        kept = request.cookies.get(cookie, "")
        try:
            who, next_ = provider.finish(
                other, door.seal, kept, request.query_params, redirect=redirect(request), now=door.clock()
            )
            token = sessions.by_provider(
                door.register,
                (other.issuer, who),
                address_of(request),
                now=door.clock(),
                lifetimes=door.lifetimes,
            )
        except SignInRefused as refused:
            raise ProviderRefused("nobody of the office") from refused
        except ProviderRefused as refused:
            log.warning("sign-in by %s: %s", other.issuer, refused.reason)
            raise
        led = RedirectResponse(inside(next_), status_code=HTTPStatus.SEE_OTHER, headers={"Cache-Control": "no-store"})
        door.hand(led, token)
        led.delete_cookie(cookie, path="/", secure=door.https, httponly=True, samesite="lax")
        return led

"""`POST /oauth/token`: a program gets an access token by its secret or its key (OAuth 2, RFC 6749, 7523)."""

from __future__ import annotations

import base64
import binascii
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import unquote

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from desk.web.doors import SessionDoor, address_of
from desk.web.who import PUBLIC
from registry import clients
from registry.clients import Asking
from registry.people_errors import ClientRefused, ScopeRefused, TooManyAttempts

PATH = "/oauth/token"
BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Asked(BaseModel):
    """The form, by the standard's names."""

    grant_type: str = ""
    scope: str = ""
    client_id: str = ""
    client_secret: str = ""
    client_assertion_type: str = ""
    client_assertion: Annotated[str, Field(max_length=16_384)] = ""


def add(routes: APIRouter, door: SessionDoor) -> None:
    """The endpoint; the audience of an assertion is its address, as the program knows it."""

    @routes.post(PATH, dependencies=[PUBLIC])
    def token(request: Request, asked: Annotated[Asked, Form()]) -> Response:
        if asked.grant_type != "client_credentials":
            return _refused("unsupported_grant_type", "say grant_type=client_credentials")
        asking = Asking(address_of(request), door.clock(), tuple(dict.fromkeys(asked.scope.split())))
        try:
            if asked.client_assertion:
                if asked.client_assertion_type != BEARER:
                    return _refused("invalid_request", f"say client_assertion_type={BEARER}")
                given = clients.by_key(door.register, asked.client_assertion, _audience(request, door), asking)
            else:
                named, secret = _basic(request) or (asked.client_id, asked.client_secret)
                given = clients.by_secret(door.register, named, secret, asking)
        except ClientRefused as refused:
            return _refused("invalid_client", str(refused), HTTPStatus.UNAUTHORIZED)
        except ScopeRefused as refused:
            return _refused("invalid_scope", str(refused))
        except TooManyAttempts as refused:
            return _refused("invalid_client", str(refused), HTTPStatus.TOO_MANY_REQUESTS)
        return _said(
            {
                "access_token": given.value,
                "token_type": "Bearer",
                "expires_in": given.seconds,
                "scope": " ".join(given.scopes),
            }
        )


def _audience(request: Request, door: SessionDoor) -> str:
    return (door.address or f"{request.url.scheme}://{request.url.netloc}") + PATH


def _basic(request: Request) -> tuple[str, str] | None:
    scheme, _, packed = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(packed, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return unquote(name), unquote(secret)


def _refused(error: str, said: str, status: int = HTTPStatus.BAD_REQUEST) -> Response:
    answer = _said({"error": error, "error_description": said}, status)
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = 'Basic realm="blazon"'
    return answer


def _said(data: dict[str, Any], status: int = HTTPStatus.OK) -> Response:
    return JSONResponse(data, status_code=status, headers={"Cache-Control": "no-store"})

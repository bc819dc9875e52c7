"""What stands before every route: security headers, and a bound on the body."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders

from search_api import problems
from search_api.errors import BodyLate, BodyTooLarge, LengthMissing, Problem
from search_api.looking import TooManyPictures

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 64 * 1024  # bytes of a request; longer lists of goods than that are no question
# A file of LARGEST_BYTES in base64, in lines of 76 characters with their ends as JSON writes them, is 22.5 MiB.
LARGEST_PICTURE = 23 << 20
PICTURES = 8  # larger bodies in memory at once; one takes four times its length
SECONDS = 90.0  # for one of them to arrive
SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


class Guards:
    """ASGI middleware. A body of unknown or too great a length, or one large one too many, is refused unread.

    A large one is refused, too, when it does not arrive in time: a stalled connection is to stop nobody else.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._pictures = 0  # requests with a large body, from its beginning to the end of the answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)
            await send(message)

        headers = Headers(scope=scope)
        refused = _refusal(headers, LARGEST_PICTURE if _takes_pictures(scope) else LARGEST_BODY)
        large = refused is None and int(headers.get("content-length", 0)) > LARGEST_BODY
        if large and self._pictures >= PICTURES:
            refused, large = TooManyPictures(), False
        self._pictures += large
        try:
            if large:
                refused, receive = await _arrived(receive)
            answer: ASGIApp = problems.response(refused) if refused else self.app
            await answer(scope, receive, guarded)
        finally:
            self._pictures -= large


async def _arrived(receive: Receive) -> tuple[Problem | None, Receive]:
    """The whole body, to be received once more; or the refusal of one that does not come in time."""
    body = bytearray()
    message: Message = {"more_body": True}
    try:
        async with asyncio.timeout(SECONDS):
            while message.get("more_body"):
                message = await receive()
                body += message.get("body", b"")
    except TimeoutError:
        return BodyLate(SECONDS), receive
    whole = [{**message, "body": bytes(body)}]

    async def again() -> Message:
        return whole.pop() if whole else await receive()

    return None, again


def _takes_pictures(scope: Scope) -> bool:
    path: str = scope["path"]
    return bool(scope["method"] == "POST" and path.endswith("/similar"))


def _refusal(headers: Headers, largest: int) -> Problem | None:
    length = headers.get("content-length")
    if length is None:
        return LengthMissing() if "transfer-encoding" in headers else None
    if length.isdecimal() and int(length) <= largest:
        return None
    return BodyTooLarge(largest)

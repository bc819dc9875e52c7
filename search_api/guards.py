"""What stands before every route: security headers, and a bound on the body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders

from search_api import problems
from search_api.errors import BodyTooLarge, LengthMissing, Problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 64 * 1024  # bytes of a request; longer lists of goods than that are no question
SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


class Guards:
    """ASGI middleware. A body of unknown or too great a length is refused before it is read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

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

        refused = _refusal(Headers(scope=scope))
        answer: ASGIApp = problems.response(refused) if refused else self.app
        await answer(scope, receive, guarded)


def _refusal(headers: Headers) -> Problem | None:
    length = headers.get("content-length")
    if length is None:
        return LengthMissing() if "transfer-encoding" in headers else None
    if length.isdecimal() and int(length) <= LARGEST_BODY:
        return None
    return BodyTooLarge(LARGEST_BODY)

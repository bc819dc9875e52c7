"""What stands before every page: security headers, HEAD wherever there is GET, and no U+0000 in an address."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
HSTS = "max-age=31536000"
# Of the pages that read pictures: their one script, which asks nothing of any server.
SCRIPTED = SECURITY["Content-Security-Policy"] + "; script-src 'self'"


class Guards:
    """ASGI middleware. `https`: browsers reach the site so, and are told to do so for a year.

    `unreadable` answers an address below one of the paths `within` that holds a character which no database keeps.
    """

    def __init__(
        self, app: ASGIApp, *, unreadable: Callable[[str], ASGIApp], within: tuple[str, ...] = (), https: bool = False
    ) -> None:
        self.app, self._unreadable, self._within = app, unreadable, within
        self._headers = SECURITY | ({"Strict-Transport-Security": HSTS} if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        head = scope["method"] == "HEAD"

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        path = scope["path"]
        app = self._unreadable(path) if path.startswith(self._within) and _null(scope) else self.app
        await app({**scope, "method": "GET"} if head else scope, receive, guarded)


def _null(scope: Scope) -> bool:
    return "\x00" in scope["path"] or b"\x00" in unquote_to_bytes(scope["query_string"])

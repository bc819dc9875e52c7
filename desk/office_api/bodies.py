"""What a request of the office's API sends: bounded in bytes and depth, JSON that the register can keep."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.datastructures import FormData

from search_api.errors import BadRequest, BodyTooLarge

LARGEST = 2 << 20  # bytes of JSON; the longest specification that the demo's makers know has a tenth
DEPTH = 32  # of objects and lists within one another; a record has six


class Careful(Request):
    """A request whose body is read no further than to `largest` bytes. BodyTooLarge, BadRequest."""

    largest = LARGEST

    async def stream(self) -> AsyncGenerator[bytes, None]:
        length = self.headers.get("content-length", "0")
        if length.isdecimal() and int(length) > self.largest:
            raise BodyTooLarge(self.largest)
        size = 0
        async for part in super().stream():
            size += len(part)
            if size > self.largest:
                raise BodyTooLarge(self.largest)
            yield part

    async def _get_form(self, **limits: Any) -> FormData:
        await self.body()  # kept: after a session's proof was looked for in it, the route reads it too
        return await super()._get_form(**limits)

    async def json(self) -> Any:
        found = orjson.loads(await self.body())  # refuses half a surrogate, NaN and what no Postgres keeps as a number
        if why := unfit(found):
            raise BadRequest(why)
        return found


class CarefulRoute(APIRoute):
    """A route that reads JSON."""

    request_class: type[Careful] = Careful

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def careful(request: Request) -> Response:
            return await handle(self.request_class(request.scope, request.receive))

        return careful


def unfit(value: Any) -> str | None:
    """Why the register cannot keep what was sent; None when it can. Walks all of it, without recursion."""
    waiting: list[tuple[Any, int]] = [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        if isinstance(one, str):
            if "\x00" in one:
                return "a text holds the character U+0000, which nothing can be kept with"
            continue
        if not isinstance(one, dict | list):
            continue
        if depth > DEPTH:
            return f"objects and lists lie more than {DEPTH} deep in one another"
        waiting += [(part, depth + 1) for part in (one.values() if isinstance(one, dict) else one)]
        if isinstance(one, dict):
            waiting += [(name, depth) for name in one]
    return None

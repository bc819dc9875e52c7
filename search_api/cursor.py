"""The place in a list of results, as the opaque text `next` and `after`.

It holds the sort values of the last result of a page and the fingerprint of the search. It is no secret and gives no
right: whoever writes one by hand only skips results of the same search.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Annotated, Any, TypeAlias

import orjson
from pydantic import Field, TypeAdapter, ValidationError

from search_api.errors import CursorRefused

Long = Annotated[int, Field(strict=True, ge=-(2**63), le=2**63 - 1)]
Score = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
Name = Annotated[str, Field(strict=True, max_length=500)]
Values: TypeAlias = tuple[float, int, str] | tuple[int, str] | tuple[str, str]

SHAPES: dict[str, TypeAdapter[Any]] = {  # first sort field → the values it and those behind it have
    "_score": TypeAdapter(tuple[Score, Long, Name]),
    "number": TypeAdapter(tuple[Name, Name]),
    "date": TypeAdapter(tuple[Long, Name]),
}


def write(fingerprint: str, values: Sequence[float | str]) -> str:
    """The cursor behind the result with these sort values."""
    return base64.urlsafe_b64encode(orjson.dumps([fingerprint, *values])).rstrip(b"=").decode()


def read(text: str, fingerprint: str, shape: str) -> Values:
    """The sort values, one of `SHAPES`. CursorRefused for a text that `write` did not make for this search."""
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        read = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        of, *values = read if isinstance(read, list) else [None]
        found: Values | None = SHAPES[shape].validate_python(tuple(values)) if of == fingerprint else None
    except (UnicodeError, binascii.Error, orjson.JSONDecodeError, ValidationError, ValueError) as problem:
        raise CursorRefused("the cursor cannot be read") from problem
    if found is None:
        raise CursorRefused("the cursor belongs to another search or another order")
    return found

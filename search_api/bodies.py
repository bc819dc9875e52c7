"""What is asked by POST stands in the body: nothing in the address is passed over in silence."""

from __future__ import annotations

from fastapi import Request

from search_api.errors import InvalidRequest


def body_alone(request: Request) -> None:
    """InvalidRequest for parameters in the address of a request with a body."""
    remedy = "Write it into the JSON body; the address of a POST takes no parameters."
    errors = [
        {"parameter": name, "detail": "it stands in the address, where nothing is read", "remedy": remedy}
        for name in request.query_params
    ]
    if errors:
        raise InvalidRequest(errors)

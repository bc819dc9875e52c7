"""The headers of what changes something: the version that was seen (`If-Match`), a key of one's own."""

from __future__ import annotations

import re
from typing import Annotated
from uuid import UUID, uuid4, uuid5

from fastapi import Header

from desk.office_api.refusals import VersionMissing
from mappings.permissions import Person
from search_api.errors import InvalidRequest

IDS = UUID("6f1f6f5e-2a4f-5e0c-9d0a-0c1f8a3b7d21")  # below which the ids of commands lie, by who asks and their key
KEY = re.compile(r"[\x21-\x7e]{1,200}")
TAG = re.compile(r'"(0|[1-9][0-9]{0,8})"')
NEVER = 0  # the version of no file: a tag that this API never gave fits none


def seen(
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match",
            description="The ETag of what you have read: what was changed since is not changed unseen. Required.",
            examples=['"7"'],
        ),
    ] = None,
) -> int:
    """The version that was seen. VersionMissing; what is no tag of this API fits no version."""
    if if_match is None or if_match.strip() in {"", "*"}:
        raise VersionMissing
    tag = TAG.fullmatch(if_match.strip())
    return int(tag[1]) if tag else NEVER


def asked_once(
    idempotency_key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="Up to 200 visible letters of ASCII, such as a UUID. The same request with the same key again "
            "gives the same outcome and does nothing more; with another request it is refused.",
            examples=["3f0c7a52-7a53-4c0e-8a8f-1f6d2f6f4f11"],
        ),
    ] = None,
) -> str | None:
    """The key, as it was sent. InvalidRequest."""
    if idempotency_key is not None and not KEY.fullmatch(idempotency_key):
        said = "it is empty, longer than 200 letters, or has a letter that is none of ASCII"
        remedy = "Send a UUID of your own for each thing that you ask."
        raise InvalidRequest([{"parameter": "Idempotency-Key", "detail": said, "remedy": remedy}])
    return idempotency_key


def command_id(person: Person, key: str | None) -> UUID:
    """The id of the command: nobody's key is another's."""
    return uuid4() if key is None else uuid5(IDS, f"{person.login} {key}")


def etag(version: int) -> str:
    return f'"{version}"'

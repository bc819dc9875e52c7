"""The headers of what changes something: the version that was seen (`If-Match`), a key of one's own."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID, uuid4, uuid5

import orjson
from fastapi import Header, Request
from pydantic import BaseModel

from desk.office_api.refusals import UnknownTag, VersionMissing
from mappings.permissions import Person
from registry.commands import IssueOutcome, Outcome
from registry.database import Register
from registry.handling import handled_before
from search_api.errors import InvalidRequest

IDS = UUID("6f1f6f5e-2a4f-5e0c-9d0a-0c1f8a3b7d21")  # below which the ids of commands lie, by who asks and their key
KEY = re.compile(r"[\x21-\x7e]{1,200}")
TAG = re.compile(r'("?)(0|[1-9][0-9]{0,8})\1')  # with the quotes of an ETag, or as people write a number


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
    """The version that was seen. VersionMissing; UnknownTag for what is no tag of this API."""
    found = seen_if_said(if_match)
    if found is None:
        raise VersionMissing
    return found


def seen_if_said(
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match",
            description="The ETag of what you have read. Required, but on a file of somebody else: that has none for "
            "you.",
            examples=['"7"'],
        ),
    ] = None,
) -> int | None:
    """The version that was seen, or that none was. UnknownTag."""
    if if_match is None or if_match.strip() in {"", "*"}:
        return None
    tag = TAG.fullmatch(if_match.strip())
    if tag is None:
        raise UnknownTag(if_match.strip())
    return int(tag[2])


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


@dataclass(frozen=True)
class Once:
    """A request under its sender's key. `digest` is that of what was sent, so that a repetition is known whatever has
    become of the file meanwhile; None without a key.
    """

    request: Request
    person: Person
    command: UUID
    digest: str | None

    def before(self, register: Register) -> Outcome | None:
        """What the same request brought about earlier. CommandReused for another one under the key."""
        done = handled_before(register, self.command, self.digest) if self.digest else None
        assert not isinstance(done, IssueOutcome)  # no request of this API opens or closes an issue
        if done:
            self.request.app.state.door.note(self.person, "the same again", done.key.id, "shown")
        return done


def once(request: Request, person: Person, key: str | None, asked: BaseModel, version: int | None = None) -> Once:
    """Nobody's key is another's."""
    if key is None:
        return Once(request, person, uuid4(), None)
    sent = [request.url.path, version, asked.model_dump(mode="json", exclude_unset=True)]
    digest = hashlib.sha256(orjson.dumps(sent, option=orjson.OPT_SORT_KEYS)).hexdigest()
    return Once(request, person, uuid5(IDS, f"{person.login} {key}"), digest)


def etag(version: int) -> str:
    return f'"{version}"'

"""What the routes of the office's API have in common in its description: problems, keys of files, ETags."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path

from desk.office_api import refusals as no
from desk.web import who
from desk.web.files import key_in
from desk.web.uploads import OtherSite
from mappings.number import DossierKey
from search_api import problems as documents
from search_api.errors import BadRequest, BodyTooLarge, InvalidRequest, Problem

ETAG: dict[str, Any] = {
    "headers": {"ETag": {"description": "The file's version, for If-Match", "schema": {"type": "string"}}}
}
# Of what changes a file: which version was seen, and all that the register can say.
CHANGES = (
    no.VersionMissing,
    no.VersionStale,
    no.KeyReused,
    no.NotNow,
    no.RegisterRefuses,
    no.NoSuchThing,
    no.NotForYourRole,
    who.FormNotOurs,
    OtherSite,
    BadRequest,
    BodyTooLarge,
)


def problems(*kinds: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route: these, and those of every route."""
    always = (InvalidRequest, who.SignInFirst, who.NotPermittedHere, *no.ALWAYS)
    return documents.responses(*always, *kinds)


def key_of(
    office: Annotated[str, Path(description="ST.3 code of the office", examples=["XB"])],
    kind: Annotated[str, Path(description="The right: tm, pt, ds, or a register of the office", examples=["tm"])],
    number: Annotated[str, Path(description="Application number", examples=["TM/2026/000123"])],
) -> DossierKey:
    """The key in the address. DossierNotFound for what can be none."""
    return key_in(office, kind, number)

"""What the forms of the desk share: empty fields, what a command needs besides, the way back."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, BeforeValidator, ConfigDict, field_validator
from pydantic_core import PydanticCustomError

from desk.web.office.counter import page_of
from desk.web.site import Face
from mappings.number import DossierKey
from mappings.permissions import Person


def _kept_by_databases(given: Any) -> Any:
    """Each field of a form by itself, so that the fault names it."""
    if any("\x00" in one for one in (given if isinstance(given, list) else [given]) if isinstance(one, str)):
        raise PydanticCustomError("null", "holds the character U+0000; type it anew")
    return given


# A field that was left empty says nothing.
Text = Annotated[
    str | None, BeforeValidator(lambda given: (given or "").strip() or None), BeforeValidator(_kept_by_databases)
]
Day = Annotated[dt.date | None, BeforeValidator(lambda given: given or None)]
Ordinal = Annotated[int | None, BeforeValidator(lambda given: given or None)]


class DeskForm(BaseModel):
    """A form of the desk; `csrf` was looked at before. No field holds what no database keeps."""

    model_config = ConfigDict(extra="ignore")

    @field_validator("*", mode="before")
    @classmethod
    def _kept(cls, given: Any) -> Any:
        return _kept_by_databases(given)


class FileForm(DeskForm):
    """What every form carries that changes a file: the version it was drawn from, and the id of what it asks."""

    version: int
    command: UUID

    def by(self, person: Person) -> dict[str, Any]:
        """What its command says besides: whose it is, its id, and the version on which it rests."""
        return {"expected_version": self.version, "command_id": self.command, "actor": person.login}


def back(face: Face, key: DossierKey, page: str = "", **what: str) -> Response:
    """To the page of the file, or to one below it, which says what was done: `what`, or else the last action."""
    query = urlencode(what or {"done": "true"}, safe="/")
    return RedirectResponse(f"{face.prefix}{page_of(key)}{page}?{query}", status_code=HTTPStatus.SEE_OTHER)

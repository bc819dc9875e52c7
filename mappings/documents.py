"""Documents that come in, as the office's data (`documents.yaml`): their kinds, and how their numbers are written."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from mappings.record import Audience
from mappings.terms import Rules
from mappings.texts import Wording
from mappings.workflow import Id


class DocumentKind(Rules):
    text: Wording
    audience: Annotated[Audience, Field(strict=False)] = Audience.PARTIES  # where nobody says otherwise


class Documents(Rules):
    """`documents.yaml`."""

    number: Annotated[str, Field(pattern=r"\{sequence(:0\d+)?\}")] = "I/{year}/{sequence:06}"
    answer: Id | None = None  # the kind of what answers a letter, where its sender says no other
    enclosed: Id | None = None  # that of what comes with a request
    kinds: dict[Id, DocumentKind] = Field(default_factory=dict)

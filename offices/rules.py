"""What an office says of its gazette and of what is published: `gazette.yaml` and `publication.yaml`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from mappings.addresses import Person, Shown
from mappings.record import Audience, Kind, Line, Role

Texts = dict[str, Line]  # by language
# A text of the office's own: by language, or alone, and then in its first one (here under "").
Wording = Annotated[
    Texts, Field(min_length=1), BeforeValidator(lambda given: {"": given} if isinstance(given, str) else given)
]
Pattern = Annotated[str, StringConstraints(pattern=r"\{sequence(:0\d+)?\}")]


class Rules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class GazettePart(Rules):
    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
    kind: Annotated[Kind, Field(strict=False)] | None = None  # None: every right
    stage: Line
    title: Texts
    inid: Line | None = None  # the code its date is printed with


# A folder of the web: no query, no fragment, nothing that XML or a header would have to escape.
SiteAddress = Annotated[
    str, StringConstraints(pattern=r"^https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?/([A-Za-z0-9._~-]+/)*$")
]


class Licence(Rules):
    """On what terms the data in bulk may be used; `address` says them in full."""

    name: Texts
    address: Annotated[str, StringConstraints(pattern=r"^https://\S+$")] | None = None


class Gazette(Rules):
    name: Texts
    every_days: Annotated[int, Field(ge=1)]
    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    number: Pattern
    languages: Annotated[tuple[Line, ...], Field(strict=False)] = ()  # of its pages; none: the office's first
    register_address: Annotated[str, StringConstraints(pattern=r"^(https://\S+|/\S*)$")] | None = (
        None  # linked from all pages
    )
    site_address: SiteAddress | None = None  # where the gazette is served, for what must name it in full
    licence: Licence | None = None
    parts: Annotated[tuple[GazettePart, ...], Field(min_length=1, strict=False)]


class AddressRule(Rules):
    show: Annotated[Shown, Field(strict=False)]
    person: Annotated[Person, Field(strict=False)] | None = None  # None: any, as for the next two
    role: Annotated[Role, Field(strict=False)] | None = None
    kind: Annotated[Kind, Field(strict=False)] | None = None


class PublicationRules(Rules):
    fields: dict[Line, Annotated[Audience, Field(strict=False)]] = {}  # path in the record: `mark.description`
    documents: dict[Line, Annotated[Audience, Field(strict=False)]]  # role of the document
    addresses: Annotated[tuple[AddressRule, ...], Field(strict=False)] = ()  # how much the public reads of them
    stages: dict[Annotated[Kind, Field(strict=False)], Annotated[tuple[Line, ...], Field(strict=False)]] = {}
    withheld: dict[Annotated[Kind, Field(strict=False)], Annotated[tuple[Line, ...], Field(strict=False)]] = {}

"""What an office says of its gazette and of what is published: `gazette.yaml` and `publication.yaml`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo, field_validator

from mappings.addresses import Person, Shown
from mappings.record import Audience, Kind, Line, Role, StatusGroup
from mappings.texts import Texts, Wording

Pattern = Annotated[str, StringConstraints(pattern=r"\{sequence(:0\d+)?\}")]


class Rules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


# INID codes of dates of publication, the general one first: WIPO ST.60 for marks, ST.9 for patents, ST.80 for designs.
PUBLISHED: dict[Kind | None, range] = {
    Kind.TRADEMARK: range(400, 451),
    Kind.PATENT: range(40, 49),
    Kind.DESIGN: range(40, 49),
    None: range(0),
}


class StatusRule(Rules):
    text: Wording
    group: Annotated[StatusGroup, Field(strict=False)]
    public: Wording  # what the public is told
    ignored_in_similarity: bool = False
    ends_right: bool = False
    before_publication: Literal["withdrawn", "deferred"] | None = None  # what is said of a number never published


class EventRule(Rules):
    text: Wording
    standard_code: Line  # ST.27 family, or X00 for no mapped key event of category X
    verified: bool = False  # whether the code was checked against the standard itself
    audience: Annotated[Audience, Field(strict=False)] = Audience.PUBLIC
    part: Line | None = None  # of the gazette, in which the event is published when it is published alone


class GazettePart(Rules):
    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
    kind: Annotated[Kind, Field(strict=False)] | None = None  # None: every right
    stage: Line
    title: Texts
    inid: Line | None = None  # the code its date is printed with

    @field_validator("inid")
    @classmethod
    def _of_a_publication(cls, code: str | None, given: ValidationInfo) -> str | None:
        """ValueError for the code of another date."""
        kind = given.data.get("kind")
        known = PUBLISHED.get(kind, range(0))
        if code is None or code in map(str, known):
            return code
        if not known:
            raise ValueError(f"no code fits publications of every right; leave {code!r} out, or name the part's kind")
        raise ValueError(
            f"{code!r} is no code of a publication's date; those of {kind} are {known[0]} to {known[-1]}"
            f" - did you mean '{known[0]}'?"
        )


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

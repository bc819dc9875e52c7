"""The answers, as they go out. Every one carries `as_of`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from mappings.document import AsOf, DossierDocument, Logo
from mappings.record import Kind, StatusGroup
from search_api import examples


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DossierAnswer(Answer):
    """One dossier, whole."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.DOSSIER]})

    as_of: AsOf
    dossier: DossierDocument


class Hit(Answer):
    """One dossier of a list."""

    id: str
    office: str
    kind: Kind
    number: str
    path: Annotated[str, Field(description="office/kind/number: of its page and of /dossiers/{number}")]
    registration_number: str | None = None
    version: int
    title: str | None = None
    status: str | None = None
    status_text: str | None = None
    status_group: StatusGroup = StatusGroup.UNKNOWN
    filing_date: dt.date | None = None
    priority_date: dt.date | None = None
    registration_date: dt.date | None = None
    expiry_date: dt.date | None = None
    publication_date: dt.date | None = None
    owners: tuple[str, ...] = ()
    representatives: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    logo: Logo | None = None
    pictures: tuple[Logo, ...] = ()
    score: Annotated[float | None, Field(description="Of the best way it was found by; null without words")] = None
    found_by: Annotated[tuple[str, ...], Field(description="The ways in which the words were found, best first")] = ()


class FacetValue(Answer):
    value: str
    count: int
    chosen: bool


class Facet(Answer):
    """How many results each value of one parameter has, under all criteria but this one."""

    name: Annotated[str, Field(description="The parameter that narrows to a value; year counts filing dates")]
    values: tuple[FacetValue, ...]
    other: Annotated[int, Field(description="Results with values that are not listed")] = 0


class SearchAnswer(Answer):
    """One page of results in a total order."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.SEARCH]})

    as_of: AsOf
    total: Annotated[int, Field(description="Results on all pages, counted, not estimated")]
    sort: str
    asked: Annotated[dict[str, Any], Field(description="The criteria as they were understood")]
    hits: tuple[Hit, ...]
    next: Annotated[str | None, Field(description="`after` of the next page; null on the last")] = None
    facets: tuple[Facet, ...] = ()


class Lag(Answer):
    sequence: int
    at: dt.datetime
    seconds: Annotated[float, Field(description="Age of the checkpoint: how long ago the index was found complete")]
    late: Annotated[bool, Field(description="Older than the office wants")]
    gaps: int


class Health(Answer):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.HEALTH]})

    live: bool = True
    ready: bool = True
    as_of: AsOf
    lag: Lag


class ProblemError(BaseModel):
    """One parameter that cannot be used."""

    model_config = ConfigDict(extra="allow")

    parameter: str
    detail: str
    remedy: str
    pointer: Annotated[str | None, Field(description="JSON pointer into the body")] = None


class ProblemDocument(BaseModel):
    """RFC 9457. `remedy` says what to do; other members belong to the type."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [examples.PROBLEM]})

    type: Annotated[str, Field(examples=["urn:blazon:problem:dossier-not-found"])]
    title: str
    status: int
    detail: str
    remedy: str
    errors: list[ProblemError] | None = None

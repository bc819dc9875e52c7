"""What a search asks for: the parameters of `GET /search`, checked at the door."""

from __future__ import annotations

import datetime as dt
import hashlib
from enum import StrEnum
from typing import Annotated, Any, Self, TypeVar

import orjson
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from mappings.record import Kind, StatusGroup
from search_api.text import Code, EntryValue, Ipc, Locarno, NiceClass, NumberText, OfficeCode, Text, Vienna

T = TypeVar("T")
Some = Annotated[tuple[T, ...], Field(max_length=50)]
RANGES = {  # parameter → field of the index
    "filed": "filing_date",
    "priority": "priority_date",
    "registered": "registration_date",
    "published": "publication_date",
    "expires": "expiry_date",
}
LARGEST = 2**63 - 1


class Sort(StrEnum):
    """How results are ordered; a leading `-` is newest first. Ties end with the dossier's id, so the order is total."""

    RELEVANCE = "relevance"
    NUMBER = "number"
    FILED = "filing_date"
    FILED_NEWEST = "-filing_date"
    PRIORITY = "priority_date"
    PRIORITY_NEWEST = "-priority_date"
    REGISTERED = "registration_date"
    REGISTERED_NEWEST = "-registration_date"
    PUBLISHED = "publication_date"
    PUBLISHED_NEWEST = "-publication_date"


class Criteria(BaseModel):
    """All must hold; of several values of one criterion one must. A blank value counts as left out."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    words: Annotated[Text | None, Field(description="Words of the mark, the title or the abstract, or a number")] = None
    owner: Annotated[Text | None, Field(description="Words of an owner's name")] = None
    representative: Annotated[Text | None, Field(description="Words of a representative's name")] = None
    creator: Annotated[Text | None, Field(description="Words of an inventor's or creator's name")] = None
    number: Annotated[NumberText | None, Field(description="Any number of it, with or without separators")] = None
    goods: Annotated[Text | None, Field(description="Words of the goods and services within one class")] = None
    kind: Annotated[Some[Kind], Field(description="tm, pt, ds, or a register that the office declares")] = ()
    class_: Annotated[Some[NiceClass], Field(alias="class", description="Nice class, 1 to 45")] = ()
    status: Annotated[Some[StatusGroup], Field(description="What the status means for others")] = ()
    status_code: Annotated[Some[Code], Field(description="The office's own code of the status")] = ()
    office: Annotated[Some[OfficeCode], Field(description="Office, WIPO ST.3")] = ()
    country: Annotated[Some[OfficeCode], Field(description="Country of an owner, WIPO ST.3")] = ()
    vienna: Annotated[Some[Vienna], Field(description="Vienna category, division or section: 02, 02.01, 02.01.01")] = ()
    locarno: Annotated[Some[Locarno], Field(description="Locarno class or subclass: 09, 09-01")] = ()
    ipc: Annotated[Some[Ipc], Field(description="IPC symbol or its beginning: G06, G06F, G06F 15/16")] = ()
    entry: Annotated[
        Some[EntryValue],
        Field(description="Exact value of a field of a declared register: basis=appellation-of-origin"),
    ] = ()
    filed_from: Annotated[dt.date | None, Field(description="Filed on this day or later")] = None
    filed_to: Annotated[dt.date | None, Field(description="Filed on this day or before")] = None
    priority_from: dt.date | None = None
    priority_to: dt.date | None = None
    registered_from: dt.date | None = None
    registered_to: dt.date | None = None
    published_from: dt.date | None = None
    published_to: dt.date | None = None
    expires_from: dt.date | None = None
    expires_to: dt.date | None = None

    @model_validator(mode="before")
    @classmethod
    def _blank_is_left_out(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        return {name: kept for name, value in values.items() if not _blank(kept := _without_blanks(value))}

    @model_validator(mode="after")
    def _ranges_run_forward(self) -> Self:
        for name in RANGES:
            start, end = self.range(name)
            if start and end and start > end:
                raise PydanticCustomError(
                    "range_backwards",
                    "{message}",
                    {
                        "message": f"{start} is after {name}_to, {end}",
                        "parameter": f"{name}_from",
                        "remedy": "Exchange the two days.",
                    },
                )
        return self

    def range(self, name: str) -> tuple[dt.date | None, dt.date | None]:
        """First and last day of one of `RANGES`."""
        return getattr(self, f"{name}_from"), getattr(self, f"{name}_to")

    def empty(self) -> bool:
        """True when nothing is asked for."""
        return not self.asked()

    def asked(self) -> dict[str, Any]:
        """The criteria that were given, as JSON; parameter → value."""
        given = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return {name: given[name] for name in sorted(given) if name not in Page.model_fields}


class Page(BaseModel):
    """Which part of the results, and in which order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sort: Annotated[
        Sort | None, Field(description="Without it: relevance when words are given, else newest filing first")
    ] = None
    limit: Annotated[
        int | None,
        Field(ge=1, description="Results on a page; at most what BLAZON_SEARCH_PAGE_SIZE_LIMIT says, else 100"),
    ] = None
    after: Annotated[str | None, Field(max_length=2_000, description="`next` of the page before, unchanged")] = None
    facets: Annotated[bool, Field(description="Count the results by kind, class, status, …")] = True
    at_least: Annotated[
        int | None, Field(ge=0, le=LARGEST, description="Refuse to answer from an index not complete up to here")
    ] = None


class SearchQuery(Criteria, Page):
    """The parameters of `GET /search`."""

    def order(self) -> Sort:
        return self.sort or (Sort.RELEVANCE if self.words else Sort.FILED_NEWEST)

    def fingerprint(self, collection: str) -> str:
        """16 hex digits that two requests share when they page through the same list."""
        canonical = orjson.dumps([collection, self.order(), self.asked()], option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(canonical).hexdigest()[:16]


def _without_blanks(value: Any) -> Any:
    return [item for item in value if not _blank(item)] if isinstance(value, list | tuple) else value


def _blank(value: Any) -> bool:
    return value is None or value in ([], ()) or (isinstance(value, str) and not value.strip(" "))

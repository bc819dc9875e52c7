"""What only the register and the office know, handed over as data: the house, its parts, the closed issues."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, StringConstraints

from mappings.inid import Table, standard
from mappings.number import DossierKey, IssueId
from mappings.record import Digest, Kind, Whole
from mappings.registers import Declared
from mappings.terms import Calendar
from mappings.texts import said

Day = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]  # as texts in order of time


class Given(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Part(Given):
    """One part of the gazette; their order is the office's. `kind` None takes every right."""

    id: str  # as in PublicationDocument.part
    title: str
    lang: str = ""  # of the title, where it is not that of the pages
    kind: Kind | None = None
    stage: str = ""  # of the publications that belong here when they do not name their part
    date_code: str = ""  # INID code its date is printed with: 442, 450, 43, ...


class House(Given):
    """Who publishes: the office and its gazette."""

    office: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]  # ST.3
    office_name: str
    name: str  # of the gazette
    address: str = ""
    parts: tuple[Part, ...]
    register_address: Annotated[str, StringConstraints(pattern=r"^(https://|/)")] | None = None  # of the office's pages
    licence: str | None = None  # of the data in bulk
    licence_address: Annotated[str, StringConstraints(pattern=r"^https://")] | None = None
    language: str = "en"  # of these names, and of the pages
    others: tuple[House, ...] = ()  # the same house in other languages, whose pages lie in folders named by them
    texts: dict[Kind, dict[str, str]] = {}  # of the office's statuses and events, by what the register calls them
    registers: dict[Kind, Declared] = {}  # of the office's own
    written_in: str = ""  # the language in which the register has them
    site_address: str | None = None  # where the gazette is served, with a slash at its end
    calendar: Calendar | None = None  # without it no opposition is told

    def part(self, kind: Kind, stage: str, identifier: str | None) -> tuple[int, Part]:
        """Where a publication stands: the place of its part and the part, by its id, else by kind and stage.

        A part that the office no longer names keeps its id as its title and comes last.
        """
        for place, part in enumerate(self.parts):
            fits = part.stage == stage and part.kind in {kind, None}
            if part.id == identifier or (identifier is None and fits):
                return place, part
        return len(self.parts), Part(id=identifier or stage, title=self.title(identifier or stage))

    def opposition(self, kind: Kind, stage: str, date: dt.date) -> dt.date | None:
        """The last day for opposition to what an issue of that date publishes at that stage; None for no opposition."""
        return self.calendar.opposition(kind, stage, date) if self.calendar else None

    @cached_property
    def table(self) -> Table:
        """How a record is read out here."""
        return standard().declaring(self.registers)

    def right(self, kind: Kind) -> str:
        """What a file of a register of the office's own is called; of another the right itself."""
        register = self.registers.get(kind)
        return said(register.one, self.language, "en") if register else kind.upper()

    def rights(self, kind: Kind) -> str:
        """What several of them are called."""
        register = self.registers.get(kind)
        return said(register.name, self.language, "en") if register else kind.upper()

    def full(self, path: str) -> str:
        """The address of a file of the site; empty where nobody said where the gazette is served."""
        return f"{self.site_address}{path.removesuffix('index.html')}" if self.site_address else ""

    def title(self, part: str) -> str:
        """What a part is called; one that the office no longer names is called by its id."""
        named = {one.id: one.title for one in self.parts}
        return named.get(part) or part.replace("-", " ").capitalize()

    def lang(self, part: str) -> str:
        """The language of a part's title, where it is not that of the pages."""
        return next((one.lang for one in self.parts if one.id == part), "")


class Entry(Given):
    """One line of a closing list."""

    office: str
    kind: Kind
    number: str
    snapshot: Whole  # its ordinal within the dossier
    version: Whole  # of the dossier when frozen
    root: Digest

    @property
    def key(self) -> DossierKey:
        return DossierKey(self.office, self.kind, self.number)


class Issue(Given):
    """An issue closed at one register sequence with a closing list of `count` lines."""

    id: IssueId
    date: dt.date
    sequence: int
    count: int

    @property
    def order(self) -> tuple[int, dt.date, str]:
        """Its place among the issues, as they were closed."""
        return self.sequence, self.date, self.id


class Redacted(NamedTuple):
    """A field that was taken out of a publication by order."""

    dossier: str  # its id
    snapshot: int
    field: str


def in_order(issues: Sequence[Issue]) -> list[Issue]:
    """As they were closed, by sequence: what is closed later never comes before. Of one sequence by date, then id."""
    return sorted(issues, key=lambda issue: issue.order)


def meant(asked: str, known: Collection[str]) -> str:
    """The issue meant by `2026/03` or, as it is easier to type, `2026-03`; as asked when there is neither."""
    slashed = asked.replace("-", "/", 1)
    return slashed if asked not in known and slashed in known else asked


def up_to(wanted: str, issues: Sequence[Issue]) -> list[Issue]:
    """`wanted` and those closed before it, without any of a later day: those are not out when it is.

    LookupError when it is not among them.
    """
    ordered = in_order(issues)
    last = next((place for place, issue in enumerate(ordered) if issue.id == wanted), None)
    if last is None:
        raise LookupError(wanted)
    return [issue for issue in ordered[: last + 1] if issue.date <= ordered[last].date]

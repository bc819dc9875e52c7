"""What the pages are made from, handed in once; nothing here opens or reads settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from desk.web.who import PUBLIC, needs
from desk.wording import WordReader
from mappings.inid import Table, standard
from mappings.permissions import Grants
from mappings.registers import Registers
from registry.documents import DocumentStore
from search_api.index import PublicIndex, StaffIndex
from search_api.settings import SearchSettings
from similarity.catalogue import Catalogue
from similarity.goods import NONE, Relations
from similarity.logos.catalogue import LogoCatalogue

# A search shows files of all states: who may not see one of them does not search.
SEARCHING = ("desk.search", "dossier.view.all", "dossier.view.unpublished")


@dataclass(frozen=True)
class House:
    """The office as every page names it."""

    name: str
    code: str  # ST.3
    address: str
    names: Mapping[str, str] = field(default_factory=dict)  # by language
    registers: Registers = field(default_factory=dict)  # of its own

    @cached_property
    def table(self) -> Table:
        """How a record is read out here."""
        return standard().declaring(self.registers)


@dataclass(frozen=True)
class Face:
    """One audience's pages. `prefix` is "" or "/staff"; everything shown comes from `index` alone.

    A page of one file, which asks whether it is open to the person, reads `whole`: there confidential files are too.
    """

    name: str
    prefix: str
    index: PublicIndex | StaffIndex

    @property
    def whole(self) -> PublicIndex | StaffIndex:
        return replace(self.index, hidden=())

    @property
    def staff(self) -> bool:
        return not self.index.public

    def needs(self, *permissions: str, writes: bool = True) -> Any:
        """What a route of this face needs, as a dependency: nothing on the public's."""
        return needs(*permissions, writes=writes) if self.staff else PUBLIC


@dataclass(frozen=True)
class Site:
    house: House
    strategies: Catalogue
    content: DocumentStore
    gazette: Path | None  # the folder of built issues, served as it is
    search: SearchSettings
    logos: LogoCatalogue
    relations: Relations = NONE  # the office's tables of goods and services
    reader: WordReader | None = None  # of the words in pictures, where the office has installed it
    pictures: Path | None = None  # where the public's pictures are kept once made, as in the gazette's builds
    grants: Grants = field(default_factory=Grants)  # what each role may
    asked: Path | None = None  # where pictures that people search by are kept for a day; None: until the site ends

"""What the pages are made from, handed in once; nothing here opens or reads settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from desk.wording import WordReader
from mappings.inid import Table, standard
from mappings.registers import Registers
from registry.documents import DocumentStore
from search_api.index import PublicIndex, StaffIndex
from search_api.settings import SearchSettings
from similarity.catalogue import Catalogue
from similarity.goods import NONE, Relations
from similarity.logos.catalogue import LogoCatalogue


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
    """One audience's pages. `prefix` is "" or "/staff"; everything shown comes from `index` alone."""

    name: str
    prefix: str
    index: PublicIndex | StaffIndex

    @property
    def staff(self) -> bool:
        return not self.index.public


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
    asked: Path | None = None  # where pictures that people search by are kept for a day; None: until the site ends

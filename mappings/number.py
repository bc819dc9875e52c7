"""One key for every file: (office, kind, number), how it is written in indices, addresses and print; ids of issues."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Annotated, NamedTuple
from urllib.parse import quote, unquote

from pydantic import StringConstraints

from mappings.kinds import WRITTEN
from mappings.record import Kind

# The id of an issue of the gazette, such as 2026/03: its address is made of it.
IssueId = Annotated[str, StringConstraints(pattern=r"^\w[\w.-]*(/\w[\w.-]*)*$")]


class DossierKey(NamedTuple):
    office: str  # ST.3
    kind: Kind
    number: str  # application number

    @property
    def id(self) -> str:
        """The document id in every index: `XB.tm.TM%2F2026%2F000123`."""
        return f"{self.office}.{self.kind}.{quote(self.number, safe='-')}"

    @property
    def path(self) -> str:
        """The address of its page below any root: `XB/tm/TM/2026/000123`."""
        return f"{self.office}/{self.kind}/{quote(self.number, safe='-/')}"

    @property
    def tie(self) -> int:
        """The first 63 bits of the SHA-256 of the id: an order of its own, the same everywhere, without its letters."""
        return int.from_bytes(sha256(self.id.encode("ascii")).digest()[:8], "big") >> 1

    def __str__(self) -> str:
        return f"{self.office} {self.kind} {self.number}"

    @classmethod
    def from_id(cls, text: str) -> DossierKey:
        """The key of a document id; ValueError when it is none."""
        office, _, rest = text.partition(".")
        kind, dot, number = rest.partition(".")
        if not dot or not re.fullmatch(WRITTEN, kind):
            raise ValueError(f"no dossier id: {text!r}; it reads OFFICE.KIND.NUMBER, e.g. XB.tm.TM%2F2026%2F000123")
        return cls(office, Kind(kind), unquote(number))

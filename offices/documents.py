"""Whether the kinds of documents that an office names are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offices.problems import Problem, at
from offices.workflows import unknown

if TYPE_CHECKING:
    from pathlib import Path

    from offices.office import Office

FILE = "documents.yaml"


def disagreements(office: Office, folder: Path) -> list[Problem]:
    """Kinds that nobody declared."""
    rules = office.documents
    return [
        at(folder / FILE, where, said)
        for name in ("answer", "enclosed")
        for where, said in unknown((name,), [getattr(rules, name)], rules.kinds, "there is no kind of documents")
    ]

"""Corrections: a publication that sets an earlier one of the same dossier right, linked from both sides. Pure.

The correction names what it corrects (`corrects`, under its root), so its own page and its entry in the issue link back
for ever. The page of what was corrected never changes: the permanent page says by which issue it was corrected, and so
does `corrections.json` beside it, which appears with the first correction and grows with each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mappings.digest import canonical
from publish_site import comparing
from publish_site.views import Corrected, Publication

FILE = "corrections.json"


def link(publications: Sequence[Publication]) -> None:
    """Lets each correction among the publications of a dossier know what it corrects, as far as that came out."""
    by_number = {p.document.snapshot: p for p in publications}
    for p in publications:
        found = by_number.get(p.document.corrects or 0)
        if found and comparing.order(found) < comparing.order(p):
            p.corrects = Corrected(found.document.snapshot, found.issue.id, found.target)


def of(p: Publication, publications: Sequence[Publication]) -> list[Publication]:
    """The corrections of one publication in the order in which they came out. `publications` are linked."""
    found = [one for one in publications if one.corrects and one.corrects.snapshot == p.document.snapshot]
    return sorted(found, key=comparing.order)


def files(publications: Sequence[Publication]) -> Iterator[tuple[str, bytes]]:
    """`corrections.json` of each publication that was corrected."""
    for p in publications:
        if made := of(p, publications):
            corrected_by = [
                {
                    "snapshot": one.document.snapshot,
                    "issue": one.issue.id,
                    "date": one.document.date.isoformat(),
                    "page": one.target,
                    "root": one.document.root,
                }
                for one in made
            ]
            said = {"kind": str(p.document.kind), "number": p.number, "snapshot": p.document.snapshot}
            yield f"{p.folder}/{FILE}", canonical({**said, "corrected_by": corrected_by})

"""Events that were published alone, without data: what they bear of their file. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from publish_site.views import Publication


def bear(publications: Iterable[Publication]) -> None:
    """Lets each such event bear title, classes and owners of its file: those of the last snapshot before it, as far as
    that was out.
    """
    snapshots: dict[str, list[Publication]] = {}
    for p in sorted(publications, key=lambda p: p.document.snapshot):
        known = snapshots.setdefault(p.document.dossier, [])
        if p.record:
            known.append(p)
            continue
        p.last = next((one for one in reversed(known) if one.issue.order <= p.issue.order), None)
        p.document = p.document.model_copy(update={"title": p.last.document.title if p.last else None})

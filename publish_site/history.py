"""What happened to a file, as its permanent page tells it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mappings.record import Kind
from publish_site.views import UNMAPPED, Publication

TOLD = ("date", "code", "text", "standard_code", "note")  # what a page says of an event
STANDARDS = {Kind.TRADEMARK: "ST.61", Kind.PATENT: "ST.27", Kind.DESIGN: "ST.87"}  # of WIPO, for the codes of events


def timeline(publications: Sequence[Publication], newest: Publication) -> list[dict[str, Any]]:
    """What the publications of one dossier made known, newest first: themselves, and the events on their own days.

    Events are those that `newest`, its newest snapshot, froze and those published by themselves, each once.
    """
    made = [
        {
            "date": p.document.date.isoformat(),
            "text": p.language.text("{part}: published in issue {issue}", part=p.part.title, issue=p.issue.id),
            "published": True,
            "target": p.target,
        }
        for p in publications
    ]
    frozen = [*(newest.record.get("events") or ()), *(p.document.event for p in publications if p.document.event)]
    told = [tuple((name, event[name]) for name in TOLD if event.get(name) not in {None, UNMAPPED}) for event in frozen]
    of = {"standard": STANDARDS.get(newest.document.kind, "")}
    made += [dict(each) | of | newest.texts(dict(each).get("text", "")) for each in dict.fromkeys(told)]
    return sorted(made, key=lambda event: (str(event["date"]), bool(event.get("published"))), reverse=True)

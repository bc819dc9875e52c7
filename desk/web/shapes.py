"""Plain data for the templates: pure functions from answers to what a page prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from mappings.document import DossierDocument
from mappings.inid import InidLine, lines
from mappings.number import DossierKey
from mappings.record import Kind
from publish_site import paths
from search_api.models import Facet, Hit
from search_api.similar import SimilarHit
from similarity.strategy import Comparison

KINDS = {Kind.TRADEMARK: "Trademark", Kind.PATENT: "Patent", Kind.DESIGN: "Industrial design"}
FACETS = {
    "kind": "Right",
    "status": "Status",
    "class": "Nice class",
    "office": "Office",
    "country": "Owner's country",
    "year": "Filed in",
}
STATUSES = {"pending": "Pending", "registered": "In force", "ended": "Ended", "unknown": "Not known"}
ASPECTS = ("visual", "aural", "conceptual")
# Shown by the page in sections of their own, not among the INID lines.
OWN_SECTIONS = {"events", "documents"}

Pairs = list[tuple[str, str]]


def marked(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it lies in one of the spans; together they are the text again."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in sorted(spans):
        if start > at:
            pieces.append((text[at:start], False))
        if end > max(at, start):
            pieces.append((text[max(at, start) : end], True))
        at = max(at, end)
    if at < len(text):
        pieces.append((text[at:], False))
    return pieces


def columns(hit: SimilarHit) -> dict[str, Any]:
    """The best evidence of each aspect: visual, aural, conceptual; None where nothing was found."""
    best: dict[str, Any] = dict.fromkeys(ASPECTS)
    for one in hit.evidence:
        known = best.get(str(one.aspect))
        if known is None or one.points * known.of > known.points * one.of:
            best[str(one.aspect)] = one
    return best


def bibliography(record: Mapping[str, Any]) -> list[InidLine]:
    """The lines of a file page, without what has a section of its own there."""
    return [line for line in lines(dict(record)) if line.field.split(".")[0] not in OWN_SECTIONS]


def timeline(document: DossierDocument, gazette: str | None) -> list[dict[str, Any]]:
    """Events and publications, newest first; a publication of our own links to its gazette page."""
    record = document.record or {}
    entries: list[dict[str, Any]] = [dict(event) for event in record.get("events", ())]
    for number, snapshot in enumerate(document.snapshots, 1):
        issue = snapshot.get("issue")
        entries.append(
            {
                "date": str(snapshot["date"]),
                "code": snapshot["stage"],
                "text": f"Published: {snapshot['stage']}" + (f", issue {issue}" if issue else ""),
                "published": True,
                "href": f"{gazette}/{paths.snapshot(document.kind, document.number, number)}/"
                if gazette and issue
                else None,
            }
        )
    return sorted(entries, key=lambda entry: (str(entry["date"]), entry.get("sequence") or 0), reverse=True)


def snapshots(document: DossierDocument) -> list[tuple[str, ...]]:
    """The rows of the table of publications, oldest first."""
    return [
        (
            str(number),
            snapshot["stage"],
            snapshot.get("issue") or "—",
            str(snapshot["date"]),
            snapshot.get("root") or "",
        )
        for number, snapshot in enumerate(document.snapshots, 1)
    ]


def levels(comparison: Comparison) -> list[tuple[str, ...]]:
    """The rows of the table of a comparison: level, what holds, points."""
    return [(level.name, level.rule.summary, str(level.points)) for level in comparison.levels]


def narrowed(parameters: Pairs, facet: Facet) -> list[tuple[str, int, bool, str]]:
    """A facet's values as (label, count, chosen, query string with the value added or taken away)."""
    shown = []
    for value in facet.values:
        name = facet.name
        others = [(key, text) for key, text in parameters if key != "after" and (key, text) != (name, value.value)]
        if name == "year":
            others = [(key, text) for key, text in others if key not in {"filed_from", "filed_to"}]
            year = value.value[:4]
            added = [] if value.chosen else [("filed_from", f"{year}-01-01"), ("filed_to", f"{year}-12-31")]
            shown.append((year, value.count, value.chosen, urlencode(others + added)))
            continue
        added = [] if value.chosen else [(name, value.value)]
        shown.append((label(name, value.value), value.count, value.chosen, urlencode(others + added)))
    return shown


def label(name: str, value: str) -> str:
    """A facet's value as a person says it."""
    if name == "kind":
        return KINDS.get(Kind(value), value)
    if name == "status":
        return STATUSES.get(value, value)
    return value


def picture(hit: Hit | SimilarHit | DossierDocument) -> str | None:
    """The address of its logo or first picture below the face's prefix; None without one."""
    first = hit.logo or next(iter(getattr(hit, "pictures", ())), None)
    return f"{page(hit.office, hit.kind, hit.number)}/documents/{first.digest}" if first else None


def page(office: str, kind: Kind, number: str) -> str:
    """The address of a file page below the face's prefix."""
    return f"/files/{DossierKey(office, kind, number).path}"


def given(parameters: Sequence[tuple[str, str]]) -> Pairs:
    """Query parameters without blanks, as a form sends them."""
    return [(name, value.strip()) for name, value in parameters if value.strip()]

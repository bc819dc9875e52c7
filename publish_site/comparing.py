"""A snapshot beside one published before it, as its page and its JSON tell it. Pure: publications in, plain data out.

The pair lies below the newer snapshot, at `since/<number of the older>/`, and never changes: it belongs to the issue
that brought the later of the two.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from publish_site import differences
from publish_site.views import Publication

Json = dict[str, Any]
PAGE, DATA = "index.html", "changes.json"


def order(p: Publication) -> tuple[tuple[int, dt.date, str], int]:
    """The order in which publications came out: by issue as it was closed, and within it by their numbers."""
    return p.issue.order, p.document.snapshot


def before(p: Publication, publications: Sequence[Publication]) -> list[Publication]:
    """The snapshots with which one is compared, of all publications of its dossier; oldest first. The one that it
    corrects is always among them.
    """
    if not p.record:
        return []
    found = sorted((one for one in publications if one.record and order(one) < order(p)), key=order)
    chosen = differences.compared(found)
    corrected = [one for one in found if one.document.snapshot == p.document.corrects and one not in chosen]
    return sorted([*chosen, *corrected], key=order)


def folder(newer: Publication, older: Publication) -> str:
    """`tm/2026/000123/3/since/1`."""
    return f"{newer.folder}/since/{older.document.snapshot}"


def changes(newer: Publication, older: Publication) -> Json:
    """What `changes.json` says. A field that was taken out of one of the two by order is compared in neither."""
    redacted = sorted(_redacted(older) | _redacted(newer))
    lines = (
        [line for line in differences.plain([*p.lines, *p.apart]) if line["field"].split(".")[0] not in redacted]
        for p in (older, newer)
    )
    return {
        "kind": str(newer.document.kind),
        "number": newer.number,
        "older": _named(older),
        "newer": _named(newer),
        "redacted": redacted,
        "lines": differences.changes(*lines),
    }


def rows(lines: Sequence[Json], older: Publication, newer: Publication) -> list[Json]:
    """The changed lines as a page sets them: code, label, change, and both sides in blocks."""
    before, after = _languages(older), _languages(newer)
    return [
        {name: line[name] for name in ("code", "label", "change")}
        | {"older": list(_side(line, "older", "removed", before)), "newer": list(_side(line, "newer", "added", after))}
        for line in lines
    ]


def _languages(p: Publication) -> dict[tuple[str, str], str]:
    """The languages of texts that are not in that of the page, by their field and what stands before them."""
    return {(line.field, item.head): item.language for line in p.lines for item in line.items if item.language}


def _redacted(p: Publication) -> set[str]:
    return p.document.digests.keys() - p.document.fields.keys()


def _named(p: Publication) -> Json:
    document = p.document
    return {
        "snapshot": document.snapshot,
        "issue": p.issue.id,
        "date": document.date.isoformat(),
        "stage": document.stage,
        "root": document.root,
    }


def _side(line: Json, side: str, gone: str, languages: dict[tuple[str, str], str]) -> Iterator[Json]:
    """The values of a line on one side: what the other side lacks is marked; runs of what both have are counted."""
    for value in line["values"]:
        if value["change"] == "kept":
            yield {"kept": value["count"]}
        elif side in value:
            told = value[side]
            marked = value["change"] == gone
            other = value.get("newer" if side == "older" else "older", {})
            runs = [(text, marked) for text in [told.get("text", "")] if text]
            if "words" in value:
                runs = [(text, change == gone) for change, text in value["words"] if change in {gone, "kept"}]
            details = [
                (*detail, marked or detail not in other.get("details", ())) for detail in told.get("details", ())
            ]
            head = told.get("head", "")
            language = languages.get((line["field"], head), "")
            yield {"kept": 0, "head": head, "marked": marked, "runs": runs, "details": details, "language": language}

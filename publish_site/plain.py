"""What templates are given, as plain data: dicts, lists and texts are rendered the fastest. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from mappings import filed
from mappings.inid import InidLine
from publish_site import paths
from publish_site.issue import Issue
from publish_site.views import UNMAPPED, Publication

WORDED = {"status", "events"}  # lines with texts of the office's own


@lru_cache(maxsize=4096)
def issue(issue: Issue) -> dict[str, Any]:
    return {
        "id": issue.id,
        "date": issue.date.isoformat(),
        "sequence": issue.sequence,
        "count": issue.count,
        "folder": paths.issue(issue.id),
    }


def shown(p: Publication) -> dict[str, Any]:
    """What the templates ask of a publication, as plain data: they are rendered the faster."""
    if p.shown is not None:
        return p.shown
    event = p.document.event
    p.shown = {
        "kind": str(p.document.kind),
        "kind_name": p.kind_name,
        "declared": p.document.kind.declared,
        "number": p.number,
        "title": p.title,
        "language": filed.of_title(p.record, p.language.code),
        "page": p.page,
        "target": p.target,
        "folder": p.folder,
        "anchor": p.anchor,
        "snapshot": p.document.snapshot,
        "root": p.document.root or "",
        "part": p.part.title,
        "part_lang": p.part.lang,
        "issue": issue(p.issue),
        "opposition": p.opposition.isoformat() if p.opposition else "",
        "event": p.texts((event.get("text") or event.get("code") or "") if event else ""),
        "event_code": _standard(event),
        "corrects": dataclasses.asdict(p.corrects) if p.corrects else None,
        "record": bool(p.record),
        "plates": [
            {
                "alt": plate.alt,
                "caption": plate.caption,
                "src": plate.picture.thumbnail if plate.picture else "",
                "full": plate.picture.full if plate.picture else "",
                "width": plate.picture.width if plate.picture else 0,
                "height": plate.picture.height if plate.picture else 0,
            }
            for plate in (p.plates or (p.plate,))
        ],
        "pictured": len(p.plates),
        "printed": len(p.printed),
        "further": p.further,
    }
    return p.shown


def _standard(event: dict[str, Any] | None) -> str:
    code = (event or {}).get("standard_code") or ""
    return "" if code == UNMAPPED else str(code)


def lines(p: Publication, lines: Sequence[InidLine]) -> list[dict[str, Any]]:
    """Some lines of a publication. A text of the office in another language than the page says in which."""
    return [
        {
            "code": line.code,
            "label": line.label,
            "columns": line.columns,
            "rows": [[_told(p, line, cell) for cell in row] for row in line.rows],
            "items": [
                {
                    "text": _told(p, line, one.text),
                    "head": one.head,
                    "details": one.details,
                    "language": one.language,
                }
                for one in line.items
            ],
        }
        for line in lines
    ]


def _told(p: Publication, line: InidLine, text: str) -> str | dict[str, str]:
    return p.texts(text) if text in p.foreign and line.field in WORDED else text

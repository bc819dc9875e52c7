"""An issue as documents and as data in bulk: PDF, JSON Lines, CSV, ST.96. Pure but for what `read` gives.

Each is made from the publications of the issue as they were frozen, in the order in which the issue prints them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from exchange import st96_writing, table
from mappings.digest import canonical
from mappings.record import Kind
from publish_site import paths, printing, proof, statement
from publish_site.issue import House, Issue
from publish_site.views import Publication

WRITERS = {Kind.TRADEMARK: st96_writing.trademark, Kind.PATENT: st96_writing.patent, Kind.DESIGN: st96_writing.design}
BORNE = ("mark", "invention", "design", "entry", "classes", "parties")


def files(
    issue: Issue,
    house: House,
    entries: Sequence[Publication],
    picture: Callable[[str], bytes],
    warn: Callable[[str], None],
    *,
    fonts: Path | None = None,
) -> Iterator[tuple[str, bytes]]:
    """All of them, as (path, content). `picture` gives the bytes of a file of the site, `fonts` are for the PDF."""
    folder = paths.issue(issue.id)
    volumes = printing.volumes(entries)
    for number, volume in enumerate(volumes, start=1):
        name = "issue.pdf" if len(volumes) == 1 else f"issue-{number}.pdf"
        volume_of, language = (number, len(volumes)), house.language
        made = printing.pdf(issue, house, volume, picture, language, volume=volume_of, fonts=fonts, warn=warn)
        yield f"{folder}/{name}", made
    yield f"{folder}/issue.jsonl", b"".join(canonical(proof.data(p.document)) + b"\n" for p in entries)
    yield f"{folder}/issue.csv", b"".join(table.rows(map(_line, entries)))
    for kind in Kind:
        if records := [p.record for p in entries if p.record and p.document.kind is kind]:
            yield f"{folder}/issue-{kind}.xml", b"".join(st96_writing.bulk(kind, records))


def _line(p: Publication) -> table.Line:
    """Its line of the table. An event that was published alone bears names and classes of its file, and no more."""
    borne = {name: p.borne[name] for name in BORNE if name in p.borne}
    file = {"kind": p.document.kind, "office": p.document.office, "application_number": p.number}
    return table.Line(p.record or file | borne, p.document.stage, p.part.id, p.document.root, p.document.event)


def is_paper(path: str) -> bool:
    """Whether a file of an issue is one of these."""
    return path.rpartition("/")[2].startswith(("issue.", "issue-")) and not path.endswith(statement.STATEMENT)


def st96(p: Publication) -> bytes:
    """One publication as WIPO ST.96."""
    return WRITERS[p.document.kind](p.record)

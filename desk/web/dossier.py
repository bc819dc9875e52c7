"""One dossier as its page shows it: facts, lines, sections, pictures, timeline. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from desk.web import words
from mappings.document import DossierDocument
from mappings.inid import InidLine, Item, Table, lines
from mappings.record import Kind, Role
from mappings.registers import Declared
from publish_site.design import long_day
from publish_site.pictures import is_published

INLINE = {"image/png", "image/jpeg", "image/gif", "image/webp"}  # shown to the staff; anything else is saved as filed
# Lines that are shown by another part of the page.
ELSEWHERE = {"events", "documents", "design.views"}
# Lines with a section of their own below the others, and its name.
SECTIONS = {
    "invention.claims": "Claims",
    "citations": "Documents cited",
    "proceedings": "Proceedings",
    "recordals": "Recorded transactions",
    "notes": "Further information",
}
FOLDED_ROWS = 12  # a longer table is folded
FOLDED_TEXT = 1_500  # characters of all items; more is folded
LATEST = 6  # events that are not folded
GRANTED = {Kind.TRADEMARK: "Registered", Kind.PATENT: "Granted", Kind.DESIGN: "Registered"}

Link = Callable[[int], str | None]
Entry = dict[str, Any]


@dataclass(frozen=True)
class Section:
    """A long line: `open_` items stand there, the rest is folded under `summary`."""

    id: str
    title: str
    code: str
    count: int
    line: InidLine
    open: tuple[Item, ...]
    folded: tuple[Item, ...]
    fold_table: bool
    summary: str


@dataclass(frozen=True)
class Picture:
    digest: str
    alt: str
    caption: str
    width: int | None
    height: int | None


def bibliography(record: Mapping[str, Any], table: Table | None = None) -> list[InidLine]:
    """The INID lines, without what stands elsewhere on the page."""
    found = lines(dict(record), table=table)
    return [_dated(line) for line in found if line.field not in ELSEWHERE and line.field not in SECTIONS]


def owners_called(record: Mapping[str, Any], register: Declared | None) -> str | None:
    """What a register of the office's own calls whose right it is: its holder, or its applicant; None: Owner."""
    if register is None:
        return None
    held = any(party["role"] == Role.HOLDER for party in record.get("parties", ()))
    roles = (Role.HOLDER, Role.APPLICANT) if held else (Role.APPLICANT, Role.HOLDER)
    texts = next((register.parties[role] for role in roles if role in register.parties), None)
    return (texts.get("en") or next(iter(texts.values()))) if texts else None


def sections(record: Mapping[str, Any], table: Table | None = None) -> list[Section]:
    """The long lines, in the order of `SECTIONS`."""
    found = {line.field: line for line in lines(dict(record), table=table) if line.field in SECTIONS}
    return [_section(_dated(found[field]), title, record) for field, title in SECTIONS.items() if field in found]


def _dated(line: InidLine) -> InidLine:
    """The line with its days as all of the page says them."""
    items = tuple(
        replace(
            one,
            text=long_day(one.text),
            head=long_day(one.head),
            details=tuple((name, long_day(text)) for name, text in one.details),
        )
        for one in line.items
    )
    return replace(line, items=items, rows=tuple(tuple(map(long_day, row)) for row in line.rows))


def _section(line: InidLine, title: str, record: Mapping[str, Any]) -> Section:
    count = len(line.rows) or len(line.items)
    long = sum(len(item.text) for item in line.items) > FOLDED_TEXT or len(line.items) > FOLDED_ROWS
    first = 1 if line.field == "invention.claims" else 0
    shown, folded = (line.items[:first], line.items[first:]) if long else (line.items, ())
    if line.field == "invention.claims":
        summary = f"Claims {folded[0].head} to {folded[-1].head}" if folded else ""
    elif line.field == "citations":
        of = Counter(one.get("category") or "other" for one in record.get("citations", ()))
        summary = ", ".join(f"{number} {category}" for category, number in of.most_common())
    else:
        summary = f"All {count}"
    fold_table = len(line.rows) > FOLDED_ROWS
    return Section(line.field.split(".")[-1], title, line.code, count, line, shown, folded, fold_table, summary)


def is_handed_out(document: Mapping[str, Any], *, staff: bool) -> bool:
    """The staff gets every document as filed; the public what the gazette publishes of it, and no other."""
    return staff or is_published(document)


def pictures(document: DossierDocument, *, staff: bool) -> list[Picture]:
    """What can be shown of its documents, the logo first; views carry their number and name."""
    record = document.record or {}
    views = {view["document"]: view for view in (record.get("design") or {}).get("views", ()) if view.get("document")}
    documents = record.get("documents", ())
    shown = [one for one in documents if (one["media_type"] in INLINE if staff else is_published(one))]
    shown.sort(key=lambda one: (one["role"] != "logo", (views.get(one["digest"]) or {}).get("number", 0)))
    return [_picture(one, views.get(one["digest"]), document.title or document.number) for one in shown]


def _picture(one: Mapping[str, Any], view: Mapping[str, Any] | None, title: str) -> Picture:
    caption = f"{view['number']} {view.get('name') or ''}".strip() if view else str(one["name"])
    role = f"{one['role']} {caption}" if view else str(one["role"])
    return Picture(one["digest"], f"{role.capitalize()} of {title}", caption, one.get("width"), one.get("height"))


def facts(document: DossierDocument) -> list[tuple[str, Any]]:
    """The days a person asks for first, as (what, day); the priority only where it is an earlier one."""
    priority = document.priority_date if document.priority_date != document.filing_date else None
    days = (
        ("Filed", document.filing_date),
        ("Priority", priority),
        ("Published" if document.published else "To be published", document.publication_date),
        (GRANTED.get(document.kind, "Registered"), document.registration_date),
        ("Expires", document.expiry_date),
    )
    return [(what, day) for what, day in days if day]


def timeline(document: DossierDocument, gazette: Link) -> list[Entry]:
    """Events and own publications, newest first; where no event is recorded, what the dates of the file say.

    `gazette(ordinal)` is the address of a publication's page in the gazette, None where it has none.
    """
    record = document.record or {}
    entries: list[Entry] = [dict(event) for event in record.get("events", ())]
    entries = entries or _milestones(document, record)
    for ordinal, snapshot in enumerate(document.snapshots, 1):
        issue = snapshot.get("issue")
        said = "Published" if document.published else "To be published"
        text = f"{said}: {snapshot['stage']}" + (f", gazette {issue}" if issue else "")
        entries.append({"date": str(snapshot["date"]), "text": text, "published": True, "href": gazette(ordinal)})
    return sorted(entries, key=lambda entry: (str(entry["date"]), entry.get("sequence") or 0), reverse=True)


def _milestones(document: DossierDocument, record: Mapping[str, Any]) -> list[Entry]:
    said = [(what, day) for what, day in facts(document) if what != "Published"]
    made: list[Entry] = [{"date": str(day), "text": what} for what, day in said]
    for one in record.get("publications", ()):
        parts = (one.get("stage"), one.get("name"), one.get("number"), one.get("kind_code"))
        made.append({"date": one["date"], "text": "Published: " + " ".join(part for part in parts if part)})
    return made


def snapshots(document: DossierDocument, gazette: Link) -> list[dict[str, Any]]:
    """The lines of the table of publications, oldest first."""
    return [
        {**snapshot, "number": ordinal, "href": gazette(ordinal)}
        for ordinal, snapshot in enumerate(document.snapshots, 1)
    ]


def status_text(document: DossierDocument) -> str | None:
    """The office's words for the status, where the badge could not hold them."""
    text = document.status_text
    return text if text and text != words.status(document) else None

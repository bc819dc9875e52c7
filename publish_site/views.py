"""A publication as its pages show it. Pure: documents and pictures in, plain data for the templates out."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import orjson

from mappings.document import PublicationDocument
from mappings.inid import InidLine, Item, lines
from mappings.record import Kind
from publish_site import brief, paths
from publish_site.issue import House, Issue, Part
from publish_site.language import Language
from publish_site.pictures import Picture, of_record
from publish_site.saying import NONE, Texts
from publish_site.saying import of as texts_of

ENGLISH = Language()
KINDS = {Kind.TRADEMARK: "Trademark", Kind.PATENT: "Patent", Kind.DESIGN: "Industrial design"}
VIEWS = 8  # pictures that an entry of an issue prints, of a patent one; the others are named there
OWNERS = ("holder", "applicant")
UNCLASSED = {Kind.PATENT, Kind.DESIGN}  # not by Nice
UNMAPPED = "unmapped"  # a standard code that is none (mappings.record.Event)
APART = {"events", "documents", "status", "design.views"}  # sections of their own on a page


@dataclass(frozen=True)
class Plate:
    """One picture with what is said of it; without a picture the words are set instead."""

    picture: Picture | None
    alt: str
    caption: str = ""


@dataclass(frozen=True)
class Corrected:
    """The publication that another one sets right."""

    snapshot: int
    issue: str
    target: str  # its page


@dataclass
class Publication:
    """One snapshot or event as published. `record` is the frozen public record, {} for an event without one."""

    document: PublicationDocument
    issue: Issue
    part: Part
    part_place: int
    plates: tuple[Plate, ...] = ()
    record: dict[str, Any] = field(default_factory=dict)
    opposition: dt.date | None = None  # its last day, where this publication opens it
    rendered: str | None = None  # its data, once rendered
    shown: dict[str, Any] | None = None  # what the templates ask of it, once gathered
    language: Language = ENGLISH
    corrects: Corrected | None = None  # see corrections.link
    last: Publication | None = None  # of an event published alone, the snapshot of its file before it (`alone`)
    texts: Texts = NONE
    house: House | None = None

    @property
    def kind_name(self) -> str:
        kind = self.document.kind
        return self.house.right(kind) if self.house and kind not in KINDS else self.language.text(KINDS[kind])

    @property
    def number(self) -> str:
        return self.document.number

    @property
    def title(self) -> str:
        return self.document.title or self.document.number

    @property
    def page(self) -> str:
        return paths.dossier_page(self.document.kind, self.number)

    @property
    def folder(self) -> str:
        return paths.snapshot(self.document.kind, self.number, self.document.snapshot)

    @property
    def target(self) -> str:
        return f"{self.folder}/index.html"

    @property
    def anchor(self) -> str:
        return paths.anchor(self.document.kind, self.number, self.document.snapshot)

    @cached_property
    def lines(self) -> list[InidLine]:
        """Everything that was published, but for the sections shown apart."""
        return [line for line in self._all if line.field not in APART] if self.record else []

    @cached_property
    def _all(self) -> list[InidLine]:
        record = self.record or {"kind": self.document.kind, "events": [self.document.event or {}]}
        said: dict[str, Any] = {
            name: [_unguarded(self._said(one)) for one in record.get(name) or ()] for name in ("events", "documents")
        }
        if record.get("status"):
            said["status"] = _once(self._said(record["status"]), record["status"].get("text"))
        found = lines(
            record | said, self.language.code, table=self.house.table if self.house else None, say=self.language.text
        )
        return [self._titled(line) if line.field == "classifications" else line for line in found]

    def _titled(self, line: InidLine) -> InidLine:
        """With the language of the titles of classes: the office's own, where that is not the page's."""
        if not self.texts.foreign or line.rows:
            return line
        items = (dataclasses.replace(one, language=self.texts.foreign) if one.text else one for one in line.items)
        return dataclasses.replace(line, items=tuple(items))

    def _said(self, told: dict[str, Any]) -> dict[str, Any]:
        """A status or an event with its text as the office says it in the language of the page."""
        return told | {"text": self.texts(told["text"])["text"]} if told.get("text") else told

    @cached_property
    def foreign(self) -> frozenset[str]:
        """The texts of its status and events that stand in another language than the page."""
        told = [self.record.get("status") or {}, self.document.event or {}, *(self.record.get("events") or ())]
        found = (self.texts(one["text"]) for one in told if one.get("text"))
        return frozenset(one["text"] for one in found if one["lang"])

    @cached_property
    def apart(self) -> list[InidLine]:
        return [line for line in self._all if line.field in APART]

    @cached_property
    def brief(self) -> list[InidLine]:
        """What the issue prints, the date of publication under the code of its part first."""
        dated = InidLine(self.part.date_code, self.language.text("Published"), "", (Item(self.issue.date.isoformat()),))
        register = self.house.registers.get(self.document.kind) if self.house else None
        return [dated, *brief.of(self.lines, register, self.language.comma)]

    @property
    def has_st96(self) -> bool:
        """Whether ST.96 has a schema for it: none for an event without data, nor for a register of the office's own."""
        return bool(self.record) and self.document.kind in KINDS

    @property
    def printed(self) -> tuple[Plate, ...]:
        """The pictures of its entry in the issue."""
        return self.plates[: 1 if self.document.kind is Kind.PATENT else VIEWS] or (self.plate,)

    @property
    def further(self) -> str:
        """The names of those for which its entry has no room."""
        return "" if self.document.kind is Kind.PATENT else "; ".join(plate.caption for plate in self.plates[VIEWS:])

    @property
    def plate(self) -> Plate:
        return self.plates[0] if self.plates else Plate(None, self.title)

    @property
    def borne(self) -> dict[str, Any]:
        """Its record; of an event published alone that of the snapshot before it."""
        return self.record or (self.last.record if self.last else {})

    @property
    def owners(self) -> list[str]:
        parties = self.borne.get("parties") or ()
        for role in OWNERS:
            if found := [party["name"] for party in parties if party["role"] == role]:
                return found
        return []

    @property
    def classes(self) -> list[str]:
        return nice(self.borne)

    @property
    def place(self) -> tuple[int, str, tuple[int, str], str, int]:
        """The order of an issue: part, lowest class, number, version."""
        return (
            self.part_place,
            self.part.id,
            class_order(self.classes[0] if self.classes else ""),
            self.number,
            self.document.version,
        )


def class_order(number: str) -> tuple[int, str]:
    """Nice classes by their number, anything else after them."""
    return (int(number), "") if number.isdecimal() else (10_000, number)


def nice(record: Mapping[str, Any]) -> list[str]:
    """The Nice classes of a mark, or of a file of a declared register, in their order."""
    classes = (record.get("classes") or ()) if record.get("kind") not in UNCLASSED else ()
    return sorted({one["number"] for one in classes if one.get("scheme", "nice") == "nice"}, key=class_order)


def publication(
    document: PublicationDocument,
    issue: Issue,
    house: House,
    pictures: dict[str, Picture],
    language: Language = ENGLISH,
) -> Publication:
    """`pictures` by digest; a picture that could not be read is not in it."""
    place, part = house.part(document.kind, document.stage, document.part)
    return Publication(
        document=document,
        issue=issue,
        part=part,
        part_place=place,
        plates=plates(document, pictures, language),
        language=language,
        texts=texts_of(house, document.kind),
        house=house,
        record=_in_order(document.fields) if document.type == "snapshot" else {},
        opposition=house.opposition(document.kind, document.stage, issue.date),
    )


def _in_order(fields: dict[str, Any]) -> dict[str, Any]:
    """The same fields with their names in one order at every depth, as `data.json` has them: a page that is made of
    what the index gave is the same as one made of what an earlier build wrote.
    """
    found: dict[str, Any] = orjson.loads(orjson.dumps(fields, option=orjson.OPT_SORT_KEYS))
    found.pop("event", None)  # what a publication makes known beside the data is no part of the record
    return found


def plates(document: PublicationDocument, pictures: dict[str, Picture], language: Language) -> tuple[Plate, ...]:
    """The pictures of a snapshot in their order, each with words for those who do not see it."""
    found: list[Plate] = []
    views = {v.get("document"): v for v in (document.fields.get("design") or {}).get("views") or ()}
    filed_all = of_record(document.fields)
    for number, filed in enumerate(filed_all, start=1):
        picture = pictures.get(filed["digest"])
        if picture is None:
            continue
        view = views.get(filed["digest"])
        if document.kind is Kind.TRADEMARK:
            caption = language.text("View {number}", number=number) if len(filed_all) > 1 else ""
            found.append(Plate(picture, described(document, language), caption))
            continue
        if view:
            caption = language.text("View {number}", number=view["number"])
            caption += f", {view['name']}" if view.get("name") else ""
        else:
            caption = language.text("Drawing {number}", number=number)
        title = document.title or document.number
        found.append(Plate(picture, language.text("{figure} of {title}", figure=caption, title=title), caption))
    return tuple(found)


def described(document: PublicationDocument, language: Language = ENGLISH) -> str:
    """What a mark shows, in words: its verbal element, its feature, its Vienna codes."""
    mark = document.fields.get("mark") or {}
    named = language.word(mark.get("feature") or "")
    feature = language.text("{feature} mark", feature=named) if named else language.text("Mark")
    feature = feature[0].upper() + feature[1:]
    said = f": {mark['verbal_element']}" if mark.get("verbal_element") else " " + language.text("without words")
    codes = [c["code"] for c in document.fields.get("classifications") or () if c["scheme"] == "vienna"]
    return feature + said + (f" (Vienna {', '.join(codes)})" if codes else "")


def _unguarded(item: dict[str, Any]) -> dict[str, Any]:
    """Without its audience: what is published is read by all."""
    return {name: value for name, value in item.items() if name != "audience"}


def _once(status: dict[str, Any], text: str | None) -> dict[str, Any]:
    """Without the code where it is the text again: what an issue freezes of a status says both in public words."""
    return {name: value for name, value in status.items() if name != "code" or value != text}


def newest(publications: Sequence[Publication]) -> Publication:
    """The newest snapshot of a dossier; of one that has none, its newest event. `publications` in their order."""
    return next((p for p in reversed(publications) if p.record), publications[-1])


def open_until(publications: Sequence[Publication]) -> str:
    """The last day for opposition to a dossier, as its publications say; empty where none runs, or all is over."""
    group = (newest(publications).record.get("status") or {}).get("group", "pending")
    last = [p.opposition for p in publications if p.opposition]
    return last[-1].isoformat() if last and group in {"pending", "unknown"} else ""


def read_back(data: bytes) -> PublicationDocument:
    """A publication from its `data.json`."""
    plain = orjson.loads(data)
    fields = plain.get("fields", {})
    plain |= {
        "kind": Kind(plain["kind"]),
        "date": dt.date.fromisoformat(plain["date"]),
        "event": fields.get("event"),
    }
    return PublicationDocument.model_construct(**plain)


@dataclass(frozen=True)
class Reference:
    """A line of an index: a heading and the entries under it, as (number, page#anchor)."""

    heading: str
    entries: tuple[tuple[str, str], ...]


def index(pairs: Iterable[tuple[str, tuple[str, str]]], key: Any = str.casefold) -> list[Reference]:
    """Headings in order, each with its entries in the order given."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for heading, entry in pairs:
        grouped.setdefault(heading, []).append(entry)
    return [Reference(heading, tuple(grouped[heading])) for heading in sorted(grouped, key=lambda h: (key(h), h))]

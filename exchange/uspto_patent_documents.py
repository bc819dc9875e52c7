"""Classifications, priorities, citations and related documents of a USPTO patent document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from exchange.branch import Branch, Leaf
from exchange.building import described, office, part
from exchange.numbers import whole
from mappings.record import Citation, Classification, Note, Priority, Related

# `A61B005/00` or `A61B 5/00` → section to subclass, main group, subgroup.
IPC = re.compile(r"^([A-HY]\d{2}[A-Z])\s*0*(\d+)\s*/\s*(\d+)$")
USPC_CLASS = 3
CPC_OR_IPC = ("section", "class", "subclass", "main-group", "subgroup")
RELATIONS: Mapping[str, str] = {
    "us-provisional-application": "provisional-application",
    "related-publication": "related-publication",
    "us-divisional-reissue": "divisional-reissue",
    "us-reexamination-reissue-merger": "reexamination-reissue-merger",
}
IGNORED: Mapping[str, str] = {
    "child-doc/document-id/country": "this file itself",
    "child-doc/document-id/kind": "this file itself",
    "child-doc/document-id/date": "this file itself",
}


def uspc(written: str) -> str:
    """A symbol of the national classification with its slash: `709203` → `709/203`, `714  4` → `714/4`,
    `600300000` → `600/300`, `D14138` → `D14/138`, `3401` and what is no symbol as it stands.
    """
    first, rest = written[:USPC_CLASS].strip(), written[USPC_CLASS:].replace(" ", "")
    if not rest or not re.fullmatch(r"[0-9A-Z]+\.?[0-9A-Z]*", first + rest) or not any(map(str.isdigit, first)):
        return " ".join(written.split())
    if re.fullmatch(r"[0-9]{6}", rest):  # three digits and three decimals
        rest = rest[:3] + ("." + rest[3:].rstrip("0") if rest[3:].strip("0") else "")
    return f"{first.lstrip('0') or first}/{rest.lstrip('0') or rest}"


def ipc(written: str) -> str:
    """An IPC symbol as it is written today: `A61B005/00` → `A61B 5/00`."""
    match = IPC.match(written.upper())
    return f"{match[1]} {match[2]}/{match[3]}" if match else written


def classifications(data: Branch) -> tuple[list[Classification], list[Note]]:
    """IPC, CPC, Locarno and national symbols; the marks an IPC or CPC symbol bears (level, value, source) as a note."""
    found: list[Classification | None] = []
    details = []
    for edition in data.each("classification-ipc"):
        name = edition.text("edition")
        for path, first in (("main-classification", True), ("further-classification", False)):
            found += [
                part(Classification, edition, scheme="ipc", code=ipc(text), edition=name, first=first)
                for text in edition.texts(path)
            ]
    for scheme, path in (
        ("ipc", "classifications-ipcr/classification-ipcr"),
        ("cpc", "classifications-cpc/main-cpc/classification-cpc"),
        ("cpc", "classifications-cpc/further-cpc/classification-cpc"),
    ):
        for symbol in data.each(path):
            section, class_, subclass, group, subgroup = (symbol.text(step) or "" for step in CPC_OR_IPC)
            version = symbol.date("ipc-version-indicator/date") or symbol.date("cpc-version-indicator/date")
            position = symbol.text("symbol-position")
            code = f"{section}{class_}{subclass} {group}/{subgroup}"
            first = "main-cpc" in path if scheme == "cpc" else position == "F"
            edition_name = f"{version:%Y.%m}" if version else None
            found.append(part(Classification, symbol, scheme=scheme, code=code, edition=edition_name, first=first))
            marks = "; ".join(line for line in (described(_dated(symbol)) or "").split("\n") if line)
            if marks:
                details.append(f"{code}: {marks}")
    for locarno in data.each("classification-locarno"):
        edition_name = locarno.text("edition")
        found += [
            part(Classification, locarno, scheme="locarno", code=_locarno(text), edition=edition_name, first=True)
            for text in locarno.texts("main-classification")
        ]
    for national in data.each("classification-national"):
        for path, first in (("main-classification", True), ("further-classification", False)):
            found += [
                part(Classification, national, scheme="uspc", code=uspc(text), first=first)
                for text in _raw(national, path)
            ]
    noted = [Note(name="Marks of the symbols", value="\n".join(details))] if details else []
    return [one for one in found if one], noted


def _dated(symbol: Branch) -> list[Leaf]:
    date = symbol.date("action-date/date")
    left = symbol.left({})
    symbol.own()
    return [*left, *([Leaf("action-date", date.isoformat())] if date else [])]


def _locarno(written: str) -> str:
    return f"{written[:2]}-{written[2:]}" if re.fullmatch(r"\d{4}", written) else written


def _raw(branch: Branch, path: str) -> list[str]:
    """Texts with the blanks inside them, which count in the national classification."""
    found = []
    for item in branch.each(path):
        found.append((item.element.text or "").strip("\n"))
        item.own()
    return [text for text in found if text.strip()]


def field_of_search(data: Branch) -> tuple[str, ...]:
    """Symbols searched, with their scheme. A lone `None`, the office's word for nothing entered, is left out."""
    found = []
    for path in ("us-field-of-classification-search", "field-of-search"):
        search = data.first(path)
        for national in search.each("classification-national"):
            country = office(national.text("country")) or "US"
            for step in ("main-classification", "further-classification", "additional-info"):
                said = (text for text in _raw(national, step) if text.strip() != "None")
                found += [f"{country} {uspc(text)}" for text in said]
        found += [f"CPC {text}" for text in search.texts("classification-cpc-text")]
        found += [f"CPC {text}" for text in search.texts("classification-cpc-combination-text")]
        found += [f"IPC {ipc(text)}" for text in search.texts("us-classifications-ipcr/classification-ipcr")]
    return tuple(dict.fromkeys(found))


def priorities(data: Branch) -> Iterator[Priority]:
    """Priority claims of the Paris Convention."""
    for claim in data.each("priority-claims/priority-claim"):
        made = part(
            Priority,
            claim,
            office=office(claim.text("country")),
            number=claim.text("doc-number"),
            date=claim.date("date"),
            status=claim.attribute("kind"),
        )
        if made:
            yield made


def citations(data: Branch) -> Iterator[Citation]:
    """Patents and literature cited, numbered as in the file."""
    sequence = 0
    for path in ("references-cited/citation", "us-references-cited/us-citation"):
        for citation in data.each(path):
            sequence += 1
            document, literature = citation.first("patcit"), citation.first("nplcit")
            written = document.attribute("num") or literature.attribute("num")
            sequence = whole(written) or sequence
            national = [
                f"US {uspc(text)}" for text in _raw(citation.first("classification-national"), "main-classification")
            ]
            symbols = [f"CPC {text}" for text in citation.texts("classification-cpc-text")]
            made = part(
                Citation,
                citation,
                sequence=sequence,
                office=office(document.text("document-id/country")),
                number=document.text("document-id/doc-number"),
                kind_code=document.text("document-id/kind"),
                date=document.partial("document-id/date"),
                name=document.text("document-id/name"),
                text=literature.text("othercit"),
                category=citation.text("category"),
                classification="; ".join((*national, *symbols)) or None,
            )
            if made:
                yield made


def related(data: Branch, own_number: str | None) -> Iterator[Related]:
    """Parents, children other than this file, earlier publications, provisional and international applications."""
    for item in data.each("us-related-documents/*"):
        relation = RELATIONS.get(item.name, item.name.removeprefix("us-"))
        parents = list(item.each("relation/parent-doc"))
        for parent in parents:
            grant = parent.first("parent-grant-document/document-id")
            pct = parent.first("parent-pct-document/document-id")
            yield from _one(
                parent.first("document-id"),
                relation,
                status=parent.text("parent-status"),
                registration_number=grant.text("doc-number"),
                note=_note(("granted as", grant), ("PCT", pct)),
            )
        for child in item.each("relation/child-doc"):
            document = child.first("document-id")
            number = document.text("doc-number")
            if number != own_number:
                yield from _one(document, f"{relation}-child", number=number)
            child.own()
        if not parents:
            for document in item.each("document-id"):
                yield from _one(document, relation)
    for path, relation in (
        ("pct-or-regional-filing-data", "pct-application"),
        ("pct-or-regional-publishing-data", "pct-publication"),
    ):
        for item in data.each(path):
            entered = item.date("us-371c124-date/date") or item.date("us-371c12-date/date")
            note = f"requirements of 35 U.S.C. 371(c) met {entered}" if entered else None
            for document in item.each("document-id"):
                yield from _one(document, relation, note=note)


def _one(document: Branch, relation: str, **fields: object) -> Iterator[Related]:
    made = part(
        Related,
        document,
        relation=relation,
        office=office(document.text("country")),
        kind_code=document.text("kind"),
        date=document.date("date"),
        **{"number": document.text("doc-number"), **fields},
    )
    if made:
        yield made


def _note(*documents: tuple[str, Branch]) -> str | None:
    said = []
    for title, document in documents:
        country, kind, date, number = (
            document.text("country"),
            document.text("kind"),
            document.date("date"),
            document.text("doc-number"),
        )
        parts = [str(text) for text in (country, number, kind, date) if text]
        if parts:
            said.append(f"{title} {' '.join(parts)}")
    return "; ".join(said) or None

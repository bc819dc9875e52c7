"""The indexed fields of a dossier, read from its record's JSON. Pure; plain dicts and lists, ready to be written.

Empty values are left out: the models of `mappings.document` say what absence means. Lists whose order has no
meaning are sorted, so that the same record always gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from mappings.kinds import KNOWN
from mappings.record import ENTRY_NAME, NAMES, Kind, Role, StatusGroup

Json = dict[str, Any]
# The words of one text with their keys, as mappings.document.Words in JSON; the second is the mark's disclaimer.
ReadWords = Callable[[str, str], Json]

_BLANK = {""}
_SEPARATORS = re.compile(r"[\s/.,\-\u2013\u2014]+")
_IPC = re.compile(r"^([A-HY])(\d\d)([A-Z])(?:\s*0*(\d{1,4})(?:/(\d{2,6}))?)?")
# In the order in which they are shown; the first is what people call the mark.
_READINGS = ("verbal_element", "transliteration", "pseudo_mark", "translation")
LOGO_ROLES = frozenset({"logo"})
PICTURE_ROLES = frozenset({"drawing", "figure", "view"})
DRAWN = frozenset({Kind.TRADEMARK, Kind.DESIGN})  # whose pictures are looked at


def indexed(record: Json, read_words: ReadWords) -> Json:
    """The fields that are read from the record alone: all but identity, version, status rules and publications."""
    return lasting(record, read_words) | telling(record)


def lasting(record: Json, read_words: ReadWords) -> Json:
    """The fields read from what every audience sees alike, made once for all of them."""
    get = record.get
    kind = record["kind"]
    fields: Json = {
        "registration_number": get("registration_number"),
        "title": title(record),
        "filing_date": get("filing_date"),
        "priority_date": priority_date(record),
        "registration_date": get("registration_date"),
        "expiry_date": get("expiry_date"),
    }
    if kind == Kind.TRADEMARK:
        classes = get("classes") or ()
        fields["words"] = words(get("mark") or {}, read_words)
        fields["classes"] = sorted({c["number"] for c in classes if c.get("scheme", "nice") == "nice"}, key=_numeric)
        fields["goods"] = [_goods(entry) for entry in sorted(classes, key=_class_order)]
        fields["vienna"] = vienna(_codes(record, "vienna"))
    elif kind == Kind.PATENT:
        fields["ipc"] = ipc(_codes(record, "ipc"))
        fields["abstract"] = (get("invention") or {}).get("abstract")
    elif kind == Kind.DESIGN:
        fields["locarno"] = locarno(_codes(record, "locarno"))
        fields["abstract"] = (get("design") or {}).get("description")
    else:
        nice = {c["number"] for c in get("classes") or () if c.get("scheme", "nice") == "nice"}
        fields["classes"] = sorted(nice, key=_numeric)
    return _said(fields)


def telling(record: Json) -> Json:
    """The fields read from what differs by audience: parties, documents, status and publications."""
    get = record.get
    by_role = _by_role(get("parties") or ())
    owners = by_role.get(Role.HOLDER) or by_role.get(Role.APPLICANT) or []
    status = get("status") or {}
    publications, documents = get("publications"), get("documents")
    fields: Json = {
        "numbers": numbers(record),
        "status": status.get("code"),
        "status_text": status.get("text"),
        "status_group": status.get("group", StatusGroup.UNKNOWN),
        "status_date": status.get("date"),
        "publication_date": min(p["date"] for p in publications) if publications else None,
        "owners": _names(owners),
        "representatives": _names(by_role.get(Role.REPRESENTATIVE, ())),
        "countries": sorted({country for owner in owners if (country := _country(owner))}),
    }
    if record["kind"] not in KNOWN:
        fields["pictures"] = pictures(documents or (), PICTURE_ROLES | LOGO_ROLES)
    elif record["kind"] == Kind.TRADEMARK:
        fields["logo"] = next(iter(pictures(documents, LOGO_ROLES)), None) if documents else None
    else:
        fields["creators"] = _names([*by_role.get(Role.INVENTOR, ()), *by_role.get(Role.CREATOR, ())])
        fields["pictures"] = pictures(documents or (), PICTURE_ROLES)
    return _said(fields)


def entry(record: Json, searched: Mapping[str, str]) -> Json:
    """What is searched of the entry in a register that the office declares: its words, and its exact values."""
    words: list[str] = []
    exact: set[str] = set()
    for one in record.get("entry") or ():
        how = searched.get(one["field"])
        if how == "words" and one["field"] != ENTRY_NAME:  # the title
            words += one["values"]
        elif how == "exact":
            exact.update(f"{one['field']}={value}" for value in one["values"])
    return _said({"entry_words": words, "entry_values": sorted(exact)})


def drawn(fields: Json) -> list[str]:
    """The content hashes of the pictures whose look is indexed: a mark's logo, a design's views."""
    if fields.get("kind") not in DRAWN:
        return []
    logo = fields.get("logo")
    return [logo["digest"]] if logo else [picture["digest"] for picture in fields.get("pictures", ())]


def _said(fields: Json) -> Json:
    return {name: value for name, value in fields.items() if value is not None and value != []}


def title(record: Json) -> str:
    """What `mappings.record.Record.title` says, from JSON."""
    for part, name in NAMES:
        if words := (record.get(part) or {}).get(name):
            return str(words)
    for one in record.get("entry") or ():
        if one["field"] == ENTRY_NAME:
            return str(one["values"][0])
    return str(record["application_number"])


def numbers(record: Json) -> list[str]:
    """Every number the file is known by, as written and without separators, sorted.

    A patent is also known by the numbers of its published documents; a mark's publication number is an issue's.
    """
    written = [record["application_number"], record.get("registration_number")]
    if record["kind"] == Kind.PATENT:
        for publication in record.get("publications") or ():
            if number := publication.get("number"):
                written += [number, f"{record['office']}{number}{publication.get('kind_code') or ''}"]
    known = {number for number in written if number}
    bare = {number if number.isalnum() else _SEPARATORS.sub("", number) for number in known}
    return sorted((known | bare) - _BLANK)


def priority_date(record: Json) -> str | None:
    """The earliest priority claimed, else the filing date."""
    claimed = [p["date"] for p in record.get("priorities") or () if p.get("date")]
    return min(claimed) if claimed else record.get("filing_date")


def words(mark: Json, read_words: ReadWords) -> list[Json]:
    """One object for each different reading of the mark that has words."""
    texts = dict.fromkeys(text for name in _READINGS if (text := mark.get(name)))
    disclaimer = mark.get("disclaimer") or ""
    return [read_words(text, disclaimer) for text in texts]


def vienna(codes: Iterable[str]) -> list[str]:
    """`02.01.01` with its category `02.01` and division `02`."""
    return sorted({term for code in codes for term in _above(code)})


@lru_cache(maxsize=4_096)
def _above(code: str) -> tuple[str, ...]:
    parts = code.split(".")
    return tuple(".".join(parts[:n]) for n in range(1, len(parts) + 1))


def locarno(codes: Iterable[str]) -> list[str]:
    """`09-01` with its class `09`."""
    return sorted({term for code in codes for term in (code, code.split("-")[0])})


def ipc(symbols: Iterable[str]) -> list[str]:
    """`G06F 15/16` with section `G`, class `G06`, subclass `G06F` and main group `G06F 15/00`."""
    terms: set[str] = set()
    for symbol in symbols:
        found = _IPC.match(symbol)
        if not found:
            terms.add(symbol)
            continue
        section, number, letter, group, subgroup = found.groups()
        subclass = f"{section}{number}{letter}"
        terms |= {section, f"{section}{number}", subclass}
        if group:
            terms.add(f"{subclass} {group}/00")
        if subgroup:
            terms.add(f"{subclass} {group}/{subgroup}")
    return sorted(terms)


def pictures(documents: Iterable[Json], roles: frozenset[str]) -> list[Json]:
    """The pictures that a hit shows, in the record's order."""
    return [
        {name: value for name in ("digest", "width", "height") if (value := document.get(name)) is not None}
        for document in documents
        if document["role"] in roles
    ]


def _by_role(parties: Iterable[Json]) -> dict[str, list[Json]]:
    found: dict[str, list[Json]] = {}
    for party in parties:
        found.setdefault(party["role"], []).append(party)
    for several in found.values():
        if len(several) > 1:
            several.sort(key=_place)
    return found


def _place(party: Json) -> int:
    place: int = party.get("sequence", 1)
    return place


def _names(parties: Iterable[Json]) -> list[str]:
    return list(dict.fromkeys(party["name"] for party in parties))


def _country(party: Json) -> str | None:
    return (party.get("address") or {}).get("country") or party.get("nationality")


def _codes(record: Json, scheme: str) -> list[str]:
    return [c["code"] for c in record.get("classifications") or () if c["scheme"] == scheme]


def _goods(entry: Json) -> Json:
    goods: Json = {
        "scheme": entry.get("scheme", "nice"),
        "number": entry["number"],
        "status": entry.get("status", "unknown"),
    }
    if text := entry.get("goods"):
        goods["text"] = text
    return goods


def _class_order(entry: Json) -> tuple[str, tuple[int, str]]:
    return entry.get("scheme", "nice"), _numeric(entry["number"])


@lru_cache(maxsize=1_024)
def _numeric(number: str) -> tuple[int, str]:
    return (int(number), "") if number.isdigit() else (1_000_000, number)

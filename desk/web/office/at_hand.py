"""What an officer has before them of the file they work on: who, what, since when, the goods, the picture. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desk.web import dossier
from mappings.inid import InidLine, Table
from mappings.record import Document, Kind, Record, Role
from mappings.registers import Declared
from publish_site.design import long_day
from registry.facts import plain

PARTIES = ((Role.HOLDER, "Owner"), (Role.APPLICANT, "Applicant"), (Role.REPRESENTATIVE, "Representative"))
SHOWN = ("logo", "view", "drawing")  # roles of pictures, the one that tells most first


@dataclass(frozen=True)
class AtHand:
    facts: tuple[tuple[str, str], ...]  # each with what it is called
    lines: tuple[InidLine, ...]
    picture: Document | None


def at_hand(record: Record, registers: Mapping[Kind, Declared], table: Table) -> AtHand:
    written = plain(record)
    return AtHand(
        tuple((name, text) for name, text in _facts(record, registers.get(record.kind)) if text),
        tuple(dossier.bibliography(written, table)),
        _picture(record),
    )


def _facts(record: Record, register: Declared | None) -> list[tuple[str, str]]:
    days = {
        "Filed": record.filing_date,
        "Priority": min((one.date for one in record.priorities if one.date), default=None),
        "Registered": record.registration_date,
        "Expires": record.expiry_date,
    }
    return [
        ("Registration", record.registration_number or ""),
        *((name, long_day(day) if day else "") for name, day in days.items()),
        ("Classes" if len(record.classes) > 1 else "Class", ", ".join(one.number for one in record.classes)),
        *((_called(role, name, register), _named(record, role)) for role, name in PARTIES),
    ]


def _called(role: Role, name: str, register: Declared | None) -> str:
    texts = register.parties.get(role) if register else None
    return texts.get("en", next(iter(texts.values()))) if texts else name


def _named(record: Record, role: Role) -> str:
    return "; ".join(one.name for one in record.parties if one.role == role)


def _picture(record: Record) -> Document | None:
    pictures = [one for one in record.documents if one.media_type in dossier.INLINE and one.role in SHOWN]
    return min(pictures, key=lambda one: SHOWN.index(one.role), default=None)

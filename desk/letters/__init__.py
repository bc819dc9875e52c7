"""Letters written: an action's letter as PDF/A, in the file's language, numbered and kept with its file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from mappings.letters import merged
from mappings.record import Audience, Document, Record, Role
from offices.office import Office
from publish_site.design import EMBLEM
from publish_site.language import direction
from publish_site.printing import setting
from publish_site.printing.words import words
from registry import letters
from registry.database import Register
from registry.documents import DocumentStore, keep
from registry.errors import RegistryError
from registry.letters import Facts, Waiting

TEMPLATE = Path(__file__).with_name("letter.typ")
MISSING = "▯"  # stands for what no font can print
TRIES = 6
LABELS = {
    "en": ("Our number", "Application", "Registration", "Emblem of the office"),
    "fr": ("Notre référence", "Demande", "Enregistrement", "Emblème de l'office"),
    "es": ("Nuestro número", "Solicitud", "Registro", "Emblema de la Oficina"),
    "ar": ("رقمنا", "الطلب", "التسجيل", "شعار المكتب"),
}


class NotWritten(Exception):
    """A letter of which no PDF can be made; the message says why."""


@dataclass(frozen=True)
class Written:
    """What became of a letter that waited: its number, or why it was not written."""

    number: str | None
    file: str
    letter: str
    against: str | None = None


def write_all(
    register: Register, office: Office, store: DocumentStore, fonts: Path | None, limit: int = 1_000
) -> Iterator[Written]:
    """Writes every letter that waits, the oldest first. One that cannot be written is told, and holds none up."""
    for letter in letters.waiting(register, limit):
        try:
            number = write(register, office, store, fonts, letter)
        except (RegistryError, NotWritten) as error:
            yield Written(None, letter.key.number, letter.letter, str(error))
            continue
        if number:
            yield Written(number, letter.key.number, letter.letter)


def write(register: Register, office: Office, store: DocumentStore, fonts: Path | None, letter: Waiting) -> str | None:
    """Its number; None when another has written it meanwhile. NotWritten when the office has no text for it."""
    rule = office.letters.get(letter.letter)
    if rule is None or rule.body is None:
        raise NotWritten(f"letters.yaml has no text for the letter {letter.letter}; write its body")

    def render(number: str, facts: Facts) -> tuple[str, Document]:
        language = _language(office, facts.record, rule.body or {})
        data = contents(office, facts, number, letter.letter, language)
        name = f"{number.replace('/', '-')}.pdf"
        kept = keep(store, pdf(data, facts.taken.date, fonts), name=name, role="letter", audience=Audience.PARTIES)
        return language, kept.model_copy(update={"date": facts.taken.date, "language": language})

    said = f"blazon:letter/{letter.key}/{letter.act}"
    return letters.write(register, letter, uuid5(NAMESPACE_URL, said), render)


def contents(office: Office, facts: Facts, number: str, kind: str, language: str) -> dict[str, Any]:
    """What the template is given: texts alone, in one language."""
    record, rule = facts.record, office.letters[kind]
    said = words(language)
    labels = LABELS.get(language, LABELS["en"])
    values = fields(office, facts, language)
    about = [(labels[0], number), (labels[1], record.application_number)]
    about += [(labels[2], record.registration_number)] if record.registration_number else []
    address = office.front.address
    return {
        "number": number,
        "title": office.said(rule.title, language),
        "office": office.name(language),
        "address": ", ".join(filter(None, (*address.lines, address.city, address.postcode, address.country))),
        "emblem": labels[3],
        "to": _addressee(record),
        "day": said.day(facts.taken.date),
        "date": [facts.taken.date.year, facts.taken.date.month, facts.taken.date.day],
        "about": about,
        "paragraphs": merged(office.said(rule.body or {}, language), values),
        "language": language,
        "dir": direction(language),
    }


def fields(office: Office, facts: Facts, language: str) -> dict[str, str]:
    """The fields that a text may name (`mappings.letters.FIELDS`); empty where the file has none."""
    record, taken, day = facts.record, facts.taken, words(language).day

    def date(value: dt.date | None) -> str:
        return day(value) if value else ""

    def named(*roles: Role) -> str:
        return ", ".join(party.name for party in record.parties if party.role in roles)

    rule = office.status_rules[record.kind].get(taken.status or "")
    return {
        "number": record.application_number,
        "registration_number": record.registration_number or "",
        "title": record.title(),
        "filing_date": date(record.filing_date),
        "expiry_date": date(record.expiry_date),
        "applicant": named(Role.APPLICANT, Role.HOLDER),
        "representative": named(Role.REPRESENTATIVE),
        "classes": ", ".join(one.number for one in record.classes),
        "status": office.said(rule.text, language) if rule else "",
        "date": date(taken.date),
        "due": date(facts.due),
        "note": "" if taken.note == taken.request else taken.note or "",
        "request": taken.request or "",
        "office": office.name(language),
    }


def pdf(data: Mapping[str, Any], date: dt.date, fonts: Path | None) -> bytes:
    """The letter as PDF/A, tagged. What no font can print stands as ▯. NotWritten when the compiler refuses it."""
    given = dict(data)
    for _ in range(TRIES):
        try:
            return setting.compiled(TEMPLATE, given, {"emblem.svg": EMBLEM.read_bytes()}, date, fonts)
        except setting.Refused as error:
            if not error.named:
                raise NotWritten(f"the letter cannot be set: {error}") from error
            given = _without(given, error.named)
    raise NotWritten("characters without a glyph keep turning up; name a folder of fonts in BLAZON_DESK_FONTS")


def _without(value: Any, named: set[str]) -> Any:
    if isinstance(value, str):
        for text in sorted(named, key=len, reverse=True):
            value = value.replace(text, MISSING)
        return value
    if isinstance(value, dict):
        return {key: _without(each, named) for key, each in value.items()}
    return [_without(each, named) for each in value] if isinstance(value, list | tuple) else value


def _language(office: Office, record: Record, body: Mapping[str, str]) -> str:
    """That of the file where the office has the text in it, else the office's first."""
    wanted = (record.language or "").lower()
    return wanted if wanted in office.front.languages and wanted in body else office.front.languages[0]


def _addressee(record: Record) -> list[str]:
    """Whom it goes to: the representative where there is one, else the first owner."""
    order = (Role.CORRESPONDENT, Role.REPRESENTATIVE, Role.APPLICANT, Role.HOLDER)
    party = next((one for role in order for one in record.parties if one.role == role), None)
    if party is None:
        return []
    address = party.address
    if address is None:
        return [party.name]
    place = " ".join(filter(None, (address.postcode, address.city)))
    return list(filter(None, (party.name, *address.lines, place, address.country)))

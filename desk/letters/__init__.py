"""Letters written: an action's letter as PDF/A, in the file's language, approved, signed, kept with its file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desk.letters.key import Signer, SigningError
from mappings.letters import Letter, merged
from mappings.record import Audience, Document, Party, Record, Role
from offices.office import Office
from publish_site.design import EMBLEM
from publish_site.language import direction
from publish_site.printing import setting
from publish_site.printing.words import words
from registry import approving, letters, rehearsing
from registry.commands import Act
from registry.database import Register
from registry.documents import DocumentStore, keep
from registry.errors import RegistryError
from registry.letters import Facts
from registry.steps import Held

TEMPLATE = Path(__file__).with_name("letter.typ")
MISSING = "▯"  # stands for what no font can print
TRIES = 6
PREVIEW = {
    "en": "Preview, not sent",
    "fr": "Aperçu, non envoyé",
    "es": "Vista previa, sin enviar",
    "ar": "معاينة، لم تُرسل",
}
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


@dataclass(frozen=True)
class Issued:
    """What became of a letter that was approved: on its file, or why not."""

    number: str
    against: str | None = None


@dataclass(frozen=True)
class Writer:
    """The office as it writes: its texts, fonts, documents, and the key it signs with where it has one."""

    register: Register
    office: Office
    store: DocumentStore
    fonts: Path | None = None
    signer: Signer | None = None

    def write_all(self, limit: int = 1_000) -> Iterator[Written]:
        """Writes every letter that waits, the oldest first. One that cannot be written is told, and holds none up.

        What nobody has to approve and no key has to sign is on its file at once.
        """
        for letter in letters.waiting(self.register, limit):
            try:
                number = letters.write(self.register, letter, self._render(letter.letter))
                if number and not self._rule(letter.letter).approvals and self._issuable(letter.letter):
                    self.issue(number)
            except (RegistryError, NotWritten) as error:
                yield Written(None, letter.key.number, letter.letter, str(error))
                continue
            if number:
                yield Written(number, letter.key.number, letter.letter)

    def write_anew(self, number: str, note: str, actor: str, expected: int | None = None) -> str:
        """A new draft of a letter that was refused; the digest of its PDF. `expected`: its last step as it was seen."""
        with self.register.session() as session:
            kind = letters.held_letter(session, number)[1].kind
        return letters.write_anew(self.register, number, note, actor, self._render(kind), expected=expected)

    def preview(self, command: Act) -> bytes:
        """The PDF of the letter that the action would bring; nothing is kept, and no number used up.

        NotWritten where it brings none, or one of which no PDF can be made. Refused as the action would be.
        """
        kind, facts = rehearsing.letter(self.register, command)
        if kind is None:
            raise NotWritten(f"the action {command.action} brings no letter; blazon workflow show names those that do")
        rule = self._rule(kind)
        language = language_of(self.office, facts.record, rule.body or {})
        data = contents(self.office, facts, PREVIEW.get(language, PREVIEW["en"]), kind, language)
        return pdf(data, facts.taken.date, self.fonts)

    def issue(self, number: str) -> bool:
        """Puts an approved letter onto its file, signed where the office signs it; False when it is there already."""
        return approving.issue(self.register, number, self._finished)

    def issue_all(self, limit: int = 1_000) -> Iterator[Issued]:
        """Issues every letter that is approved, the oldest first."""
        for number in approving.approved(self.register, limit):
            try:
                self.issue(number)
            except (RegistryError, SigningError) as error:
                yield Issued(number, str(error))
                continue
            yield Issued(number)

    def _finished(self, _held: Held, letter: letters.Letter) -> Document | None:
        content = self.store.get(letter.digest)
        rule = self.office.letters.get(letter.kind)
        if rule and rule.sign:
            if self.signer is None:
                return None
            content = self.signer.sign(content, reason=letter.number)
        return self._kept(content, letter.number, letter.date, letter.language)

    def _render(self, kind: str) -> letters.Render:
        rule = self._rule(kind)

        def render(number: str, facts: Facts) -> tuple[str, Document]:
            language = language_of(self.office, facts.record, rule.body or {})
            data = contents(self.office, facts, number, kind, language)
            made = pdf(data, facts.taken.date, self.fonts)
            return language, self._kept(made, number, facts.taken.date, language)

        return render

    def _rule(self, kind: str) -> Letter:
        """NotWritten when the office has no text for it."""
        rule = self.office.letters.get(kind)
        if rule is None or rule.body is None:
            raise NotWritten(f"letters.yaml has no text for the letter {kind}; write its body")
        return rule

    def _issuable(self, kind: str) -> bool:
        return self.signer is not None or not self._rule(kind).sign

    def _kept(self, content: bytes, number: str, date: dt.date, language: str) -> Document:
        name = f"{number.replace('/', '-')}.pdf"
        kept = keep(self.store, content, name=name, role="letter", audience=Audience.PARTIES)
        return kept.model_copy(update={"date": date, "language": language})


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
        "to": postal(addressee(record)),
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


def pdf(data: Mapping[str, Any], date: dt.date, fonts: Path | None, template: Path = TEMPLATE) -> bytes:
    """The letter as PDF/A, tagged. What no font can print stands as ▯. NotWritten when the compiler refuses it."""
    given = dict(data)
    for _ in range(TRIES):
        try:
            return setting.compiled(template, given, {"emblem.svg": EMBLEM.read_bytes()}, date, fonts)
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


def language_of(office: Office, record: Record, body: Mapping[str, str]) -> str:
    """That of the file where the office has the text in it, else the office's first."""
    wanted = (record.language or "").lower()
    return wanted if wanted in office.front.languages and wanted in body else office.front.languages[0]


def addressee(record: Record) -> Party | None:
    """Whom it goes to: the correspondent or representative where there is one, else the first owner."""
    order = (Role.CORRESPONDENT, Role.REPRESENTATIVE, Role.APPLICANT, Role.HOLDER)
    return next((one for role in order for one in record.parties if one.role == role), None)


def postal(party: Party | None) -> list[str]:
    """Name and address, line by line."""
    if party is None:
        return []
    address = party.address
    if address is None:
        return [party.name]
    place = " ".join(filter(None, (address.postcode, address.city)))
    return list(filter(None, (party.name, *address.lines, place, address.country)))

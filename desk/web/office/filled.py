"""A form with files as somebody sent it: what was typed, what was attached, the version it was drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from desk.capture import called
from desk.web.office.taking_in import Capture
from desk.web.uploads import FormUnreadable, Sent, SentFile
from desk.web.who import FIELD, brought_back
from mappings.permissions import Person
from mappings.record import Document
from registry.commands import Enclosure
from registry.database import Register
from registry.documents import keep
from registry.errors import UnacceptableDocument
from registry.letter_errors import DocumentRefused

KEPT = "\n\t\u200c\u200d\u200e\u200f"  # what is not printed and means something: lines, joiners, directions
DIGITS = 9  # of a version, at most
UPLOAD = "upload"  # the field of documents that come with the form


@dataclass(frozen=True)
class Filled:
    """Nothing of it is trusted but what the register says of it later."""

    given: dict[str, list[str]]
    files: tuple[SentFile, ...]

    def text(self, name: str) -> str:
        return self.given.get(name, [""])[0].strip()

    @property
    def version(self) -> int:
        """FormUnreadable."""
        said = self.text("version")
        if not said.isdecimal() or len(said) > DIGITS:
            raise FormUnreadable("it does not say from which version of the file it was drawn")
        return int(said)

    @property
    def command(self) -> UUID:
        """FormUnreadable."""
        try:
            return UUID(self.text("command"))
        except ValueError as error:
            raise FormUnreadable("it has no id of its own") from error


def sent_by(person: Person, sent: Sent) -> Filled:
    """The form that this person was given, with what was typed as it came. FormNotOurs."""
    form = Filled({}, sent.files)
    for name, value in sent.pairs:
        form.given.setdefault(name, []).append(value)
    brought_back(person, form.text(FIELD))
    return form


def filled(person: Person, sent: Sent) -> Filled:
    """The same with the ends of lines as texts have them, and without what nobody types."""
    form = sent_by(person, sent)
    return Filled({name: [*map(_clean, values)] for name, values in form.given.items()}, form.files)


def _clean(value: str) -> str:
    return "".join(one for one in value.replace("\r\n", "\n") if one.isprintable() or one in KEPT)


def enclosed(capture: Capture, form: Filled, kind: str, say: Mapping[str, str]) -> tuple[list[Enclosure], str]:
    """The documents of the field UPLOAD, and what is wrong with one of them."""
    found: list[Enclosure] = []
    for one in form.files:
        if one.field != UPLOAD:
            continue
        try:
            made = capture.file(kind, one.content, one.name)
        except DocumentRefused as error:
            return [], say["wrong-file"].format(name=called(one.name), why=error.reason)
        if made.document.digest not in {other.document.digest for other in found}:
            found.append(made)
    return found, ""


def kept(
    register: Register, form: Filled, roles: Mapping[str, str], say: Mapping[str, str]
) -> tuple[dict[str, Document], dict[str, str]]:
    """The documents that are fields of the form themselves, by field with its role, and what is wrong with them."""
    found, wrong = {}, {}
    for one in form.files:
        if one.field not in roles or register.documents is None:
            continue
        try:
            found[one.field] = keep(register.documents, one.content, name=called(one.name), role=roles[one.field])
        except UnacceptableDocument as error:
            wrong[one.field] = say["wrong-file"].format(name=called(one.name), why=str(error))
    return found, wrong

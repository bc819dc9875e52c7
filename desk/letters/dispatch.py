"""Which way a letter or a reminder goes: the first of the office's ways that reaches whom it is for, in their words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from desk.letters import NotWritten, addressee, postal
from desk.mail.message import ADDRESS
from mappings.letters import Notice, Way, merged
from mappings.record import Party, Record
from offices.office import Office
from registry import deliveries, letters, standings
from registry.database import Register
from registry.deliveries import Item, Recipient
from registry.errors import RegistryError
from registry.letter_errors import LetterRefused

NOBODY = "nobody to whom it could go: the file has no correspondent, representative or owner"


@dataclass(frozen=True)
class Queued:
    """What became of a letter that was issued: the delivery, or why there is none."""

    letter: str
    delivery: int | None = None
    way: str | None = None
    address: str | None = None
    against: str | None = None


@dataclass(frozen=True)
class Dispatcher:
    """The office as it sends."""

    register: Register
    office: Office

    def send_all(self, limit: int = 1_000) -> Iterator[Queued]:
        """Queues every letter that was issued and goes to nobody yet. One that reaches nobody is told."""
        with self.register.session() as session:
            numbers = deliveries.unsent(session, limit)
        for number in numbers:
            try:
                found = self.send(number)
            except (RegistryError, NotWritten) as error:
                yield Queued(number, against=str(error))
                continue
            if found.delivery is not None:
                yield found

    def send(self, number: str, by: Way | None = None) -> Queued:
        """Queues one letter, the first way that reaches its recipient or the one that is named.

        `delivery` is None when it goes there already. LetterRefused, NoSuchLetter, NotWritten.
        """
        with self.register.session() as session:
            held, letter, _ = letters.held_letter(session, number)
            if letter.state != "issued":
                raise LetterRefused(number, f"it is {letter.state}, and only one that is issued is sent")
            undone = {one.ordinal for one in standings.acts(session, held.id) if one.undone}
            if letter.act in undone:
                raise LetterRefused(number, "the action that brought it was undone; nothing is sent any more")
            record = Record.model_validate(held.present)
            rule = self.office.letters.get(letter.kind)
            ways = (by,) if by else (rule and rule.dispatch) or self.office.correspondence.dispatch
            party = addressee(record)
            if party is None:
                raise LetterRefused(number, NOBODY)
            to = reached(party, ways)
            if to is None:
                raise LetterRefused(number, f"{party.name} cannot be reached by {' or '.join(ways)}; amend the file")
            values = {
                "letter": number,
                "heading": self.office.said(rule.title, letter.language) if rule else letter.kind,
            }
            subject, body = self.said(self.office.correspondence.cover, record, party, letter.language, values)
            item = Item(number, subject, body, number, letter.digest)
            delivery = deliveries.queue(session, self.register, held.id, item, to)
        return Queued(number, delivery, to.way, to.address)

    def said(
        self, notice: Notice | None, record: Record, party: Party, language: str, values: Mapping[str, str]
    ) -> tuple[str, str]:
        """Subject and body of what goes out, in a language of the office. NotWritten when it has no text for it."""
        if notice is None:
            raise NotWritten("letters.yaml has no text for it; write `cover` and `reminder` of its correspondence")
        known = {
            "number": record.application_number,
            "title": record.title(),
            "office": self.office.name(language),
            "recipient": party.name,
            **values,
        }
        subject = " ".join(merged(self.office.said(notice.subject, language), known))
        return subject, "\n\n".join(merged(self.office.said(notice.body, language), known))


def reached(party: Party, ways: Sequence[Way]) -> Recipient | None:
    """The first way that reaches the party; the portal is for who has a number at the office."""
    for way in ways:
        if way == "portal" and party.identifier:
            return Recipient(party.name, way, party.identifier)
        if way == "email" and (found := next((one for one in party.emails if ADDRESS.fullmatch(one)), None)):
            return Recipient(party.name, way, found)
        if way == "post" and party.address and len(lines := postal(party)) > 1:
            return Recipient(party.name, way, "\n".join(lines))
    return None

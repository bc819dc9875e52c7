"""What a reminder says, to whom and which way: in the office's text, to whom its letters go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from desk.letters import addressee, language_of
from desk.letters.dispatch import NOBODY, Dispatcher, reached
from mappings.record import Record
from mappings.texts import Texts
from offices.office import Office
from publish_site.printing.words import words
from registry import reminders
from registry.database import Register
from registry.deliveries import Recipient
from registry.progress import Clocked
from registry.reminders import Reminded


@dataclass(frozen=True)
class Reminder:
    """The office as it reminds."""

    register: Register
    office: Office

    def remind(self, until: dt.date | None = None) -> Iterator[Reminded]:
        """Gives every reminder that is due, once. `desk.letters.NotWritten` when the office has no text for it."""
        return reminders.run(self.register, self._said, until)

    def _said(self, record: Record, clock: Clocked, name: Texts) -> tuple[str, str, Recipient] | str:
        rules = self.office.correspondence
        party = addressee(record)
        if party is None:
            return NOBODY
        to = reached(party, rules.dispatch)
        if to is None:
            return f"{party.name} cannot be reached by {' or '.join(rules.dispatch)}; amend the file"
        language = language_of(self.office, record, rules.reminder.body if rules.reminder else {})
        values = {"deadline": self.office.said(name, language), "due": words(language).day(clock.due)}
        subject, body = Dispatcher(self.register, self.office).said(rules.reminder, record, party, language, values)
        return subject, body, to

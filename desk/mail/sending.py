"""Sends the e-mails that are due, and takes in those that come. Killed anywhere, none goes twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from smtplib import SMTP

from sqlalchemy.exc import DBAPIError

from desk.mail import message, smtp
from desk.mail.settings import MailSettings
from registry import deliveries, emails, mailing
from registry.database import Register, lost
from registry.deliveries import Delivery
from registry.documents import DocumentStore
from registry.emails import Email
from registry.errors import UnacceptableDocument, Unreachable
from registry.mailing import Claim


@dataclass(frozen=True)
class Sent:
    """What became of an e-mail: `sent`, `queued` again, `failed`, `uncertain`."""

    delivery: int
    about: str
    address: str
    state: str
    said: str | None = None


@dataclass(frozen=True)
class TakenIn:
    """What became of an e-mail that came in: what it answers, or why it was not taken in."""

    file: Path
    message_id: str | None = None
    delivery: int | None = None
    letter: str | None = None
    against: str | None = None


@dataclass(frozen=True)
class Mailer:
    """The office at its mail server."""

    register: Register
    store: DocumentStore
    settings: MailSettings
    office: str  # its name, as its e-mails are from

    def send_due(self, limit: int = 10_000) -> Iterator[Sent]:
        """Every e-mail that is due. First told are those that senders before left behind.

        smtp.MailUnavailable when the server cannot be asked: then what was claimed is queued as before. Unreachable
        when the database is lost: what was claimed is found at the next run.
        """
        try:
            yield from self._send_due(limit)
        except DBAPIError as error:
            if lost(error):
                raise Unreachable("its address", str(error.orig).strip()) from error
            raise

    def _send_due(self, limit: int) -> Iterator[Sent]:
        for left in mailing.recover(self.register):
            yield Sent(left.id, left.about, left.address, left.state, "left behind by a sender that ended")
        with self.register.session() as session:
            if not any(one.way == "email" for one in deliveries.standing(session, ("queued",))):
                return
        with smtp.connected(self.settings) as server:
            for _ in range(limit):
                with mailing.claimed(self.register) as claim:
                    if claim is None:
                        return
                    state, said = self._send(server, claim)
                yield Sent(claim.delivery.id, claim.delivery.about, claim.delivery.address, state, said)

    def take_in(self, path: Path) -> TakenIn:
        """An e-mail as a mail server leaves it in a mailbox. Taking it in again changes nothing."""
        try:
            content = path.read_bytes()
            found = message.read(content)
            digest = self.store.put(content)
        except (OSError, message.BadMessage, UnacceptableDocument) as error:
            return TakenIn(path, against=str(error))
        (identifier, *_) = message.identifiers(str(found["Message-ID"]))
        said = [
            *message.identifiers(str(found.get("References", ""))),
            *message.identifiers(str(found.get("In-Reply-To", ""))),
        ]
        with self.register.session() as session:
            answers = emails.answered(session, said)
            email = self._email(found, identifier, digest, len(content))
            emails.record(session.connection(), "in", email, answers)
        if answers is None:
            return TakenIn(path, identifier)
        return TakenIn(path, identifier, answers.delivery, answers.letter)

    def _send(self, server: SMTP, claim: Claim) -> tuple[str, str]:
        delivery, rules = claim.delivery, self.register.procedure.correspondence
        try:
            content = self._message(delivery)
        except ValueError as error:
            claim.failed(str(error))
            return "failed", str(error)
        email = self._email(
            message.read(content),
            message.message_id(delivery, self.settings.sender),
            self.store.put(content),
            len(content),
        )
        try:
            said = smtp.hand_over(server, self.settings.sender, delivery.address, content, lambda: claim.begin(email))
        except smtp.MailUnavailable:
            claim.release()
            raise
        except smtp.PutOff as error:
            return claim.put_off(str(error), rules.tries), str(error)
        except smtp.Refused as error:
            claim.failed(str(error))
            return "failed", str(error)
        except smtp.Uncertain as error:
            if rules.uncertain == "again":
                return claim.put_off(str(error), rules.tries), str(error)
            claim.uncertain(str(error))
            return "uncertain", str(error)
        claim.sent(said)
        return "sent", said

    def _message(self, delivery: Delivery) -> bytes:
        attachment = self.store.get(delivery.digest) if delivery.digest else None
        return message.composed(delivery, self.office, self.settings.sender, attachment)

    @staticmethod
    def _email(found: EmailMessage, identifier: str, digest: str, size: int) -> Email:
        return Email(
            identifier,
            message.addresses(found, "From")[0],
            ", ".join(message.addresses(found, "To", "Cc")),
            message.subject(found),
            message.headers(found),
            digest,
            size,
        )

"""An e-mail as it goes over the wire, and one that came in as it is understood. Pure: same facts, same bytes."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses

from registry.deliveries import Delivery

SMTP = email.policy.SMTP.clone(max_line_length=78)
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_IDS = re.compile(r"<[^<>\s]+@[^<>\s]+>")
LONGEST_HEADER = 10_000  # characters kept of each
MOST_HEADERS = 200


class BadMessage(Exception):
    """What came in is no e-mail that can be kept; the message says why."""


def message_id(delivery: Delivery, sender: str) -> str:
    """The same at every try, and that of no other delivery."""
    name = re.sub(r"[^A-Za-z0-9]+", "-", delivery.about).strip("-").lower()[:60]
    return f"<{name}.{delivery.id}@{sender.rpartition('@')[2].lower()}>"


def composed(delivery: Delivery, office: str, sender: str, attachment: bytes | None) -> bytes:
    """The whole message. ValueError for an address that is none."""
    if not ADDRESS.fullmatch(delivery.address):
        raise ValueError(f"{delivery.address} is no e-mail address")
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(_line(office), addr_spec=sender)
    message["To"] = Address(_line(delivery.recipient), addr_spec=delivery.address)
    message["Subject"] = _line(delivery.subject)
    message["Date"] = format_datetime(delivery.queued_at.astimezone(dt.UTC).replace(microsecond=0))
    identifier = message_id(delivery, sender)
    message["Message-ID"] = identifier
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(delivery.body + "\n", cte="quoted-printable")
    if attachment is not None:
        name = f"{delivery.about.replace('/', '-')}.pdf"
        message.add_attachment(attachment, maintype="application", subtype="pdf", filename=name)
        message.set_boundary(f"={identifier[1:-1].replace('@', '.')}=")
    return message.as_bytes()


def read(content: bytes) -> EmailMessage:
    """A message that came in. BadMessage when it has no sender or no Message-ID that can be kept."""
    try:
        found = email.message_from_bytes(content, policy=email.policy.default)
        identifier = identifiers(str(found.get("Message-ID", "")))
    except (ValueError, LookupError, IndexError, AttributeError, TypeError) as error:
        raise BadMessage(f"its headers cannot be read ({type(error).__name__})") from error
    if not isinstance(found, EmailMessage) or not identifier:
        raise BadMessage("it has no Message-ID; an e-mail has one, as the mail server put it into the mailbox")
    if not addresses(found, "From"):
        raise BadMessage("it has no sender")
    return found


def identifiers(header: str) -> list[str]:
    """The Message-IDs in a header."""
    return _IDS.findall(header)


def addresses(message: EmailMessage, *names: str) -> list[str]:
    """The addresses in these headers."""
    values = [str(value) for name in names for value in message.get_all(name, [])]
    return [address for _, address in getaddresses(values) if address]


def headers(message: EmailMessage) -> dict[str, list[str]]:
    """All headers as JSON has them, each cut to a bearable length."""
    found: dict[str, list[str]] = {}
    for name, value in list(message.items())[:MOST_HEADERS]:
        found.setdefault(_printable(name), []).append(_printable(str(value)[:LONGEST_HEADER]))
    return found


def subject(message: EmailMessage) -> str:
    return _printable(_line(str(message.get("Subject", ""))[:LONGEST_HEADER]))


def _line(text: str) -> str:
    return " ".join(text.split())


def _printable(text: str) -> str:
    """Without what a database cannot keep."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()

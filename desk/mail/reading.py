"""A message of the register of e-mails as text to be looked at: nothing of it is rendered, run or fetched. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage

from desk.mail.message import BadMessage, read

LONGEST = 200_000  # characters of the text


@dataclass(frozen=True)
class Readable:
    """`text` is the part in plain text, None where it has none; `attached` what else came with it, by name and type."""

    text: str | None
    attached: tuple[tuple[str, str], ...]
    cut: bool = False  # whether the text was longer
    against: str | None = None  # why it cannot be read


def readable(content: bytes) -> Readable:
    """What a person reads of a message, however it is made."""
    try:
        found = read(content)
        parts = [part for part in found.walk() if not part.is_multipart()]
    except (BadMessage, ValueError, LookupError, AttributeError, TypeError, RecursionError) as error:
        return Readable(None, (), against=f"The message cannot be taken apart: {error}.")
    body = next((part for part in parts if part.get_content_type() == "text/plain" and not _is_attached(part)), None)
    text = _text(body) if isinstance(body, EmailMessage) else None
    attached = tuple((_name(part), part.get_content_type()) for part in parts if part is not body)
    return Readable(text[:LONGEST] if text is not None else None, attached, text is not None and len(text) > LONGEST)


def _is_attached(part: EmailMessage) -> bool:
    return part.get_content_disposition() == "attachment"


def _text(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    try:
        text = content.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
    return "".join(letter for letter in text.replace("\r\n", "\n") if letter.isprintable() or letter in "\n\t")


def _name(part: EmailMessage) -> str:
    try:
        return str(part.get_filename() or "")[:200]
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""

"""Hands one message to the mail server. What is known then: it has it, it never will, not now, or nobody knows."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from desk.mail.settings import MailSettings

PERMANENT = 500  # replies from here on are a no for ever (RFC 5321, 4.2.1)
_BROKEN = (OSError, smtplib.SMTPException)


class Refused(Exception):
    """The mail server will never take this message."""


class PutOff(Exception):
    """The mail server does not take this message now."""


class Uncertain(Exception):
    """The connection broke while the message went: the server may have it."""


class MailUnavailable(Exception):
    """The mail server cannot be asked at all; no message is the cause, and none was sent."""


@contextmanager
def connected(settings: MailSettings) -> Iterator[smtplib.SMTP]:
    """A connection to the office's mail server, protected and signed in as the settings say. MailUnavailable."""
    if settings.host is None:
        raise MailUnavailable("no mail server is named; say which in BLAZON_MAIL_HOST")
    where = f"{settings.host}:{settings.port}"
    try:
        server = _open(settings, settings.host)
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        raise MailUnavailable(f"the mail server {where} cannot be used: {_said(error)}") from error
    try:
        yield server
    finally:
        with suppress(*_BROKEN):
            server.quit()
        server.close()


def hand_over(server: smtplib.SMTP, sender: str, recipient: str, message: bytes, begin: Callable[[], None]) -> str:
    """What the server said when it took the message. `begin` is called before the message goes over the wire.

    Refused, PutOff, Uncertain; MailUnavailable when the connection was lost before.
    """
    try:
        server.rset()
        _agreed(*server.mail(sender), of_message=False)
        _agreed(*server.rcpt(recipient), of_message=True)
    except _BROKEN as error:
        raise MailUnavailable(f"the mail server broke off: {_said(error)}") from error
    begin()
    try:
        code, reply = server.data(message)
    except smtplib.SMTPDataError as error:  # it did not even want to hear it
        _agreed(error.smtp_code, _bytes(error.smtp_error), of_message=True)
        raise PutOff(_said(error)) from error
    except _BROKEN as error:
        raise Uncertain(f"the connection broke while the message went: {_said(error)}") from error
    _agreed(code, reply, of_message=True)
    return f"{code} {_text(reply)}"


def _open(settings: MailSettings, host: str) -> smtplib.SMTP:
    context = ssl.create_default_context(cafile=settings.ca)
    if settings.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, settings.port, timeout=settings.seconds, context=context)
    else:
        server = smtplib.SMTP(host, settings.port, timeout=settings.seconds)
    try:
        if settings.security == "starttls":
            server.starttls(context=context)
        if settings.user is not None:
            server.login(settings.user, _password(settings))
        server.ehlo_or_helo_if_needed()
    except BaseException:
        server.close()
        raise
    return server


def _password(settings: MailSettings) -> str:
    if settings.password_file is None:
        raise MailUnavailable("BLAZON_MAIL_USER is set and no password: name its file in BLAZON_MAIL_PASSWORD_FILE")
    try:
        return settings.password_file.read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        raise MailUnavailable(
            f"the password file {settings.password_file} cannot be read ({error.strerror}): "
            "mend BLAZON_MAIL_PASSWORD_FILE"
        ) from error


def _agreed(code: int, reply: bytes, *, of_message: bool) -> None:
    """PutOff or Refused unless the server says yes. Only what is said of one message refuses it for ever."""
    if code // 100 in {2, 3}:
        return
    said = f"{code} {_text(reply)}"
    if code >= PERMANENT and of_message:
        raise Refused(said)
    raise PutOff(said)


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(_bytes(error.smtp_error))}"
    return str(error) or type(error).__name__


def _bytes(reply: bytes | str) -> bytes:
    return reply if isinstance(reply, bytes) else reply.encode()


def _text(reply: bytes) -> str:
    return " ".join(reply.decode("utf-8", "replace").split())[:500]

"""A real mail server for the tests: keeps what it takes, and refuses, puts off, breaks off or waits as it is told."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class Box:
    """The handler: what arrived whole is in `taken`, as it stood on the wire."""

    taken: list[bytes] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)  # recipients, as they were named
    rcpt: str | None = None  # said in place of yes
    data: str | None = None
    hang_up: bool = False  # after the message came, before anything is said
    hold: Event | None = None  # the answer to a message waits for it
    hold_rcpt: Event | None = None
    came: Event = field(default_factory=Event)  # a message came, or a recipient was named while those are held
    meanwhile: Callable[[], None] | None = None  # done once the message is here

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _more: Any) -> str:  # noqa: N802 - aiosmtpd names it
        self.asked.append(address)
        if self.hold_rcpt is not None:
            self.came.set()
            await asyncio.to_thread(self.hold_rcpt.wait, 60)
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd names it
        if self.data:
            return self.data
        assert isinstance(envelope.original_content, bytes)
        self.taken.append(envelope.original_content)
        self.came.set()
        if self.meanwhile:
            await asyncio.to_thread(self.meanwhile)
        if self.hold is not None:
            await asyncio.to_thread(self.hold.wait, 60)
        if self.hang_up:
            assert server.transport
            server.transport.abort()
        return f"250 kept as {len(self.taken)}"


class _Anywhere(Controller):
    """On the port that the system gave it."""

    def _trigger_server(self) -> None:
        assert self.server
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@dataclass
class MailServer:
    """On a port of this machine, a free one when 0, while the block lasts."""

    box: Box
    tls: ssl.SSLContext | None = None
    account: tuple[bytes, bytes] | None = None
    port: int = 0

    def __enter__(self) -> Self:
        more = {"tls_context": self.tls, "require_starttls": True} if self.tls else {}
        if self.account:
            more |= {"authenticator": self._known, "auth_required": True}
        self._controller = _Anywhere(self.box, hostname="127.0.0.1", port=self.port, **more)
        self._controller.start()
        self.port = self._controller.port
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    def _known(self, *said: Any) -> AuthResult:
        given = said[-1]
        assert isinstance(given, LoginPassword)
        return AuthResult(success=(given.login, given.password) == self.account, handled=False)

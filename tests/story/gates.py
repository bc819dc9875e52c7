"""Where a letter's way is halted in a test: at a row that is being written, or within the mail server.

A gate of the database is a trigger: who writes the row waits, in its transaction, while the gate is shut. The mail
server is a process of its own, which can be killed; it waits while its file says so, and keeps what it took in files.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, LiteralString, Self

import psycopg
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.desk.mail_server import Box, MailServer
from tests.waiting import until

ROOT = Path(__file__).parents[2]

# By the name of the gate: the table, and when its row is the step.
ROWS = {
    "the action is taken": ("act", "new.action = 'refuse'"),
    "a right lapses": ("act", "new.action = 'deem-withdrawn'"),
    "the letter is written": ("letter", "true"),
    "it is approved": ("letter_step", "new.step = 'approved'"),
    "it is signed and issued": ("letter_step", "new.step = 'issued'"),
    "its delivery is queued": ("delivery", "true"),
    "the delivery is claimed": ("delivery_step", "new.state = 'claimed'"),
    "the message is about to go": ("delivery_step", "new.state = 'begun'"),
    "it is marked as sent": ("delivery_step", "new.state = 'sent'"),
}
WIRE = ("connected", "the recipient is named", "the message came", "the message is kept")


@dataclass
class Gates:
    """Of one database and one mail server, all open at first. Those of the database outlast its being killed."""

    url: str  # as psycopg takes it
    folder: Path  # of the mail server

    def build(self) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("create table gate (name text)")
            connection.execute("""
                create function at_gate() returns trigger language plpgsql as $$ begin
                    while exists (select from gate where name = tg_argv[0]) loop
                        perform set_config('application_name', tg_argv[0], true);
                        perform pg_sleep(0.01);
                    end loop;
                    return null;
                end $$
            """)
            for n, (name, (table, when)) in enumerate(ROWS.items()):
                connection.execute(
                    f"create trigger gate_{n} after insert on {table} for each row when ({when}) "
                    f"execute function at_gate('{name}')"
                )

    def shut(self, *names: str) -> None:
        for name in names:
            if name in WIRE:
                (self.folder / f"{name}.shut").touch()
            else:
                self._ask("insert into gate values (%s)", name)

    def somebody_waits(self, name: str) -> bool:
        if name in WIRE:
            return (self.folder / f"{name}.waits").exists()
        return bool(self._ask("select from pg_stat_activity where application_name = %s", name))

    def open(self, *names: str) -> None:
        for name in names:
            if name in WIRE:
                (self.folder / f"{name}.shut").unlink(missing_ok=True)
                (self.folder / f"{name}.waits").unlink(missing_ok=True)
            else:
                self._ask("delete from gate where name = %s", name)

    def _ask(self, statement: LiteralString, name: str) -> int:
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(statement, (name,)).rowcount


@dataclass
class FileBox(Box):
    """Waits while the file of a gate is there, and tells it by another; what it takes is a file each, synced."""

    folder: Path = field(default_factory=Path)

    async def _wait(self, name: str) -> None:
        while (self.folder / f"{name}.shut").exists():
            (self.folder / f"{name}.waits").touch()
            await asyncio.sleep(0.01)

    async def handle_EHLO(self, _server: SMTP, session: Session, _envelope: Envelope, name: str, said: Any) -> Any:  # noqa: N802 - aiosmtpd names it
        session.host_name = name
        await self._wait("connected")
        return said

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, more: Any) -> str:  # noqa: N802 - as above
        await self._wait("the recipient is named")
        return await super().handle_RCPT(server, session, envelope, address, more)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        await self._wait("the message came")
        assert isinstance(envelope.original_content, bytes)
        kept = self.folder / "taken" / f"{time.monotonic_ns()}.eml"
        with kept.open("xb") as file:
            file.write(envelope.original_content)
            file.flush()
            os.fsync(file.fileno())
        await self._wait("the message is kept")
        return "250 kept"


@dataclass
class MailProcess:
    """A mail server in a process of its own, on one port however often it is killed and started."""

    folder: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        (self.folder / "taken").mkdir(parents=True, exist_ok=True)
        (self.folder / "port").unlink(missing_ok=True)
        arguments = [sys.executable, "-m", "tests.story.gates", str(self.folder), str(self.port)]
        self.process = subprocess.Popen(arguments, cwd=ROOT)
        until((self.folder / "port").exists, seconds=60)
        self.port = int((self.folder / "port").read_text())
        return self

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(20)

    def taken(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted((self.folder / "taken").iterdir())]


def serve(folder: Path, port: int) -> None:
    with MailServer(FileBox(folder=folder), port=port) as server:
        new = folder / "port.new"
        new.write_text(str(server.port), encoding="utf-8")
        new.rename(folder / "port")
        signal.pause()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))

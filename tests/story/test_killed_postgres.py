"""Postgres is killed, and started again: under a run of commands, and under a worker with a job in hand."""

import dataclasses
import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

import registry
from desk.jobs import queue
from local_stack import stack
from local_stack.postgres import Postgres
from local_stack.progress import silent
from local_stack.settings import StackSettings
from mappings.engine import EngineSettings
from mappings.record import GoodsClass, Kind, Mark, Party, Record, Role
from registry.commands import Act, FileApplication, FileRequest
from registry.database import Register
from registry.migrate import upgrade
from tests.demo_office import Day, opened
from tests.waiting import until

BLAZON = [sys.executable, "-c", "from desk.cli.app import main; main()"]
FILES = 120


@dataclasses.dataclass
class Server:
    """A Postgres of the test's own, which keeps what it has acknowledged (`fsync`), and the office's register in it."""

    settings: StackSettings
    postgres: Postgres
    register: Register

    def killed(self) -> None:
        """By SIGKILL, as by a machine that loses its power; then started again."""
        running = self.postgres.running()
        assert running is not None
        os.kill(running.pid, signal.SIGKILL)
        until(lambda: self.postgres.running() is None)
        self.postgres.start(silent)


@pytest.fixture
def server(new_home: Callable[[], Path], engine_settings: EngineSettings) -> Iterator[Server]:
    settings = StackSettings(home=new_home(), fsync=True, registry_url=None, engine_url=engine_settings.url)
    url = stack.up(settings).registry_url
    with opened(url, settings.home / "documents", Day()) as register:
        upgrade(register)
        yield Server(settings, Postgres(settings), register)
    stack.down(settings)


def record(n: int) -> Record:
    return Record(
        kind=Kind.TRADEMARK,
        office="XB",
        application_number="-",
        filing_date=dt.date(2026, 3, 2),
        mark=Mark(verbal_element=f"ALPENGLUT {n}"),
        parties=(Party(role=Role.APPLICANT, name="Ada Weber"),),
        classes=(GoodsClass(number="9", goods="Software"),),
    )


def count(register: Register, statement: str) -> int:
    with register.session() as session:
        return int(session.scalar(text(statement)) or 0)


def numbers(register: Register, statement: str) -> list[int]:
    with register.session() as session:
        return sorted(int(number.rsplit("/", 1)[1]) for number in session.execute(text(statement)).scalars())


@pytest.mark.thorough
def test_what_was_acknowledged_is_there_once_and_nothing_is_done_twice(server: Server):
    """Two officers file, act and request all the while; whoever hears of no answer asks again with the same id."""
    register, party = server.register, {"role": "representative", "name": "Kanzlei Berg"}
    done: dict[UUID, tuple[Any, registry.Outcome]] = {}

    def sure(command: Any) -> registry.Outcome:
        while True:
            try:
                outcome = registry.handle(register, command)
            except registry.errors.Unreachable:
                continue
            done[command.command_id] = (command, outcome)
            return outcome

    def officer(begin: int) -> None:
        for n in range(begin, begin + FILES // 2):
            key = sure(FileApplication(record(n), role="reception", command_id=uuid4())).key
            sure(Act(key, "ask-to-mend", "formality-examiner", note="A reason."))
            sure(FileRequest(key, "appoint-representative", {"party": party}, "agent"))

    officers = [threading.Thread(target=officer, args=(begin,)) for begin in (0, FILES // 2)]
    for each in officers:
        each.start()
    for share in (0.2, 0.6):
        until(lambda share=share: len(done) > share * 3 * FILES, seconds=120)
        server.killed()
    for each in officers:
        each.join(240)
    assert len(done) == 3 * FILES
    assert count(register, "select count(*) from dossier") == FILES
    assert count(register, "select count(*) from command") == 3 * FILES
    assert count(register, "select count(*) from act") == 3 * FILES
    assert count(register, "select count(*) from request") == FILES
    assert numbers(register, "select number from dossier") == list(range(1, FILES + 1))
    assert numbers(register, "select number from request") == list(range(1, FILES + 1))
    for command, outcome in list(done.values())[::7]:
        assert registry.handle(register, command) == outcome
    assert count(register, "select count(*) from command") == 3 * FILES


@pytest.mark.thorough
def test_a_worker_goes_on_with_its_job_when_postgres_is_back(server: Server):
    register = server.register
    for n in range(FILES):
        key = registry.handle(register, FileApplication(record(n), role="reception")).key
        registry.handle(register, Act(key, "ask-to-mend", "formality-examiner", note="A reason."))
    lapsed = "select count(*) from act where action = 'deem-withdrawn'"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BLAZON_")}
    jobs = {f"BLAZON_JOBS_{name}": "" for name in ("CLOCK", "LETTERS", "INDEX", "RECALL", "BACKUP", "FORGET")}
    patience = {"HEARTBEAT_SECONDS": "0.3", "STALLED_SECONDS": "3", "BACKOFF_SECONDS": "0.2"}
    worker = subprocess.Popen(
        [*BLAZON, "jobs", "worker"],
        env=kept
        | jobs
        | {f"BLAZON_JOBS_{name}": value for name, value in patience.items()}
        | {"BLAZON_HOME": str(server.settings.home), "BLAZON_ENGINE_URL": str(server.settings.engine_url)},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        queue.defer(register, "clock")
        until(lambda: count(register, lapsed) > 0, seconds=60)
        server.killed()
        assert 0 < count(register, lapsed) < FILES, "it was not killed in the middle"
        until(lambda: queue.kept(register, "clock", 1)[0].state == "succeeded", seconds=90)
        assert count(register, lapsed) == FILES
        queue.defer(register, "letters")
        until(lambda: queue.kept(register, "letters", 1)[0].state == "succeeded", seconds=90)
        worker.terminate()
        assert worker.wait(30) == 0
    finally:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
        said = worker.communicate()[1]
    assert numbers(register, "select number from letter") == list(range(1, 2 * FILES + 1)), said

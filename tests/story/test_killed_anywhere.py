"""Postgres, the mail server and the job runner are killed at every step of a letter's way, and of a lapse.

Whatever was killed is started again and the office goes on until nothing waits. Then every action was taken once,
every letter was written, approved, signed and issued once, and its e-mail is in the mail server's hands once: or it is
uncertain, which a person sees, and there at most once.
"""

import datetime as dt
import email
import email.policy
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

import registry
from desk.jobs import queue
from desk.letters import key as keys
from desk.settings import DeskSettings
from local_stack import stack
from local_stack.postgres import Postgres
from local_stack.progress import silent
from local_stack.settings import StackSettings
from mappings.number import DossierKey
from mappings.record import GoodsClass, Kind, Mark, Party, Record, Role
from registry import approving, correspondence, deliveries, reading, standings
from registry.approving import Decision
from registry.changing import hold
from registry.commands import Act, FileApplication
from registry.correspondence import Told
from registry.database import Register, lost
from registry.errors import Unreachable
from registry.migrate import upgrade
from tests.demo_office import OFFICE, Day, opened
from tests.story.gates import ROWS, WIRE, Gates, MailProcess
from tests.story.runners import Nursery
from tests.thorough import cases
from tests.waiting import until

ONLY_WHEN_ASKED = {
    f"BLAZON_JOBS_{name}": "" for name in ("CLOCK", "LETTERS", "MAIL", "REMIND", "INDEX", "RECALL", "BACKUP", "FORGET")
}
SOON = {
    "BLAZON_JOBS_HEARTBEAT_SECONDS": "0.2",
    "BLAZON_JOBS_STALLED_SECONDS": "1",
    "BLAZON_JOBS_BACKOFF_SECONDS": "0.2",
}
LAPSE = "a right lapses"
REFUSAL = (("find-in-order", "formality-examiner"), ("refuse", "examiner"))
DEFECT = (("ask-to-mend", "formality-examiner"),)
# Killed there, the letter goes on: one file meets them all.
BEFORE = (*tuple(ROWS)[:1], *tuple(ROWS)[2:6], *WIRE[:1], *tuple(ROWS)[6:7], *WIRE[1:2])
# Killed there, its e-mail may be uncertain, which ends its way.
GOING = (*tuple(ROWS)[7:8], *WIRE[2:], *tuple(ROWS)[8:])
BY_OFFICERS = {"the action is taken", "it is approved"}
WAYS = {
    "runner": tuple(step for step in BEFORE if step not in BY_OFFICERS),
    "postgres": BEFORE,
    "mail server": BEFORE[BEFORE.index("its delivery is queued") :],
}
CASES = [
    *((victim, steps) for victim, steps in WAYS.items()),
    *((victim, (step,)) for victim in WAYS for step in GOING),
    *((victim, (LAPSE,)) for victim in ("runner", "postgres")),
]
QUICK = ("runner", GOING[-1:])


@dataclass
class House:
    """The office: its register and Postgres, a mail server and a job runner, each of which can be killed."""

    settings: StackSettings
    register: Register
    mail: MailProcess
    gates: Gates
    nursery: Nursery
    runner: int = 0  # its process id
    files: list[DossierKey] = field(default_factory=list)

    def run(self) -> None:
        self.runner = self.nursery.runner()

    def kill(self, whom: str) -> None:
        """With SIGKILL; and starts it again."""
        if whom == "mail server":
            self.mail.kill()
            self.mail.start()
        elif whom == "runner":
            self.end_runner()
            self.run()
        else:
            postgres = Postgres(self.settings)
            running = postgres.running()
            assert running is not None
            os.kill(running.pid, signal.SIGKILL)
            until(lambda: postgres.running() is None)
            postgres.start(silent)

    def end_runner(self) -> None:
        os.killpg(self.runner, signal.SIGKILL)
        until(lambda: not Path(f"/proc/{self.runner}").exists())

    def told(self, key: DossierKey) -> list[Told]:
        with self.register.session() as session:
            return list(correspondence.state(session, hold(session, key, None).id))

    def acts(self, key: DossierKey) -> list[standings.Taken]:
        with self.register.session() as session:
            return standings.acts(session, hold(session, key, None).id)

    def received(self) -> Counter[str]:
        """How often the mail server has each message, by its Message-ID."""
        found = (email.message_from_bytes(one, policy=email.policy.default) for one in self.mail.taken())
        return Counter(str(one["Message-ID"]) for one in found)


@dataclass
class Officers:
    """Who goes on with a file, whatever fails, until nothing waits any more."""

    house: House
    key: DossierKey
    steps: tuple[tuple[str, str], ...]
    ends: tuple[str, ...]  # the actions that its letters come of
    ids: dict[str, UUID] = field(default_factory=dict)
    end: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        while not self.end.is_set():
            try:
                if self.once():
                    return
            except Unreachable:
                pass
            except DBAPIError as error:
                if not lost(error):
                    raise
            time.sleep(0.05)

    def once(self) -> bool:
        """One look at the file; True when nothing is left to do."""
        house = self.house
        for action, role in self.steps:  # again under the same id: taken once
            given = self.ids.setdefault(action, uuid4())
            registry.handle(
                house.register, Act(self.key, action, role, note="A reason.", actor="A. Weber", command_id=given)
            )
        for one in house.told(self.key):
            if one.letter.approves:
                who = f"Officer {one.steps[-1].ordinal}"
                decision = Decision(one.letter.number, "approved", one.letter.approves[0], who)
                approving.decide(house.register, decision)
        told, waits = house.told(self.key), set(self.ends) - {one.action for one in house.acts(self.key)}
        written = len(told) == len(self.ends)
        if waits or not written or not all(map(done, told)):
            issued = written and all(one.letter.state == "issued" for one in told)
            job = "clock" if waits else "mail" if issued else "letters"
            if not any(one.state in {"todo", "doing"} for one in queue.kept(house.register, job, 1)):
                queue.defer(house.register, job)
            return False
        return True


def done(told: Told) -> bool:
    return bool(told.deliveries) and all(one.state in {"sent", "uncertain"} for one in told.deliveries)


@pytest.fixture(scope="module")
def house(new_home: Callable[[], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    # No job that runs here asks the engine.
    settings = StackSettings(home=new_home(), fsync=True, registry_url=None, engine_url="http://127.0.0.1:9")
    url = stack.up(settings).registry_url
    keys.create(DeskSettings(), settings.home, OFFICE.name("en"), OFFICE.code)
    mail = MailProcess(tmp_path_factory.mktemp("mail")).start()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BLAZON_")}
    places = {
        "BLAZON_HOME": str(settings.home),
        "BLAZON_ENGINE_URL": str(settings.engine_url),
        "BLAZON_MAIL_HOST": "127.0.0.1",
        "BLAZON_MAIL_PORT": str(mail.port),
        "BLAZON_MAIL_SECURITY": "none",
        "BLAZON_MAIL_SENDER": "post@office.example",
    }
    nursery = Nursery(kept | ONLY_WHEN_ASKED | SOON | places, settings.home / "runner.log")
    gates = Gates(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False), mail.folder)
    with opened(url, settings.home / "documents", Day()) as register:
        upgrade(register)
        gates.build()
        made = House(settings, register, mail, gates, nursery)
        made.run()
        yield made
        made.end_runner()
        nursery.close()
        mail.kill()
    stack.down(settings)


def filed(house: House) -> DossierKey:
    record = Record(
        kind=Kind.TRADEMARK,
        office="XB",
        application_number="-",
        filing_date=dt.date(2026, 3, 2),
        mark=Mark(verbal_element="ALPENGLUT"),
        parties=(
            Party(role=Role.APPLICANT, name="Ada Weber"),
            Party(role=Role.REPRESENTATIVE, name="Kanzlei Süd", emails=("post@sued.example",)),
        ),
        classes=(GoodsClass(number="9", goods="Software"),),
    )
    key = registry.handle(house.register, FileApplication(record, role="reception")).key
    house.files.append(key)
    return key


def named(said: object) -> str:
    """The case, as pytest names it."""
    return said if isinstance(said, str) else " and ".join((said[0], *said[-1:])) if len(said) > 1 else said[0]


@pytest.mark.parametrize(("victim", "steps"), cases(CASES, QUICK), ids=named)
def test_nothing_is_lost_and_nothing_is_done_twice(house: House, victim: str, steps: tuple[str, ...]):
    lapses = LAPSE in steps
    key = filed(house)
    officers = Officers(
        house, key, DEFECT if lapses else REFUSAL, ("ask-to-mend", "deem-withdrawn") if lapses else ("refuse",)
    )
    house.gates.shut(*steps)
    working = threading.Thread(target=officers.work)
    working.start()
    try:
        for step in steps:
            until(lambda step=step: house.gates.somebody_waits(step), seconds=60)
            house.kill(victim)
            house.gates.open(step)
        working.join(60)
        assert not working.is_alive(), (house.told(key), queue.kept(house.register))
    finally:
        officers.end.set()
        house.gates.open(*steps)
        working.join(60)
    consistent(house, key, ["ask-to-mend", "deem-withdrawn"] if lapses else ["find-in-order", "refuse"])


def consistent(house: House, key: DossierKey, actions: list[str]) -> None:
    """Each once: actions, lines of the journal, letters with their steps, deliveries, messages."""
    assert [one.action for one in house.acts(key)] == ["file", *actions]
    record = reading.read(house.register, key).record
    assert record is not None
    workflow = OFFICE.workflows["trademark"]
    codes = [workflow.actions[action].event for action in ("file", *actions)]
    assert [one.code for one in record.events] == codes
    received = house.received()
    told = house.told(key)
    assert len({one.letter.act for one in told}) == len(told)
    for one in told:
        approvals = len(OFFICE.letters[one.letter.kind].approvals)
        assert [step.step for step in one.steps] == ["drafted", *["approved"] * approvals, "issued"]
        (delivery,) = one.deliveries
        assert delivery.message_id is not None
        if delivery.state == "uncertain":  # a person sees it, and says whether it goes again
            with house.register.session() as session:
                assert delivery.id in [each.id for each in deliveries.standing(session, ("uncertain",))]
            assert received[delivery.message_id] <= 1
        else:
            assert received[delivery.message_id] == 1
    names = [document.name for document in record.documents]
    assert sorted(names) == sorted(f"{one.letter.number.replace('/', '-')}.pdf" for one in told)


@pytest.mark.thorough
def test_after_all_that_the_numbers_have_no_gap_and_every_message_is_that_of_a_letter(house: House):
    register = house.register
    assert len(house.files) >= len(CASES) - 1, "run it with those above"  # the quick one runs elsewhere

    def numbers(table: str) -> list[int]:
        with register.session() as session:
            found = session.execute(text(f"select number from {table}")).scalars()
            return sorted(int(number.rsplit("/", 1)[1]) for number in found)

    assert numbers("dossier") == list(range(1, len(house.files) + 1))
    written = numbers("letter")
    assert written == list(range(1, len(written) + 1))
    with register.session() as session:
        rows: list[Any] = session.execute(text("select message_id, state from delivery")).all()
    assert len(rows) == len(written)
    received = house.received()
    assert set(received.values()) == {1}
    assert set(received) <= {message for message, _ in rows}
    assert {message for message, state in rows if state == "sent"} <= set(received)
    uncertain = sum(state == "uncertain" for _, state in rows)
    assert 0 < uncertain < len(CASES)

"""Letters that are issued and sent in the tests, and what became of them."""

import datetime as dt
import email
import email.policy
from pathlib import Path
from typing import Any

from sqlalchemy import text

import registry
from desk import letters as writing
from desk import rules
from desk.letters.dispatch import Dispatcher
from desk.mail.sending import Mailer
from desk.mail.settings import MailSettings
from mappings.record import GoodsClass, Kind, Mark, Party, Record, Role
from offices.office import load
from registry import deliveries, open_register
from registry.commands import FileApplication, FileRequest
from registry.database import Register
from tests.desk.mail_server import Box, MailServer

OFFICE = load(Path(__file__).parents[2] / "offices" / "demo")
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def opened(url: str, folder: Path, uncertain: str = "person") -> Register:
    office = OFFICE.model_copy(
        update={"correspondence": OFFICE.correspondence.model_copy(update={"uncertain": uncertain})}
    )
    return open_register(
        url,
        documents=folder,
        formats=rules.number_formats(office),
        audiences=rules.audiences(office),
        publication=rules.publication(office),
        procedure=rules.procedure(office, lambda: NOW),
    )


def issued(register: Register, count: int = 1, **party: Any) -> list[str]:
    """The numbers of letters that are on their files: a representative was appointed, which nobody approves."""
    before = len(unsent(register))
    for _ in range(count):
        record = Record(
            kind=Kind.TRADEMARK,
            office="XB",
            application_number="-",
            filing_date=dt.date(2026, 3, 2),
            mark=Mark(verbal_element="ALPENGLUT"),
            parties=(Party(role=Role.APPLICANT, name="Ada Weber"),),
            classes=(GoodsClass(number="9", goods="Software"),),
        )
        key = registry.handle(register, FileApplication(record, role="reception")).key
        agent = {"role": "representative", "name": "Kanzlei Wéber", "emails": ["ada@example.org"], **party}
        registry.handle(register, FileRequest(key, "appoint-representative", {"party": agent}, "agent"))
    assert register.documents is not None
    assert all(one.against is None for one in writing.Writer(register, OFFICE, register.documents).write_all())
    return unsent(register)[before:]


def unsent(register: Register) -> list[str]:
    with register.session() as session:
        return deliveries.unsent(session)


def dispatch(register: Register) -> list[str | None]:
    return [one.way or one.against for one in Dispatcher(register, OFFICE).send_all()]


def mailer(register: Register, server: MailServer, **more: Any) -> Mailer:
    assert register.documents is not None
    settings = MailSettings(
        **{"host": "127.0.0.1", "port": server.port, "security": "none", "sender": "post@office.example", **more}
    )
    return Mailer(register, register.documents, settings, OFFICE.name("en"))


def sent(register: Register, server: MailServer, **more: Any) -> list[str]:
    return [one.state for one in mailer(register, server, **more).send_due()]


def states(register: Register) -> list[str]:
    with register.session() as session:
        return [row[0] for row in session.execute(text("select state from delivery order by id"))]


def steps(register: Register, delivery: int = 1) -> list[str]:
    with register.session() as session:
        return [one.state for one in deliveries.trace(session, delivery)]


def due_now(register: Register) -> None:
    with register.session() as session:
        session.execute(text("update delivery set due_at = clock_timestamp()"))


def ids(box: Box) -> list[str]:
    return [str(email.message_from_bytes(one, policy=email.policy.default)["Message-ID"]) for one in box.taken]

"""An e-mail leaves once, whatever is killed: mail server, sender, database; here with a real mail server."""

import datetime as dt
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import text

from desk.mail.smtp import MailUnavailable
from registry import deliveries, emails, mailing
from registry.database import Register
from registry.errors import Unreachable
from tests.desk.mail_server import Box, MailServer
from tests.desk.sending import OFFICE, dispatch, due_now, ids, issued, opened, sent, states, steps
from tests.waiting import until


@pytest.fixture
def register(register_url: str, tmp_path: Path) -> Iterator[Register]:
    found = opened(register_url, tmp_path / "documents")
    yield found
    found.close()


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def server(box: Box) -> Iterator[MailServer]:
    with MailServer(box) as running:
        yield running


def test_many_senders_at_once_send_each_e_mail_once(register: Register, box: Box, server: MailServer):
    issued(register, 12)
    assert dispatch(register) == ["email"] * 12
    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(lambda _: sent(register, server), range(4)))
    assert [state for found in done for state in found] == ["sent"] * 12
    assert len(set(ids(box))) == len(ids(box)) == 12


def test_a_no_for_ever_fails_a_no_for_now_is_tried_again_after_a_pause(
    register: Register, box: Box, server: MailServer
):
    issued(register)
    dispatch(register)
    box.data = "451 greylisted"
    assert sent(register, server) == ["queued"]
    assert sent(register, server) == []  # not before the pause is over
    with register.session() as session:
        (waits,) = deliveries.standing(session, ("queued",))
    assert (waits.tries, waits.due_at - waits.queued_at > dt.timedelta(minutes=4)) == (1, True)
    box.data, box.rcpt = None, "452 mailbox full"
    due_now(register)
    assert sent(register, server) == ["queued"]
    box.rcpt = "550 no such user"
    due_now(register)
    assert sent(register, server) == ["failed"]
    due_now(register)
    assert sent(register, server) == []
    box.rcpt = None
    deliveries.move(register, 1, "queued", "A. Weber", said="the mailbox is there now")
    assert sent(register, server) == ["sent"]
    assert ids(box) == ["<l-2026-000001.1@office.example>"]


def test_after_so_many_tries_it_fails(register: Register, box: Box, server: MailServer):
    issued(register)
    dispatch(register)
    box.rcpt = "451 later"
    found = []
    for _ in range(OFFICE.correspondence.tries):
        due_now(register)
        found += sent(register, server)
    assert found == ["queued"] * (OFFICE.correspondence.tries - 1) + ["failed"]


def test_a_mail_server_that_is_away_loses_nothing(register: Register, box: Box):
    issued(register, 2)
    dispatch(register)
    with MailServer(box) as there:
        pass
    with pytest.raises(MailUnavailable, match="cannot be used"):
        sent(register, there)
    assert states(register) == ["queued", "queued"]
    with MailServer(box) as back:
        assert sent(register, back) == ["sent", "sent"]
    assert len(set(ids(box))) == 2


def test_a_server_that_dies_with_the_message_leaves_it_uncertain_and_a_person_decides(
    register: Register, box: Box, server: MailServer
):
    issued(register)
    dispatch(register)
    box.hang_up = True
    assert sent(register, server) == ["uncertain"]
    box.hang_up = False
    due_now(register)
    assert sent(register, server) == []  # it came: nobody but a person says that it is to go again
    deliveries.move(register, 1, "queued", "A. Weber", said="they have nothing")
    assert sent(register, server) == ["sent"]
    assert box.taken[0] == box.taken[1]  # the same message to the byte, so that a mailbox can see that it is one
    with register.session() as session:
        assert len(emails.listed(session)) == 1
    assert steps(register) == ["queued", "claimed", "begun", "uncertain", "queued", "claimed", "begun", "sent"]


def test_an_office_that_says_again_has_it_sent_again_after_a_pause(
    register_url: str, tmp_path: Path, box: Box, server: MailServer
):
    register = opened(register_url, tmp_path / "documents", "again")
    issued(register)
    dispatch(register)
    box.hang_up = True
    assert sent(register, server) == ["queued"]
    assert sent(register, server) == []
    box.hang_up = False
    due_now(register)
    assert sent(register, server) == ["sent"]
    assert box.taken[0] == box.taken[1]
    register.close()


SENDER = """
import sys
from pathlib import Path
from tests.desk.sending import mailer, opened
url, folder, port = sys.argv[1:]
class Server: pass
Server.port = int(port)
register = opened(url, Path(folder))
list(mailer(register, Server).send_due())
"""


def killed(register_url: str, tmp_path: Path, server: MailServer, box: Box) -> None:
    """A sender of its own is killed once the mail server has come as far as it waits."""
    root = Path(__file__).parents[2]
    arguments = [sys.executable, "-c", SENDER, register_url, str(tmp_path / "documents"), str(server.port)]
    sender = subprocess.Popen(arguments, cwd=root, env={**os.environ, "PYTHONPATH": str(root)})
    try:
        assert box.came.wait(60)
    finally:
        sender.send_signal(signal.SIGKILL)
        sender.wait()


@pytest.mark.parametrize("uncertain", ["person", "again"])
def test_a_sender_killed_while_the_message_goes_leaves_it_uncertain(
    register_url: str, tmp_path: Path, box: Box, server: MailServer, uncertain: str
):
    register = opened(register_url, tmp_path / "documents", uncertain)
    issued(register)
    dispatch(register)
    box.hold = Event()
    killed(register_url, tmp_path, server, box)
    box.hold.set()
    box.hold = None
    assert states(register) == ["begun"]
    until(lambda: [one.state for one in mailing.recover(register)] != [])  # once Postgres has seen that it is gone
    if uncertain == "person":
        assert states(register) == ["uncertain"]
        assert sent(register, server) == []
        assert len(box.taken) == 1
        deliveries.move(register, 1, "sent", "A. Weber", said="they have it")
        assert states(register) == ["sent"]
    else:  # the office would rather have it arrive twice than not at all
        assert sent(register, server) == ["sent"]
        assert box.taken[0] == box.taken[1]
    register.close()


def test_a_sender_killed_before_the_message_goes_loses_nothing_and_sends_nothing_twice(
    register: Register, register_url: str, tmp_path: Path, box: Box, server: MailServer
):
    issued(register)
    dispatch(register)
    box.hold_rcpt = Event()
    killed(register_url, tmp_path, server, box)
    box.hold_rcpt.set()
    box.hold_rcpt = None
    assert states(register) == ["claimed"]
    until(lambda: [one.state for one in mailing.recover(register)] == ["queued"])
    assert sent(register, server) == ["sent"]
    assert len(box.taken) == 1


def test_what_another_sender_works_on_is_no_leftover(register: Register, box: Box, server: MailServer):
    issued(register)
    dispatch(register)
    box.hold = Event()
    with ThreadPoolExecutor(1) as thread:
        working = thread.submit(sent, register, server)
        assert box.came.wait(60)
        assert states(register) == ["begun"]
        assert mailing.recover(register) == []
        assert sent(register, server) == []
        box.hold.set()
        assert working.result() == ["sent"]
    assert len(box.taken) == 1


def test_a_database_lost_while_the_message_goes_leaves_it_uncertain(register: Register, box: Box, server: MailServer):
    issued(register)
    dispatch(register)

    def cut() -> None:
        with register.engine.connect() as connection:
            connection.execute(
                text("""
                    select pg_terminate_backend(pid) from pg_stat_activity
                    where pid <> pg_backend_pid() and datname = current_database()
                """)
            )

    box.meanwhile = cut
    with pytest.raises(Unreachable):
        sent(register, server)
    box.meanwhile = None
    assert sent(register, server) == ["uncertain"]
    assert len(box.taken) == 1

"""Deliveries and e-mails at the desk: what is known is written down once, by one officer, on a real register."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from desk.mail.reading import readable
from mappings.number import DossierKey
from mappings.record import Kind
from registry import deliveries, outgoing
from registry.commands import Delete
from registry.handling import handle
from tests.desk.desks import Desk
from tests.desk.mail_server import Box, MailServer
from tests.desk.sending import dispatch, due_now, issued, mailer, sent, steps

HOSTILE = "<script>alert(1)</script>"
POST = {"emails": [], "address": {"lines": ["Hauptstrasse 1"], "city": "Bern", "country": "CH"}}


@pytest.fixture
def desk(desk: Desk) -> Desk:
    desk.person.roles = ("reception",)
    return desk


def move(desk: Desk, delivery: int, status: int = 303, **fields: Any) -> httpx.Response:
    answer = desk.client.post(f"/staff/deliveries/{delivery}", data={"csrf": "token", "steps": 1, **fields})
    assert answer.status_code == status, answer.text
    return answer


def test_a_letter_is_posted_with_its_number_and_then_delivered(desk: Desk):
    assert "Nothing is to be posted" in desk.get("/staff/deliveries")
    (number,) = issued(desk.register, **POST)
    assert dispatch(desk.register) == ["post"]
    page = desk.get("/staff/deliveries")
    assert "To post 1" in page
    assert "Hauptstrasse 1" in page
    assert 'href="/staff/desk/XB/tm/TM/2026/000001"' in page
    letter = desk.client.get("/staff/deliveries/1/letter")
    assert (letter.headers["content-type"], letter.content[:4]) == ("application/pdf", b"%PDF")
    done = move(desk, 1, state="posted", tracking="RR 123 456 789 XB", date="2026-03-02")
    page = desk.get(done.headers["location"])
    assert "Written down of delivery 1" in page
    assert "Posted, not yet confirmed 1" in page
    page = desk.get("/staff/deliveries?what=posted")
    assert number in page
    assert "RR 123 456 789 XB" in page
    move(desk, 1, state="delivered", steps=2, note="signed by the porter")
    with desk.register.session() as session:
        found = [(one.state, one.actor, one.said) for one in deliveries.trace(session, 1)][1:]
    assert found == [("posted", "ada", None), ("delivered", "ada", "signed by the porter")]
    assert "waits for its confirmation" in desk.get("/staff/deliveries?what=posted")


def test_the_same_form_twice_is_once_and_another_officer_is_told_who_was_first(desk: Desk):
    issued(desk.register, **POST)
    dispatch(desk.register)
    for _ in range(2):
        move(desk, 1, state="posted", tracking="RR 1")
    assert steps(desk.register) == ["queued", "posted"]
    desk.person.login = "ben"
    late = move(desk, 1, 409, state="posted", tracking="RR 2")
    assert "posted since, by ada" in late.text
    assert "Somebody else was first" in late.text
    move(desk, 1, 409, state="sent", steps=2)
    move(desk, 1, 422, state="lost", steps=2)
    assert "lies in the future" in move(desk, 1, 409, state="delivered", steps=2, date="2026-03-03").text
    move(desk, 1, 403, state="delivered", steps=2, csrf="other")
    move(desk, 9, 404, state="posted")
    assert steps(desk.register) == ["queued", "posted"]


def test_what_came_back_and_e_mails_of_unknown_fate_wait_for_a_person(desk: Desk):
    box = Box(hang_up=True)
    with MailServer(box) as server:
        issued(desk.register)
        dispatch(desk.register)
        assert sent(desk.register, server) == ["uncertain"]
        page = desk.get("/staff/deliveries?what=uncertain")
        assert "E-mails of which nobody knows 1" in page
        assert "ada@example.org" in page
        known = re.findall(r'name="steps" value="(\d+)"', page)[0]
        box.hang_up = False
        move(desk, 1, state="queued", steps=known)
        due_now(desk.register)
        assert sent(desk.register, server) == ["sent"]
    issued(desk.register, **POST)
    dispatch(desk.register)
    move(desk, 2, state="posted")
    move(desk, 2, state="returned", steps=2)
    assert "Came back 1" in desk.get("/staff/deliveries?what=returned")
    assert "Nothing to write down" in desk.get("/staff/deliveries?what=returned")
    assert "There is no page 3" in desk.get("/staff/deliveries?what=returned&page=3")
    assert "Nothing is to be posted" in desk.get("/staff/deliveries")


def test_the_register_of_e_mails_shows_each_as_text_and_by_its_file(desk: Desk, tmp_path: Path):
    assert "No e-mail went out or came in" in desk.get("/staff/mail")
    with MailServer(Box()) as server:
        issued(desk.register)
        dispatch(desk.register)
        assert sent(desk.register, server) == ["sent"]
        answer = tmp_path / "answer"
        answer.write_bytes(
            b"From: Ada <ada@example.org>\r\nTo: post@office.example\r\nSubject: " + HOSTILE.encode() + b"\r\n"
            b"Message-ID: <1@example.org>\r\nIn-Reply-To: <l-2026-000001.1@office.example>\r\nMIME-Version: 1.0\r\n"
            b'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
            b"--b\r\nContent-Type: text/plain; charset=latin-1\r\n\r\nGr\xfcezi " + HOSTILE.encode() + b"\r\n"
            b"--b\r\nContent-Type: text/html\r\n\r\n<p>only here</p><img src=https://tracker.example/x>\r\n--b--\r\n"
        )
        assert mailer(desk.register, server).take_in(answer).against is None
    page = desk.get("/staff/mail")
    assert HOSTILE not in page
    assert HOSTILE in unescape(page)
    assert page.index("came in") < page.index("sent</span>")  # the newest first
    of_file = desk.get("/staff/mail?file=tm/TM/2026/000001")
    assert "2 in all" in of_file
    other = desk.file()
    assert "on this file" in desk.get(f"/staff/mail?file=tm/{other.number}")
    desk.get("/staff/mail?file=tm/TM/2026/009999", 404)
    shown = desk.get("/staff/mail/2")
    assert f"Grüezi {HOSTILE}" in unescape(shown)
    assert HOSTILE not in shown
    assert "only here" not in shown
    assert "tracker.example" not in shown
    assert "text/html" in shown
    assert "&lt;1@example.org&gt;" in shown
    assert "our letter L/2026/000001" in desk.get("/staff/mail/1")
    desk.get("/staff/mail/99", 404)
    assert "There is no page 4" in desk.get("/staff/mail?page=4")


def test_what_goes_out_on_a_file_that_is_not_open_to_somebody_is_in_no_list(desk: Desk):
    with MailServer(Box()) as server:
        issued(desk.register)
        issued(desk.register, **POST)
        dispatch(desk.register)
        assert sent(desk.register, server) == ["sent"]
    hidden = frozenset({(Kind.TRADEMARK, "filed")})
    assert outgoing.counts(desk.register)["to-post"] == 1
    assert outgoing.counts(desk.register, hidden)["to-post"] == 0
    assert outgoing.waiting(desk.register, "to-post", hidden).pieces == ()
    assert outgoing.mails(desk.register, None, hidden).mails == ()
    assert outgoing.mail(desk.register, 1, hidden) is None
    assert outgoing.mail(desk.register, 1) is not None
    handle(desk.register, Delete(DossierKey("XB", Kind.TRADEMARK, "TM/2026/000002"), "filed twice"))
    assert "Nothing is to be posted" in desk.get("/staff/deliveries")
    desk.get("/staff/deliveries/2/letter", 410)
    desk.person.roles = ("examiner",)
    desk.get("/staff/deliveries", 403)
    desk.get("/staff/mail/1", 403)
    move(desk, 1, 403, state="returned")


@pytest.mark.parametrize(
    ("content", "said", "against"),
    [
        (b"From: a@b.example\nMessage-ID: <1@b.example>\n\nplain", "plain", None),
        (b"From: a@b.example\nMessage-ID: <1@b.example>\nContent-Type: text/plain; charset=none\n\nx\x00y", "xy", None),
        (b"From: a@b.example\nMessage-ID: <1@b.example>\nContent-Type: text/html\n\n<b>x</b>", None, None),
        (b"no message", None, "cannot be taken apart"),
    ],
    ids=["plain", "charset", "html", "none"],
)
def test_a_message_is_read_as_plain_text_however_it_is_made(content: bytes, said: str | None, against: str | None):
    found = readable(content)
    assert found.text == said
    assert (against is None) == (found.against is None)
    assert against is None or against in (found.against or "")


def test_a_long_message_is_cut_and_says_so():
    found = readable(b"From: a@b.example\nMessage-ID: <1@b.example>\n\n" + b"x" * 300_000)
    assert found.cut
    assert len(found.text or "") < 300_000

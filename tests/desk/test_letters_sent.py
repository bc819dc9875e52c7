"""Letters go out by portal, e-mail or post, what comes back is tied to them: here with a real mail server."""

import datetime as dt
import email
import email.policy
import ipaddress
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from sqlalchemy import text

from desk.letters.dispatch import Dispatcher
from desk.mail.smtp import MailUnavailable
from mappings.number import DossierKey
from mappings.record import Kind
from registry import deliveries, emails
from registry.changing import hold
from registry.database import Register
from registry.letter_errors import DeliveryRefused, LetterRefused
from tests.desk.mail_server import Box, MailServer
from tests.desk.sending import OFFICE, dispatch, issued, mailer, opened, sent, states, steps, unsent


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


def test_an_e_mail_brings_the_letter_once_and_is_in_the_register_of_e_mails(
    register: Register, box: Box, server: MailServer
):
    (number,) = issued(register)
    assert dispatch(register) == ["email"]
    assert dispatch(register) == []
    assert Dispatcher(register, OFFICE).send(number).delivery is None
    assert sent(register, server) == ["sent"]
    assert sent(register, server) == []
    (content,) = box.taken
    found = email.message_from_bytes(content, policy=email.policy.default)
    assert found["To"].addresses[0].addr_spec == "ada@example.org"
    assert found["To"].addresses[0].display_name == "Kanzlei Wéber"
    assert found["Message-ID"] == "<l-2026-000001.1@office.example>"
    assert str(found["Subject"]) == "TM/2026/000001: Notice of an entry in the register"
    body = found.get_body()
    assert body
    assert "our letter L/2026/000001 in the matter of TM/2026/000001, ALPENGLUT" in body.get_content()
    (letter,) = found.iter_attachments()
    assert (letter.get_filename(), letter.get_content_type()) == ("L-2026-000001.pdf", "application/pdf")
    assert register.documents is not None
    with register.session() as session:
        (delivery,) = deliveries.standing(session, ("sent",))
        (entry,) = emails.listed(session)
    assert letter.get_content() == register.documents.get(delivery.digest or "")
    assert register.documents.get(entry.digest) == content
    assert (entry.direction, entry.letter, entry.state, entry.dossier) == ("out", number, "sent", "TM/2026/000001")
    assert entry.headers["To"] == ["Kanzlei Wéber <ada@example.org>"]
    assert steps(register) == ["queued", "claimed", "begun", "sent"]


def test_the_first_way_that_reaches_the_recipient_is_taken(register: Register):
    issued(register, identifier="A-17")
    issued(register, emails=["no address"], address={"lines": ["Hauptstrasse 1"], "city": "Bern", "country": "CH"})
    issued(register, emails=[])
    assert dispatch(register) == [
        "portal",
        "post",
        "letter L/2026/000003: Kanzlei Wéber cannot be reached by portal or email or post; amend the file",
    ]
    assert states(register) == ["available", "queued"]
    with register.session() as session:
        (piece,) = deliveries.standing(session, ("queued",))
    assert piece.address == "Kanzlei Wéber\nHauptstrasse 1\nBern\nCH"


def test_a_piece_of_post_is_tracked_and_another_way_is_taken_when_it_comes_back(register: Register):
    (number,) = issued(register, address={"lines": ["Hauptstrasse 1"], "city": "Bern"})
    Dispatcher(register, OFFICE).send(number, "post")
    day = dt.date(2026, 3, 1)
    moved = deliveries.move(register, 1, "posted", "M. Post", date=day, tracking="RR 1 CH")
    assert (moved.state, moved.tracking) == ("posted", "RR 1 CH")
    with pytest.raises(DeliveryRefused, match="by post and posted it becomes delivered or returned, not posted"):
        deliveries.move(register, 1, "posted", "N. Other")
    with pytest.raises(DeliveryRefused, match="lies in the future"):
        deliveries.move(register, 1, "returned", "M. Post", date=dt.date(2026, 3, 3))
    deliveries.move(register, 1, "returned", "M. Post", said="moved away")
    with register.session() as session:
        trace = deliveries.trace(session, 1)
    assert [(one.state, one.day, one.said) for one in trace[1:]] == [
        ("posted", day, None),
        ("returned", dt.date(2026, 3, 2), "moved away"),
    ]
    assert Dispatcher(register, OFFICE).send(number).way == "email"


def test_what_is_not_issued_is_not_sent(register: Register):
    issued(register)
    with register.session() as session:
        session.execute(
            text("insert into letter select 'L/1', dossier_id, 99, kind, language, date, digest from letter")
        )
        session.execute(
            text("""
                insert into letter_step (letter, ordinal, step, digest, approvals, actor)
                select 'L/1', 1, 'drafted', digest, '{"steps": [["board"]]}', 'x' from letter where number <> 'L/1'
            """)
        )
    with pytest.raises(LetterRefused, match="it is drafted, and only one that is issued is sent"):
        Dispatcher(register, OFFICE).send("L/1")
    assert unsent(register) == ["L/2026/000001"]


def test_the_connection_is_protected_and_signed_in(register: Register, box: Box, tmp_path: Path):
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(7)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
        .sign(private, SHA256())
    )
    held, ca, password = tmp_path / "mail.pem", tmp_path / "ca.pem", tmp_path / "password"
    ca.write_bytes(certificate.public_bytes(Encoding.PEM))
    plain = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    held.write_bytes(plain + ca.read_bytes())
    password.write_text("open sesame\n")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(held)
    issued(register)
    dispatch(register)
    more = {"security": "starttls", "user": "office", "password_file": password}
    with MailServer(box, tls, (b"office", b"open sesame")) as server:
        with pytest.raises(MailUnavailable, match=r"(?i)certificate"):
            sent(register, server, **more)
        password.write_text("wrong")
        with pytest.raises(MailUnavailable, match="535"):
            sent(register, server, **more, ca=ca)
        password.write_text("open sesame")
        assert sent(register, server, **more, ca=ca) == ["sent"]
    issued(register)
    dispatch(register)
    with MailServer(box) as open_server, pytest.raises(MailUnavailable, match="STARTTLS"):
        sent(register, open_server, **more, ca=ca)


def test_an_answer_that_comes_in_is_kept_and_tied_to_the_letter_it_answers(
    register: Register, box: Box, server: MailServer, tmp_path: Path
):
    (number,) = issued(register)
    dispatch(register)
    sent(register, server)
    answer, other, none = (tmp_path / name for name in ("answer.eml", "other.eml", "none.eml"))
    answer.write_bytes(
        b"From: Ada <ada@example.org>\r\nTo: post@office.example\r\nSubject: =?utf-8?q?Re=3A_r=C3=A9ponse?=\r\n"
        b"Message-ID: <1@example.org>\r\nIn-Reply-To: <l-2026-000001.1@office.example>\r\n\r\nThank you\r\n"
    )
    other.write_bytes(b"From: b@example.org\r\nMessage-ID: <2@example.org>\r\nReferences: <x@y.z>\r\n\r\nHello\r\n")
    none.write_bytes(b"\x00\xff no e-mail")
    taken = [mailer(register, server).take_in(one) for one in (answer, other, none, answer)]
    assert [one.letter for one in taken] == [number, None, None, number]
    assert [one.against and "Message-ID" in one.against for one in taken] == [None, None, True, None]
    with register.session() as session:
        entries = emails.listed(session)
        held = hold(session, DossierKey("XB", Kind.TRADEMARK, "TM/2026/000001"), None)
        of_file = emails.listed(session, held.id)
    assert [(one.direction, one.letter) for one in entries] == [("in", None), ("in", number), ("out", number)]
    assert [one.subject for one in of_file] == ["Re: réponse", "TM/2026/000001: Notice of an entry in the register"]
    assert register.documents is not None
    assert register.documents.get(of_file[0].digest) == answer.read_bytes()


def test_nothing_of_a_name_or_an_address_becomes_a_header(register: Register, box: Box, server: MailServer):
    issued(register, name='Weber, "Ada" <x@example.org>')
    dispatch(register)
    assert sent(register, server) == ["sent"]
    found = email.message_from_bytes(box.taken[0], policy=email.policy.default)
    assert [one.addr_spec for one in found["To"].addresses] == ["ada@example.org"]
    assert box.asked == ["ada@example.org"]

"""Whether the machine is well: each probe on the real thing, well and unwell; one that hangs breaks nothing."""

import datetime as dt
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from sqlalchemy import text

import registry
from desk.cli.context import open_context
from desk.health import Found, Health, Probe, probes, well
from desk.jobs.settings import JobsSettings
from desk.mail.settings import MailSettings
from desk.watch import Watch, watch
from desk.web.site import Site
from mappings.record import GoodsClass, Kind, Mark, Party, Record, Role
from registry import people
from registry.commands import CloseIssue, FileApplication, OpenIssue
from registry.database import Register
from registry.people import NewPerson
from registry.sealing import KEY_BYTES, Seal
from tests.demo_office import OFFICE, Day, opened
from tests.desk.desks import opened_desk

BACKUP = "20260302T030000Z"
RECORD = Record(
    kind=Kind.TRADEMARK,
    office="XB",
    application_number="-",
    filing_date=dt.date(2026, 3, 2),
    mark=Mark(verbal_element="ALPENGLUT"),
    parties=(Party(role=Role.APPLICANT, name="Ada Weber"),),
    classes=(GoodsClass(number="9", goods="Software"),),
)


@pytest.fixture
def register(register_url: str, tmp_path: Path) -> Iterator[Register]:
    with opened(register_url, tmp_path / "home" / "documents", Day()) as register:
        yield register


def states(said: str) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in json.loads(said)["findings"]}


def test_a_new_office_is_told_what_is_wrong_and_what_to_do(blazon: Any, register: Register):
    done = blazon("health", "--json", status=1)
    assert json.loads(done.stdout)["well"] is False
    found = states(done.stdout)
    assert {name: one["state"] for name, one in found.items() if name != "disk"} == {
        "version": "well",
        "postgres": "well",
        "opensearch": "well",
        "index": "well",
        "documents": "well",
        "mail": "off",
        "worker": "wrong",
        "backups": "warning",
        "gazette-keys": "wrong",
        "issues": "well",
        "people-key": "off",
        "letters-key": "warning",
        "certificate": "off",
        "days": "off",
        "merges": "well",
    }
    assert "2 of 16 are wrong" in done.stderr or "3 of 16 are wrong" in done.stderr
    assert found["worker"]["remedy"] == "Start `blazon jobs worker`."
    assert all(one["remedy"] for one in found.values() if one["state"] in {"wrong", "warning"})
    assert "wrong    The jobs' workers: no worker lives" in blazon("health", status=1).stdout


def test_an_office_that_is_looked_after_is_well(blazon: Any, register: Register, tmp_path: Path):
    with register.session() as session:
        session.execute(text("insert into jobs.procrastinate_workers default values"))
    blazon("keys", "create")
    blazon("letters", "key", "create")
    blazon("backup", str(tmp_path / "backups" / BACKUP))
    given = {"BLAZON_JOBS_BACKUPS": str(tmp_path / "backups")}
    before = states(blazon("health", "--json", **given).stdout)["backups"]
    assert (before["state"], before["said"]) == ("warning", f"{BACKUP} was never verified")
    blazon("backup", str(tmp_path / "backups" / BACKUP), "--check")
    blazon("day", "close", "2026-03-01", "--actor", "A. Weber")
    done = blazon("health", "--json")
    assert json.loads(done.stdout)["well"] is True
    found = states(done.stdout)
    assert "verified by its hashes" in found["backups"]["said"]
    assert found["days"]["said"] == "all days until 2026-03-01 are closed"
    (tmp_path / "backups" / BACKUP / "register.dump").write_bytes(b"other bytes")
    assert "not what was backed up" in blazon("backup", str(tmp_path / "backups" / BACKUP), "--check", status=1).stderr


def test_what_was_set_aside_and_what_waits_too_long_is_named(register: Register):
    key = registry.handle(register, FileApplication(RECORD, role="reception")).key
    with register.session() as session:
        session.execute(text("update outbox set set_aside_at = clock_timestamp(), reason = 'too odd'"))
    found = probes.index(register, 60)
    assert found.state == "wrong"
    assert f"such as {key.number}: too odd" in found.said
    assert found.since is not None
    with register.session() as session:
        session.execute(text("update outbox set set_aside_at = null, recorded_at = now() - interval '1 hour'"))
    late = probes.index(register, 60)
    assert (late.state, "the oldest for 3600 s" in late.said) == ("wrong", True)


def test_an_index_that_is_not_there_is_told_where_there_are_files(blazon: Any, register: Register):
    registry.handle(register, FileApplication(RECORD, role="reception"))
    found = states(blazon("health", "--json", status=1).stdout)["opensearch"]
    assert (found["state"], "searches find nothing" in found["said"]) == ("wrong", True)
    assert "`blazon index rebuild`" in found["remedy"]
    blazon("index", "--once")
    assert states(blazon("health", "--json", status=1).stdout)["opensearch"]["state"] == "well"


def test_keys_that_were_not_put_back_after_a_restore_are_told(blazon: Any, register: Register, tmp_path: Path):
    registry.handle(register, OpenIssue("2026/01", dt.date(2026, 1, 7)))
    registry.handle(register, CloseIssue("2026/01"))
    with register.session() as session:
        session.execute(
            text("""
                insert into issue_signature (issue_id, key_id, manifest, signature, day, signed_at)
                values ('2026/01', '0123456789abcdef', repeat('a', 64), 'c2ln', '2026-01-07', now())
            """)
        )
    grants = OFFICE.permissions
    people.add(register, grants, NewPerson("ada", "Ada Weber", roles=("examiner",)), actor="test")
    people.new_totp(register, Seal(b"k" * KEY_BYTES), "ada", office="XB", actor="test")
    found = states(blazon("health", "--json", status=1).stdout)
    assert "does not name 0123456789abcdef" in found["gazette-keys"]["said"]
    assert found["gazette-keys"]["remedy"].startswith("Put back the copy of `keys/`")
    assert "keys create" not in found["gazette-keys"]["remedy"]
    assert "is missing: 1 people" in found["people-key"]["said"]
    assert "Put back the copy of `people.key`" in found["people-key"]["remedy"]
    key = tmp_path / "home" / "people.key"
    key.parent.mkdir(exist_ok=True)
    for content, state in ((b"o" * KEY_BYTES, "wrong"), (b"k" * KEY_BYTES, "well")):
        key.write_bytes(content)
        key.chmod(0o600)
        assert states(blazon("health", "--json", status=1).stdout)["people-key"]["state"] == state


def test_the_mail_server_is_asked_and_one_that_is_silent_is_told(register: Register):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = MailSettings(host="127.0.0.1", port=silent.getsockname()[1], security="none", seconds=0.3)
        found = probes.mail_server(register, settings)
    assert found.state == "wrong"
    assert "cannot be used" in found.said
    gone = probes.mail_server(register, settings)
    assert gone.state == "wrong"


def test_a_worker_that_fell_silent_counts_for_none(register: Register):
    with register.session() as session:
        session.execute(
            text("insert into jobs.procrastinate_workers (last_heartbeat) values (now() - interval '2 minutes')")
        )
    found = probes.workers(register, JobsSettings())
    assert found.state == "wrong"
    assert found.since is not None
    assert probes.backups(register, JobsSettings(backups=Path("nowhere"))).said == "nowhere holds none"


@pytest.mark.parametrize(("left", "state"), [(90, "well"), (10, "warning"), (-1, "wrong")])
def test_the_certificate_of_the_site_is_read_from_where_browsers_get_it(tmp_path: Path, left: int, state: str):
    with tls(tmp_path, dt.timedelta(days=left)) as port:
        found = probes.served_certificate(f"https://localhost:{port}", 5)
    assert (found.state, "localhost" in found.said) == (state, True)


def test_a_site_that_nobody_serves_is_wrong():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert probes.served_certificate(f"https://127.0.0.1:{port}", 1).state == "wrong"


def test_a_probe_that_hangs_or_fails_leaves_the_others_alone_and_is_not_begun_twice():
    free, begun = threading.Event(), []

    def hangs() -> Found:
        begun.append(1)
        free.wait(20)
        return Found("well", "at last")

    def fails() -> Found:
        raise OSError("no way to postgresql://blazon:geheim@db/register")

    health = Health(
        {"a": Probe("A", hangs), "b": Probe("B", fails), "c": Probe("C", lambda: Found("well", "there"))}, seconds=0.2
    )
    first, _ = health.ask(), health.ask()
    assert [(one.state, one.said) for one in first] == [
        ("wrong", "no answer within 0.2 s"),
        ("wrong", "no way to postgresql://blazon:***@db/register"),
        ("well", "there"),
    ]
    assert not well(first)
    assert len(begun) == 1
    free.set()
    time.sleep(0.1)
    again = health.ask()
    assert again[0].state == "well"
    assert again[0].since > first[0].since  # another state since
    assert again[1].since == first[1].since


def test_the_page_shows_all_and_stands_when_the_engine_is_gone(
    blazon: Any, tmp_path: Path, register_url: str, web_office: Any, site_of: Callable[..., Site]
):
    with open_context() as context:
        seen = watch(context)
        hung = {"engine": Probe("Engine", lambda: time.sleep(30) or Found("well", ""))}
        health = Health({**seen.health.probes, **hung}, seconds=2)
        with opened_desk(register_url, tmp_path, site_of(web_office), Watch(seen.jobs, health)) as desk:
            desk.person.roles = ("administrator",)
            page = desk.get("/staff/health")
            assert "no answer within 2 s" in page
            assert page.index("no worker lives") < page.index("the register takes")  # what is wrong stands first
            twin = desk.client.get("/staff/health.json")
            assert twin.json()["well"] is False
            assert {one["name"] for one in twin.json()["findings"]} == {*seen.health.probes, "engine"}
            desk.person.roles = ("registrar",)
            desk.get("/staff/health", 403)


def test_a_desk_without_probes_says_so(
    tmp_path: Path, register_url: str, web_office: Any, site_of: Callable[..., Site]
):
    with opened_desk(register_url, tmp_path, site_of(web_office)) as desk:
        desk.person.roles = ("administrator",)
        assert "started without its probes" in desk.get("/staff/health")


@contextmanager
def tls(folder: Path, valid: dt.timedelta) -> Iterator[int]:
    """A server whose certificate ends after that time."""
    private, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "site")]),
    )
    end = dt.datetime.now(dt.UTC) + valid
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(end - dt.timedelta(days=365))
        .not_valid_after(end)
        .sign(private, SHA256())
    )
    pem = folder / "site.pem"
    key = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem.write_bytes(key + certificate.public_bytes(Encoding.PEM))
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(pem)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            asking, _ = listening.accept()
            with asking, serving.wrap_socket(asking, server_side=True) as secured:
                secured.recv(1)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(5)

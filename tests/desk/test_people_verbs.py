"""The verbs of people, programs and the audit log, as a person types them."""

import io
import json
import stat
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from sqlalchemy import text

from desk.sealing import UnfitSealKey, seal_of
from desk.settings import DeskSettings
from registry import open_register, sessions
from registry.sessions import Credentials, Lifetimes
from tests.desk.desk_people import PASSWORD, Clock


def data(done: Any) -> Any:
    return json.loads(done.stdout)


def test_a_person_is_added_given_a_password_a_code_and_roles_and_locked(
    blazon, register_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    added = blazon("users", "add", "ada", "--name", "Ada Weber", "--role", "agent", "--group", "examination", "--json")
    assert data(added)["acts_as"] == ["agent", "examiner", "formality-examiner"]
    assert "blazon users password ada" in added.stderr
    assert "did you mean `examiner`" in blazon("users", "role", "ada", "--role", "examinor", status=1).stderr
    assert data(blazon("users", "role", "ada", "--role", "examiner"))["acts_as"] == ["examiner"]
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert "take 12 to" in blazon("users", "password", "ada", status=1).stderr
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    done = blazon("users", "password", "ada")
    assert PASSWORD not in done.stdout + done.stderr
    uri = data(blazon("users", "totp", "ada"))["uri"]
    key = tmp_path / "home" / "people.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    clock = Clock()
    code = pyotp.TOTP(parse_qs(urlsplit(uri).query)["secret"][0]).at(clock.now)
    register = open_register(register_url)
    seal = seal_of(DeskSettings(), tmp_path / "home")
    given = Credentials("ada", PASSWORD, code, "192.0.2.1")
    token, _ = sessions.sign_in(register, seal, given, now=clock.now, lifetimes=Lifetimes())
    assert data(blazon("users", "lock", "ada"))["state"] == "locked"
    assert sessions.of(register, token, now=clock.now, lifetimes=Lifetimes()) is None
    register.close()
    assert data(blazon("users", "unlock", "ada"))["state"] == "active"
    blazon("users", "end", "ada")
    (listed,) = data(blazon("users", "list"))["users"]
    assert (listed["login"], listed["state"], listed["has_totp"]) == ("ada", "ended", True)
    assert "did you mean `ada`" in blazon("users", "lock", "adda", status=1).stderr


def test_what_is_kept_of_a_person_is_handed_out_and_taken_out_when_they_have_ended(blazon, register_url: str):
    more = ("--email", "ada@example.org", "--identifier", "A-17", "--role", "agent")
    blazon("users", "add", "ada", "--name", "Ada Weber", *more)
    blazon("users", "add", "adalbert", "--name", "Another")
    kept = data(blazon("users", "export", "ada"))
    assert (kept["person"]["email"], kept["person"]["identifier"]) == ("ada@example.org", "A-17")
    assert [line["what"] for line in kept["audit"]] == ["add user ada"]
    assert "say `blazon users end ada` first" in blazon("users", "redact", "ada", "--reason", "x", status=1).stderr
    blazon("users", "end", "ada")
    assert "reason: is missing" in blazon("users", "redact", "ada", "--reason", " ", status=1).stderr
    blazon("users", "redact", "ada", "--reason", "asked by herself")
    register = open_register(register_url)
    with register.session() as session:
        row = str(session.execute(text("select * from person where login = 'ada'")).one())
    register.close()
    assert [secret for secret in ("Ada Weber", "example.org", "A-17", "agent") if secret in row] == []
    assert data(blazon("audit", "verify"))["lines"] == 5
    assert data(blazon("users", "export", "adalbert"))["person"]["name"] == "Another"


def test_a_program_is_added_listed_and_revoked(blazon, tmp_path: Path):
    made = data(blazon("clients", "add", "stats", "--name", "Statistics", "--scope", "desk.search"))
    assert len(made["secret"]) > 40
    assert made["secret"] not in blazon("clients", "list").stdout
    refused = blazon("clients", "add", "robot", "--name", "Robot", "--scope", "users.manage", status=1)
    assert "with a key and a list of networks" in refused.stderr
    (tmp_path / "keys.json").write_text("no JSON")
    more = ("--scope", "users.manage", "--address", "10.0.0.0/8", "--keys", str(tmp_path / "keys.json"))
    assert "no JSON can be read" in blazon("clients", "add", "robot", "--name", "Robot", *more, status=1).stderr
    assert "no role `clock`" in blazon("clients", "add", "x", "--name", "X", "--role", "clock", status=1).stderr
    blazon("clients", "add", "x", "--name", "X", "--role", "agent", "--identifier", "A-7")
    kanzlei = data(blazon("clients", "list"))["clients"][1]
    assert (kanzlei["roles"], kanzlei["identifier"]) == (["agent"], "A-7")
    assert "dossier.edit.own" in kanzlei["scopes"]
    blazon("clients", "revoke", "x")
    blazon("clients", "revoke", "stats")
    assert [one["state"] for one in data(blazon("clients", "list"))["clients"]] == ["revoked", "revoked"]


def test_the_log_is_listed_and_verified(blazon):
    blazon("users", "add", "ada", "--name", "Ada")
    noted = data(blazon("audit", "verify"))
    assert noted["lines"] == 1
    blazon("users", "lock", "ada")
    assert data(blazon("audit", "verify", "--holds", noted["hash"]))["lines"] == 2
    assert "the end of the log was taken off" in blazon("audit", "verify", "--holds", "a" * 64, status=1).stderr
    (line,) = data(blazon("audit", "list", "--limit", "1"))["lines"]
    assert (line["what"], line["result"]) == ("change user ada", "state locked")
    assert line["who"].startswith("cli:")


def test_the_desk_is_open_to_all_only_where_that_is_said_and_on_the_loopback(blazon):
    def said(*words: str, **settings: str) -> str:
        return " ".join(blazon(*words, status=2, **settings).stderr.replace("│", " ").split())

    assert "say --staff too" in said("serve", "--open")
    abroad = {"BLAZON_DESK_HOST": "0.0.0.0"}
    assert "not on 0.0.0.0" in said("serve", "--staff", "--open", **abroad)
    assert "by https alone" in said("serve", "--staff", **abroad)
    assert "or none of them" in said("serve", "--staff", BLAZON_DESK_HOST="127.0.0.1", BLAZON_DESK_PROVIDER_CLIENT="x")
    shared = said("serve", BLAZON_SEARCH_STAFF_TOKEN="a-token-that-many-share")
    assert "a program asks for a token of its own" in shared


def test_a_key_that_others_can_read_or_that_is_none_is_refused(tmp_path: Path):
    key = tmp_path / "key"
    settings = DeskSettings(people_key=key)
    assert seal_of(settings, tmp_path).closed("x", "ada") != seal_of(settings, tmp_path).closed("x", "ada")
    key.chmod(0o644)
    with pytest.raises(UnfitSealKey, match="chmod 600"):
        seal_of(settings, tmp_path)
    key.chmod(0o600)
    key.write_bytes(b"short")
    with pytest.raises(UnfitSealKey, match="restore it from the backup"):
        seal_of(settings, tmp_path)
    with pytest.raises(UnfitSealKey, match="BLAZON_DESK_PEOPLE_KEY"):
        seal_of(DeskSettings(people_key=tmp_path), tmp_path)

"""Programs are added and ended at the desk and ask the API by their scopes; the audit log is read and verified."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import httpx
import orjson
import pytest
from joserfc.jwk import OKPKey
from sqlalchemy import text

from desk.web.site import Site
from registry import audit, clients, open_register, people
from registry.clients import NewClient
from registry.people import NewPerson
from tests.desk.desk_people import GRANTS, Desk, serving_people
from tests.desk.people.test_signing_in import HIDDEN, OURS, represented, secret_patent

SCOPES = ("desk.search", "dossier.view.all", "dossier.view.unpublished")


def token(client: httpx.Client, name: str, secret: str) -> httpx.Response:
    return client.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=(name, secret))


def test_a_program_is_added_gets_its_secret_once_and_is_ended(desk: Desk):
    desk.person("adam", "administrator")
    with desk.browser("adam") as client, desk.browser() as program:
        assert "No program has access" in client.get("/staff/programs").text
        csrf = desk.csrf(client)
        fields = {"csrf": csrf, "id": "statistics", "name": "<b>Figures", "scopes": ["desk.search"], "networks": ""}
        made = client.post("/staff/programs", data=fields)
        secret = re.findall(r'class="secret">([^<]*)<', made.text)[0]
        assert made.headers["cache-control"] == "no-store"
        assert client.post("/staff/programs", data=fields).status_code == 409  # sent twice
        page = client.get("/staff/programs").text
        assert secret not in page
        assert "<b>Figures" not in page
        assert token(program, "statistics", secret).status_code == 200
        ending = "/staff/programs/statistics/end"
        assert client.post(ending).status_code == 403
        assert client.post(ending, data={"csrf": csrf}).status_code == 303
        assert token(program, "statistics", secret).status_code == 401
        assert client.post("/staff/programs/none/end", data={"csrf": csrf}).status_code == 404
    lines = [line.what for line in audit.lines(desk.register, who="adam")]
    assert lines[:2] == ["revoke client statistics", "add client statistics"]


def test_a_program_that_cannot_be_is_told_why_and_one_with_a_key_has_no_secret(desk: Desk):
    desk.person("adam", "administrator")
    public = {"keys": [OKPKey.generate_key("Ed25519").as_dict(private=False)]}
    with desk.browser("adam") as client:
        fields = {"csrf": desk.csrf(client), "id": "robot", "name": "Robot", "scopes": ["users.manage"]}
        for more, said in (
            ({}, "with a key and a list of networks alone"),
            ({"name": " "}, "Name: is missing"),
            ({"scopes": []}, "Scopes: are missing"),
            ({"keys": "no JSON"}, "Keys: are no JSON"),
            ({"keys": "[]"}, "Keys: are no JWK set"),
            ({"keys": orjson.dumps(public).decode(), "networks": "10.0.0.0/99"}, "is no network"),
        ):
            page = client.post("/staff/programs", data=fields | more)
            assert page.status_code == 422
            assert said in page.text
            assert 'value="robot"' in page.text
        whole = fields | {"keys": orjson.dumps(public).decode(), "networks": "10.0.0.0/8\n192.0.2.0/24"}
        assert client.post("/staff/programs", data=whole).status_code == 303
    (kept,) = clients.everybody(desk.register)
    assert (kept.has_keys, kept.addresses) == (True, ("10.0.0.0/8", "192.0.2.0/24"))


@pytest.fixture
def searched(filled: Any, site_of: Callable[..., Site], register_url: str) -> Iterator[Desk]:
    register = open_register(register_url)
    records = [represented(OURS, "Zzours", "A-1"), secret_patent()]
    with filled(records) as office:
        site = site_of(office)
        shared = site.search.model_copy(update={"staff_token": "a-token-that-many-share"})
        with serving_people(
            replace(site, grants=GRANTS, search=type(shared)(**shared.model_dump())), register
        ) as served:
            yield served
    register.close()


def test_the_staffs_api_asks_for_the_permissions_of_who_asks(searched: Desk):
    desk = searched
    desk.person("ada", "examiner")
    desk.person("kanzlei", "agent")
    search, hidden = "/api/v1/staff/search?words=zzours", f"/api/v1/staff/dossiers/{HIDDEN}"
    secrets = {
        name: str(clients.add(desk.register, NewClient(name, name, scopes), actor="test"))
        for name, scopes in (("whole", SCOPES), ("half", SCOPES[:1]))
    }
    with desk.browser() as nobody, desk.browser("ada") as ada, desk.browser("kanzlei") as kanzlei:
        assert nobody.get(search).status_code == 401
        assert nobody.get(search).json()["type"].endswith("sign-in-first")
        shared = {"authorization": "Bearer a-token-that-many-share"}
        assert nobody.get(search, headers=shared).status_code == 401
        assert kanzlei.get(search).status_code == 403
        whole, half = (
            {"authorization": f"Bearer {token(nobody, name, secret).json()['access_token']}"}
            for name, secret in secrets.items()
        )
        assert nobody.get(search, headers=half).status_code == 403
        for client, headers in ((ada, {}), (nobody, whole)):
            assert "Zzours" in client.get(search, headers=headers).text
            assert client.get(hidden, headers=headers).status_code == 404
            alike = client.post("/api/v1/staff/similar", json={"words": "Zzours"}, headers=headers)
            assert "Zzours" in alike.text
        evil = {"origin": "https://evil.example"}
        assert ada.post("/api/v1/staff/similar", json={"words": "Zzours"}, headers=evil).status_code == 403
        clients.revoke(desk.register, "whole", actor="test")
        assert nobody.get(search, headers=whole).status_code == 401
        desk.clock.wait(minutes=31)
        assert ada.get(search).status_code == 401
    refused = {line.who for line in audit.lines(desk.register) if line.result == "not permitted"}
    assert refused == {"kanzlei", "client:half"}


def test_an_open_desk_has_no_staff_routes_in_its_api(web: httpx.Client):
    assert web.get("/api/v1/staff/search?words=x").status_code == 404


def test_a_program_that_acts_has_roles_and_a_party_and_may_what_they_may(desk: Desk):
    desk.person("adam", "administrator")
    with desk.browser("adam") as client:
        fields = {"csrf": desk.csrf(client), "id": "chancery", "name": "Kanzlei", "networks": "", "identifier": " A-7 "}
        assert client.post("/staff/programs", data={**fields, "roles": ["clock"]}).status_code == 422
        assert "shown now and never again" in client.post("/staff/programs", data={**fields, "roles": ["agent"]}).text
        page = client.get("/staff/programs").text
        assert "of <bdi>A-7</bdi>" in page
    (made,) = clients.everybody(desk.register)
    assert (made.roles, made.identifier) == (("agent",), "A-7")
    assert set(made.scopes) == GRANTS.permissions(["agent"])


NULL = "%00"


@pytest.mark.parametrize(
    "path",
    [
        f"/my/?kind={NULL}",
        f"/staff/users?words={NULL}",
        f"/staff/users/{NULL}",
        f"/staff/audit?who={NULL}",
        f"/staff/stakeholders/compare?one={NULL}&other=x",
    ],
)
def test_an_address_with_what_no_database_keeps_is_told_so(desk: Desk, path: str):
    desk.person("adam", "administrator", "registrar", "agent", identifier="A-7")
    with desk.browser("adam") as client:
        answer = client.get(path)
    assert answer.status_code == 400
    assert "holds the character U+0000" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_field_with_what_no_database_keeps_is_named(desk: Desk):
    desk.person("adam", "administrator", "registrar")
    with desk.browser("adam") as client:
        fields = {"csrf": desk.csrf(client), "command": "8c6d7e1c-6a0f-4d0c-8f83-111111111111", "name": "Ada"}
        for path, more, said in (
            ("stakeholders/distinct", {"reason": "a\0", "gone": "C/1", "kept": "C/2"}, "Reason: holds the character"),
            ("users", {"login": "eve", "email": "a\0@b.ch"}, "Email: holds the character U+0000"),
            ("users/adam/redact", {"again": "adam\0"}, "Again: holds the character U+0000"),
        ):
            numbers = {"gone_version": "1", "kept_version": "1"}
            answer = client.post(f"/staff/{path}", data=fields | numbers | more)
            assert answer.status_code == 422
            assert said in answer.text
        assert desk.sign_in(client, "ada\0").status_code == 403
        assert token(client, "a\0", "x").status_code == 401


def test_the_log_is_read_narrowed_and_paged(desk: Desk):
    desk.person("olga", "auditor")
    for number in range(120):
        people.add(desk.register, GRANTS, NewPerson(f"p{number:03}", "=cmd"), actor="eva" if number % 2 else "<i>")
    with desk.register.session() as session:
        audit.note(session, "ada", "view file", "shown", "XB.tm.TM%2F2026%2F000001")
    with desk.browser("olga") as client:
        page = client.get("/staff/audit").text
        assert page.index("sign in from") < page.index("add user p119")
        assert "add user p000" not in page
        older = client.get(re.findall(r'href="([^"]*)" rel="next"', page)[0].replace("&amp;", "&")).text
        assert "add user p000" in older
        assert "add user p119" not in older
        assert "<i>" not in page
        assert "add user p118" not in client.get("/staff/audit?who=eva").text
        assert "add user p118" in client.get("/staff/audit?what=P118").text
        found = client.get("/staff/audit?file=XB.tm.TM%252F2026%252F000001").text
        assert ">TM/2026/000001<" in found
        assert "add user" not in found
        assert "holds no file TM/1" in client.get("/staff/audit?file=TM/1").text
        assert "No line is like that" in client.get("/staff/audit?until=2001-01-01").text
        assert "add user p119" in client.get("/staff/audit?since=2001-01-01&until=9999-12-31").text
        assert client.get("/staff/audit?since=yesterday").status_code == 422
        assert client.get("/staff/audit?before=0").status_code == 422
        assert "There is no older line" in client.get("/staff/audit?before=1").text


def test_the_lines_go_home_as_csv_in_which_nothing_is_a_formula(desk: Desk):
    desk.person("olga", "auditor")
    with desk.register.session() as session:
        audit.note(session, "=HYPERLINK(1)", "+view", "@shown")
    with desk.browser("olga") as client:
        whole = client.get("/staff/audit/lines.csv")
        assert whole.headers["content-type"] == "text/csv; charset=utf-8"
        rows = list(csv.DictReader(io.StringIO(whole.text)))
        assert [int(row["ordinal"]) for row in rows] == list(range(1, len(rows) + 1))
        assert not re.search(r"(^|,)[=+@-]", whole.text, re.MULTILINE)
        (row,) = [row for row in rows if "HYPERLINK" in row["who"]]
        assert row["hash"] == audit.found(desk.register, audit.Wanted(who="=HYPERLINK(1)"))[0].hash
        few = list(csv.DictReader(io.StringIO(client.get("/staff/audit/lines.csv?who=olga&what=sign+in").text)))
        assert [(one["who"], one["result"]) for one in few] == [
            ("olga", "signed in"),
            ("olga", "who olga, what sign in"),  # that this was taken home
        ]
    lines = [(one.what, one.result) for one in audit.lines(desk.register, who="olga")][:2]
    assert lines == [("audit log as CSV", "who olga, what sign in"), ("audit log as CSV", "all")]


def test_the_chain_is_verified_on_demand_and_a_changed_line_is_named(desk: Desk):
    desk.person("olga", "auditor")
    noted = audit.verify(desk.register).hash
    with desk.browser("olga") as client:
        assert client.post("/staff/audit/verify").status_code == 403
        fields = {"csrf": desk.csrf(client)}
        page = client.post("/staff/audit/verify", data=fields | {"holds": noted}).text
        found = audit.verify(desk.register)
        assert f"All {found.lines} lines hold, and the hash that you noted" in page
        assert found.hash in page
        gone = client.post("/staff/audit/verify", data=fields | {"holds": "a" * 64}).text
        assert "the end of the log was taken off" in gone
        with desk.register.session() as session:
            session.execute(text("alter table audit disable trigger audit_write_once"))
            session.execute(text("update audit set result = 'other' where ordinal = 2"))
        broken = client.post("/staff/audit/verify", data=fields).text
        assert "The log was changed." in broken
        assert "line 2 of the audit log does not hold" in broken

"""People sign in to the desk and out of it; what is wrong, replayed, expired, forged or of another site is refused."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
import pytest

from desk.web.app import create
from desk.web.doors import SessionDoor
from desk.web.site import Site
from mappings.record import Record
from registry import audit, open_register, people
from tests.desk.desk_people import GRANTS, PASSWORD, SEAL, Desk, serving_people
from tests.desk.web_pages import BENS
from tests.desk.web_records import mark

OURS, THEIRS, HIDDEN = "TM/2026/000001", "TM/2026/000002", "PT/2026/000009"


def secret_patent() -> Record:
    return Record.model_validate(
        {
            "kind": "pt",
            "office": "XB",
            "application_number": HIDDEN,
            "filing_date": "2026-01-05",
            "status": {"group": "pending", "code": "secret", "text": "Secret"},
            "invention": {"title": "Zzquiet engine"},
            "parties": [{"role": "applicant", "name": "Hush Ltd"}],
        }
    )


def represented(number: str, words: str, agent: str) -> Record:
    parties = [
        {"role": "holder", "name": "Tideworks Ltd"},
        {"role": "representative", "name": "An agent", "identifier": agent},
    ]
    return mark(number, words, parties=parties)


@pytest.fixture
def desk(filled: Any, site_of: Callable[..., Site], register_url: str) -> Iterator[Desk]:
    register = open_register(register_url)
    records = [represented(OURS, "Zzours", "A-1"), represented(THEIRS, "Zztheirs", "B-2"), secret_patent()]
    with filled(records) as office, serving_people(replace(site_of(office), grants=GRANTS), register) as served:
        yield served
    register.close()


def test_a_person_signs_in_sees_the_desk_and_signs_out_for_good(desk: Desk):
    desk.person("ada", "examiner")
    with desk.browser() as client:
        led = client.get("/staff/search?words=zzours")
        assert led.status_code == 303
        assert led.headers["location"] == "/sign-in?next=%2Fstaff%2Fsearch%3Fwords%3Dzzours"
        assert 'value="/staff/search?words=zzours"' in client.get(led.headers["location"]).text
        inside = desk.sign_in(client, "ada", fields={"next": "/staff/search?words=zzours"})
        assert inside.headers["location"] == "/staff/search?words=zzours"
        cookie = inside.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Zzours" in client.get(inside.headers["location"]).text
        assert ">Ada<" in client.get("/staff/").text
        token = client.cookies["blazon"]
        csrf = desk.csrf(client)
        assert token not in client.get("/staff/me").text
        assert client.post("/sign-out", data={"csrf": csrf}).status_code == 303
        assert "blazon" not in client.cookies
    with desk.browser(cookie=f"blazon={token}") as thief:  # replayed
        assert thief.get("/staff/me").status_code == 303
        assert thief.post("/sign-out", data={"csrf": csrf}).status_code == 401
    assert [line.what for line in audit.lines(desk.register, who="ada")][:1] == ["sign out"]


@pytest.mark.parametrize(
    "next_", ["//evil.example/x", "https://evil.example", "/staff\\@evil", "/staffx", "/staff/ x", "javascript:x", ""]
)
def test_a_sign_in_leads_to_the_desk_and_nowhere_else(desk: Desk, next_: str):
    desk.person("ada", "examiner")
    with desk.browser() as client:
        assert desk.sign_in(client, "ada", fields={"next": next_}).headers["location"] == "/staff"


def test_what_is_wrong_is_not_told_and_many_failures_make_it_wait(desk: Desk):
    desk.person("ada", "examiner")
    said = []
    with desk.browser() as client:
        for login in ("ada", "nobody", "<b>x"):
            for _ in range(5):
                page = desk.sign_in(client, login, "wrong wrong wrong")
                assert page.status_code == 403
                assert "set-cookie" not in page.headers
                assert "<b>x" not in page.text
            late = desk.sign_in(client, login)
            assert late.status_code == 429
            assert late.headers["retry-after"] == "30"
            said.append((page.text.replace(login, ""), late.text.replace(login, "")))
        assert said[0] == said[1]
        desk.clock.wait(seconds=31)
        assert desk.sign_in(client, "ada").status_code == 303
    results = {line.result for line in audit.lines(desk.register)}
    assert {"no such login", "wrong password", "must wait", "signed in"} <= results
    assert "<b>x" not in str(audit.lines(desk.register))


def test_nobody_sends_more_than_a_form(desk: Desk):
    with desk.browser() as client:
        for path in ("/sign-in", "/oauth/token"):
            assert client.post(path, data={"login": "x" * 100_000}).status_code == 413
            assert client.post(path, data={"login": "x" * 10_000}).status_code in {400, 422}


def test_a_code_is_taken_once(desk: Desk):
    desk.person("ada", "examiner")
    uri = people.new_totp(desk.register, SEAL, "ada", office="Blazonia", actor="test")
    codes = pyotp.TOTP(parse_qs(urlsplit(uri).query)["secret"][0])
    with desk.browser() as client:
        assert desk.sign_in(client, "ada").status_code == 403
        code = codes.at(desk.clock.now)
        assert desk.sign_in(client, "ada", fields={"code": code}).status_code == 303
        assert desk.sign_in(client, "ada", fields={"code": code}).status_code == 403


def test_a_session_ends_by_itself_by_its_persons_end_and_is_never_made_up(desk: Desk):
    desk.person("ada", "examiner")
    with desk.browser("ada") as client:
        desk.clock.wait(minutes=29)
        assert client.get("/staff/me").status_code == 200
        desk.clock.wait(minutes=31)
        assert client.get("/staff/me").status_code == 303
    with desk.browser("ada") as client:
        for _ in range(20):
            desk.clock.wait(minutes=29)
            client.get("/staff/me")
        desk.clock.wait(minutes=21)
        assert client.get("/staff/me").status_code == 303
    with desk.browser("ada") as client:
        token = client.cookies["blazon"]
        people.set_state(desk.register, "ada", "locked", actor="test")
        assert client.get("/staff/me").status_code == 303
        assert desk.sign_in(client, "ada").status_code == 403
    for forged in ("x", token[:-1], token + "a", "ada", "%00", "é"):
        with desk.browser() as client:
            assert client.get("/staff/me", headers={"cookie": f"blazon={forged}".encode()}).status_code == 303


def test_a_form_of_another_site_or_without_what_its_page_gave_it_does_nothing(desk: Desk):
    desk.person("ada", "examiner")
    with desk.browser("ada") as client, desk.browser("ada") as other:
        csrf = desk.csrf(client)
        assert csrf != desk.csrf(other)
        for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
            assert client.post("/sign-out", data={"csrf": csrf}, headers=headers).status_code == 403
            assert desk.sign_in(client, "ada", headers=headers).status_code == 403
        for fields in ({}, {"csrf": ""}, {"csrf": "é"}, {"csrf": desk.csrf(other)}):
            assert client.post("/sign-out", data=fields).status_code == 403
        assert client.post("/sign-out", files={"csrf": b"x"}).status_code == 403
        assert client.get("/staff/me").status_code == 200
        assert client.post("/sign-out", headers={"X-CSRF-Token": csrf, "origin": desk.address}).status_code == 303


def test_what_a_file_shows_is_for_whom_it_is_open_and_written_down(desk: Desk):
    desk.person("ada", "examiner")
    desk.person("olga", "security-officer")
    files = {OURS: f"/staff/files/XB/tm/{OURS}", HIDDEN: f"/staff/files/XB/pt/{HIDDEN}"}
    with desk.browser("ada") as ada, desk.browser("olga") as olga:
        assert ada.get(files[OURS]).status_code == 200
        closed = ada.get(files[HIDDEN])
        assert closed.status_code == 404
        assert "Zzquiet" not in closed.text
        assert "Zzquiet" in olga.get(files[HIDDEN]).text
        for client in (ada, olga):  # no list names it
            for path in ("/staff/search?words=zzquiet", f"/staff/search?number={HIDDEN}", "/staff/?kind=pt"):
                page = client.get(path, follow_redirects=True).text
                assert "Zzquiet" not in page
                assert f"/files/XB/pt/{HIDDEN}" not in page
            assert client.get("/staff/go", params={"number": HIDDEN}).headers["location"].startswith("/staff/search?")
    lines = [
        (line.who, line.what, line.result)
        for line in audit.lines(desk.register, file=f"XB.pt.{HIDDEN.replace('/', '%2F')}")
    ]
    assert lines == [("olga", "view file", "shown"), ("ada", "view file", "not open")]
    assert audit.verify(desk.register).lines > 6


def test_a_route_that_ones_roles_do_not_open_says_so_and_is_written_down(desk: Desk):
    desk.person("adam", "administrator")
    with desk.browser("adam") as client:
        page = client.get("/staff/search?words=zzours")
        assert page.status_code == 403
        assert "This is not open to you" in page.text
        assert "Zzours" not in page.text
        people.give_roles(desk.register, GRANTS, "adam", roles=["examiner"], groups=[], actor="test")
        assert client.get("/staff/search?words=zzours").status_code == 200
    (line,) = [one for one in audit.lines(desk.register, who="adam") if one.result == "not permitted"]
    assert line.what == "GET /staff/search"


def test_with_an_https_address_cookies_and_pages_are_for_https_alone(
    web_office: Any, site_of: Callable[..., Site], register_url: str
):
    register = open_register(register_url)
    with serving_people(site_of(web_office), register, address="https://register.office.example") as desk:
        desk.person("ada", "examiner")
        with desk.browser() as client:
            page = desk.sign_in(client, "ada")
            cookie = page.headers["set-cookie"]
            assert cookie.startswith("__Host-blazon=")
            assert "; Secure" in cookie
            assert "Path=/" in cookie
            assert "Domain" not in cookie
            assert page.headers["strict-transport-security"] == "max-age=31536000"
            policy = client.get("/sign-in").headers["content-security-policy"]
            assert "unsafe" not in policy
            assert "form-action 'self'" in policy
    register.close()


def test_the_desk_without_an_address_answers_to_the_loopbacks_names_alone(desk: Desk):
    with desk.browser() as client:
        assert client.get("/sign-in", headers={"host": "evil.example"}).status_code == 400


def test_an_open_desk_asks_nobody_and_takes_no_form_of_another_site(web: httpx.Client):
    assert web.get("/staff/strategies").status_code == 200
    assert web.get("/staff/me").status_code == 404
    assert web.get("/sign-in").status_code == 404
    assert web.get("/staff" + BENS).status_code == 200


def test_a_route_that_does_not_say_who_may_keeps_the_site_from_starting(
    web_office: Any, site_of: Callable[..., Site], register_url: str, monkeypatch: pytest.MonkeyPatch
):
    from desk.web import finding
    from desk.web.who import UndeclaredRoute

    register = open_register(register_url)
    door = SessionDoor(register, GRANTS, SEAL, clock=lambda: dt.datetime.now(dt.UTC))
    told = finding.add

    def with_one_more(routes: Any, *rest: Any) -> None:
        told(routes, *rest)
        routes.get("/forgotten")(lambda: "open")

    monkeypatch.setattr(finding, "add", with_one_more)
    with pytest.raises(UndeclaredRoute, match="/forgotten says 0 times who may"):
        create(site_of(web_office), staff=True, door=door)
    register.close()


def test_a_password_is_in_no_line_of_the_log(desk: Desk):
    desk.person("ada", "examiner")
    with desk.browser("ada"):
        assert PASSWORD not in str(audit.lines(desk.register, limit=1_000))


def test_a_party_is_led_to_its_own_files(desk: Desk):
    desk.person("kanzlei", "agent", identifier="A-7")
    with desk.browser() as client:
        led = client.get("/my/?language=fr")
        assert led.headers["location"] == "/sign-in?next=%2Fmy%2F%3Flanguage%3Dfr"
        inside = desk.sign_in(client, "kanzlei", fields={"next": "/my/?language=fr"})
        assert inside.headers["location"] == "/my/?language=fr"
        assert "Mes dossiers" in client.get(inside.headers["location"]).text
        assert 'href="/my/"' in client.get("/staff/me").text
        assert desk.sign_in(client, "kanzlei", fields={"next": "/mystery"}).headers["location"] == "/staff"

"""People change their own password and second factor, and end sessions they left open elsewhere."""

import re
from html import unescape

import cv2
import httpx
import numpy as np
import pyotp

from desk.web import qr
from registry import audit, people
from registry.people import NewPerson
from tests.desk.desk_people import GRANTS, PASSWORD, Desk
from tests.desk.people.test_permissions import SAMPLES, table

NEW = "four other words here"
WIDE = PASSWORD[:-1] + chr(ord(PASSWORD[-1]) + 0xFEE0)  # the same, its last letter full-width
SETTING_UP = "/staff/me/second-factor"


def said(desk: Desk, who: str) -> list[tuple[str, str]]:
    return [(line.what.split(" from ")[0], line.result) for line in audit.lines(desk.register, who=who)]


def change(desk: Desk, client: httpx.Client, old: str = PASSWORD, new: str = NEW, **more: str) -> httpx.Response:
    fields = {"csrf": desk.csrf(client), "old": old, "new": new, "again": new}
    return client.post("/staff/me/password", data=fields | more)


def begin(client: httpx.Client, password: str = PASSWORD, code: str = "") -> tuple[str, dict[str, str], httpx.Response]:
    """The secret, and what the form that takes its first code carries."""
    csrf = client.get(SETTING_UP).text.split('name="csrf" value="')[1].split('"')[0]
    page = client.post(f"{SETTING_UP}/begin", data={"csrf": csrf, "password": password, "code": code})
    found = re.findall(r'class="secret">([^<]*)<', page.text)
    hidden = dict(re.findall(r'type="hidden" name="(csrf|kept)" value="([^"]*)"', page.text))
    return found[0].replace(" ", "") if found else "", hidden, page


def test_the_old_password_gives_a_new_one_and_ends_the_other_sessions(desk: Desk):
    desk.person("ada", "agent", identifier="A-7")
    with desk.browser("ada") as client, desk.browser("ada") as other:
        before = client.cookies["blazon"]
        done = change(desk, client)
        assert (done.status_code, done.headers["location"]) == (303, "/staff/me?done=password")
        assert client.cookies["blazon"] != before
        assert "Your password is changed" in client.get(done.headers["location"]).text
        assert other.get("/staff/me").status_code == 303
        with desk.browser(cookie=f"blazon={before}") as thief:
            assert thief.get("/staff/me").status_code == 303
        assert desk.sign_in(other, "ada").status_code == 403
        assert desk.sign_in(other, "ada", NEW).status_code == 303
    assert ("change user ada", "password, by themselves") in said(desk, "ada")
    assert NEW not in str(audit.lines(desk.register, limit=1_000))


def test_a_new_password_that_is_none_changes_nothing_and_does_not_count(desk: Desk):
    desk.person("ada", "examiner")
    with desk.browser("ada") as client:
        for fields, against in (
            ({"new": "short", "again": "short"}, "take 12 to"),
            ({"new": "my login is ada!", "again": "my login is ada!"}, "holds the login"),
            ({"again": "four other words there"}, "not the same both times"),
            ({"new": PASSWORD, "again": PASSWORD}, "is the one you have"),
            (dict.fromkeys(("new", "again"), WIDE), "is the one you have"),
        ):
            for _ in range(3):
                page = change(desk, client, **fields)
                assert page.status_code == 422
                assert against in page.text
        assert change(desk, client).status_code == 303


def test_a_wrong_old_password_counts_as_a_sign_in_that_failed(desk: Desk):
    desk.person("ada", "examiner")
    with desk.browser("ada") as client, desk.browser() as outside:
        for _ in range(5):
            page = change(desk, client, "wrong wrong wrong")
            assert page.status_code == 422
            assert "is not yours" in page.text
        assert change(desk, client).status_code == 429
        assert begin(client)[2].status_code == 429
        assert desk.sign_in(outside, "ada").status_code == 429
        desk.clock.wait(seconds=31)
        assert change(desk, client).status_code == 303
    assert ("change own password", "wrong password") in said(desk, "ada")
    assert ("change own password", "must wait") in said(desk, "ada")


def test_no_form_of_another_site_and_none_without_a_session_changes_anything(desk: Desk):
    desk.person("ada", "examiner")
    forms = {
        "/staff/me/password": {"old": PASSWORD, "new": NEW, "again": NEW},
        "/staff/me/sessions": {},
        f"{SETTING_UP}/begin": {"password": PASSWORD},
        SETTING_UP: {"kept": "x", "code": "123456"},
    }
    with desk.browser("ada") as client, desk.browser("ada") as other, desk.browser() as nobody:
        csrf = desk.csrf(client)
        for path, fields in forms.items():
            assert client.post(path, data=fields).status_code == 403
            assert client.post(path, data=fields | {"csrf": desk.csrf(other)}).status_code == 403
            evil = {"origin": "https://evil.example"}
            assert client.post(path, data=fields | {"csrf": csrf}, headers=evil).status_code == 403
            assert nobody.post(path, data=fields | {"csrf": csrf}).status_code == 401
        desk.clock.wait(minutes=31)
        for path, fields in forms.items():
            assert client.post(path, data=fields | {"csrf": csrf}).status_code == 401
        assert desk.sign_in(nobody, "ada").status_code == 303


def test_a_second_factor_holds_from_its_first_code_on_and_that_code_is_used_up(desk: Desk):
    desk.person("ada", "examiner")
    with desk.browser("ada") as client, desk.browser("ada") as other:
        assert begin(client, "")[2].status_code == 422
        assert begin(client, "wrong wrong wrong")[0] == ""
        secret, hidden, page = begin(client)
        assert f"secret={secret}" in unescape(page.text)
        assert page.headers["cache-control"] == "no-store"
        wrong = client.post(SETTING_UP, data=hidden | {"code": "000000"})
        assert wrong.status_code == 422
        assert secret in wrong.text.replace(" ", "")
        assert desk.sign_in(other, "ada").status_code == 303  # it does not hold yet
        code = pyotp.TOTP(secret).at(desk.clock.now)
        done = client.post(SETTING_UP, data=hidden | {"code": code})
        assert (done.status_code, done.headers["location"]) == (303, "/staff/me?done=second-factor")
        assert "You sign in with a code too" in client.get("/staff/me").text
        assert other.get("/staff/me").status_code == 303
        assert desk.sign_in(other, "ada").status_code == 403
        assert desk.sign_in(other, "ada", fields={"code": code}).status_code == 403  # used up
        assert client.post(SETTING_UP, data=hidden | {"code": code}).status_code == 403  # the form, replayed
        again = hidden | {"csrf": desk.csrf(client), "code": code}
        assert "begin anew" in client.post(SETTING_UP, data=again).text
        desk.clock.wait(seconds=30)
        assert desk.sign_in(other, "ada", fields={"code": pyotp.TOTP(secret).at(desk.clock.now)}).status_code == 303
    assert secret not in str(audit.lines(desk.register, limit=1_000))
    assert ("change user ada", "second factor, by themselves") in said(desk, "ada")


def test_a_second_factor_is_replaced_by_who_has_it_and_soon(desk: Desk):
    desk.person("ada", "examiner")
    desk.second_factor("ada")
    with desk.browser("ada") as client:
        assert begin(client)[0] == ""  # the password alone
        used = desk.codes["ada"].at(desk.clock.now)
        assert begin(client, code=used)[0] == ""  # the code of the sign-in
        desk.clock.wait(seconds=30)
        secret, hidden, _ = begin(client, code=desk.codes["ada"].at(desk.clock.now))
        desk.clock.wait(minutes=16)
        late = client.post(SETTING_UP, data=hidden | {"code": pyotp.TOTP(secret).at(desk.clock.now)})
        assert late.status_code == 422
        assert "begun too long ago" in late.text
        secret, hidden, _ = begin(client, code=desk.codes["ada"].at(desk.clock.now))
        code = pyotp.TOTP(secret).at(desk.clock.now)
        assert client.post(SETTING_UP, data=hidden | {"code": code}).status_code == 303
        desk.clock.wait(seconds=30)
        old, new = desk.codes["ada"].at(desk.clock.now), pyotp.TOTP(secret).at(desk.clock.now)
        assert desk.sign_in(client, "ada", fields={"code": old}).status_code == 403
        assert desk.sign_in(client, "ada", fields={"code": new}).status_code == 303


def test_what_one_began_another_cannot_finish(desk: Desk):
    desk.person("ada", "examiner")
    desk.person("ben", "examiner")
    with desk.browser("ada") as ada, desk.browser("ben") as ben:
        secret, hidden, _ = begin(ada)
        theirs = hidden | {"csrf": desk.csrf(ben), "code": pyotp.TOTP(secret).at(desk.clock.now)}
        for kept in (hidden["kept"], "", "é", "AAAA", hidden["kept"][:-4]):
            assert ben.post(SETTING_UP, data=theirs | {"kept": kept}).status_code == 422


def test_who_needs_a_second_factor_gets_no_further_than_setting_it_up(desk: Desk):
    people.add(desk.register, GRANTS, NewPerson("adam", "Adam", roles=("administrator", "examiner")), actor="test")
    people.set_password(desk.register, "adam", PASSWORD, actor="test", first=False)
    with desk.browser("adam") as client:
        for route in table():
            method, path = route.split(" ")
            if path.startswith(SETTING_UP) or path == "/sign-out":
                continue
            for name, value in SAMPLES.items():
                path = path.replace(f"{{{name}}}", value)
            answer = client.request(method, path)
            if method == "GET" and not path.startswith("/api/"):
                assert (answer.status_code, answer.headers["location"]) == (303, SETTING_UP), route
            else:
                assert answer.status_code == 403, route
                assert "Set up a second factor first" in answer.text, route
        assert "One of your roles asks for a second factor" in client.get(SETTING_UP).text
        secret, hidden, _ = begin(client)
        code = pyotp.TOTP(secret).at(desk.clock.now)
        assert client.post(SETTING_UP, data=hidden | {"code": code}).status_code == 303
        assert client.get("/staff/users").status_code == 200
        people.add(desk.register, GRANTS, NewPerson("eva", "Eva", roles=("examiner",)), actor="test")
        people.set_password(desk.register, "eva", PASSWORD, actor="test", first=False)
        with desk.browser("eva") as eva:  # by a role that comes later, at once
            assert eva.get("/staff/tasks").status_code == 200
            people.give_roles(desk.register, GRANTS, "eva", roles=["administrator"], groups=[], actor="test")
            assert eva.get("/staff/me").headers["location"] == SETTING_UP
            assert eva.post("/sign-out", data={"csrf": begin(eva)[1]["csrf"]}).status_code == 303


def test_who_signs_in_by_a_provider_alone_is_its_business(desk: Desk):
    more = {"issuer": "https://id.office.example", "subject": "4711"}
    new = NewPerson("iris", "Iris", roles=("administrator",), **more)
    assert not people.add(desk.register, GRANTS, new, actor="test").person(GRANTS).unproven
    kept = people.set_password(desk.register, "iris", PASSWORD, actor="test", first=False)
    assert kept.person(GRANTS).unproven  # now a password alone would do


def test_ones_sessions_are_listed_and_the_others_ended(desk: Desk):
    desk.person("ada", "agent")
    with desk.browser("ada") as client, desk.browser("ada") as other, desk.browser("ada") as third:
        desk.clock.wait(minutes=29)
        third.get("/staff/me")
        client.get("/staff/me")
        desk.clock.wait(minutes=2)
        page = client.get("/staff/me").text
        assert (page.count(">this one<"), page.count(">another<")) == (1, 1)  # the second was not used for long
        assert client.post("/staff/me/sessions", data={"csrf": desk.csrf(client)}).status_code == 303
        assert [one.get("/staff/me").status_code for one in (client, other, third)] == [200, 303, 303]
        assert ">another<" not in client.get("/staff/me").text
    assert said(desk, "ada")[0][0] == "end sessions of user ada"


def test_the_drawing_is_read_as_what_it_says():
    said = "otpauth://totp/Office:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Office"
    drawn = str(qr.drawn(said, 'a "code"'))
    side = int(drawn.split('viewBox="0 0 ')[1].split(" ", maxsplit=1)[0])
    modules = np.full((side, side), 255, dtype=np.uint8)
    for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", drawn):
        modules[int(y), int(x)] = 0
    read, *_ = cv2.QRCodeDetector().detectAndDecode(np.kron(modules, np.ones((6, 6), dtype=np.uint8)))
    assert read == said
    assert 'aria-label="a &#34;code&#34;"' in drawn

"""People sign in by another provider, a real one on this machine; an answer that shows nobody lets nobody in."""

import base64
import datetime as dt
import hmac
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from desk.serving import listener
from desk.web.provider import Provider, ProviderRefused, subject_of
from desk.web.site import Site
from registry import audit, open_register, people
from registry.people import NewPerson
from tests.desk.desk_people import GRANTS, HTML, Desk, serving_people

SECRET = "a secret of the office"
SCRIPT = Path(__file__).with_name("provider_of_django.py")


@pytest.fixture
def served(
    web_office: Any, site_of: Callable[..., Site], register_url: str, tmp_path: Path
) -> Iterator[tuple[Desk, Provider]]:
    bound = listener("127.0.0.1", 0)
    back = f"http://127.0.0.1:{bound.getsockname()[1]}/sign-in/back"
    with subprocess.Popen(
        [sys.executable, str(SCRIPT), str(tmp_path), back], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            other = Provider(f"http://127.0.0.1:{process.stdout.readline().strip()}/o", "office", SECRET)
            register = open_register(register_url)
            site = replace(site_of(web_office), grants=GRANTS)
            with serving_people(site, register, bound=bound, provider=other) as desk:
                new = NewPerson("ada", "Ada", roles=("examiner",), issuer=other.issuer, subject="1")
                people.add(register, GRANTS, new, actor="test")
                yield desk, other
            register.close()
        finally:
            process.terminate()


@pytest.fixture
def browser(served: tuple[Desk, Provider]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served[0].address, timeout=30, headers=HTML) as client:
        yield client


def enter(browser: httpx.Client, other: Provider, user: str) -> None:
    assert browser.get(f"{urlsplit(other.issuer)._replace(path='/enter').geturl()}?user={user}").text == "in"


def to_the_answer(browser: httpx.Client, next_: str = "") -> str:
    """Through the provider, up to the address of its answer."""
    led = browser.get("/sign-in/begin", params={"next": next_})
    assert led.status_code == 303
    asked = parse_qs(urlsplit(led.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    answer = browser.get(led.headers["location"])
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


def test_a_person_of_the_office_comes_in(served: tuple[Desk, Provider], browser: httpx.Client):
    desk, other = served
    assert other.issuer in browser.get("/sign-in?next=/staff/strategies").text
    enter(browser, other, "ada")
    answer = to_the_answer(browser, "/staff/strategies")
    inside = browser.get(answer)
    assert inside.headers["location"] == "/staff/strategies"
    assert browser.get("/staff/strategies").status_code == 200
    again = browser.get(answer)  # replayed: what was begun is used up
    assert again.status_code == 403
    assert desk.sign_in(browser, "ada", "").status_code == 403  # there is no password
    assert [line.result for line in audit.lines(desk.register, who="ada")] == ["wrong password", "signed in"]


def test_who_is_nobody_here_or_is_locked_stays_out(served: tuple[Desk, Provider], browser: httpx.Client):
    desk, other = served
    enter(browser, other, "eve")
    refused = browser.get(to_the_answer(browser))
    assert refused.status_code == 403
    assert "blazon" not in browser.cookies
    people.set_state(desk.register, "ada", "locked", actor="test")
    enter(browser, other, "ada")
    assert browser.get(to_the_answer(browser)).status_code == 403
    assert [line.result for line in audit.lines(desk.register)][:1] == ["locked"]


def test_an_answer_to_another_question_lets_nobody_in(served: tuple[Desk, Provider], browser: httpx.Client):
    _, other = served
    enter(browser, other, "ada")
    first = to_the_answer(browser)
    second = to_the_answer(browser)
    code = parse_qs(urlsplit(first).query)["code"][0]
    state = parse_qs(urlsplit(second).query)["state"][0]
    for wrong in (
        first,  # the state of another question
        f"/sign-in/back?code={code}&state={state}",  # its code with this one's state: PKCE refuses
        f"/sign-in/back?state={state}",
        f"/sign-in/back?error=access_denied&state={state}",
        f"/sign-in/back?code=made-up&state={state}",
    ):
        assert browser.get(wrong).status_code == 403, wrong
    with httpx.Client(base_url=browser.base_url, headers=HTML) as thief:  # a stolen answer in another browser
        assert thief.get(second).status_code == 403
        forged = {"cookie": "blazon-begun=eyJzdGF0ZSI6IngifQ=="}
        assert thief.get("/sign-in/back?code=x&state=x", headers=forged).status_code == 403
    assert browser.get(second).status_code == 303


def test_a_provider_that_is_away_or_another_is_told(web_office: Any, site_of: Callable[..., Site], register_url: str):
    register = open_register(register_url)
    nowhere = Provider("http://127.0.0.1:9/o", "office", SECRET)
    with serving_people(site_of(web_office), register, provider=nowhere) as desk, desk.browser() as client:
        assert client.get("/sign-in/begin").status_code == 503
    register.close()


KEY, NOW = RSAKey.generate_key(2048, {"kid": "1"}), dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
KEYS = {"keys": [KEY.as_dict(private=False)]}
THERE = Provider("https://id.example", "office", SECRET)
GOOD: dict[str, Any] = {
    "iss": THERE.issuer, "aud": "office", "sub": "1", "nonce": "n", "exp": int(NOW.timestamp()) + 60,
}  # fmt: skip


def packed(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def shown(claims: dict[str, Any], *, key: Any = KEY, alg: str = "RS256") -> str:
    token = jwt.encode({"alg": alg, "kid": "1"}, claims, key, algorithms=[alg])
    return subject_of(token, KEYS, THERE, nonce="n", now=NOW)


def test_an_id_token_shows_who_it_is():
    assert shown(GOOD) == "1"
    assert shown({**GOOD, "aud": ["office", "other"], "azp": "office"}) == "1"


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://evil.example"},
        {"aud": "other"},
        {"aud": ["office", "other"], "azp": "other"},
        {"nonce": "m"},
        {"exp": int(NOW.timestamp()) - 61},
        {"exp": "later"},
        {"sub": ""},
        {"sub": 7},
    ],
)
def test_an_id_token_of_another_for_another_or_expired_shows_nobody(wrong: dict[str, Any]):
    with pytest.raises(ProviderRefused):
        shown({**GOOD, **wrong})


@pytest.mark.parametrize("lacking", list(GOOD))
def test_an_id_token_that_lacks_something_shows_nobody(lacking: str):
    with pytest.raises(ProviderRefused):
        shown({name: value for name, value in GOOD.items() if name != lacking})


def test_an_id_token_by_another_key_or_none_shows_nobody():
    with pytest.raises(ProviderRefused):
        shown(GOOD, key=RSAKey.generate_key(2048, {"kid": "1"}))
    token = jwt.encode({"alg": "RS256", "kid": "1"}, GOOD, KEY, algorithms=["RS256"])
    head, body, _ = token.split(".")
    shared = packed(b'{"alg":"HS256","kid":"1"}') + f".{body}"  # by the public key, taken for a shared secret
    signed = packed(hmac.digest(KEY.as_pem(private=False), shared.encode(), "sha256"))
    for forged in (packed(b'{"alg":"none"}') + f".{body}.", f"{head}.{body}.", f"{shared}.{signed}", "x", ""):
        with pytest.raises(ProviderRefused):
            subject_of(forged, KEYS, THERE, nonce="n", now=NOW)

"""Programs get a token by a secret or a key of their own, for what they may ask, from where, once and for a while."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey
from sqlalchemy import text

from registry import audit, clients
from registry.clients import NewClient
from registry.people_errors import LoginTaken, NoSuchClient, UnfitPerson
from tests.desk.desk_people import Desk

BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SEARCHING = ("desk.search", "dossier.view.all", "dossier.view.unpublished")
KEY = OKPKey.generate_key("Ed25519")


def public_of(*keys: Any) -> dict[str, Any]:
    return {"keys": [key.as_dict(private=False) for key in keys]}


@pytest.fixture
def ask(desk: Desk) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=desk.address, timeout=30) as client:
        yield client


def token(ask: httpx.Client, fields: dict[str, str], **more: Any) -> httpx.Response:
    return ask.post("/oauth/token", data={"grant_type": "client_credentials", **fields}, **more)


def assertion(desk: Desk, key: Any = KEY, alg: str = "Ed25519", **claims: Any) -> dict[str, str]:
    said = {
        "iss": "robot",
        "sub": "robot",
        "aud": f"{desk.address}/oauth/token",
        "exp": int(desk.clock.now.timestamp()) + 60,
        "jti": "one",
        **claims,
    }
    said = {name: value for name, value in said.items() if value is not None}
    signed = jwt.encode({"alg": alg}, said, key, algorithms=[alg])
    return {"client_assertion_type": BEARER, "client_assertion": signed}


def test_a_program_asks_by_its_secret_for_what_it_may(desk: Desk, ask: httpx.Client):
    secret = clients.add(desk.register, NewClient("stats", "Statistics", SEARCHING), actor="test")
    assert secret
    given = token(ask, {"scope": " ".join(SEARCHING)}, auth=("stats", secret))
    assert given.headers["cache-control"] == "no-store"
    said = given.json()
    assert (said["token_type"], said["expires_in"], said["scope"]) == ("Bearer", 900, " ".join(SEARCHING))
    bearer = {"authorization": f"Bearer {said['access_token']}"}
    assert ask.get("/staff/search?words=tide", headers=bearer).status_code == 200
    assert ask.get("/staff/files/XB/tm/TM/2026/000001", headers=bearer).status_code == 403  # desk.register
    less = token(ask, {"client_id": "stats", "client_secret": secret, "scope": "desk.search"}).json()
    assert ask.get("/staff/search", headers={"authorization": f"bearer {less['access_token']}"}).status_code == 403
    desk.clock.wait(minutes=15)
    assert ask.get("/staff/search", headers=bearer).status_code == 401
    clients.forget(desk.register, before=desk.clock.now)
    with desk.register.session() as session:
        assert session.scalar(text("select count(*) from token")) == 0
        assert secret not in str(session.execute(text("select * from client")).all())
    assert [line.result for line in audit.lines(desk.register, who="client:stats")].count("given") == 2


@pytest.mark.parametrize(
    ("fields", "status", "error"),
    [
        ({"client_id": "stats", "client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "stats"}, 401, "invalid_client"),
        ({"client_id": "nobody", "client_secret": "x"}, 401, "invalid_client"),
        ({}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"client_assertion": "x.y.z", "client_assertion_type": "saml"}, 400, "invalid_request"),
        ({"client_assertion": "x.y.z", "client_assertion_type": BEARER}, 401, "invalid_client"),
    ],
)
def test_what_is_no_proof_gives_no_token(
    desk: Desk, ask: httpx.Client, fields: dict[str, str], status: int, error: str
):
    clients.add(desk.register, NewClient("stats", "Statistics", SEARCHING), actor="test")
    refused = token(ask, fields)
    assert (refused.status_code, refused.json()["error"]) == (status, error)


def test_a_scope_it_does_not_have_a_revoked_client_and_many_guesses_are_refused(desk: Desk, ask: httpx.Client):
    secret = clients.add(desk.register, NewClient("stats", "Statistics", SEARCHING), actor="test") or ""
    assert token(ask, {"scope": "users.manage"}, auth=("stats", secret)).json()["error"] == "invalid_scope"
    bearer = {"authorization": f"Bearer {token(ask, {}, auth=('stats', secret)).json()['access_token']}"}
    for _ in range(5):
        assert token(ask, {}, auth=("stats", "guess")).status_code == 401
    assert token(ask, {}, auth=("stats", secret)).status_code == 429
    desk.clock.wait(seconds=31)
    assert token(ask, {}, auth=("stats", secret)).status_code == 200
    assert ask.get("/staff/search", headers=bearer).status_code == 200
    clients.revoke(desk.register, "stats", actor="test")
    assert ask.get("/staff/search", headers=bearer).status_code == 401
    assert token(ask, {}, auth=("stats", secret)).status_code == 401
    with pytest.raises(NoSuchClient):
        clients.revoke(desk.register, "gone", actor="test")


@pytest.mark.parametrize(
    ("key", "alg"),
    [(KEY, "Ed25519"), (ECKey.generate_key("P-256"), "ES256"), (RSAKey.generate_key(2048), "PS256")],
    ids=["Ed25519", "ES256", "PS256"],
)
def test_an_administrators_program_asks_by_its_key_from_its_network(desk: Desk, ask: httpx.Client, key: Any, alg: str):
    own = NewClient("robot", "Robot", ("audit.read", *SEARCHING), ("127.0.0.0/8",), public_of(key))
    assert clients.add(desk.register, own, actor="test") is None
    given = token(ask, assertion(desk, key, alg))
    assert given.status_code == 200, given.text
    bearer = {"authorization": f"Bearer {given.json()['access_token']}"}
    assert ask.get("/staff/search", headers=bearer).status_code == 200
    replayed = token(ask, assertion(desk, key, alg))
    assert replayed.status_code == 401
    assert audit.lines(desk.register, who="client:robot")[0].result == "used before"


def test_an_assertion_of_another_for_another_expired_or_by_another_key_proves_nothing(desk: Desk, ask: httpx.Client):
    own = NewClient("robot", "Robot", ("audit.read",), ("127.0.0.0/8",), public_of(KEY))
    clients.add(desk.register, own, actor="test")
    now = int(desk.clock.now.timestamp())
    wrong = [
        {"key": OKPKey.generate_key("Ed25519")},
        {"iss": "other"},
        {"aud": "https://evil.example/oauth/token"},
        {"aud": None},
        {"exp": now - 60},
        {"exp": now + 3_600},
        {"exp": None},
        {"exp": "soon"},
        {"jti": None},
    ]
    for one in wrong:
        refused = token(ask, assertion(desk, **one))
        assert (refused.status_code, refused.json()["error"]) in {(401, "invalid_client"), (429, "invalid_client")}, one
        desk.clock.wait(hours=25)  # so that the next is looked at
        now = int(desk.clock.now.timestamp())
    unsigned = assertion(desk)
    head, body, _ = unsigned["client_assertion"].split(".")
    none = {**unsigned, "client_assertion": f"eyJhbGciOiJub25lIn0.{body}."}
    assert token(ask, none).status_code == 401
    assert token(ask, {**unsigned, "client_assertion": f"{head}.{body}."}).status_code == 401
    assert token(ask, unsigned).status_code == 200


def test_a_token_and_a_secret_are_of_use_from_the_named_networks_alone(desk: Desk, ask: httpx.Client):
    abroad = NewClient("abroad", "Abroad", SEARCHING, ("192.0.2.0/24", "2001:db8::/32"))
    secret = clients.add(desk.register, abroad, actor="test") or ""
    assert token(ask, {}, auth=("abroad", secret)).status_code == 401
    assert audit.lines(desk.register, who="client:abroad")[0].result == "not from this address"
    now = dt.datetime.now(dt.UTC)
    for address, whose in (
        ("192.0.2.7", "client:abroad"),
        ("::ffff:192.0.2.7", "client:abroad"),
        ("198.51.100.1", None),
    ):
        asking = clients.Asking("192.0.2.9", now)
        given = clients.by_secret(desk.register, "abroad", secret, asking)
        found = clients.of_token(desk.register, given.value, address=address, now=now)
        assert (found and found.login) == whose


def test_a_client_that_cannot_be_is_told_why(desk: Desk):
    private = {"keys": [KEY.as_dict(private=True)]}
    for new, said in (
        (NewClient("Bad Id", "x", SEARCHING), "id"),
        (NewClient("robot", "x", ()), "scopes"),
        (NewClient("robot", "x", ("desk.everything",)), "no permission"),
        (NewClient("robot", "x", SEARCHING, ("here",)), "no network"),
        (NewClient("robot", "x", ("users.manage",)), "with a key and a list of networks alone"),
        (NewClient("robot", "x", ("users.manage",), ("10.0.0.0/8",)), "with a key and a list of networks alone"),
        (NewClient("robot", "x", SEARCHING, keys=private), "holds a secret"),
        (NewClient("robot", "x", SEARCHING, keys={"keys": "x"}), "no JWK set"),
    ):
        with pytest.raises(UnfitPerson, match=said):
            clients.add(desk.register, new, actor="test")
    clients.add(desk.register, NewClient("robot", "x", SEARCHING), actor="test")
    with pytest.raises(LoginTaken):
        clients.add(desk.register, NewClient("robot", "x", SEARCHING), actor="test")

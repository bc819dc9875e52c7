"""When the engine cannot answer, neither do we: each fault is an error by name, never an empty list."""

import socket
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from opensearchpy import OpenSearch

from mappings import indices, names
from mappings.record import Kind
from search_api.errors import EngineTimedOut, ShardsFailed
from search_api.index import complete

QUESTIONS = (
    "/search?words=tide",
    "/dossiers/TM/2026/000001",
    "/dossiers/XB/tm/TM/2026/000001",
    "/strategies",
    "/health",
)


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that takes connections and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def problem(answer: httpx.Response, status: int, slug: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    said: dict[str, Any] = answer.json()
    assert said["type"] == f"urn:blazon:problem:{slug}"
    assert "hits" not in said
    assert "Traceback" not in answer.text
    return said


def ask(client: httpx.Client) -> list[httpx.Response]:
    return [*(client.get(path) for path in QUESTIONS), client.post("/similar", json={"words": "tide"})]


def test_no_engine_is_an_error_by_name(settings_of: Callable[..., Any], serve: Callable[..., Any]):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with serve(settings_of("xb", engine_url=url)) as client:
            for answer in ask(client):
                problem(answer, 503, "engine-unreachable")
                assert "127.0.0.1" not in answer.text


def test_a_silent_engine_is_a_time_out(silent: str, settings_of: Callable[..., Any], serve: Callable[..., Any]):
    with serve(settings_of("xb", engine_url=silent, timeout=0.2)) as client:
        for answer in ask(client):
            problem(answer, 504, "engine-timed-out")


def test_an_office_without_indices_is_not_ready(
    office_code: str, settings_of: Callable[..., Any], serve: Callable[..., Any]
):
    with serve(settings_of(office_code)) as client:
        for answer in ask(client):
            problem(answer, 503, "index-not-ready")
        assert f"blazon-{office_code}-pt-public" in client.get("/health").json()["detail"]


def test_a_shard_that_is_not_there_is_an_error_and_no_shorter_list(
    office: Any, office_code: str, engine_client: OpenSearch, settings_of: Callable[..., Any], serve: Callable[..., Any]
):
    own = type(office)(engine_client, office_code)
    own.make()
    own.complete(1, public=True)
    with serve(settings_of(office_code)) as client:
        assert client.get("/search?words=tide").json()["total"] == 0
        alias = names.alias(office_code, Kind.DESIGN, "public")
        engine_client.indices.delete(index=names.index(office_code, Kind.DESIGN, "public", "20261123t000000"))
        body = indices.definition(Kind.DESIGN, "public", indices.Layout())
        body["settings"]["index"]["routing.allocation.require._name"] = "nobody"
        engine_client.indices.create(
            index=f"{alias}-1-20261124t000000",
            body=body | {"aliases": {alias: {}}},
            params={"wait_for_active_shards": "0"},
        )
        problem(client.get("/search?words=tide"), 503, "shards-failed")
        problem(client.get("/search?owner=tide&kind=tm"), 503, "shards-failed")
        problem(client.get("/dossiers/TM/2026/000001"), 503, "shards-failed")


def test_what_the_engine_calls_incomplete_is_never_passed_on():
    whole: dict[str, Any] = {"timed_out": False, "_shards": {"total": 3, "failed": 0}, "hits": {}}
    assert complete(whole, 1) is whole
    with pytest.raises(EngineTimedOut):
        complete(whole | {"timed_out": True}, 1)
    for shards in ({"total": 3, "failed": 1}, {"total": 0, "failed": 0}):
        with pytest.raises(ShardsFailed):
            complete(whole | {"_shards": shards}, 1)


def test_an_unforeseen_error_tells_nobody_what_happened(
    settings_of: Callable[..., Any], serve: Callable[..., Any], office: Any
):
    # A document that no version of ours has written: the reader cannot read it.
    alias = names.alias(office.deployment, Kind.DESIGN, "public")
    office.client.index(index=alias, id="XB.ds.broken", body={"id": "XB.ds.broken"}, params={"refresh": "true"})
    try:
        with serve(settings_of(office.deployment)) as client:
            answer = client.get("/dossiers/XB/ds/broken")
    finally:
        office.client.delete(index=alias, id="XB.ds.broken", params={"refresh": "true"})
    problem(answer, 500, "internal")
    assert "validation" not in answer.text


def test_a_body_of_unknown_or_great_length_is_refused(api: httpx.Client):
    huge = api.post("/compare", content=b"[" * 70_000, headers={"Content-Type": "application/json"})
    problem(huge, 413, "body-too-large")
    problem(api.post("/similar", content=iter([b"{}"])), 411, "length-missing")


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'{"words": {"a": 1}}'])
def test_a_body_that_is_no_request_is_refused(api: httpx.Client, body: bytes):
    answer = api.post("/similar", content=body, headers={"Content-Type": "application/json"})
    said = problem(answer, 422, "invalid-request")
    assert said["errors"][0]["parameter"] in ("body", "words")
    assert said["remedy"]


@pytest.mark.parametrize(("body", "place"), [(b"{", "byte 1"), (b"words=x", "byte 0"), (b"\xff\xfe", "")])
def test_a_body_that_is_no_json_cannot_be_read(api: httpx.Client, body: bytes, place: str):
    for path in ("/similar", "/compare"):
        answer = api.post(path, content=body, headers={"Content-Type": "application/json"})
        assert place in problem(answer, 400, "bad-request")["detail"]


def test_a_body_nested_without_end_is_refused(api: httpx.Client):
    answer = api.post("/similar", content=b"[" * 5_000, headers={"Content-Type": "application/json"})
    problem(answer, 400, "bad-request")


def test_an_address_or_method_that_is_none_is_a_problem_too(api: httpx.Client):
    problem(api.get("/nowhere"), 404, "no-such-address")
    assert problem(api.delete("/search"), 405, "method-not-allowed")["remedy"]

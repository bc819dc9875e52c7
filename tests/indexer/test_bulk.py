"""Writing goes through whatever the engine does on the way, and says what it can never take."""

import threading
import time

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from opensearchpy import OpenSearch

from indexer import bulk
from indexer.errors import EngineLost, EngineRefuses, Stopped
from indexer.generations import FIRST, create
from indexer.operations import Operation, content_hash, hashed, requests
from mappings import indices, names
from mappings.record import Kind


@pytest.fixture
def alias(engine_client: OpenSearch, office_code: str) -> str:
    alias = names.alias(office_code, Kind.TRADEMARK, "dossiers")
    body = indices.definition(Kind.TRADEMARK, "dossiers", indices.Layout())
    create(engine_client, f"{alias}-1-{FIRST}", body | {"aliases": {alias: {}}})
    return alias


def operation(alias: str, number: int, version: int = 1, **fields) -> Operation:
    return Operation(alias, f"XB.tm.{number}", version, hashed({"id": f"XB.tm.{number}", "version": version, **fields}))


def held(client: OpenSearch, alias: str) -> dict[str, int]:
    client.indices.refresh(index=alias)
    hits = client.search(index=alias, body={"size": 100, "version": True})["hits"]["hits"]
    return {hit["_id"]: hit["_version"] for hit in hits}


def patient(**more) -> bulk.Patience:
    return bulk.Patience(limit=20, **more)


def test_what_is_written_is_there_with_its_version(engine_client: OpenSearch, alias: str):
    assert bulk.write(engine_client, [operation(alias, n, n + 1) for n in range(10)], patient()) == []
    assert held(engine_client, alias) == {f"XB.tm.{n}": n + 1 for n in range(10)}


def test_writing_again_or_later_never_puts_an_older_version_back(engine_client: OpenSearch, alias: str):
    for version in (3, 3, 1, 2):
        assert bulk.write(engine_client, [operation(alias, 1, version)], patient()) == []
    assert held(engine_client, alias) == {"XB.tm.1": 3}


@pytest.mark.parametrize("failure", ["busy", "busy item", "cut before", "cut after", "too large"])
def test_a_failure_on_the_way_loses_nothing(relay, relayed: OpenSearch, engine_client, alias: str, failure: str):
    relay.failures = [failure, failure]
    assert bulk.write(relayed, [operation(alias, n) for n in range(5)], patient()) == []
    assert held(engine_client, alias) == {f"XB.tm.{n}": 1 for n in range(5)}
    assert relay.seen >= 3


def test_only_what_was_not_taken_is_sent_again(relay, relayed: OpenSearch, alias: str, monkeypatch):
    sent = []
    real = bulk._send
    monkeypatch.setattr(
        bulk, "_send", lambda client, body: (sent.append(body.count(b"\n") // 2), real(client, body))[1]
    )
    relay.failures = ["busy item"]
    bulk.write(relayed, [operation(alias, n) for n in range(5)], patient())
    assert sent == [5, 1]


def test_a_lost_engine_is_told_once_and_its_return_too(relay, relayed: OpenSearch, alias: str):
    said: list[str] = []
    relay.failures = ["cut before"] * 4
    bulk.write(relayed, [operation(alias, 1)], patient(tell=said.append))
    assert len(said) == 2
    assert "does not take writes" in said[0]
    assert "takes writes again" in said[1]


def test_patience_ends(relay, relayed: OpenSearch, alias: str):
    relay.gone.set()
    begun = time.monotonic()
    with pytest.raises(EngineLost, match="no write was taken"):
        bulk.write(relayed, [operation(alias, 1)], bulk.Patience(limit=0.5))
    assert time.monotonic() - begun < 5


def test_waiting_ends_when_told_to_stop(relay, relayed: OpenSearch, alias: str):
    relay.gone.set()
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    with pytest.raises(Stopped):
        bulk.write(relayed, [operation(alias, 1)], bulk.Patience(stop=stop))


def test_a_document_the_engine_can_never_take_comes_back_with_the_reason(engine_client: OpenSearch, alias: str):
    bad = [operation(alias, 1, colour="red"), operation(alias, 2, filing_date="no date")]
    refused = bulk.write(engine_client, [operation(alias, 0), *bad, operation(alias, 3)], patient())
    assert [r.operation for r in refused] == bad
    assert "strict_dynamic_mapping_exception" in refused[0].reason
    assert "no date" in refused[1].reason
    assert held(engine_client, alias) == {"XB.tm.0": 1, "XB.tm.3": 1}


def test_a_document_too_large_for_any_request_comes_back(relay, relayed: OpenSearch, engine_client, alias, monkeypatch):
    monkeypatch.setattr(bulk, "_send", refusing_above(2_000, bulk._send))
    refused = bulk.write(relayed, [operation(alias, n, title="x" * n * 1_000) for n in range(4)], patient())
    assert [r.operation.id for r in refused] == ["XB.tm.2", "XB.tm.3"]
    assert "too large" in refused[0].reason
    assert held(engine_client, alias) == {"XB.tm.0": 1, "XB.tm.1": 1}


def refusing_above(size: int, send):
    def sending(client, body):
        if len(body) > size:
            raise bulk._TooLarge(f"413 a request of {len(body)} bytes is too large for the engine")
        return send(client, body)

    return sending


def test_writing_never_makes_an_index_by_itself(engine_client: OpenSearch, office_code: str):
    missing = names.alias(office_code, Kind.DESIGN, "public")
    with pytest.raises(EngineRefuses, match="blazon index"):
        bulk.write(engine_client, [operation(missing, 1)], patient())
    assert not engine_client.indices.exists(index=missing)


documents = st.dictionaries(
    st.text(min_size=1, max_size=5).filter(lambda name: name != "content_hash"),
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
        lambda x: st.lists(x, max_size=2),
    ),
    min_size=1,
    max_size=4,
)


@given(documents)
def test_the_hash_in_a_document_is_that_of_all_the_rest(document):
    read = orjson.loads(hashed(document))
    assert read.pop("content_hash") == content_hash(read) == content_hash(document)
    assert read == document


@given(documents)
def test_the_order_of_keys_does_not_change_a_byte(document):
    assert hashed(document) == hashed(dict(reversed(document.items())))


@given(st.lists(st.integers(1, 400), max_size=30), st.integers(200, 2_000))
def test_requests_hold_every_operation_once_in_order_and_within_the_limit(sizes: list[int], most: int):
    operations = [Operation("a", f"i{n}", n, b'"%s"' % (b"x" * size)) for n, size in enumerate(sizes)]
    made = list(requests(operations, most))
    assert [operation for batch, _body in made for operation in batch] == operations
    for batch, body in made:
        assert len(body) <= most or len(batch) == 1
        lines = body.split(b"\n")
        assert lines.pop() == b""
        assert lines[1::2] == [operation.source for operation in batch]
        assert [orjson.loads(line)["index"]["version"] for line in lines[::2]] == [o.version for o in batch]

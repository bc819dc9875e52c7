"""A register with its indices for each test, and a relay before the real engine that fails as engines fail."""

import datetime as dt
import http.client
import itertools
import threading
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest
from opensearchpy import OpenSearch
from opensearchpy.exceptions import NotFoundError, TransportError

from indexer import checkpoint
from indexer.audit import Audit, Auditor
from indexer.errors import IndexerError
from indexer.follow import Follower, Summary
from indexer.generations import ensure_indices
from indexer.rules import Rules
from indexer.settings import IndexerSettings
from mappings.document import AsOf
from mappings.engine import EngineSettings, connect
from mappings.record import Kind, Mark, Publication, Record
from offices.sample import office
from registry import Outcome, Register, handle_many, open_register
from registry.commands import FileRecord
from tests.indexer.threads import followed

BUSY = "busy"  # 429 for the whole request
BUSY_ITEM = "busy item"  # the engine does it all, but the first item is answered as if it had been refused with 429
CUT_BEFORE = "cut before"  # the connection breaks before the engine hears of the request
CUT_AFTER = "cut after"  # the engine does it, but the answer never arrives
TOO_LARGE = "too large"  # 413 for requests of more than one operation


class Relay(ThreadingHTTPServer):
    """`failures` are spent one a bulk request, in order; `seen` counts the bulk requests."""

    daemon_threads = True

    def __init__(self, engine_url: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.failures: list[str] = []
        self.seen = 0
        self.gone = threading.Event()  # while set, every request is cut
        self.target = urlsplit(engine_url)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.shutdown()
        self.server_close()
        self.thread.join()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle_any(self) -> None:
        relay: Any = self.server
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        bulk = urlsplit(self.path).path.endswith("/_bulk")
        relay.seen += bulk
        failure = relay.failures.pop(0) if bulk and relay.failures else ""
        if failure == CUT_BEFORE or relay.gone.is_set():
            self.close_connection = True
        elif failure == BUSY:
            self.answer(429, orjson.dumps({"error": {"type": "rejected_execution_exception"}, "status": 429}))
        elif failure == TOO_LARGE and body.count(b"\n") > 2:
            self.answer(413, b"")
        else:
            status, content = self.forwarded(relay.target, body)
            if failure == CUT_AFTER:
                self.close_connection = True
                return
            self.answer(status, with_a_busy_item(content) if failure == BUSY_ITEM else content)

    def forwarded(self, target: Any, body: bytes) -> tuple[int, bytes]:
        upstream = http.client.HTTPConnection(target.hostname, target.port, timeout=60)
        headers = {"content-type": self.headers.get("content-type", "application/json")}
        upstream.request(self.command, self.path, body=body or None, headers=headers)
        answer = upstream.getresponse()
        content = answer.read()
        upstream.close()
        return answer.status, content

    def answer(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def __getattr__(self, name: str) -> Any:  # do_GET and so on, by the name that http.server asks for
        if name.startswith("do_"):
            return self.handle_any
        raise AttributeError(name)

    def log_message(self, *_args: object) -> None:
        pass


def with_a_busy_item(content: bytes) -> bytes:
    said = orjson.loads(content)
    said["errors"] = True
    said["items"][0]["index"] = {"status": 429, "error": {"type": "rejected_execution_exception"}}
    return orjson.dumps(said)


@pytest.fixture
def relay(engine_settings: EngineSettings) -> Iterator[Relay]:
    made = Relay(engine_settings.url)
    yield made
    made.close()


@pytest.fixture
def relayed(relay: Relay) -> Iterator[OpenSearch]:
    """A client of the engine behind the relay."""
    client = connect(EngineSettings(url=relay.url, timeout=10))
    yield client
    client.close()


_hundreds = itertools.count(1)


class Room:
    """A register and a deployment of its own, and what the tests ask of both."""

    def __init__(self, register: Register, url: str, client: OpenSearch, deployment: str) -> None:
        self.register, self.url, self.client, self.deployment = register, url, client, deployment
        self._first = next(_hundreds) * 1_000

    def number(self, number: int) -> str:
        """Application numbers differ from test to test: the engine remembers the versions of deleted documents."""
        return f"{self._first + number:09}"

    def record(self, number: int, words: str | None = None, **more) -> Record:
        """A mark of another office that was published, or with `publications=()` was not."""
        fields = {
            "kind": Kind.TRADEMARK,
            "office": "EM",
            "application_number": self.number(number),
            "filing_date": dt.date(2020, 1, 2),
            "mark": Mark(verbal_element=words or f"MARK {number}"),
            "publications": (Publication(date=dt.date(2020, 5, 4), stage="application"),),
        }
        return Record(**{**fields, **more})

    def file(self, *numbers: int, words: str | None = None, **more) -> list[Outcome]:
        """Files, or amends what is filed; all in one transaction."""
        records = [self.record(number, words, **more) for number in numbers]
        asked = [FileRecord(one, min((said.date for said in one.publications), default=None)) for one in records]
        outcomes = list(handle_many(self.register, asked))
        assert all(isinstance(outcome, Outcome) for outcome in outcomes), outcomes
        return outcomes  # type: ignore[return-value]  # the assertion says so

    def follower(self, client: OpenSearch | None = None, **more) -> Follower:
        settings = more.pop("settings", None) or self.settings()
        return Follower(self.register, client or self.client, self.deployment, Rules(), settings, **more)

    @staticmethod
    def settings(**more) -> IndexerSettings:
        return IndexerSettings(**{"lease_seconds": 1.0, "poll_seconds": 1.0, "patience_seconds": 60.0, **more})

    def drain(self, **more) -> Summary:
        return self.follower(**more).drain()

    def audit(self, **more) -> Audit:
        return Auditor(self.register, self.client, self.deployment, Rules(), **more).audit()

    def differences(self) -> tuple[int, int, int]:
        """(missing, stale, surplus)"""
        found = self.audit()
        assert not found.unprojectable
        return len(found.of("missing")), len(found.of("stale")), len(found.of("surplus"))

    def held(self, collection: str = "dossiers", kind: str = "tm") -> dict[str, int]:
        """id → version of what the engine holds."""
        alias = f"blazon-{self.deployment}-{kind}-{collection}"
        self.client.indices.refresh(index=alias)
        hits = self.client.search(index=alias, body={"size": 1000, "version": True, "_source": False})["hits"]["hits"]
        return {hit["_id"]: hit["_version"] for hit in hits}

    def as_of(self, *, public: bool = False) -> AsOf:
        found = checkpoint.read(self.client, self.deployment, public=public)
        assert found
        return found

    def reached(self) -> int:
        """The checkpoint's sequence; -1 before the first, also while its index is being made."""
        try:
            found = checkpoint.read(self.client, self.deployment, public=False)
        except TransportError as problem:
            if problem.status_code != 503:
                raise
            return -1
        return found.sequence if found else -1


@pytest.fixture(scope="session")
def shared_deployment(engine_client: OpenSearch) -> Iterator[str]:
    """One deployment for all tests of this room: making its indices takes longer than most tests."""
    name = f"t{uuid.uuid4().hex[:10]}"
    yield name
    engine_client.indices.delete(index=f"blazon-{name}-*", ignore_unavailable=True)


@pytest.fixture
def room(register_url: str, engine_client: OpenSearch, shared_deployment: str) -> Iterator[Room]:
    """An empty register, and empty indices without a checkpoint."""
    everything = f"blazon-{shared_deployment}-*"
    try:
        ensure_indices(engine_client, shared_deployment)
        engine_client.indices.refresh(index=everything)
        engine_client.delete_by_query(index=everything, body={"query": {"match_all": {}}}, params={"refresh": "true"})
    except (IndexerError, NotFoundError):  # a test before this one has taken some away
        engine_client.indices.delete(index=everything)
        ensure_indices(engine_client, shared_deployment)
    register = open_register(register_url)
    yield Room(register, register_url, engine_client, shared_deployment)
    register.close()


@pytest.fixture
def following(room):
    """Starts followers in threads; all are ended and must have ended well."""
    with ExitStack() as running:
        yield lambda **more: running.enter_context(followed(room, **more))


@pytest.fixture(scope="module")
def demo_records() -> list[Record]:
    filings = enumerate(office(60, seed=11))
    return [f.record.model_copy(update={"application_number": f"N/2026/{number:06}"}) for number, f in filings]

"""A relay before the real engine that can be told to fail in the ways an engine fails."""

import http.client
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import orjson
import pytest
from opensearchpy import OpenSearch

from mappings.engine import EngineSettings, connect

BUSY = "busy"  # 429 for the whole request
BUSY_ITEM = "busy item"  # the engine does it all, but the first item is answered as if it had been refused with 429
CUT_BEFORE = "cut before"  # the connection breaks before the engine hears of the request
CUT_AFTER = "cut after"  # the engine does it, but the answer never arrives
TOO_LARGE = "too large"  # 413 for requests of more than one operation


class Relay:
    """`failures` are spent one a bulk request, in order; `seen` counts the bulk requests."""

    def __init__(self, engine_url: str) -> None:
        self.failures: list[str] = []
        self.seen = 0
        self.gone = threading.Event()  # while set, every request is cut
        target = urlsplit(engine_url)
        relay = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                bulk = urlsplit(self.path).path.endswith("/_bulk")
                relay.seen += bulk
                failure = relay.failures.pop(0) if bulk and relay.failures else ""
                if failure == CUT_BEFORE or relay.gone.is_set():
                    self.close_connection = True
                    return
                if failure == BUSY:
                    self.answer(429, orjson.dumps({"error": {"type": "rejected_execution_exception"}, "status": 429}))
                    return
                if failure == TOO_LARGE and body.count(b"\n") > 2:
                    self.answer(413, b"")
                    return
                upstream = http.client.HTTPConnection(target.hostname or "", target.port or 0, timeout=60)
                headers = {"content-type": self.headers.get("content-type", "application/json")}
                upstream.request(self.command, self.path, body=body or None, headers=headers)
                answer = upstream.getresponse()
                content = answer.read()
                upstream.close()
                if failure == CUT_AFTER:
                    self.close_connection = True
                    return
                if failure == BUSY_ITEM:
                    said = orjson.loads(content)
                    said["errors"] = True
                    said["items"][0]["index"] = {"status": 429, "error": {"type": "rejected_execution_exception"}}
                    content = orjson.dumps(said)
                self.answer(answer.status, content)

            def answer(self, status: int, content: bytes) -> None:
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_any

            def log_message(self, *_args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


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

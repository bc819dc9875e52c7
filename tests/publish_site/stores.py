"""A real object store for tests, seen through a proxy that notes each request and may refuse it or cut it off."""

import datetime as dt
import http.client
import importlib.util
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from publish_site import uploading
from publish_site.deploying import Deployed
from publish_site.object_store import ObjectStore
from publish_site.store_settings import StoreSettings

ROOT = Path(__file__).resolve().parents[2]


def house() -> ModuleType:
    spec = importlib.util.spec_from_file_location("house_object_store", ROOT / "tests/house/object_store.py")
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def nothing(step: str, done: int, of: int) -> None:
    """Tells nobody."""


@dataclass
class Between:
    """Stands between a client and the store: notes each request, and may refuse it, cut it or end the client."""

    store: str
    asked: list[tuple[str, str]] = field(default_factory=list)
    meddle: Callable[[str, str], str] = lambda _method, _path: ""
    address: str = ""

    def sent(self) -> list[str]:
        return [path for method, path in self.asked if method == "PUT"]


@pytest.fixture(scope="module")
def buckets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("buckets")


@pytest.fixture(scope="module")
def served(buckets: Path) -> Iterator[str]:
    with house().running(buckets) as address:
        yield address


@pytest.fixture
def between(served: str) -> Iterator[Between]:
    """The store, seen through a proxy."""
    way = Between(served)
    busy = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def forward(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path = unquote(urlsplit(self.path).path).split("/", 3)[-1]
            with busy:
                way.asked.append((self.command, path))
                done = way.meddle(self.command, path)
            if done == "cut":
                self.connection.close()
                self.close_connection = True
                return
            if done == "refuse":
                self.answer(503, {}, b"<Error><Code>SlowDown</Code></Error>")
                return
            with closing(http.client.HTTPConnection(urlsplit(way.store).netloc, timeout=30)) as onward:
                onward.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                for name, value in self.headers.items():
                    onward.putheader(name, value)
                onward.endheaders(body)
                answer = onward.getresponse()
                status, said, told = answer.status, dict(answer.getheaders()), answer.read()
            with suppress(ConnectionError):  # the client was killed
                self.answer(status, said, told)

        def answer(self, status: int, said: dict[str, str], body: bytes) -> None:
            self.send_response_only(status)
            for name, value in said.items():
                if name.lower() not in {"transfer-encoding", "content-length", "connection"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_PUT = do_DELETE = do_POST = forward  # noqa: N815 - names of the standard library

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as above
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    running = threading.Thread(target=server.serve_forever, daemon=True)
    running.start()
    way.address = f"http://127.0.0.1:{server.server_port}"
    yield way
    server.shutdown()
    server.server_close()


@dataclass
class Place:
    """A bucket of its own, and what readers find in it."""

    bucket: str
    between: Between
    tester: ModuleType

    @property
    def to(self) -> str:
        return f"s3://{self.bucket}/gazette"

    def settings(self, **more: Any) -> StoreSettings:
        given = {"access_key_id": self.tester.KEY, "secret_access_key": self.tester.SECRET}
        return StoreSettings(**given | {"endpoint_url": self.between.address} | more)

    def store(self, to: str = "", **more: Any) -> ObjectStore:
        return ObjectStore(to or self.to, self.settings(**more), patience=dt.timedelta(seconds=20))

    def deploy(self, site: Path, *, check: bool = False) -> Deployed:
        self.between.asked.clear()
        return uploading.deploy(site, self.store(), check=check, tell=nothing)

    def contents(self) -> dict[str, bytes]:
        """Every object, as a reader gets it, by the names that the bucket's folder has."""
        store = ObjectStore(self.to, self.settings(endpoint_url=self.between.store))
        folder = Path(self.tester.buckets) / self.bucket / "gazette"
        names = [p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()]
        with ThreadPoolExecutor(4) as pool:
            return {
                name: found for name, found in zip(names, pool.map(store.get, names), strict=True) if found is not None
            }


@pytest.fixture
def place(buckets: Path, between: Between) -> Place:
    tester = house()
    tester.buckets = buckets  # type: ignore[attr-defined]  # a module is a place to keep it
    bucket = f"b{uuid.uuid4().hex[:12]}"
    (buckets / bucket).mkdir()
    return Place(bucket, between, tester)

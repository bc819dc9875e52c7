"""A look at a built site: the site's own files with their types and times, and nothing else of this machine."""

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from desk.serving import listener, serving
from desk.web.published import create
from publish_site import headers
from publish_site.inventory import NotWhole
from publish_site.styles import present

ROOT = Path(__file__).resolve().parents[2]
Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture(scope="module")
def ask(built: tuple[Any, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Answer]]:
    """Asks for a path as it is written, which no browser would send."""
    site = tmp_path_factory.mktemp("served") / "site"
    shutil.copytree(built[1], site)
    (site.parent / "secret.txt").write_text("secret")
    (site / "out").symlink_to(site.parent / "secret.txt")
    with serving(create(site), listener("127.0.0.1", 0)) as address:

        def asked(path: str, method: str = "GET", **said: str) -> Answer:
            client = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
            client.request(method, path, headers=said)
            answer = client.getresponse()
            found = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
            client.close()
            return found

        yield asked


def test_files_come_with_their_type_and_their_time(ask: Callable[..., Answer], built: tuple[Any, Path]):
    site = built[1]
    words = next(site.glob("search/words/*.txt")).relative_to(site).as_posix()
    picture = next(site.glob("pictures/*/*.webp")).relative_to(site).as_posix()
    kinds = {
        "": ("text/html; charset=utf-8", headers.ASK),
        "tm/2026/000001/": ("text/html; charset=utf-8", headers.SHORT),
        "tm/2026/000001/1/": ("text/html; charset=utf-8", headers.A_DAY),
        "tm/2026/000001/1/data.json": ("application/json", headers.A_DAY),
        "tm/2026/000001/1/st96.xml": ("application/xml", headers.A_DAY),
        "issues/2026/01/issue.pdf": ("application/pdf", headers.A_DAY),
        "issues/2026/01/issue.csv": ("text/csv; charset=utf-8", headers.A_DAY),
        "issues/2026/01/signature.json": ("application/json", headers.SHORT),
        "feed.xml": ("application/atom+xml", headers.ASK),
        present()["blazon.css"].path: ("text/css; charset=utf-8", headers.FOREVER),
        present()["verify.js"].path: ("text/javascript; charset=utf-8", headers.FOREVER),
        "search/index.json": ("application/json", headers.ASK),
        words: ("text/plain; charset=utf-8", headers.ASK),
        "manifest.json": ("application/json", headers.ASK),
        "SHA256SUMS": ("text/plain; charset=utf-8", headers.ASK),
        picture: ("image/webp", headers.FOREVER),
    }
    for path, said in kinds.items():
        status, sent, content = ask(f"/{path}")
        assert status == 200, path
        assert (sent["content-type"], sent["cache-control"]) == said, path
        name = f"{path}index.html" if not path or path.endswith("/") else path
        assert content == (site / name).read_bytes()
        assert sent["x-content-type-options"] == "nosniff"
        again, told, nothing = ask(f"/{path}", **{"If-None-Match": sent["etag"]})
        assert (again, told["cache-control"], nothing) == (304, said[1], b"")
    assert headers.cache_control("fr/search/index.html", once=False) == headers.ASK
    status, _, part = ask("/issues/2026/01/issue.pdf", Range="bytes=0-3")
    assert (status, part) == (206, b"%PDF")


def test_nothing_is_shown_but_the_files_of_the_site(ask: Callable[..., Answer]):
    lost = (
        "/assets",  # no list of a folder
        "/assets/",
        "/nothing/here.html",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/tm/..%2f..%2fsecret.txt",
        "/out",
        "//etc/passwd",
        "/%00",
        f"/{'x' * 5000}",
    )
    for path in lost:
        status, sent, content = ask(path)
        assert status == 404, path
        assert b"secret" not in content
        if sent["content-type"].startswith("text/html"):
            assert b"Nothing was published at this address" in content
            assert sent["cache-control"] == headers.ASK
    status, sent, _ = ask("/tm/2026/000001", Host="elsewhere.example")
    assert (status, sent["location"]) == (307, "./000001/")
    assert ask("/index.html", "POST")[0] == 405
    assert ask("/index.html", "HEAD")[2] == b""


def test_the_page_for_what_is_not_there_needs_no_other_file(ask: Callable[..., Answer]):
    page = ask("/deep/in/the/site")[2].decode()
    assert re.search(r"style-src &#x27;sha256-|style-src 'sha256-", page)
    assert re.findall(r'(?:href|src)="([^"]*)"', page) == ["/", "/search/"]


def test_a_folder_that_is_no_site_is_refused(tmp_path: Path):
    with pytest.raises(NotWhole, match="this is no built gazette"):
        create(tmp_path)


@pytest.mark.thorough
def test_the_command_serves_until_it_is_interrupted(built: tuple[Any, Path]):
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # else as ignored as it is here
    code = f"{heard}; from desk.cli.app import main; main()"
    command = [sys.executable, "-c", code, "publish", "serve", str(built[1]), "--port", "0"]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)}
    ) as child:
        assert child.stderr
        said = child.stderr.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", said)
        assert address, said
        client = http.client.HTTPConnection(urlsplit(address[0]).netloc, timeout=10)
        client.request("GET", "/")
        assert b"Blazonia" in client.getresponse().read()
        client.close()
        child.send_signal(signal.SIGINT)
        try:
            assert child.wait(20) == 130
        finally:
            child.kill()

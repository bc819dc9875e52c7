"""What the pages say when there is nothing to show: no such address, a file that is gone, an engine that is away."""

import socket
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from desk.web.site import Site
from tests.desk.web_pages import BENS


@pytest.mark.parametrize(
    "path",
    [
        "/files/XB/tm/TM/1999/000001",
        "/files/xb/tm/TM/2026/000001",
        "/files/XB/zz/TM/2026/000001",
        "/files/XB/tm/%00",
        "/files/..%2f..%2f/tm/1",
        "/files/XB/tm/..%2f..%2f..%2fetc%2fpasswd",
        "/files/XB/tm/" + "9" * 3_000,
        "/files/XB/tm/",
        "/files/XB",
        "/nothing",
        "/files/XB/tm/%ff%fe",
        "/gazette/nothing",
        "/assets/nothing.css",
        "/files/XB/tm/*",
        "/files/XB/tm/TM%2F2026%2F000001%3F/documents/x",
    ],
)
def test_an_address_that_leads_nowhere_is_a_page_that_says_so(web: httpx.Client, path: str):
    answer = web.get(path, follow_redirects=True)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert 'role="alert"' in answer.text
    assert len(answer.text) < 6_000


def test_a_deleted_file_is_gone_and_says_so(web: httpx.Client):
    answer = web.get("/files/XB/tm/TM/2026/000007")
    assert answer.status_code == 410
    assert "was deleted from the register" in answer.text
    assert "Gone</h1>" not in answer.text


def test_a_file_that_could_not_be_indexed_is_not_said_to_be_missing(web: httpx.Client):
    answer = web.get("/files/XB/tm/TM/2026/000088")
    assert answer.status_code == 503
    assert "stands in the register" in answer.text
    assert "XB TM/2026/000088" in web.get("/").text  # named in the footer of every page


@pytest.mark.parametrize(
    "path", ["/", "/search?words=tide", "/similar?words=tide", BENS, f"{BENS}/documents/{'0' * 64}", "/go?number=1"]
)
def test_without_the_engine_every_page_says_so(
    web_office: Any, site_of: Callable[..., Site], serve_site: Any, path: str
):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with serve_site(site_of(web_office, engine_url=f"http://127.0.0.1:{closed.getsockname()[1]}")) as client:
            answer = client.get(path)
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "5"
            assert "no statement about what the register holds" in answer.text
            assert "0 files" not in answer.text
            assert client.get("/assets/blazon.css").status_code == 200


def test_an_index_that_is_not_there_is_an_error(web_office: Any, site_of: Callable[..., Site], serve_site: Any):
    with serve_site(site_of(web_office, deployment="tnothere")) as client:
        answer = client.get("/search?words=tide")
        assert answer.status_code == 503
        assert "The index is not there yet" in answer.text


def test_what_nobody_foresaw_is_a_page_under_the_same_guards(
    filled: Callable[..., Any], site_of: Callable[..., Site], serve_site: Any
):
    with filled([]) as office, serve_site(site_of(office)) as client:
        identity = {"id": "XB.tm.1", "office": "XB", "kind": "tm", "number": "1", "numbers": ["1"], "version": 1}
        broken = {"sequence": 1, "recorded_at": "2026-01-01T00:00:00Z", "content_hash": "0", "published": True}
        body = {**identity, **broken, "deleted": False, "record": {"kind": "tm", "documents": [{"no": "digest"}]}}
        office.client.index(
            index=f"blazon-{office.deployment}-tm-public", id="XB.tm.1", body=body, params={"refresh": "true"}
        )
        answer = client.get("/files/XB/tm/1")
        assert answer.status_code == 500
        assert "written to the log" in answer.text
        assert "Traceback" not in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]

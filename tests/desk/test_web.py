"""The pages over HTTP as a whole: to whom they are served, under which names, how late, with how few requests."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from opensearchpy import Transport

from desk.web.site import Site
from tests.desk.web_pages import BENS, OWN_SCRIPT, PAGES, text


@pytest.fixture
def requests_to_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    seen: list[str] = []
    sent = Transport.perform_request

    def counted(self: Transport, method: str, url: str, **more: Any) -> Any:
        seen.append(f"{method} {url}")
        return sent(self, method, url, **more)

    monkeypatch.setattr(Transport, "perform_request", counted)
    return seen


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("root", ["", "/staff"])
def test_every_page_is_served_to_both_audiences(web: httpx.Client, root: str, path: str):
    answer = web.get(root + path)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith("<!doctype html>")
    assert "<script" not in answer.text.replace(OWN_SCRIPT, "")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == ("no-store" if root else "no-cache")


@pytest.mark.parametrize("path", [p for p in PAGES if p not in {"/search", "/similar", "/compare", "/strategies"}])
def test_every_page_with_data_says_as_of_when(web: httpx.Client, path: str):
    assert "As of register sequence 1 234" in text(web.get(path))


@pytest.mark.parametrize("path", [*PAGES, "/assets/blazon.css", "/assets/desk.css", "/api/v1/health", "/gazette/"])
def test_head_answers_as_get_without_a_body(web: httpx.Client, path: str):
    get, head = web.get(path), web.head(path)
    assert head.status_code == get.status_code == 200
    assert head.content == b""
    assert head.headers["content-type"] == get.headers["content-type"]


def test_the_field_of_the_masthead_goes_straight_to_a_number(web: httpx.Client):
    for number in ("TM/2026/000001", "TM2026000001", "TM/R/000045", " XB/tm/TM/2026/000001 "):
        answer = web.get("/go", params={"number": number})
        assert (answer.status_code, answer.headers["location"]) == (303, BENS), number
    assert web.get("/go", params={"number": "tm/2026/000002"}).headers["location"].endswith("/TM/2026/000002")
    assert web.get("/go", params={"number": "tide"}).headers["location"] == "/search?words=tide"
    assert web.get("/staff/go", params={"number": "TM/2026/000099"}).headers["location"].startswith("/staff/files/")
    assert web.get("/go", params={"number": "TM/2026/000007"}).status_code == 410
    assert web.get("/go", params={"number": "//evil.example/\r\nX: 1"}).headers["location"].startswith("/search?")
    assert web.get("/go").headers["location"] == "/search"


def test_a_question_to_the_front_page_is_not_left_unanswered(web: httpx.Client):
    answer = web.get("/?words=ben", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/search?words=ben")


def test_an_old_checkpoint_is_said(web_office: Any, site_of: Callable[..., Site], serve_site: Any):
    with serve_site(site_of(web_office, lag_limit=0.001)) as client:
        assert re.search(r"The index is \d+ (second|minute)s? behind", text(client.get(BENS)))
        assert "behind" not in client.get("/strategies").text


def test_the_checkpoint_of_now_is_not_late(web: httpx.Client):
    assert "behind" not in web.get("/").text
    assert str(dt.datetime.now(dt.UTC).year) in web.get("/").text


def test_a_file_page_asks_the_engine_at_most_three_times(web: httpx.Client, requests_to_engine: list[str]):
    web.get("/similar?words=tide")  # counts and recall certificate are read once a minute, not for each search
    for path, most in (
        (BENS, 3),
        ("/", 2),
        ("/search?words=tide", 2),
        ("/similar?words=tide", 3),
    ):  # candidates come without their source, then what is shown
        requests_to_engine.clear()
        assert web.get(path).status_code == 200
        assert 0 < len(requests_to_engine) <= most, requests_to_engine


def test_a_method_that_writes_is_refused(web: httpx.Client):
    answer = web.post("/search", data={"words": "tide"})
    assert answer.status_code == 405
    assert "text/html" in answer.headers["content-type"]


def test_the_api_stands_beside_the_pages(web: httpx.Client):
    assert web.get("/api/v1/dossiers/TM/2026/000001").json()["dossier"]["title"] == "Uncle Ben's"
    assert web.get("/api/v1/nothing").headers["content-type"] == "application/problem+json"


def test_with_the_staffs_pages_on_no_other_name_is_answered(web: httpx.Client):
    """A page of another site, whose name is made to point here, must not read unpublished files (DNS rebinding)."""
    for path in ("/staff/", "/", "/api/v1/health"):
        assert web.get(path, headers={"Host": "evil.example"}).status_code == 400
        assert web.get(path, headers={"Host": "localhost"}).status_code == 200

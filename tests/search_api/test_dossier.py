"""`GET /dossiers/{number}`: every way to write a number, and what is said when there is no such dossier."""

from typing import Any

import httpx
import pytest

from mappings.record import Kind
from search_api import reading
from search_api.index import PublicIndex


def problem(answer: httpx.Response, status: int, slug: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    said: dict[str, Any] = answer.json()
    assert said["type"] == f"urn:blazon:problem:{slug}"
    assert said["detail"]
    assert said["remedy"]
    return said


@pytest.mark.parametrize(
    "number",
    [
        "TM/2026/000001",
        "tm/2026/000001",
        "TM2026000001",
        "TM-2026-000001",
        "TM%2F2026%2F000001",
        "TM/R/000045",
        "XB/tm/TM/2026/000001",
        "xb/TM/TM/2026/000001",
        "XB.tm.TM%2F2026%2F000001",
        "XB.tm.TM%252F2026%252F000001",
    ],
)
def test_a_dossier_is_found_by_every_way_to_write_its_number(api: httpx.Client, number: str):
    answer = api.get(f"/dossiers/{number}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["dossier"]["id"] == "XB.tm.TM%2F2026%2F000001"
    assert answer.json()["dossier"]["record"]["application_number"] == "TM/2026/000001"
    assert answer.json()["as_of"]["sequence"] == 1_000


def test_a_number_that_two_offices_gave_is_a_question(api: httpx.Client):
    said = problem(api.get("/dossiers/018204531"), 409, "number-ambiguous")
    assert [candidate["path"] for candidate in said["candidates"]] == ["EM/tm/018204531", "US/tm/018204531"]
    assert said["total"] == 2
    for path in ("EM/tm/018204531", "018204531?office=EM", "EM.tm.018204531"):
        assert api.get(f"/dossiers/{path}").json()["dossier"]["title"] == "tide"


@pytest.mark.parametrize(
    "number",
    [
        "TM/2026/999999",
        "XB/tm/TM/2026/999999",
        "*",
        "_all",
        "TM*",
        "a,b",
        "%2e%2e%2f%2e%2e%2f_search",
        "TM/2026/000001?kind=pt",
    ],
)
def test_a_number_that_nobody_has_is_not_found(api: httpx.Client, number: str):
    problem(api.get(f"/dossiers/{number}"), 404, "dossier-not-found")


@pytest.mark.parametrize("number", ["TM/2026/000007", "XB/tm/TM/2026/000007"])
def test_a_deleted_dossier_is_gone_and_not_unknown(api: httpx.Client, number: str):
    said = problem(api.get(f"/dossiers/{number}"), 410, "dossier-deleted")
    assert (said["office"], said["kind"], said["number"], said["date"]) == ("XB", "tm", "TM/2026/000007", "2026-05-04")


@pytest.mark.parametrize("number", ["x" * 101, "a%00b", "TM%072026"])
def test_a_number_that_cannot_be_one_is_refused(api: httpx.Client, number: str):
    problem(api.get(f"/dossiers/{number}"), 422, "number-unreadable")


def test_kind_and_office_are_checked(api: httpx.Client):
    for wrong in ("kind=tm-dossiers", "kind=*", "office=X*", "office=XBX", "at_least=-1"):
        problem(api.get(f"/dossiers/TM/2026/000001?{wrong}"), 422, "invalid-request")


def test_an_unchanged_dossier_is_not_sent_again(api: httpx.Client):
    first = api.get("/dossiers/TM/2026/000001")
    again = api.get("/dossiers/TM/2026/000001", headers={"If-None-Match": f'"x", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["blazon-sequence"] == "1000"
    assert first.headers["cache-control"] == "no-cache"
    assert api.get("/dossiers/TM/2026/000002").headers["etag"] != first.headers["etag"]


def test_a_read_can_wait_for_a_sequence(api: httpx.Client):
    assert api.get("/dossiers/TM/2026/000001?at_least=1000").status_code == 200
    problem(api.get("/dossiers/TM/2026/000001?at_least=1001"), 409, "index-behind")


def test_a_page_reads_by_the_key_it_has(public: PublicIndex):
    answer = reading.dossier(public, "XB/pt/PT/2026/000045")
    assert (answer.dossier.kind, answer.dossier.title) == (Kind.PATENT, "Tide gauge")

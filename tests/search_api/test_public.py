"""The public never reads what is not published: its reader has no way to another index, and no route has one either."""

import itertools
from typing import Any

import httpx
import pytest
from opensearchpy import OpenSearch

from mappings.number import DossierKey
from mappings.record import Kind
from search_api import reading
from search_api.criteria import SearchQuery
from search_api.errors import DossierNotFound
from search_api.index import PublicIndex, StaffIndex
from search_api.searching import search

SECRET = "zzstaffonly"
TOKEN = {"Authorization": "Bearer a-token-of-the-tests-0123456789"}
ASKED = [
    "/search?words=zzstaffonly",
    "/search?words=zzstaffonly+brand&kind=tm",
    "/search?owner=zzstaffonly",
    "/search?representative=zzstaffonly",
    "/search?number=TM/2026/000099",
    "/search?number=TM/R/000099",
    "/search?country=ZW",
    "/search?filed_to=1999-12-31",
    "/search?words=uncle",
    "/search?class=1&limit=100",
    "/search?kind=tm&limit=100",
    "/dossiers/TM/2026/000099",
    "/dossiers/XB/tm/TM/2026/000099",
    "/dossiers/XB.tm.TM%252F2026%252F000099",
    "/dossiers/TM/2026/000001",
    "/dossiers/XB.tm-dossiers.TM%252F2026%252F000099",
    "/dossiers/*",
    "/dossiers/TM/2026/000099,TM/2026/000001",
    "/dossiers/TM/2026/000099?kind=tm-dossiers",
    "/dossiers/TM/2026/000099?collection=dossiers",
    "/health",
    "/strategies",
]


def reads(client: OpenSearch, deployment: str) -> int:
    """How often the staff's indices have been searched or read, as the engine counts."""
    names = f"blazon-{deployment}-*-dossiers-*,blazon-{deployment}-state"
    total = client.indices.stats(index=names, metric="search,get")["_all"]["total"]
    return int(total["search"]["query_total"] + total["get"]["total"])


def test_nothing_of_the_staff_comes_out_of_the_public_routes(api: httpx.Client, staff: StaffIndex):
    before = reads(staff.client, staff.deployment)
    answers = [api.get(path) for path in ASKED]
    answers += [
        api.post("/similar", json={"words": words, "include_ignored": True})
        for words in (SECRET, f"{SECRET} brand", "uncle bens")
    ]
    for answer in answers:
        assert answer.status_code < 500, answer.text
        said = answer.json()
        for echo in ("asked", "detail", "number"):
            said.pop(echo, None)
        assert SECRET not in str(said), answer.url
        assert "'ZW'" not in str(said), answer.url
        assert "'1999'" not in str(said), answer.url
    assert reads(staff.client, staff.deployment) == before


def test_the_staff_read_what_the_public_does_not(api: httpx.Client):
    for path in ("/search?words=zzstaffonly", "/search?country=ZW", "/search?filed_to=1999-12-31"):
        assert api.get(path).json()["total"] == 0, path
        assert api.get(f"/staff{path}", headers=TOKEN).json()["total"] == 1, path
    assert api.get("/staff/dossiers/TM/2026/000099", headers=TOKEN).headers["cache-control"] == "private, no-store"
    assert api.get("/dossiers/TM/2026/000099").status_code == 404
    assert api.post("/staff/similar", json={"words": SECRET}, headers=TOKEN).json()["accepted"] == 1
    assert api.post("/similar", json={"words": SECRET}).json()["accepted"] == 0


def test_each_audience_has_its_own_checkpoint(api: httpx.Client):
    assert api.get("/search?words=uncle").json()["as_of"]["gaps"] == []
    assert api.get("/staff/search?words=uncle", headers=TOKEN).json()["as_of"]["gaps"] == ["XB.tm.TM%2F2026%2F000088"]


@pytest.mark.parametrize(
    "header",
    [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic eDp5"}, {"Authorization": "Bearer é".encode()}],
)
def test_a_stranger_is_no_staff(api: httpx.Client, header: dict[str, Any]):
    for path in ("/staff/search?words=x", "/staff/dossiers/TM/2026/000001", "/staff/search"):
        answer = api.get(path, headers=header)
        assert answer.status_code == 401, path
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["type"] == "urn:blazon:problem:not-signed-in"
    assert api.post("/staff/similar", json={"words": "x"}, headers=header).status_code == 401


def test_without_a_token_there_are_no_staff_routes(office: Any, settings_of: Any, serve: Any):
    with serve(settings_of(office.deployment)) as client:
        assert client.get("/staff/search?words=x", headers=TOKEN).status_code == 404
        assert not [path for path in client.get("/openapi.json").json()["paths"] if "staff" in path]


def test_the_public_reader_can_name_no_other_index(public: PublicIndex):
    assert public.names() == [f"blazon-{public.deployment}-{kind}-public" for kind in ("tm", "pt", "ds", "registers")]
    for wrong in ("tm-dossiers", "*", "tm,blazon-x-tm-dossiers", "", "TM", "tm-public,x", None):
        with pytest.raises(ValueError, match="not a valid Kind"):
            public.names([wrong])  # type: ignore[list-item]  # what a caller without types could hand in
    for name, value in itertools.product(("collection", "public", "deployment"), ("dossiers", False)):
        with pytest.raises((AttributeError, TypeError)):
            setattr(public, name, value)


@pytest.mark.parametrize("code", ["", "xb-tm-dossiers", "*", "xb,yc", "x/y", "_all", "é", "x" * 33])
def test_a_deployment_is_a_code_and_nothing_else(public: PublicIndex, code: str):
    with pytest.raises(ValueError, match="no deployment"):
        PublicIndex(public.client, code)


def test_a_document_that_strayed_into_the_public_index_stays_unseen(
    office: Any, engine_client: OpenSearch, office_code: str
):
    own = type(office)(engine_client, office_code)
    own.make()
    own.complete(1, public=True)
    key = DossierKey("XB", Kind.TRADEMARK, "TM/2026/000099")
    found = StaffIndex(office.client, office.deployment).document(key)
    assert found is not None
    own.write("public", [found])
    strayed = PublicIndex(engine_client, office_code)
    assert search(strayed, SearchQuery(words=SECRET)).total == 0
    assert strayed.document(key) is None
    with pytest.raises(DossierNotFound):
        reading.dossier(strayed, key.number)

"""`GET /search` on a real engine: what is found, in which order, counted how, and what is refused."""

import datetime as dt
from typing import Any

import httpx
import pytest

from search_api import queries
from search_api.criteria import SearchQuery, Sort
from search_api.index import PublicIndex
from search_api.searching import search

HERRINGS = 37


def numbers(api: httpx.Client, **asked: Any) -> list[str]:
    answer = api.get("/search", params=asked)
    assert answer.status_code == 200, answer.text
    return [hit["number"] for hit in answer.json()["hits"]]


def refused(api: httpx.Client, **asked: Any) -> dict[str, Any]:
    answer = api.get("/search", params=asked)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == 422
    assert problem["remedy"]
    return problem


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"words": "UNCLE BENS"}, ["TM/2026/000001"]),
        ({"words": "unclebens"}, ["TM/2026/000001"]),
        ({"words": "tm/2026/000001"}, ["TM/2026/000001"]),
        ({"words": "kola"}, ["TM/2026/000004"]),
        ({"words": "кола"}, ["TM/2026/000004"]),
        ({"words": "شركة النور"}, ["TM/2026/000005"]),
        ({"words": "morning ti"}, ["TM/2026/000002"]),
        ({"words": "morning coffee"}, []),
        ({"owner": "Mars"}, ["TM/2026/000001"]),
        ({"owner": "tidew", "kind": "pt"}, ["PT/2026/000045"]),
        ({"owner": "النور"}, ["TM/2026/000005"]),
        ({"representative": "solberg"}, ["TM/2026/000002"]),
        ({"creator": "ada byron"}, ["DS/2026/000007", "PT/2026/000045"]),
        ({"number": "TM2026000001"}, ["TM/2026/000001"]),
        ({"number": "tm-r-000045"}, ["TM/2026/000001"]),
        ({"number": "TM/2026/000007"}, []),
        ({"class": "32"}, ["TM/2025/000031", "TM/2026/000004"]),
        ({"class": ["032", "41"], "filed_to": "2024-12-31"}, ["TM/2026/000006", "TM/2026/000004"]),
        ({"goods": "coffee", "class": "30"}, ["TM/2026/000002"]),
        ({"goods": "coffee", "class": "25"}, []),
        ({"status": ["ended", "pending"]}, ["TM/2026/000005", "TM/2026/000003"]),
        ({"status_code": "filed"}, ["TM/2026/000003"]),
        ({"office": "em"}, ["018204531"]),
        ({"country": "EG"}, ["TM/2026/000005"]),
        ({"vienna": "2.1"}, ["TM/2026/000001"]),
        ({"vienna": "020101"}, ["TM/2026/000001"]),
        ({"locarno": "7"}, ["DS/2026/000007"]),
        ({"locarno": "07-02"}, []),
        ({"ipc": "g01f23/76"}, ["PT/2026/000045"]),
        ({"ipc": "G01F 23"}, ["PT/2026/000045"]),
        ({"filed_from": "2023-05-01", "filed_to": "2023-05-01"}, ["TM/2026/000005"]),
        ({"priority_to": "2019-12-31"}, ["TM/2026/000001"]),
        ({"registered_from": "2021-01-01"}, ["TM/2026/000001"]),
        ({"published_from": "2020-06-01", "published_to": "2020-06-01"}, ["TM/2026/000001"]),
        ({"expires_from": "2000-01-01"}, []),
        ({"words": "uncle", "owner": "", "class": ["", " "], "filed_from": ""}, ["TM/2026/000001"]),
    ],
    ids=str,
)
def test_what_is_asked_is_found_and_nothing_else(api: httpx.Client, asked: dict[str, Any], found: list[str]):
    assert numbers(api, **asked) == found


def test_better_ways_of_being_found_come_first(api: httpx.Client):
    hits = api.get("/search", params={"words": "morning tide"}).json()["hits"]
    assert [(hit["number"], hit["found_by"][0], hit["score"]) for hit in hits] == [
        ("TM/2026/000002", "identical", 100),
        ("PT/2026/000045", "abstract", 20),
    ]
    assert hits[0]["path"] == "XB/tm/TM/2026/000002"


def test_every_answer_says_as_of_and_counts_all(api: httpx.Client):
    answer = api.get("/search", params={"words": "herring", "limit": 3}).json()
    assert answer["as_of"]["sequence"] == 1_000
    assert answer["total"] == HERRINGS
    assert len(answer["hits"]) == 3
    assert answer["asked"] == {"words": "herring"}


@pytest.mark.parametrize("sort", list(Sort))
def test_pages_follow_one_another_without_gap_or_repeat(public: PublicIndex, sort: Sort):
    asked = {"kind": ("tm",), "sort": sort} | ({"words": "herring"} if sort is Sort.RELEVANCE else {})
    whole = [hit.id for hit in search(public, SearchQuery(**asked, limit=100)).hits]
    paged: list[str] = []
    after = None
    while True:
        page = search(public, SearchQuery(**asked, limit=4, after=after))
        paged += [hit.id for hit in page.hits]
        assert bool(page.facets) == (after is None)
        if page.next is None:
            break
        after = page.next
    assert paged == whole
    assert len(set(paged)) == page.total == len(paged)


def test_dates_sort_newest_first_and_the_undated_last(public: PublicIndex):
    hits = search(public, SearchQuery(kind=("tm",), sort=Sort.FILED_NEWEST, limit=100)).hits
    dates = [hit.filing_date for hit in hits]
    dated = [date for date in dates if date]
    assert dated == sorted(dated, reverse=True)
    assert dates[: len(dated)] == dated
    assert None in dates


def test_a_facet_counts_under_all_criteria_but_its_own(api: httpx.Client):
    answer = api.get("/search", params={"owner": "tideworks", "class": "25", "kind": "tm"}).json()
    facets = {
        facet["name"]: {v["value"]: (v["count"], v["chosen"]) for v in facet["values"]} for facet in answer["facets"]
    }
    assert list(facets) == ["kind", "status", "class", "office", "country", "year"]
    assert answer["total"] == 1
    assert facets["class"] == {"30": (2, False), "25": (1, True)}
    assert facets["kind"] == {"tm": (1, True)}
    assert facets["year"] == {"2021": (1, False)}


def test_facets_can_be_left_out(api: httpx.Client):
    assert api.get("/search", params={"words": "tide", "facets": "false"}).json()["facets"] == []


@pytest.mark.parametrize("asked", [{}, {"words": ""}, {"words": "   "}, {"sort": "number", "limit": 5}, {"class": ""}])
def test_an_empty_search_is_refused(api: httpx.Client, asked: dict[str, Any]):
    assert refused(api, **asked)["type"] == "urn:blazon:problem:empty-search"


@pytest.mark.parametrize(
    ("asked", "parameter", "says"),
    [
        ({"words": "x" * 10_000}, "words", "at most 1000"),
        ({"owner": "x" * 1_001}, "owner", "at most 1000"),
        ({"words": "a\x00b"}, "words", "character 2 is the control character U+0000"),
        ({"words": "coca\tcola"}, "words", "character 5 is the control character U+0009"),
        ({"number": "TM\x1b[31m"}, "number", "character 3"),
        ({"words": "?!*"}, "words", "punctuation"),
        ({"class": "46"}, "class", "no class '46'"),
        ({"class": "shoes"}, "class", "no class 'shoes'"),
        ({"kind": "tm-dossiers"}, "kind", "'tm', 'pt' or 'ds'"),
        ({"status": "alive"}, "status", "'pending'"),
        ({"office": "*"}, "office", "no code of an office"),
        ({"vienna": "a.b"}, "vienna", "no Vienna code"),
        ({"ipc": "Z99"}, "ipc", "no symbol of the IPC"),
        ({"filed_from": "2026-02-30"}, "filed_from", "day"),
        ({"filed_from": "2026-02-02", "filed_to": "2026-02-01"}, "filed_from", "is after filed_to"),
        ({"words": "x", "limit": 0}, "limit", "it is below 1"),
        ({"words": "x", "limit": 101}, "limit", "above 100"),
        ({"words": "x", "sort": "price"}, "sort", "'relevance'"),
        ({"words": "x", "wrods": "y"}, "wrods", "no such parameter"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_parameter_that_cannot_be_used_is_named(api: httpx.Client, asked: dict[str, Any], parameter: str, says: str):
    problem = refused(api, **asked)
    assert problem["type"] == "urn:blazon:problem:invalid-request"
    error = next(error for error in problem["errors"] if error["parameter"] == parameter)
    assert says in error["detail"] + error["remedy"]
    assert error["remedy"]


def test_the_longest_words_are_answered_or_refused_by_name(api: httpx.Client):
    for words in ("x" * 1_000, "ab " * 333, "a-b-" * 250, "水" * 1_000, "🐟" * 500):
        answer = api.get("/search", params={"words": words})
        assert answer.status_code in (200, 422), answer.text
        if answer.status_code == 422:
            assert answer.json()["type"] == "urn:blazon:problem:too-many-words"


def test_a_query_language_is_no_language_here(api: httpx.Client):
    for words in ("title:*", "owners:/.*/ OR *:*", "herring AND NOT 1", '{"match_all":{}}', "her*ing", "_exists_:x"):
        assert numbers(api, words=words) == [], words


def test_right_to_left_marks_and_joiners_change_nothing(api: httpx.Client):
    assert numbers(api, words="\u200fشركة\u200f \u202bالنور\u202c") == ["TM/2026/000005"]


def test_a_cursor_of_another_search_is_refused(api: httpx.Client):
    cursor = api.get("/search", params={"words": "herring", "limit": 2}).json()["next"]
    same = {"words": "herring", "after": cursor}
    assert len(numbers(api, **same)) == 25
    for other in ({"words": "tide"}, {"sort": "number"}, {"class": "5"}):
        assert refused(api, **same | other)["type"] == "urn:blazon:problem:cursor-refused"


@pytest.mark.parametrize("text", ["x", "AAAA", "////", "W10", "bnVsbA", "é", "W10=", "eyJhIjoxfQ", "[1]"])
def test_a_cursor_that_nobody_made_is_refused(api: httpx.Client, text: str):
    assert refused(api, words="herring", after=text)["type"] == "urn:blazon:problem:cursor-refused"


def test_an_answer_can_be_asked_for_from_a_sequence_on(api: httpx.Client):
    assert numbers(api, words="uncle", at_least=1_000) == ["TM/2026/000001"]
    late = api.get("/search", params={"words": "uncle", "at_least": 1_001})
    assert late.status_code == 409
    assert late.headers["retry-after"] == "1"
    assert late.json()["type"] == "urn:blazon:problem:index-behind"
    assert (late.json()["asked"], late.json()["reached"]) == (1_001, 1_000)


def test_the_criteria_are_the_same_however_they_are_spelled():
    one = SearchQuery.model_validate({"words": " tide ", "class": ["09"], "filed_from": dt.date(2020, 1, 1)})
    two = SearchQuery.model_validate({"words": "tide", "class": ["9"], "filed_from": "2020-01-01", "limit": 3})
    assert one.asked() == two.asked()
    assert one.fingerprint("public") == two.fingerprint("public") != two.fingerprint("dossiers")


def test_every_order_ends_with_the_id():
    assert all(queries.order(sort)[-1] == {"id": "asc"} for sort in Sort)

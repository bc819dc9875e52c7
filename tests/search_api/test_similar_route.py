"""`POST /similar` and `GET /strategies` as they go over the wire; the search itself is tested beside its own module."""

import json
from typing import Any

import httpx
import pytest

from tests.bad_words import COMPARED, CONTROLS, REFUSED


def test_a_similar_mark_is_found_and_says_why(api: httpx.Client):
    answer = api.post("/similar", json={"words": "Unkle Bens"}).json()
    assert answer["as_of"]["sequence"] == 1_000
    assert answer["strategy"] == {"name": "verbal", "version": 2, "title": "Words, by sight, sound and meaning"}
    first = answer["hits"][0]
    assert first["title"] == "Uncle Ben's"
    assert "differ in one letter" in " ".join(one["sentence"] for one in first["evidence"])


def test_a_hit_that_no_level_accepts_says_what_was_measured(api: httpx.Client):
    seen = 0
    for words in ("Harring", "Morningside Club", "Tidy", "Kola Light"):
        for language, told in (("en", "no level of the strategy holds"), ("fr", "aucun niveau de la stratégie")):
            for hit in api.post("/similar", json={"words": words, "language": language}).json()["hits"]:
                assert hit["evidence"]
                first = hit["evidence"][0]
                assert first["sentence"]
                if not first["level"]:
                    seen += 1
                    best = max(hit["measures"], key=lambda one: one["value"])
                    assert (first["title"], first["points"], hit["points"]) == (best["title"], 0, 0)
                    assert first["sentence"].startswith(told)
                    assert str(best["value"]) in first["sentence"]
    assert seen


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        ({}, True),
        ({"classes": ["030"]}, True),
        ({"classes": ["9"]}, False),
        ({"status_groups": ["registered"]}, True),
        ({"status_groups": ["ended"]}, False),
        ({"before": "2019-08-02"}, True),
        ({"before": "2019-08-01"}, False),
        ({"strategy": "identical"}, False),
        ({"strategy": "spelling", "version": 1}, True),
    ],
    ids=str,
)
def test_a_similarity_search_is_narrowed(api: httpx.Client, narrowed: dict[str, Any], found: bool):
    answer = api.post("/similar", json={"words": "unkle bens", **narrowed})
    assert answer.status_code == 200, answer.text
    assert bool(answer.json()["hits"]) is found


@pytest.mark.parametrize(
    ("body", "slug", "pointer"),
    [
        ({}, "invalid-request", "/words"),
        ({"words": ""}, "invalid-request", "/words"),
        ({"words": "x" * 10_000}, "invalid-request", "/words"),
        ({"words": "a\u0007b"}, "invalid-request", "/words"),
        ({"words": "?!"}, "nothing-asked", None),
        ({"words": "x", "strategy": "verbl"}, "invalid-request", "/strategy"),
        ({"words": "x", "strategy": "../verbal"}, "invalid-request", "/strategy"),
        ({"words": "x", "version": 99}, "invalid-request", "/strategy"),
        ({"words": "x", "classes": ["30", "46"]}, "invalid-request", "/classes/1"),
        ({"words": "x", "before": "soon"}, "invalid-request", "/before"),
        ({"words": "x", "limit": 201}, "invalid-request", "/limit"),
        ({"words": "x", "limit": 1_001}, "invalid-request", "/limit"),
        ({"words": "x", "strategy": "verbal.v1", "version": 2}, "invalid-request", "/strategy"),
        ({"words": "x", "index": "dossiers"}, "invalid-request", "/index"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_similarity_search_that_cannot_be_run_says_where(
    api: httpx.Client, body: dict[str, Any], slug: str, pointer: str | None
):
    answer = api.post("/similar", json=body)
    assert answer.status_code == 422, answer.text
    problem = answer.json()
    assert problem["type"] == f"urn:blazon:problem:{slug}"
    assert problem["remedy"]
    if pointer:
        assert [error["pointer"] for error in problem["errors"]] == [pointer]


def test_the_one_limit_is_the_one_that_is_told(api: httpx.Client):
    for asked in (201, 1_001):
        assert api.post("/similar", json={"words": "x", "limit": asked}).json()["remedy"] == "Give at most 200."
    assert api.post("/similar", json={"words": "x", "limit": 200}).status_code == 200


@pytest.mark.parametrize("path", ["/similar", "/compare"])
def test_a_strategy_may_be_named_with_its_version(api: httpx.Client, path: str):
    asked = {"words": "Unkle Bens"} if path == "/similar" else {"asked": "Unkle Bens", "candidate": "Uncle Ben's"}
    for version in ({}, {"version": 1}):
        answer = api.post(path, json={**asked, "strategy": "verbal.v1", **version})
        assert answer.json()["strategy"]["version"] == 1, answer.text


@pytest.mark.parametrize("path", ["/similar", "/compare"])
def test_what_stands_in_the_address_of_a_post_is_refused(api: httpx.Client, path: str):
    asked = {"words": "Unkle Bens"} if path == "/similar" else {"asked": "Unkle Bens", "candidate": "Uncle Ben's"}
    answer = api.post(f"{path}?at_least=9999&at_most=1", json=asked)
    assert answer.status_code == 422
    assert [error["parameter"] for error in answer.json()["errors"]] == ["at_least", "at_most"]
    assert "JSON body" in answer.json()["remedy"]


@pytest.mark.parametrize(
    ("body", "detail", "remedy"),
    [
        ({"words": "x", "classes": [25]}, "classes: item 1: it is the number 25, not a text", 'in quotes: "25"'),
        ({"words": "x", "classes": "25"}, "classes: it is no list but a text", '["25"]'),
        ({"words": "x", "goods": [{"text": "shoes"}]}, "goods: item 1, class: it is missing", "Give it."),
        ({"words": "x", "goods": ["25: shoes"]}, "goods: item 1: it is no JSON object but a text", "JSON object"),
        ({"words": 7}, "words: it is the number 7, not a text", 'in quotes: "7"'),
        ({"words": None, "picture": "logo.png"}, "picture: it is no JSON object but a text", "JSON object"),
        ({"words": "x", "before": "soon"}, "before: it is no day", "2026-11-23"),
        ({"words": "x", "limit": "many"}, "limit: it is no whole number", "whole number"),
        ({"words": "x", "include_ignored": 3}, "include_ignored: it is neither true nor false", "true or false"),
        ({"words": "x", "least_degree": "near"}, "least_degree: there is no such value", "'high'"),
        (["x"], "body: there is none, or it is no JSON object", '{"words": "Unkle Bens"}'),
        (None, "body: there is none, or it is no JSON object", '{"words": "Unkle Bens"}'),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_wrong_is_said_in_plain_words(api: httpx.Client, body: Any, detail: str, remedy: str):
    answer = api.post("/similar", json=body)
    assert answer.status_code == 422
    assert answer.json()["detail"] == detail
    assert remedy in answer.json()["remedy"]


def test_right_to_left_words_are_compared(api: httpx.Client):
    assert api.post("/similar", json={"words": "شركة النور"}).json()["hits"][0]["number"] == "TM/2026/000005"


def test_strategies_say_what_they_do(api: httpx.Client):
    answer = api.get("/strategies").json()
    assert answer["as_of"]["sequence"] == 1_000
    by_name = {one["name"]: one for one in answer["strategies"]}  # the latest version of each
    assert {one["aspect"] for one in by_name["verbal"]["measures"]} == {"visual", "aural"}
    assert [name for name, one in by_name.items() if one["default"]] == ["verbal"]
    for name, one in by_name.items():
        assert all(level["sentence"] for comparison in one["comparisons"] for level in comparison["levels"])
        assert api.get(f"/strategies/{name}/{one['version']}").json()["strategy"] == one


def test_a_strategy_that_is_none_is_not_found(api: httpx.Client):
    for path in ("/strategies/verbal/99", "/strategies/none/1"):
        answer = api.get(path)
        assert answer.status_code == 404
        assert answer.json()["type"] == "urn:blazon:problem:strategy-not-found"
        assert "verbal.v1" in answer.json()["strategies"]


def test_an_answer_can_be_asked_for_from_a_sequence_on(api: httpx.Client):
    assert api.post("/similar", json={"words": "uncle", "at_least": 1_001}).status_code == 409


@pytest.mark.parametrize(
    "words", [*REFUSED.values(), *(words for words, _ in CONTROLS.values())], ids=[*REFUSED, *CONTROLS]
)
def test_words_that_cannot_be_compared_are_a_problem_with_a_remedy(api: httpx.Client, words: str):
    answer = api.post("/similar", content=json.dumps({"words": words}), headers={"Content-Type": "application/json"})
    if answer.status_code == 413:  # 100,000 characters, escaped
        assert answer.json()["type"] == "urn:blazon:problem:body-too-large"
        return
    assert answer.status_code == 422, answer.text
    assert answer.json()["type"] in {"urn:blazon:problem:invalid-request", "urn:blazon:problem:nothing-asked"}
    assert answer.json()["remedy"]


@pytest.mark.parametrize("strategy", ["verbal", "broad"])
@pytest.mark.parametrize(("words", "normal"), COMPARED.values(), ids=COMPARED)
def test_words_that_can_be_compared_are_answered(api: httpx.Client, words: str, normal: str | None, strategy: str):
    answer = api.post("/similar", json={"words": words, "strategy": strategy})
    assert answer.status_code == 200, answer.text
    if normal is not None:
        assert answer.json()["asked"]["normal"] == normal

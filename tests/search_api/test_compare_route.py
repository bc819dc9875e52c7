"""`POST /compare`, and the languages in which it and `POST /similar` answer."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from search_api.settings import SearchSettings
from similarity.comparisons import FEATURES

TOKEN = {"Authorization": "Bearer a-token-of-the-tests-0123456789"}
PAIR = {"asked": "Unkle Bens", "candidate": "Uncle Ben's"}


def test_two_marks_side_by_side(api: httpx.Client):
    answer = api.post("/compare", json=PAIR)
    assert answer.headers["cache-control"] == "no-store"
    found = answer.json()
    assert found["as_of"]["sequence"] == 1_000
    assert (found["strategy"]["name"], found["strategy"]["version"], found["language"]) == ("verbal", 2, "en")
    assert (found["asked"]["normal"], found["candidate"]["normal"]) == ("UNKLE BENS", "UNCLE BENS")
    assert set(found["aspects"]) == {"visual", "aural", "conceptual"}
    assert found["aspects"]["aural"] == 100
    assert found["overall"]["hit"]
    levels = [level for one in found["comparisons"] for level in one["levels"]]
    assert {one["feature"] for one in [*levels, *found["others"]]} == set(FEATURES)
    counted = [one["sentence"] for one in levels if one["counts"]]
    assert "UNKLE BENS and UNCLE BENS differ in one letter" in counted
    assert [one["language"] for one in found["readings"]] == ["en", "fr", "es", "de"]
    assert "".join(one for one, _ in found["letters"]) == "UNKLE BENS"
    assert {one["code"] for one in found["codes"]} >= {"metaphone", "cologne"}


def test_both_audiences_may_compare_and_the_staffs_route_wants_its_token(api: httpx.Client):
    assert api.post("/staff/compare", json=PAIR).status_code == 401
    assert api.post("/staff/compare", json=PAIR, headers=TOKEN).json()["as_of"]["gaps"]


@pytest.mark.parametrize("strategy", ["verbal", "spelling", "identical", "broad", "sounds-alike"])
def test_every_strategy_compares(api: httpx.Client, strategy: str):
    found = api.post("/compare", json={**PAIR, "strategy": strategy, "version": 1}).json()
    assert found["strategy"]["name"] == strategy
    assert found["overall"]["rule"]


@pytest.mark.parametrize(
    ("change", "slug", "pointer"),
    [
        ({"candidate": ""}, "invalid-request", "/candidate"),
        ({"asked": "x" * 513}, "invalid-request", "/asked"),
        ({"asked": "a\u0000b"}, "invalid-request", "/asked"),
        ({"candidate": "a\ud800b"}, "invalid-request", "/candidate"),
        ({"candidate": "?!"}, "nothing-asked", None),
        ({"asked": "🙂"}, "nothing-asked", None),
        ({"strategy": "verbl"}, "invalid-request", "/strategy"),
        ({"version": 77}, "invalid-request", "/strategy"),
        ({"language": "klingon"}, "invalid-request", "/language"),
        ({"language": "x" * 10_000}, "invalid-request", "/language"),
        ({"number": "1"}, "invalid-request", "/number"),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_what_cannot_be_compared_is_said(api: httpx.Client, change: dict[str, Any], slug: str, pointer: str | None):
    body = json.dumps(PAIR | change)  # half a character goes as an escape
    answer = api.post("/compare", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422, answer.text
    problem = answer.json()
    assert problem["type"] == f"urn:blazon:problem:{slug}"
    assert problem["remedy"]
    if pointer:
        assert [error["pointer"] for error in problem["errors"]] == [pointer]
    else:
        assert problem["detail"].startswith(next(iter(change)))


@pytest.mark.parametrize(
    ("body", "header", "language"),
    [
        ({}, None, "en"),
        ({}, "fr-CH, en;q=0.5", "fr"),
        ({}, "tlh", "en"),
        ({"language": "ar"}, "fr", "ar"),
        ({"language": "es"}, None, "es"),
    ],
)
@pytest.mark.parametrize("path", ["/compare", "/similar"])
def test_the_evidence_is_said_in_the_language(
    api: httpx.Client, path: str, body: dict[str, str], header: str | None, language: str
):
    asked = PAIR if path == "/compare" else {"words": "Unkle Bens"}
    headers = {"Accept-Language": header} if header else {}
    answer = api.post(path, json=asked | body, headers=headers).json()
    assert answer["language"] == language
    if path == "/compare":
        said = [level for one in answer["comparisons"] for level in one["levels"]]
    else:
        assert answer["hits"][0]["title"] == "Uncle Ben's"
        said = [one for hit in answer["hits"] for one in hit["evidence"]]
    assert {one["language"] for one in said} == {language}
    measures = answer["measures"] if path == "/compare" else answer["hits"][0]["measures"]
    title = {"en": "Words in common", "fr": "Mots communs", "es": "Palabras en común", "ar": "الكلمات المشتركة"}
    assert title[language] in {one["title"] for one in measures}


def test_an_unknown_language_of_a_similarity_search_is_told(api: httpx.Client):
    answer = api.post("/similar", json={"words": "x", "language": "FR"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/language"
    assert "did you mean 'fr'" in answer.json()["detail"]


def test_an_office_answers_in_its_own_languages(office: Any, settings_of: Callable[..., SearchSettings], serve: Any):
    with serve(settings_of(office.deployment, languages=("fr", "pt"))) as client:
        assert client.post("/compare", json=PAIR).json()["language"] == "fr"
        found = client.post("/compare", json={**PAIR, "language": "pt"}).json()
        assert found["language"] == "pt"
        assert {level["language"] for one in found["comparisons"] for level in one["levels"]} == {"en"}
        assert client.post("/compare", json={**PAIR, "language": "en"}).status_code == 422

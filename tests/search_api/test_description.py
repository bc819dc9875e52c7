"""The OpenAPI description: true of every answer, with examples that fit, and a page in docs for every problem."""

from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from pydantic import ValidationError
from schemathesis import checks

from mappings.engine import EngineSettings
from search_api import errors as no
from search_api import examples, guards, problems, similar, similar_examples
from search_api.app import alone
from search_api.combined import CombinedAnswer
from search_api.logos import LogoAnswer
from search_api.models import DossierAnswer, Health, ProblemDocument, SearchAnswer
from search_api.pairs import CompareRequest
from search_api.settings import SearchSettings
from search_api.similar import SimilarAnswer
from search_api.similar_request import SimilarRequest

DOCS = Path(__file__).resolve().parents[2] / "docs"
CHECKS = (
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
)


@pytest.fixture(scope="session")
def described(api: httpx.Client) -> Any:
    return schemathesis.openapi.from_url(f"{str(api.base_url).rstrip('/')}/openapi.json")


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/health", "GET"),
        ("/dossiers/{number}", "GET"),
        ("/search", "GET"),
        ("/similar", "POST"),
        ("/compare", "POST"),
        ("/strategies", "GET"),
        ("/strategies/{name}/{version}", "GET"),
    ],
)
def test_every_answer_is_as_described(described: Any, path: str, method: str):
    @given(case=described[path][method].as_strategy())
    @settings(max_examples=30, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def asked(case: Any) -> None:
        case.call_and_validate(checks=CHECKS)

    asked()


def test_every_operation_is_described_with_its_problems(api: httpx.Client):
    paths = api.get("/openapi.json").json()["paths"]
    assert sorted(path for path in paths if "staff" not in path) == [
        "/compare",
        "/dossiers/{number}",
        "/health",
        "/search",
        "/similar",
        "/strategies",
        "/strategies/{name}/{version}",
    ]
    for operations in paths.values():
        for operation in operations.values():
            assert operation["summary"]
            assert {"503", "504"} <= operation["responses"].keys()
            for status, answer in operation["responses"].items():
                assert list(answer["content"]) == ["application/json" if status == "200" else problems.MEDIA_TYPE]


def test_the_examples_fit_their_models():
    for model, example in (
        (SearchAnswer, examples.SEARCH),
        (DossierAnswer, examples.DOSSIER),
        (Health, examples.HEALTH),
        (ProblemDocument, examples.PROBLEM),
        *((SimilarRequest, one) for one in similar_examples.REQUESTS.values()),
        (SimilarAnswer, similar_examples.ANSWERS["words"]),
        (LogoAnswer, similar_examples.ANSWERS["picture"]),
        (CombinedAnswer, similar_examples.ANSWERS["both"]),
        (CompareRequest, examples.COMPARE_REQUEST),
    ):
        assert model.model_validate(example)


def test_every_problem_stands_in_the_docs():
    page = (DOCS / "api.md").read_text(encoding="utf-8")
    waiting, slugs = [no.Problem], set()
    while waiting:
        kind = waiting.pop()
        if not kind.__module__.startswith("desk."):  # the pages' own problems are documented with them
            slugs.add(kind.slug)
        waiting += kind.__subclasses__()
    assert {no.BodyTooLarge.slug, similar.NothingAsked.slug} < slugs
    slugs |= {slug for slug, _ in problems.HTTP.values()}
    assert not {slug for slug in slugs if f"`{slug}`" not in page}


def test_every_answer_has_the_security_headers(api: httpx.Client):
    for path in ("/search?words=tide", "/search", "/nowhere", "/health", "/openapi.json"):
        headers = api.get(path).headers
        assert guards.SECURITY.items() <= {name.title(): headers[name] for name in guards.SECURITY}.items(), path
        assert "access-control-allow-origin" not in headers


def test_health_tells_how_old_the_answers_are(api: httpx.Client):
    health = api.get("/health").json()
    assert (health["live"], health["ready"], health["as_of"]["sequence"]) == (True, True, 1_000)
    assert 0 < health["lag"]["seconds"] < 3_600
    assert health["lag"]["late"] == (health["lag"]["seconds"] > 60)


def test_the_api_stands_alone_under_its_prefix(office: Any, settings_of: Any, serving_app: Any):
    with serving_app(alone(settings_of(office.deployment))) as client:
        assert client.get("/api/v1/search?words=uncle").json()["total"] == 1
        assert client.get("/search?words=uncle").json()["type"] == "urn:blazon:problem:no-such-address"
        assert client.get("/api/v1/openapi.json").json()["servers"] == [{"url": "/api/v1"}]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"engine_user": "staff"}, "BLAZON_SEARCH_PUBLIC_USER"),
        ({"engine_user": "one", "public_user": "one"}, "credential of its own"),
        ({"staff_token": "short"}, "BLAZON_SEARCH_STAFF_TOKEN"),
        ({"page_size": 50, "page_size_limit": 10}, "page_size"),
        ({"deployment": "xb-tm"}, "deployment"),
        ({"timeout": 0}, "timeout"),
    ],
)
def test_settings_that_cannot_be_used_say_so(given: dict[str, Any], says: str):
    with pytest.raises(ValidationError, match=says):
        SearchSettings(**{"deployment": "xb", "engine_url": "http://127.0.0.1:1"} | given)


def test_each_audience_has_its_own_credential():
    told = SearchSettings(
        deployment="xb",
        engine_url="https://engine:9200",
        engine_user="staff",
        engine_password="s",
        public_user="public",
    )
    assert isinstance(told.public_engine(), EngineSettings)
    assert (told.staff_engine().user, told.public_engine().user) == ("staff", "public")
    assert told.public_engine().password is None
    assert "s'" not in repr(told.engine_password)

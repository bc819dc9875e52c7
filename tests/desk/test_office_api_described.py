"""The description of the office's API is true in every role; hostile input at it, and at the desk's forms, is refused.

Half of what is asked is about files that are there, in the version that they have.
"""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import checks

from desk.web.app import create
from desk.web.office.counter import Counter
from desk.web.site import Site
from registry import handle
from registry.commands import FileRequest
from registry.outlook import outlook
from search_api import problems
from tests.demo_office import OFFICE
from tests.desk.desk_people import GRANTS
from tests.desk.office_programs import Office, Program, opened_office
from tests.desk.test_office_api import key_of
from tests.thorough import cases

CHECKS = (
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.ignored_auth,
)
ROLES = ("", *GRANTS.roles)  # with nobody's role too
EXAMPLES = 4  # of each operation in each role: near a thousand in all
BOUNDED = settings(
    max_examples=EXAMPLES, deadline=None, database=None, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture(scope="module")
def office(
    module_register_url: str,
    tmp_path_factory: pytest.TempPathFactory,
    web_office: Any,
    site_of: Callable[..., Site],
) -> Iterator[Office]:
    with opened_office(module_register_url, tmp_path_factory.mktemp("office"), site_of(web_office)) as opened:
        yield opened


@pytest.fixture(scope="module")
def filed(office: Office) -> list[str]:
    """The paths of files with a request each."""
    agent = office.program("agent", identifier="A-7")
    paths = [agent.file()["path"] for _ in range(2)]
    for path in paths:
        handle(
            office.register,
            FileRequest(key_of(path), "transfer", {"party": {"role": "applicant", "name": "N"}}, "agent"),
        )
    return paths


@pytest.fixture(scope="module")
def described(office: Office) -> Any:
    return schemathesis.openapi.from_url(f"{office.base}/openapi.json")


def about(case: Any, path: str, version: int) -> None:
    """Turns what is asked to a file that is there."""
    office, kind, number = path.split("/", 2)
    given_there = case.path_parameters or {}
    real = {"office": office, "kind": kind, "number": number, "requested": "R/2026/000001", "name": "trademark"}
    case.path_parameters = given_there | {name: value for name, value in real.items() if name in given_there}
    if "If-Match" in (case.headers or {}) or case.method == "POST":
        case.headers = {**(case.headers or {}), "If-Match": f'"{version}"'}


@pytest.mark.parametrize("role", cases(ROLES, "examiner"))
def test_every_answer_is_as_described_in_every_role(office: Office, filed: list[str], described: Any, role: str):
    program = office.program(*filter(None, [role]), identifier="A-7", scopes=None if role else ("desk.home",))
    answered = set()
    for number, operation in enumerate(described.get_all_operations(), ROLES.index(role) * 100):
        answered |= ask(operation.ok(), program, office, filed[number % len(filed)], number)
    assert {200, 404 if role in {"agent", "reception"} else 403} <= answered


def ask(operation: Any, program: Program, office: Office, path: str, number: int) -> set[int]:
    """The statuses of the answers; `number` makes each role's questions others."""
    answered = set()

    @seed(number)
    @given(case=operation.as_strategy(), real=st.booleans())
    @BOUNDED
    def asked(case: Any, real: bool) -> None:
        if real:
            about(case, path, outlook(office.register, key_of(path)).version)
        bearer = {"Authorization": f"Bearer {program.token}"}
        answered.add(case.call_and_validate(checks=CHECKS, headers=bearer, timeout=60).status_code)

    asked()
    return answered


@pytest.fixture(scope="module")
def forms(office: Office, web_office: Any, site_of: Callable[..., Site]) -> Any:
    """The description of the routes that take forms: the desk shows it to nobody."""
    counter = Counter(office.register, OFFICE)
    site = create(site_of(web_office), staff=True, door=office.people.door, counter=counter)
    plain = FastAPI()
    for route in iter_route_contexts(site.routes):
        original = route.original_route
        if isinstance(original, APIRoute) and "POST" in (original.methods or ()):
            plain.add_api_route(str(route.path), original.endpoint, methods=["POST"])
    return schemathesis.openapi.from_dict(get_openapi(title="forms", version="1", routes=plain.routes))


@pytest.fixture(scope="module")
def browsers(office: Office) -> dict[str, tuple[httpx.Client, str]]:
    """A session in each role, with what its forms bring back."""
    found = {}
    for number, role in enumerate(ROLES):
        office.people.person(f"b{number}", *filter(None, [role]))
        browser = office.closing.enter_context(office.people.browser(f"b{number}"))
        found[role] = browser, office.people.csrf(browser)
    return found


@pytest.mark.parametrize("role", cases(ROLES, "examiner"))
def test_no_form_breaks_the_desk_in_any_role(
    office: Office, filed: list[str], forms: Any, browsers: dict[str, tuple[httpx.Client, str]], role: str
):
    browser, csrf = browsers[role]
    for operation in forms.get_all_operations():
        one = operation.ok()
        if not one.path.startswith("/sign-"):
            send(one, browser, csrf, filed[0], ROLES.index(role))


def send(operation: Any, browser: httpx.Client, csrf: str, path: str, number: int) -> None:
    @seed(number)
    @given(case=operation.as_strategy(), real=st.booleans())
    @BOUNDED
    def sent(case: Any, real: bool) -> None:
        if real:
            about(case, path, 0)
        answer = case.call(
            base_url=str(browser.base_url), headers={"X-CSRF-Token": csrf}, cookies=dict(browser.cookies), timeout=60
        )
        assert answer.status_code < 500, (case.as_curl_command(), answer.text)

    sent()


@pytest.mark.thorough
def test_signing_in_and_out_bear_whatever_is_sent(office: Office, forms: Any, browsers: Any):
    assert browsers  # all are signed in before the tries are counted
    for operation in forms.get_all_operations():
        if (one := operation.ok()).path.startswith("/sign-"):
            send(one, office.nobody(), "", "XB/tm/x", 0)
    assert office.nobody().get("/me").headers["content-type"] == problems.MEDIA_TYPE

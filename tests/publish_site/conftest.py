"""The gazettes of the tests and the sites made of them."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from opensearchpy import OpenSearch
from playwright.sync_api import Browser

from mappings.record import Kind
from publish_site.completeness import Unpublished
from tests.house.browser import opened
from tests.publish_site.made_up_gazette import HOUSE, Gazette, deployment, mark, two_issues


@pytest.fixture
def empty(engine_client: OpenSearch, office_code: str) -> Gazette:
    return deployment(engine_client, office_code)


@pytest.fixture
def make_mark() -> Callable[..., dict[str, Any]]:
    return mark


@pytest.fixture
def gazette(empty: Gazette) -> Gazette:
    return two_issues(empty)


@pytest.fixture(scope="session")
def built(engine_client: OpenSearch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Gazette, Path]]:
    """The gazette of two issues with the site made of it, for tests that change neither: copy the site to change it."""
    made = two_issues(deployment(engine_client, f"t{uuid.uuid4().hex[:10]}"))
    out = tmp_path_factory.mktemp("built") / "site"
    made.build("2026/02", out)
    yield made, out
    left = engine_client.indices.get(index=f"blazon-{made.deployment}-*")
    engine_client.indices.delete(index=",".join(sorted(left)))


ADDRESS = "https://gazette.blazonia.example/"
HOSTILE = '</script><b>"&\\,;\n'


@pytest.fixture(scope="session")
def reached(
    engine_client: OpenSearch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Gazette, Path, Path]]:
    """A gazette of three issues that is served at ADDRESS, built one after the other and all at once; no documents.

    In it a mark with a hostile name, a mark that changes its owner and a withdrawal; AURELIA is applied for in the
    first issue and registered in the second.
    """
    made = two_issues(deployment(engine_client, f"t{uuid.uuid4().hex[:10]}"))
    sold = mark("TM/2026/000002", "نجمة الصحراء")
    sold["parties"][0]["name"] = "Borealis Holding"
    made.publish("2026/03", "tm-registrations", "registration", sold)
    hostile = mark("TM/2026/000107", HOSTILE, classes=[{"number": "25", "goods": "Hats"}])
    hostile["parties"][0]["name"] = "Solo"
    made.publish("2026/03", "tm-applications", "application", hostile)
    hostile["parties"][0]["name"] = "Duo"
    made.publish("2026/03", "tm-changes", "change", hostile)
    event = {"date": "2026-03-10", "code": "TM085", "text": "Application withdrawn"}
    made.publish("2026/03", "tm-changes", "event", mark("TM/2026/000003", None), event=event)
    made.index()
    folder = tmp_path_factory.mktemp("reached")
    given = {
        "house": HOUSE.model_copy(update={"site_address": ADDRESS}),
        "numbers": unpublished,
        "documents": False,
        "workers": 0,
    }
    for issue in ("2026/01", "2026/02", "2026/03"):
        made.build(issue, folder / "grown", **given)
    made.build("2026/03", folder / "whole", **given)
    yield made, folder / "grown", folder / "whole"
    left = engine_client.indices.get(index=f"blazon-{made.deployment}-*")
    engine_client.indices.delete(index=",".join(sorted(left)))


def unpublished(issue: str) -> Iterator[Unpublished]:
    """What the register froze with each issue."""
    yield Unpublished(Kind.TRADEMARK, "TM/2026/000004", "unpublished" if issue < "2026/03" else "withdrawn")
    yield Unpublished(Kind.TRADEMARK, "TM/2026/000005", "unused")
    yield Unpublished(Kind.TRADEMARK, "TM/2026/000107", "unpublished")  # published since
    yield Unpublished(Kind.TRADEMARK, "TM/2026/000110", "public", "2026-01-09")
    yield Unpublished(Kind.PATENT, "PT/2025/000001", "unpublished")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The real browser."""
    with opened() as found:
        yield found

"""The desk whose door people sign in at, of the office that all page tests read."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from desk.web.site import Site
from registry import open_register
from tests.desk.desk_people import GRANTS, Desk, serving_people


@pytest.fixture
def desk(web_office: Any, site_of: Callable[..., Site], register_url: str) -> Iterator[Desk]:
    register = open_register(register_url)
    with serving_people(replace(site_of(web_office), grants=GRANTS), register) as served:
        yield served
    register.close()

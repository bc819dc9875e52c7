"""An open register for each test, and records to file."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mappings.record import Address, GoodsClass, Kind, Mark, Party, Record, Role
from registry import Register, open_register
from tests.demo_office import Day, opened

APPLICANT = Party(
    role=Role.APPLICANT,
    name="Ada Weber",
    natural_person=True,
    emails=("ada@example.org",),
    address=Address(lines=("Hauptstrasse 1",), city="Bern", postcode="3000", country="CH"),
)


@pytest.fixture
def register(register_url: str, tmp_path: Path) -> Iterator[Register]:
    plain = open_register(register_url, documents=tmp_path / "documents")
    yield plain
    plain.close()


@pytest.fixture
def clock() -> Day:
    """The office's, which stands at noon of 2 March 2026."""
    return Day()


@pytest.fixture
def office_register(register_url: str, tmp_path: Path, clock: Day) -> Iterator[Register]:
    """The demo office's, with its workflows, numbers and audiences."""
    with opened(register_url, tmp_path / "documents", clock) as register:
        yield register


@pytest.fixture
def mark() -> Callable[..., Record]:
    """Makes a trademark of the demo office; keywords replace fields."""

    def make(number: str = "to be given", **fields: Any) -> Record:
        base: dict[str, Any] = {
            "kind": Kind.TRADEMARK,
            "office": "XB",
            "application_number": number,
            "filing_date": dt.date(2026, 3, 1),
            "mark": Mark(verbal_element="ALPENGLUT", disclaimer="GLUT"),
            "parties": (APPLICANT,),
            "classes": (GoodsClass(number="25", goods="Clothing"), GoodsClass(number="9", goods="Software")),
        }
        return Record(**base | fields)

    return make

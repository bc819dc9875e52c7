"""An issue as CSV: what stands in a line, and that no cell is a formula."""

import csv
import datetime as dt
import io
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exchange.st96_tree import holdable
from exchange.table import COLUMNS, Line, guarded, rows, unguarded
from mappings.record import (
    Classification,
    GoodsClass,
    Kind,
    Mark,
    Party,
    Priority,
    Record,
    Role,
    Status,
    StatusGroup,
)

RECORD = Record(
    kind=Kind.TRADEMARK,
    office="XB",
    application_number="TM/2026/000001",
    registration_number="TM/R/000007",
    filing_date=dt.date(2026, 1, 5),
    status=Status(group=StatusGroup.REGISTERED, text="Registered"),
    mark=Mark(verbal_element='=HYPERLINK("x"), brew'),
    parties=(
        Party(role=Role.APPLICANT, name="Halvorsen Coffee Ltd"),
        Party(role=Role.HOLDER, name="Halvorsen & Söhne"),
        Party(role=Role.HOLDER, sequence=2, name="-Dash Ltd"),
        Party(role=Role.REPRESENTATIVE, name="Amina Okoye"),
    ),
    priorities=(Priority(office="IT", number="RM2025C1", date=dt.date(2025, 8, 1)), Priority(number="7")),
    classes=(GoodsClass(number="30"), GoodsClass(scheme="us", number="A")),
    classifications=(Classification(scheme="vienna", code="11.03.04"),),
)


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))


def test_a_line_says_what_was_published():
    event = {"code": "TM110", "text": "=Sold"}
    lines = [
        Line(RECORD, "registration", "tm-registrations", "ab" * 32, event),
        Line(RECORD.model_dump(mode="json"), "event"),
    ]
    content = list(rows(lines))
    assert all(line.endswith(b"\r\n") for line in content)
    head, first, second = read(b"".join(content))
    assert head == list(COLUMNS)
    assert dict(zip(head, first, strict=True)) == {
        "number": "TM/2026/000001",
        "kind": "tm",
        "stage": "registration",
        "part": "tm-registrations",
        "title": '\'=HYPERLINK("x"), brew',
        "filing_date": "2026-01-05",
        "registration_number": "TM/R/000007",
        "priority": "IT RM2025C1 2025-08-01; 7",
        "classes": "30; us A",
        "vienna": "11.03.04",
        "owners": "Halvorsen & Söhne; '-Dash Ltd",
        "representatives": "Amina Okoye",
        "status": "Registered",
        "event_code": "TM110",
        "event": "'=Sold",
        "root": "ab" * 32,
    }
    assert second[2:4] == ["event", ""]


def test_an_issue_without_publications_has_its_head():
    assert read(b"".join(rows([]))) == [list(COLUMNS)]


@given(st.text())
def test_no_cell_is_a_formula_and_every_text_comes_back(text: str):
    cell = guarded(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(cell) == holdable(text)


@given(st.lists(st.text(min_size=1).map(lambda text: f"x{text}"), min_size=1, max_size=3))
def test_any_text_stays_in_its_cell(names: list[str]):
    parties = tuple(Party(role=Role.HOLDER, sequence=place, name=text) for place, text in enumerate(names, 1))
    record = RECORD.model_copy(update={"parties": parties})
    _, line = read(b"".join(rows([Line(record, "registration")])))
    assert len(line) == len(COLUMNS)
    assert unguarded(line[10]) == "; ".join(holdable(party.name) for party in parties)


def cells(content: str, divider: str) -> list[str]:
    """The cells that a spreadsheet sees where that sign divides them, wherever it stands.
    Quotes at the beginning of one are taken away.
    """
    return [cell.strip().lstrip('"').lstrip() for line in re.split(r"[\r\n]", content) for cell in line.split(divider)]


@pytest.mark.parametrize("divider", [";", "\t"])
@given(text=st.text(alphabet=";\t\n\"' =+-@x", min_size=1))
@example(text="Foo;=cmd|' /C calc'!A0")
@example(text="Foo;\"=cmd|' /C calc'!A0;x")
def test_no_text_becomes_a_formula_where_another_sign_divides_cells(divider: str, text: str):
    record = RECORD.model_copy(update={"mark": Mark.model_construct(verbal_element=text)})
    assert unguarded(guarded(text)) == holdable(text)
    _, *lines = b"".join(rows([Line(record, "registration")])).decode().splitlines(keepends=True)
    written = "".join(lines)
    assert not [cell for cell in cells(written, divider)[1:] if cell.startswith(("=", "+", "-", "@"))]


def test_a_text_of_nothing_but_signs_that_divide_is_guarded_in_no_time():
    assert len(guarded(";\t" * 1_000_000)) == 2_000_000

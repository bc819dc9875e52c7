"""What came in on a day is found by index among many."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event, text

from registry import Register
from registry.receptions import receptions

ROWS = 20_000
FILL = (
    """
    insert into dossier
        (office, kind, number, filing_date, status_group, version, sequence, recorded_at, record, digest)
    select 'XB', 'tm', 'TM/' || n, date '2026-03-02' - n / 20, 'pending', 1, n, now(),
        '{"kind": "tm", "office": "XB", "application_number": "-"}', ''
    from generate_series(1, :rows) as n
    """,
    """
    insert into incoming
        (number, dossier_id, kind, digest, source, name, pages, bookmarks, audience, received_on, actor)
    select 'I/' || id, id, 'letter', '', '', '', 1, '{}', 'staff', filing_date, 'ada' from dossier
    """,
    "analyze dossier, incoming",
)


@pytest.fixture
def many(office_register: Register) -> Iterator[tuple[Register, list[str]]]:
    """Many rows, and how Postgres finds what the register asks for."""
    with office_register.session() as session:
        for statement in FILL:
            session.execute(text(statement), {"rows": ROWS})
    plans: list[str] = []

    def explained(_connection: Any, cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if "incoming i" in statement:
            cursor.execute(f"explain {statement}", parameters)
            plans.append("\n".join(row[0] for row in cursor.fetchall()))

    event.listen(office_register.engine, "before_cursor_execute", explained)
    yield office_register, plans
    event.remove(office_register.engine, "before_cursor_execute", explained)


def test_what_came_in_on_a_day_is_found_by_its_day(many: tuple[Register, list[str]]):
    register, plans = many
    found = receptions(register, dt.date(2026, 3, 1), limit=100)
    assert (found.total, {one.day for one in found.found}) == (40, {dt.date(2026, 3, 1)})
    assert len(plans) == 2
    for plan in plans:
        assert "dossier_filing_date_idx" in plan, plan
        assert "incoming_received_on_idx" in plan, plan

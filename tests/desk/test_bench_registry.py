"""What the bound of `blazon bench registry` writes bare is what the commands wrote, row by row."""

from itertools import chain

import psycopg
import pytest
from sqlalchemy import make_url

from desk.benchmarks import registry as measured
from desk.settings import OFFICES

TABLES = ("dossier", "fact", "event", "outbox", "act", "deadline", "request", "command", "series")


def contents(url: str) -> dict[str, list[tuple[str | None, ...]]]:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        rows = {table: measured._rows(connection, table) for table in TABLES}
    return {table: sorted((tuple(row.values()) for row in found), key=str) for table, found in rows.items()}


@pytest.mark.thorough
def test_the_bound_writes_the_rows_that_the_commands_wrote(register_url: str):
    with measured.database(register_url) as one, measured.database(register_url) as other:
        found = measured._officers(one, OFFICES / "demo", 3, 2, lambda: None)
        assert {name: len(taken) for name, taken in found.taken.items()} == dict.fromkeys(
            ("FileApplication", "Act", "FileRequest"), 6
        )
        written = measured.transactions(one)
        assert [len(of_one) for of_one in written] == [3] * (measured.WARM + 6)
        measured._bare(other, list(chain(*written)), lambda: None)
        kept = contents(one)
        assert contents(other) == kept
    assert all(kept.values())

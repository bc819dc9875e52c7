"""The fixtures that all rooms share keep their promises."""

import psycopg
import pytest
from opensearchpy import OpenSearch

seen: dict[str, str] = {}


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_has_a_migrated_register_of_its_own(register_url: str, turn: str):
    with psycopg.connect(register_url.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)
        connection.execute("CREATE TABLE left_behind (n int)")  # the second turn would fail if it were still there
    assert register_url not in seen.values()
    seen[turn] = register_url


def test_the_register_of_a_test_is_gone_after_it():
    for url in seen.values():
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            psycopg.connect(url.replace("+psycopg", ""))


@pytest.mark.parametrize("turn", ["third", "fourth"])
def test_each_test_has_an_index_prefix_of_its_own(engine_client: OpenSearch, office_code: str, turn: str):
    engine_client.indices.create(index=f"blazon-{office_code}-trademark-dossiers-1-20260101")
    assert office_code not in seen.values()
    seen[turn] = office_code


def test_the_indices_of_a_test_are_gone_after_it(engine_client: OpenSearch):
    prefixes = [seen[turn] for turn in ("third", "fourth") if turn in seen]
    assert not any(engine_client.indices.get(index=f"blazon-{prefix}-*") for prefix in prefixes)

"""Several statements in one way to the server and back: a command's time is mostly that of its ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

Statement = tuple[str, Mapping[str, Any]]


def pipelined(connection: Connection, statements: Sequence[Statement]) -> list[list[tuple[Any, ...]]]:
    """Runs the statements in their order, each on what those before it wrote; the rows of each, none where it has none.

    Errors are SQLAlchemy's, as of a statement that is run alone.
    """
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    try:
        with driver.pipeline():
            cursors = [driver.execute(text, given) for text, given in statements]
        return [cursor.fetchall() if cursor.description else [] for cursor in cursors]
    except psycopg.Error as error:
        if driver.closed:
            connection.invalidate(error)
        raise DBAPIError.instance(
            "; ".join(text for text, _ in statements), None, error, psycopg.Error, dialect=connection.dialect
        ) from error

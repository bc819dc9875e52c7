"""Several statements in one way to the server and back: a command's time is mostly that of its ways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

Statement = tuple[str, Mapping[str, Any]]
_LATER = "later"  # of a session's info


def pipelined(connection: Connection, statements: Sequence[Statement]) -> list[list[tuple[Any, ...]]]:
    """Runs the statements in their order, each on what those before it wrote; the rows of each, none where it has none.

    Errors are SQLAlchemy's, as of a statement that is run alone.
    """
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    try:
        with driver.pipeline() if len(statements) > 1 else nullcontext():
            cursors = [driver.execute(text, given) for text, given in statements]
        return [cursor.fetchall() if cursor.description else [] for cursor in cursors]
    except psycopg.Error as error:
        if driver.closed:
            connection.invalidate(error)
        raise DBAPIError.instance(
            "; ".join(text for text, _ in statements), None, error, psycopg.Error, dialect=connection.dialect
        ) from error


def later(session: Session, statements: Iterable[Statement]) -> None:
    """Keeps statements whose rows this transaction does not read, to go with what the command writes last."""
    session.info.setdefault(_LATER, []).extend(statements)


def kept(session: Session) -> list[Statement]:
    """The statements kept for later, each once."""
    found: list[Statement] = session.info.pop(_LATER, [])
    return found

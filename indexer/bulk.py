"""Writing to the engine: bulk requests, patience with an engine that is busy or gone, and reasons for what it refuses.

A request is answered operation by operation. Written, and *a newer version is there already*, are both fine: the
index holds what it should or more. *Too busy* and *no connection* are waited out, with longer and longer pauses;
writing again is harmless because versions are external. What the engine can never take is given back with its reason.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as EngineUnreachable
from opensearchpy.exceptions import TransportError

from indexer.errors import EngineLost, EngineRefuses, Stopped
from indexer.operations import Operation, requests

# 403 is the engine's answer while its disk is full and it takes no writes.
BLOCKED = "cluster_block_exception"
NO_INDEX = frozenset({"index_not_found_exception", "alias_not_found_exception"})
FIRST_PAUSE = 0.1  # seconds
LONGEST_PAUSE = 15.0
# The answer carries only what decides: positions tell which operation is meant.
_ANSWER = "errors,items.*.status,items.*.error.type,items.*.error.reason,items.*.error.caused_by.reason"


@dataclass(frozen=True)
class Refused:
    """An operation that the engine can never take, and why."""

    operation: Operation
    reason: str


@dataclass
class Patience:
    """How long to wait for an engine, when to give up, and whom to tell. `limit` in seconds; None is for ever."""

    limit: float | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    tell: Callable[[str], None] = lambda _message: None
    _since: float | None = None
    _pauses: int = 0

    def wait(self, problem: str) -> None:
        """Pauses after a failure. Raises EngineLost after `limit` seconds of failures, Stopped when told to end."""
        now = time.monotonic()
        if self._since is None:
            self._since = now
            self.tell(f"the engine does not take writes ({problem}); trying again until it does")
        if self.limit is not None and now - self._since > self.limit:
            raise EngineLost(f"no write was taken for {self.limit:g} s: {problem}")
        ceiling = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0**self._pauses)
        self._pauses = min(self._pauses + 1, 16)
        if self.stop.wait(ceiling * (0.5 + random.random() / 2)):
            raise Stopped("told to end while waiting for the engine")

    def succeeded(self) -> None:
        """A request went through: the next failure begins with a short pause again."""
        if self._since is not None:
            self.tell(f"the engine takes writes again after {time.monotonic() - self._since:.0f} s")
        self._since, self._pauses = None, 0


def write(client: OpenSearch, operations: Iterable[Operation], patience: Patience) -> list[Refused]:
    """Writes all operations; those the engine can never take come back with the reason.

    Raises EngineRefuses (indices missing, no permission), EngineLost and Stopped; nothing is lost by either, since
    whoever called has not marked the operations as done.
    """
    refused: list[Refused] = []
    for batch, body in requests(operations):
        _write(client, batch, body, patience, refused)
    return refused


def _write(client: OpenSearch, batch: list[Operation], body: bytes, patience: Patience, refused: list[Refused]) -> None:
    while batch:
        try:
            answer = _send(client, body)
        except _TooLarge as problem:
            if len(batch) == 1:
                refused.append(Refused(batch[0], str(problem)))
                return
            for operation in batch:
                for single, line in requests([operation]):
                    _write(client, single, line, patience, refused)
            return
        except _NotNow as problem:
            patience.wait(str(problem))
            continue
        if not answer.get("errors"):
            patience.succeeded()
            return
        again, trouble = _judge(batch, answer["items"], refused)
        if not again:
            patience.succeeded()
            return
        patience.wait(trouble)
        ((batch, body),) = requests(again, most=2**62)


def _judge(batch: list[Operation], items: list[Any], refused: list[Refused]) -> tuple[list[Operation], str]:
    """What to send again, and one reason for it; appends to `refused` what is never to be sent again."""
    again: list[Operation] = []
    problem = ""
    for operation, item in zip(batch, items, strict=True):
        status, error = item["index"]["status"], item["index"].get("error", {})
        if status < HTTPStatus.MULTIPLE_CHOICES or status == HTTPStatus.CONFLICT:  # written, or newer already
            continue
        reason = _reason(error)
        if error.get("type") in NO_INDEX:
            raise EngineRefuses(f"{operation.alias}: {reason}. `blazon index` makes what is missing when it starts.")
        if passing(status) or error.get("type") == BLOCKED:
            again.append(operation)
            problem = f"{status} {reason}"
        else:
            refused.append(Refused(operation, f"{status} {reason}"))
    return again, problem


def passing(status: int) -> bool:
    """Whether an answer with this status is the engine's own trouble, so that the same may go through later."""
    busy = status in (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)
    return busy or status >= HTTPStatus.INTERNAL_SERVER_ERROR


def _reason(error: dict[str, Any]) -> str:
    cause = (error.get("caused_by") or {}).get("reason")
    said = f"{error.get('type')}: {error.get('reason')}"
    return f"{said} ({cause})" if cause else said


class _NotNow(Exception):
    """The same request may go through later."""


class _TooLarge(Exception):
    """The engine takes no request of this size."""


def _send(client: OpenSearch, body: bytes) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = client.transport.perform_request(
            "POST",
            "/_bulk",
            params={"filter_path": _ANSWER, "require_alias": "true"},
            headers={"content-type": "application/x-ndjson"},
            body=body,
        )
    except EngineUnreachable as problem:  # no connection, or it broke, or nothing came in time
        raise _NotNow(f"{type(problem).__name__}: {problem.info}") from problem
    except TransportError as problem:
        status = problem.status_code
        if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            raise _TooLarge(f"413 a request of {len(body)} bytes is too large for the engine") from problem
        if isinstance(status, int) and passing(status):
            raise _NotNow(f"{status} {problem.error}") from problem
        raise EngineRefuses(f"{status} {problem.error}: {problem.info}") from problem
    return answer

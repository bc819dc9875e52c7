"""Mends what an audit found: writes what is missing or stale, removes what is surplus."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from opensearchpy import OpenSearch
from opensearchpy.exceptions import NotFoundError

from indexer import bulk, turns
from indexer.audit import Audit, Auditor, Difference
from indexer.errors import RegisterLost
from indexer.operations import Operation

TRIES = 10
FORGETTING_SECONDS = 0.3  # the engine's clock for what it forgets moves every 0.2 s
# How long the engine remembers the version of a deleted document; nothing lower is taken meanwhile.
_REMEMBERED = "index.gc_deletes"


def repair(auditor: Auditor, found: Audit, patience: bulk.Patience) -> list[bulk.Refused]:
    """Mends every difference as far as the engine takes it; what it does not take comes back. Audit again after it.

    Followers pause meanwhile: a document that is ahead of the register must not be one that they have just written.
    Raises RegisterLost when a follower is writing all the time.
    """
    with auditor.register.session() as turn:
        if not turns.take_alone(turn):
            raise RegisterLost("a follower was writing all the time; end it, then audit again")
        wrong = auditor.again(found.differences)
        forgetful = sorted({d.alias for d in wrong if d.operation and (d.fault == "missing" or _ahead(d))})
        with ExitStack() as settings:
            for alias in forgetful:
                settings.enter_context(_forgetting(auditor.client, alias))
            for difference in wrong:
                if difference.fault == "surplus" or _ahead(difference):
                    _delete(auditor.client, difference.alias, difference.id)
            for _ in range(TRIES if forgetful else 1):
                for alias in forgetful:
                    auditor.client.indices.refresh(index=alias)
                refused = bulk.write(auditor.client, [_at(d) for d in wrong if d.operation], patience)
                wrong = auditor.again(wrong)
                if not wrong or refused:
                    break
                time.sleep(FORGETTING_SECONDS)
            return refused


def _ahead(difference: Difference) -> bool:
    """The stored version is higher than the register's: the register was set back to an older state."""
    operation, version = difference.operation, difference.version
    return operation is not None and version is not None and version > operation.version


def _at(difference: Difference) -> Operation:
    assert difference.operation is not None
    return difference.operation._replace(alias=difference.alias)


@contextmanager
def _forgetting(client: OpenSearch, alias: str) -> Iterator[None]:
    """Lets the engine forget the versions of deleted documents at its next refresh, so that lower ones are taken."""
    before = client.indices.get_settings(index=alias, name=_REMEMBERED, flat_settings=True)
    kept = next((about["settings"].get(_REMEMBERED) for about in before.values()), None)
    client.indices.put_settings(index=alias, body={_REMEMBERED: "0s"})
    try:
        yield
    finally:
        client.indices.put_settings(index=alias, body={_REMEMBERED: kept})


def _delete(client: OpenSearch, alias: str, identifier: str) -> None:
    try:
        client.delete(index=alias, id=identifier)
    except NotFoundError:
        return

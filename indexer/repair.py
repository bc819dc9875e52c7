"""Mends what an audit found: writes what is missing or stale, removes what is surplus."""

from __future__ import annotations

from opensearchpy import OpenSearch
from opensearchpy.exceptions import NotFoundError

from indexer import bulk, turns
from indexer.audit import Audit, Auditor, Difference
from indexer.errors import RegisterLost
from indexer.operations import Operation

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
        client = auditor.client
        ahead = [d for d in wrong if d.operation and d.version is not None and d.version > d.operation.version]
        for alias in sorted({difference.alias for difference in ahead}):
            _forget(client, alias, [difference.id for difference in ahead if difference.alias == alias])
        for difference in wrong:
            if difference.fault == "surplus":
                _delete(client, difference.alias, difference.id)
        return bulk.write(client, [_at(d) for d in wrong if d.operation], patience)


def _at(difference: Difference) -> Operation:
    assert difference.operation is not None
    return difference.operation._replace(alias=difference.alias)


def _forget(client: OpenSearch, alias: str, ids: list[str]) -> None:
    """Removes documents with their versions: the register was set back, and lower versions must be taken again."""
    before = client.indices.get_settings(index=alias, name=_REMEMBERED, flat_settings=True)
    kept = next((about["settings"].get(_REMEMBERED) for about in before.values()), None)
    client.indices.put_settings(index=alias, body={_REMEMBERED: "0s"})
    try:
        for identifier in ids:
            _delete(client, alias, identifier)
        client.indices.refresh(index=alias)
    finally:
        client.indices.put_settings(index=alias, body={_REMEMBERED: kept})


def _delete(client: OpenSearch, alias: str, identifier: str) -> None:
    try:
        client.delete(index=alias, id=identifier)
    except NotFoundError:
        return

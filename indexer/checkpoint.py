"""The checkpoint: up to which sequence the indices are complete, kept in the engine beside them.

It is written after everything below its sequence has become searchable, so that an answer never says more than it
saw. An older checkpoint that comes late is still true, only less: two followers need not agree on an order.
"""

from __future__ import annotations

import datetime as dt

from opensearchpy import OpenSearch
from opensearchpy.exceptions import NotFoundError

from indexer.generations import collections
from mappings import names
from mappings.document import AsOf
from registry import outbox
from registry.database import Register


def read(client: OpenSearch, deployment: str, *, public: bool) -> AsOf | None:
    """The checkpoint as the staff's or the public's readers see it; None before the first."""
    try:
        found = client.get(index=names.state(deployment, public=public), id=names.AS_OF)
    except NotFoundError:
        return None
    return AsOf.model_validate(found["_source"])


def take(register: Register, client: OpenSearch, deployment: str) -> AsOf:
    """Reads from the register how far everything is marked, makes it searchable, and says so to both readers.

    The public hears of those gaps alone that concern published dossiers.
    """
    with register.session() as session:
        # one snapshot for both: a note that is released between the two would be in neither
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        sequence, gaps = outbox.complete_to(session), outbox.gaps(session)
    client.indices.refresh(index=",".join(names.alias(deployment, *which) for which in collections()))
    at = dt.datetime.now(dt.UTC)
    for public in (True, False):
        named = sorted(gap.key.id for gap in gaps if gap.published or not public)
        as_of = AsOf(sequence=sequence, at=at, gaps=tuple(named))
        client.index(index=names.state(deployment, public=public), id=names.AS_OF, body=as_of.model_dump(mode="json"))
    return as_of

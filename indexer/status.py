"""How the indices stand: complete up to where, what waits, what was set aside, what lies on the engine."""

from __future__ import annotations

import datetime as dt

from opensearchpy import OpenSearch
from pydantic import BaseModel, ConfigDict

from indexer import checkpoint, generations
from indexer.audit import counted
from mappings.document import AsOf
from registry import outbox
from registry.database import Register


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GapStatus(_Said):
    """A dossier that could not be indexed, and why."""

    id: str
    version: int
    sequence: int
    reason: str
    since: dt.datetime
    published: bool


class IndexStatus(_Said):
    """One generation that answers. `documents` counts tombstones, and of nested goods nothing."""

    alias: str
    index: str
    documents: int


class IndexerStatus(_Said):
    """The answer of `blazon index status`. `as_of` is None before the first checkpoint."""

    deployment: str
    as_of: AsOf | None
    register_complete_to: int  # what a checkpoint would say now
    pending: int  # notes that wait or are being worked on
    lag_seconds: float  # age of the oldest of them
    gaps: tuple[GapStatus, ...]
    indices: tuple[IndexStatus, ...]
    leftovers: tuple[str, ...]  # of a rebuild that was broken off, or is under way

    @property
    def well(self) -> bool:
        """Everything is there and nothing was set aside; that something waits is no fault."""
        return self.as_of is not None and not self.gaps


def status(register: Register, client: OpenSearch, deployment: str) -> IndexerStatus:
    """Reads only. EngineRefuses when an alias stands for more than one index."""
    with register.session() as session:
        complete_to, gaps = outbox.complete_to(session), outbox.gaps(session)
        pending, lag = outbox.pending_count(session), outbox.lag(session)
    standing = generations.standing_generations(client, deployment)
    return IndexerStatus(
        deployment=deployment,
        as_of=checkpoint.read(client, deployment, public=False),
        register_complete_to=complete_to,
        pending=pending,
        lag_seconds=round(lag.total_seconds(), 3),
        gaps=tuple(
            GapStatus(
                id=gap.key.id,
                version=gap.version,
                sequence=gap.sequence,
                reason=gap.reason,
                since=gap.since,
                published=gap.published,
            )
            for gap in gaps
        ),
        indices=tuple(
            IndexStatus(alias=alias, index=index, documents=counted(client.count(index=alias), alias))
            for alias, index in sorted(standing.items())
        ),
        leftovers=tuple(generations.leftovers(client, deployment)),
    )

"""The settings of the indexer, read once at the edge and passed in."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from mappings.indices import Layout


class IndexerSettings(BaseSettings):
    """How the index is laid out, and how the follower works."""

    model_config = SettingsConfigDict(frozen=True, env_prefix="BLAZON_INDEXER_")

    batch: int = Field(default=500, ge=1, le=10_000, description="How many dossiers are claimed at once.")
    poll_seconds: float = Field(
        default=5.0, gt=0, description="How often the outbox is looked at when no notification wakes the follower."
    )
    lease_seconds: float = Field(
        default=30.0, ge=1, description="How long claimed notes wait for a follower that was killed."
    )
    checkpoint_seconds: float = Field(
        default=0.3,
        ge=0,
        description="The shortest time between two checkpoints; each makes what is written searchable.",
    )
    patience_seconds: float = Field(
        default=120.0, gt=0, description="How long `--once`, rebuild and audit wait for an engine that is busy or gone."
    )
    shards: int = Field(default=1, ge=1, description="Shards of a new index.")
    replicas: int = Field(default=0, ge=0, description="Copies of each shard; a cluster wants one.")
    refresh: str = Field(
        default="5s", description="The engine's own refresh interval; checkpoints refresh sooner while there is work."
    )

    @property
    def layout(self) -> Layout:
        return Layout(shards=self.shards, replicas=self.replicas, refresh=self.refresh)

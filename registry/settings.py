"""The settings of the register, read once at the edge and passed in."""

from __future__ import annotations

import datetime as dt

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class RegistrySettings(BaseSettings):
    """How a process holds the register's database; where it is, `BLAZON_REGISTRY_URL` says."""

    model_config = SettingsConfigDict(frozen=True, env_prefix="BLAZON_REGISTRY_")

    connections: int = Field(default=5, ge=1, description="Connections one process keeps open; five more when busy.")
    statement_seconds: float = Field(
        default=120.0, gt=0, description="A statement that takes longer is cancelled by the database."
    )
    lock_seconds: float = Field(default=30.0, gt=0, description="How long a command waits for another one's lock.")

    @property
    def statement(self) -> dt.timedelta:
        return dt.timedelta(seconds=self.statement_seconds)

    @property
    def lock(self) -> dt.timedelta:
        return dt.timedelta(seconds=self.lock_seconds)

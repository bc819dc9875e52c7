"""The settings of the register, read once at the edge and passed in."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class RegistrySettings(BaseSettings):
    """Where the register's database and its documents are."""

    model_config = SettingsConfigDict(frozen=True, env_prefix="BLAZON_REGISTRY_")

    url: str = Field(description="The Postgres database: postgresql://user:password@host:port/name.")
    documents: Path | None = Field(
        default=None, description="Folder of the content-addressed store; back it up together with the database."
    )
    connections: int = Field(default=5, ge=1, description="Connections one process keeps open at most.")
    statement_seconds: float = Field(
        default=120.0, gt=0, description="A statement that takes longer is cancelled by the database."
    )
    lock_seconds: float = Field(default=30.0, gt=0, description="How long a command waits for another one's lock.")

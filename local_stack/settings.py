"""The settings of the local stack, read once at the edge and passed in."""

from pathlib import Path
from typing import Annotated

import platformdirs
from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

AbsolutePath = Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())]


class StackSettings(BaseSettings):
    """Where the stack keeps its state, which servers it starts, and which it finds elsewhere.

    The variables shared with the rest of Blazon are `BLAZON_HOME`, `BLAZON_REGISTRY_URL` and
    `BLAZON_ENGINE_URL|USER|PASSWORD|CA`; those of the stack alone begin with `BLAZON_STACK_`.
    """

    model_config = SettingsConfigDict(
        frozen=True, env_prefix="BLAZON_STACK_", env_ignore_empty=True, populate_by_name=True, validate_default=True
    )

    home: AbsolutePath = Field(
        default_factory=lambda: platformdirs.user_data_path("blazon", appauthor=False),
        validation_alias="BLAZON_HOME",
        description="Folder of all state: database, index, logs.",
    )
    registry_url: str | None = Field(
        default=None,
        validation_alias="BLAZON_REGISTRY_URL",
        description="A Postgres elsewhere; when set, none is started here.",
    )
    engine_url: str | None = Field(
        default=None,
        validation_alias="BLAZON_ENGINE_URL",
        description="An OpenSearch server or cluster elsewhere; when set, none is started here.",
    )
    engine_user: str | None = Field(
        default=None, validation_alias="BLAZON_ENGINE_USER", description="Who asks a secured engine."
    )
    engine_password: SecretStr | None = Field(
        default=None, validation_alias="BLAZON_ENGINE_PASSWORD", description="The password of that user."
    )
    engine_ca: AbsolutePath | None = Field(
        default=None,
        validation_alias="BLAZON_ENGINE_CA",
        description="File with the certificate authority of the engine, when it is a private one.",
    )

    cache: AbsolutePath = Field(
        default_factory=lambda: platformdirs.user_cache_path("blazon", appauthor=False),
        description="Folder of the engine's jars, shared by all homes of one person.",
    )
    java_home: AbsolutePath | None = Field(
        default=None, description="A Java of version 21 or later, taken before the one that was installed with Blazon."
    )
    system_java_home: AbsolutePath | None = Field(
        default=None,
        validation_alias="JAVA_HOME",
        description="The machine's Java, taken when the one installed with Blazon is missing.",
    )
    heap_initial: str = Field(
        default="256m", pattern=r"^[1-9][0-9]*[mg]$", description="The engine's heap at the start."
    )
    heap: str = Field(default="1g", pattern=r"^[1-9][0-9]*[mg]$", description="The engine's largest heap.")
    fast_start: bool = Field(
        default=False, description="Compile less in the engine: starts sooner, searches somewhat slower."
    )
    fsync: bool = Field(
        default=True, description="Postgres waits for the disk. Only throw-away data may do without: tests turn it off."
    )
    start_seconds: float = Field(default=120.0, gt=0, description="How long a server may take to start.")
    stop_seconds: float = Field(
        default=30.0, gt=0, description="How long a server may take to stop before it is killed."
    )
    account: str = Field(
        default="blazon",
        pattern=r"^[a-z_][a-z0-9_-]{0,31}$",
        description="The system account that runs both servers when root starts them; made when missing.",
    )

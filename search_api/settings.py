"""What the search API is told at its edge: where the engine is, as whom it reads, and how much one request may ask."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from mappings.engine import EngineSettings
from similarity.phonetics.readers import USUAL
from similarity.says.voices import USUAL as USUAL_VOICES

SHORTEST_TOKEN = 20  # characters; 20 random letters and digits hold 119 bits


class SearchSettings(BaseSettings):
    """`BLAZON_SEARCH_*`. Two credentials: the public routes never hold the staff's."""

    model_config = SettingsConfigDict(env_prefix="BLAZON_SEARCH_", frozen=True, extra="forbid")

    deployment: str = Field(
        pattern=r"^[A-Za-z0-9]{1,32}$", description="the deployment's code, as it stands in the names of the indices"
    )
    engine_url: str = Field(description="address of OpenSearch")
    engine_ca: Path | None = Field(default=None, description="certificate of a private authority, PEM")
    engine_user: str | None = Field(default=None, description="user of the engine that may read the staff's indices")
    engine_password: SecretStr | None = Field(default=None, description="its password")
    public_user: str | None = Field(
        default=None, description="user of the engine that may read the public indices and nothing else"
    )
    public_password: SecretStr | None = Field(default=None, description="its password")
    staff_token: SecretStr | None = Field(
        default=None,
        description=f"bearer token of the staff routes where the API is served alone, at least {SHORTEST_TOKEN} "
        "characters; else there are none. `blazon serve` refuses it: there a token is asked for at `/oauth/token`",
    )
    registers: tuple[str, ...] = Field(
        default=(), description='rights of the registers that the office declares, as JSON, such as `["gi"]`'
    )
    strategies: Path | None = Field(
        default=None,
        description="folder of the office's similarity strategies; without it there is no similarity search",
    )
    logo_strategies: Path | None = Field(
        default=None,
        description="folder of the office's strategies for pictures; left out, the folder `logos` within that of "
        "`strategies`, and where there is none no pictures are compared",
    )
    heard_in: tuple[str, ...] = Field(
        default=USUAL,
        description="languages in which marks are read aloud, as JSON; those with which the index was built",
    )
    phonetics: Path | None = Field(default=None, description="folder of the office's own rules for these languages")
    meanings: Path | None = Field(default=None, description="the office's table of words that mean the same, CSV")
    languages: tuple[str, ...] = Field(
        default=USUAL_VOICES,
        min_length=1,
        description="languages in which evidence is said, as JSON; the first is used when none is asked for",
    )
    says: Path | None = Field(default=None, description="folder of the office's own texts of the evidence, YAML")
    words: Path | None = Field(default=None, description="the office's small words and weak words, YAML")
    pictures: Path | None = Field(default=None, description="the office's table of words and Vienna codes, CSV")
    wordnet: Path | None = Field(
        default=None, description="folder of WordNet's index and data files, for words that mean the same"
    )
    goods: Path | None = Field(default=None, description="folder of the office's tables of goods and services")
    strategy: str = Field(default="verbal", description="the strategy of a request that names none")
    logo_strategy: str = Field(default="logo", description="the same for pictures")
    timeout: float = Field(default=5.0, gt=0, le=60, description="seconds the engine has for one request")
    # FastAPI answers 40 requests at a time from its thread pool: with fewer connections they would wait for each other.
    connections: int = Field(default=40, ge=1, le=200, description="connections to the engine that are kept open")
    page_size: int = Field(default=25, ge=1, description="results on a page when the request does not say")
    page_size_limit: int = Field(default=100, ge=1, le=1_000, description="the most results a request may ask for")
    similar_limit: int = Field(default=200, ge=1, le=1_000, description="the most hits of one similarity search")
    remembered: int = Field(
        default=1_000_000,
        ge=0,
        description="marks of which each reader keeps in memory what is heard of them, about 1 kB a mark, for "
        "a time twice that while many are written again; with 0 every search reads its candidates from the engine",
    )
    looked_at: int = Field(
        default=2,
        ge=1,
        le=64,
        description="pictures of requests that are examined at once, each in a process of its own",
    )
    lag_limit: float = Field(default=60.0, gt=0, description="seconds; an older checkpoint is called late by /health")

    @model_validator(mode="after")
    def _credentials(self) -> Self:
        if self.engine_user and not self.public_user:
            raise ValueError(
                "engine_user is set and public_user is not: the public routes read with a credential of their own; "
                "make a user of the engine that may read the public indices alone and set BLAZON_SEARCH_PUBLIC_USER "
                "and BLAZON_SEARCH_PUBLIC_PASSWORD"
            )
        if self.engine_user and self.engine_user == self.public_user:
            raise ValueError("public_user is the staff's user: the public needs a credential of its own")
        if self.staff_token is not None and len(self.staff_token.get_secret_value()) < SHORTEST_TOKEN:
            raise ValueError(
                f"staff_token has fewer than {SHORTEST_TOKEN} characters: make BLAZON_SEARCH_STAFF_TOKEN a random one"
            )
        if self.page_size > self.page_size_limit:
            raise ValueError("page_size is above page_size_limit")
        return self

    def public_engine(self) -> EngineSettings:
        """As whom the public routes read."""
        return self._engine(self.public_user, self.public_password)

    def staff_engine(self) -> EngineSettings:
        """As whom the staff routes read."""
        return self._engine(self.engine_user, self.engine_password)

    def _engine(self, user: str | None, password: SecretStr | None) -> EngineSettings:
        return EngineSettings(
            url=self.engine_url, user=user, password=password, ca=self.engine_ca, timeout=self.timeout
        )

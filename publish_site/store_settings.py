"""Who asks an object store, by the variables that the tools of S3 have in common."""

from __future__ import annotations

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class StoreSettings(BaseSettings):
    """Read once by `blazon publish deploy`. Secrets are handed to the client alone."""

    model_config = SettingsConfigDict(env_prefix="AWS_", frozen=True, extra="ignore")

    access_key_id: SecretStr | None = Field(default=None, description="the key of who may write to the bucket")
    secret_access_key: SecretStr | None = Field(default=None, description="its secret")
    session_token: SecretStr | None = Field(default=None, description="for a key that is lent for some hours")
    region: str = Field(default="us-east-1", description="where the bucket is; many stores do not care")
    endpoint_url: str | None = Field(default=None, description="a store elsewhere than at Amazon: its address")
    web_identity_token_file: str | None = Field(
        default=None, description="a token that stands for a role (with AWS_ROLE_ARN), instead of a key"
    )

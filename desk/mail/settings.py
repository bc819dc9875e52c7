"""The office's mail server, read once at the edge and passed in."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class MailSettings(BaseSettings):
    """Read from `BLAZON_MAIL_*`."""

    model_config = SettingsConfigDict(env_prefix="BLAZON_MAIL_", frozen=True)

    host: str | None = Field(default=None, description="the mail server; without one e-mails stay queued")
    port: int = Field(default=587, ge=1, le=65535, description="its port")
    security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="how the connection is protected; `none` only on a network that is the office's"
    )
    ca: Path | None = Field(
        default=None, description="file of the authority that its certificate is from; the system's when left out"
    )
    user: str | None = Field(default=None, description="the account to sign in with")
    password_file: Path | None = Field(default=None, description="file with its password")
    sender: str = Field(
        default="office@localhost",
        pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$",
        description="the address that e-mails come from; what stands behind the @ is in every Message-ID",
    )
    seconds: float = Field(default=60.0, gt=0, le=600, description="how long the mail server may take for an answer")

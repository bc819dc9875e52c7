"""The desk's settings: which office this is, and where it serves."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

OFFICES = Path(__file__).resolve().parent.parent / "offices"


class DeskSettings(BaseSettings):
    """Read from `BLAZON_DESK_*` once, at the edge."""

    model_config = SettingsConfigDict(env_prefix="BLAZON_DESK_", frozen=True)

    address: str | None = Field(
        default=None,
        pattern=r"^https?://[^/?#\s]+$",
        description="the site's address as browsers and programs know it, such as `https://register.office.example`; "
        "with https, cookies and pages are for https alone",
    )
    office: Path = Field(default=OFFICES / "demo", description="folder of the office's own configuration")
    deployment: str | None = Field(
        default=None,
        pattern=r"^[a-z][a-z0-9]{0,19}$",
        description="name of this deployment in index names; the office's code in lower case when left out",
    )
    documents: Path | None = Field(
        default=None, description="folder of the document store; `documents` below BLAZON_HOME when left out"
    )
    fonts: Path | None = Field(
        default=None,
        description="folder of TrueType or OpenType fonts for scripts that the gazette's PDF could not print else",
    )
    gazette: Path | None = Field(
        default=None, description="folder of the built gazette; `gazette` below BLAZON_HOME when left out"
    )
    health_seconds: float = Field(
        default=5.0, gt=0, le=60, description="how long a probe of `blazon health` may take before it counts as hung"
    )
    host: str = Field(default="127.0.0.1", description="address to serve on")
    hosts: tuple[str, ...] = Field(
        default=("*",), description='names by which the site may be asked for, as JSON: `["register.office.example"]`'
    )
    keys: Path | None = Field(
        default=None, description="folder of the gazette's keys; `keys` below BLAZON_HOME when left out"
    )
    keys_passphrase_file: Path | None = Field(
        default=None,
        description="file with the passphrase of the private keys; they are kept as they are when left out",
    )
    letters_key: Path | None = Field(
        default=None,
        description="PKCS#12 file of the RSA key and certificate that sign the office's letters; `letters.p12` below "
        "BLAZON_HOME when left out",
    )
    letters_key_passphrase_file: Path | None = Field(
        default=None, description="file with the passphrase of that file; it has none when left out"
    )
    log_bytes: int = Field(
        default=5_000_000, ge=10_000, description="how long the office's own log may grow before it is set aside"
    )
    log_files: int = Field(default=5, ge=1, le=100, description="how many of those set aside are kept")
    logs: Path | None = Field(
        default=None, description="folder of the office's own log; `logs` below BLAZON_HOME when left out"
    )
    ocr: Path | None = Field(
        default=None, description="the program Tesseract, to read the words in pictures that are searched by"
    )
    ocr_languages: str = Field(
        default="eng", pattern=r"^[A-Za-z_]+(\+[A-Za-z_]+)*$", description="what it reads, as it says itself: `eng+fra`"
    )
    people_key: Path | None = Field(
        default=None,
        description="file of the key that seals people's second factors; `people.key` below BLAZON_HOME when left out",
    )
    provider_client: str | None = Field(default=None, description="the office's client id at the provider")
    provider_issuer: str | None = Field(
        default=None, description="issuer of an OpenID Connect provider by which people may sign in too"
    )
    provider_secret_file: Path | None = Field(
        default=None, description="file with the office's client secret at the provider"
    )
    session_hours: float = Field(default=10.0, gt=0, le=24, description="how long a person stays signed in, in all")
    session_idle_minutes: float = Field(
        default=30.0, gt=0, le=720, description="how long a person stays signed in who asks for nothing"
    )
    port: int = Field(default=8000, ge=0, le=65535, description="port to serve on; the next free one when taken")

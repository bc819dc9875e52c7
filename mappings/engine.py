"""The one place that opens an OpenSearch client.

The embedded node, one server and a cluster differ by their URL alone. Whoever reads for the public gets
settings with a credential of its own; nothing here reads the environment.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import orjson
from opensearchpy import JSONSerializer, OpenSearch
from pydantic import BaseModel, ConfigDict, SecretStr

Body: TypeAlias = dict[str, Any]


class EngineSettings(BaseModel):
    """Where the engine is and who asks. `timeout` is in seconds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str
    user: str | None = None
    password: SecretStr | None = None
    ca: Path | None = None
    timeout: float = 30.0


class _Orjson(JSONSerializer):
    """JSON by orjson: bulk requests spend a third of their time in the standard library's encoder otherwise."""

    def dumps(self, data: Any) -> Any:
        return data if isinstance(data, str | bytes) else orjson.dumps(data).decode()

    def loads(self, s: Any) -> Any:
        return orjson.loads(s)


def connect(settings: EngineSettings, *, connections: int = 10) -> OpenSearch:
    """A client. It opens no connection before the first request and never sends a request twice."""
    secret = (settings.user, settings.password.get_secret_value()) if settings.user and settings.password else None
    return OpenSearch(
        [settings.url],
        http_auth=secret,
        use_ssl=settings.url.startswith("https://"),
        verify_certs=True,
        ca_certs=str(settings.ca) if settings.ca else None,
        timeout=settings.timeout,
        max_retries=0,
        pool_maxsize=connections,
        serializer=_Orjson(),
    )


class Lacking(NamedTuple):
    """Why an answer to a search is not the whole answer. Counts are of shards; none at all answered nothing."""

    timed_out: bool
    failed: int
    total: int

    def __str__(self) -> str:
        return "it ran out of time" if self.timed_out else f"{self.failed} of {self.total} shards failed"


def lacking(answer: Body) -> Lacking | None:
    """What a search's answer lacks, None when it is whole. A part is never shown as if it were all."""
    shards = answer["_shards"]
    found = Lacking(bool(answer.get("timed_out")), shards["failed"], shards["total"])
    return found if found.timed_out or found.failed or not found.total else None

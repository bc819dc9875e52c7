"""Every document of an index at one moment, page by page: a point in time of the engine, in the order it keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from opensearchpy import OpenSearch

from mappings.engine import Body, Lacking, lacking

PAGE = 5_000
KEEP = "5m"


class IncompleteScan(Exception):
    """A page came without all its shards: what was read is not all there is."""

    def __init__(self, alias: str, what: Lacking) -> None:
        super().__init__(f"{alias}: {what}. Look at `blazon stack status`, then try again.")


def scan(client: OpenSearch, alias: str, asked: Body, page: int = PAGE) -> Iterator[dict[str, Any]]:
    """Each hit. `asked` is what of a search body concerns the hits: query, _source, docvalue_fields. IncompleteScan."""
    pit = client.create_pit(index=alias, params={"keep_alive": KEEP})["pit_id"]
    body: Body = {
        **asked,
        "size": page,
        "pit": {"id": pit, "keep_alive": KEEP},
        "sort": ["_shard_doc"],
        "track_total_hits": False,
    }
    try:
        while True:
            answer = client.search(body=body, params={"allow_partial_search_results": "false", "request_timeout": 60})
            if missing := lacking(answer):
                raise IncompleteScan(alias, missing)
            hits = answer["hits"]["hits"]
            if not hits:
                return
            yield from hits
            body["search_after"] = hits[-1]["sort"]
    finally:
        client.delete_pit(body={"pit_id": [pit]})

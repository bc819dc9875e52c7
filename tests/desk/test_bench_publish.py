"""`blazon bench publish` measures a build, its bound and an issue of a few events, and leaves nothing behind."""

import json
from typing import Any

from desk.cli.context import open_context


def test_the_gazette_is_measured(blazon: Any):
    found = json.loads(blazon("bench", "publish", "--applications", "120", "--json").stdout)
    assert (found["applications"], found["incremental"]["events"]) == (120, 50)
    assert found["pages"] > 2 * 120
    assert found["files"] > found["pages"]
    assert found["ratio_to_bound"] == round(found["pages_per_second"] / found["bound_pages_per_second"], 3)
    assert found["peak_bytes"] > 0
    with open_context() as context:
        assert not context.engine.indices.get(index="blazon-bench*")

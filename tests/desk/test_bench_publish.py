"""`blazon bench publish` measures a build, its bound and an issue of a few events, and leaves nothing behind."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from desk.benchmarks import hugo
from desk.cli.context import open_context


@pytest.mark.thorough
def test_the_gazette_is_measured(blazon: Any):
    found = json.loads(blazon("bench", "publish", "--applications", "120", "--json").stdout)
    assert (found["applications"], found["incremental"]["events"]) == (120, 50)
    assert found["pages"] > 2 * 120
    assert found["files"] > found["pages"]
    printed = found["pages_per_second"] / found["bound_pages_per_second"]
    assert found["ratio_to_bound"] == pytest.approx(printed, abs=0.001)  # each of the three is printed rounded
    assert found["peak_bytes"] > 0
    assert (found["hugo"] is None) == (shutil.which(hugo.PROGRAM) is None)
    with open_context() as context:
        assert not context.engine.indices.get(index="blazon-bench*")


@pytest.mark.skipif(shutil.which(hugo.PROGRAM) is None, reason="Hugo is not installed")
def test_hugo_renders_pages_of_the_length_given(tmp_path: Path):
    pages = [b"<p>" + b"one " * 300 + b"</p>", b"<p>" + b"two " * 900 + b"</p>"]
    found = hugo.measured(pages, 30, tmp_path / "site")
    assert found is not None
    assert found["pages_per_second"] > 0
    assert found["peak_bytes"] > 0
    written = sorted((tmp_path / "site" / "public").rglob("*.html"))
    assert len(written) == 30
    assert pages[1] in written[1].read_bytes()

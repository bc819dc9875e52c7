"""The pictures of the docs: every kind of page at each width and on paper, small enough to keep."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.publish_site.photographs import LARGEST, SCREENS, SHEET, pages, take

TAKEN = ("trademark", "verify")  # of the kinds of pages, which are taken alike


@pytest.mark.thorough
def test_every_kind_of_page_is_taken_at_each_width_and_on_paper(
    built: tuple[Any, Path], browser: Browser, tmp_path: Path
):
    site = built[1]
    chosen = pages(site)
    assert chosen == {
        "front": "index.html",
        "issue": "issues/2026/02/index.html",
        "trademark": "tm/2026/000001/index.html",  # published twice
        "patent": "pt/2026/000045/index.html",
        "design": "ds/2026/000007/index.html",
        "difference": "tm/2026/000001/2/since/1/index.html",
        "verify": "verify/index.html",
    }
    taken = {path.name for path in take(site, tmp_path, browser, {kind: chosen[kind] for kind in TAKEN})}
    assert taken == {f"gazette-{kind}{suffix}.png" for kind in TAKEN for suffix in (*SCREENS, "-print")}
    for kind in TAKEN:
        for suffix, size in (SCREENS | {"-print": SHEET}).items():
            path = tmp_path / f"gazette-{kind}{suffix}.png"
            with Image.open(path) as image:
                assert (image.size, image.mode) == (size, "P")
                assert len(image.getcolors() or ()) > 3
            assert path.stat().st_size < LARGEST

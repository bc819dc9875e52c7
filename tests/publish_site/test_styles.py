"""Style sheet and scripts are named by their hash, and those of a release stay on every site."""

import re
import shutil
from pathlib import Path
from typing import Any

from lxml import html

from publish_site import headers, styles

ROOT = Path(__file__).parents[2]


def test_pages_name_the_style_sheet_and_the_scripts_by_their_hash(built: tuple[Any, Path]):
    site = built[1]
    for path in ("index.html", "tm/2026/000001/1/index.html", "verify/index.html", "search/index.html"):
        tree = html.fromstring((site / path).read_bytes())
        linked = tree.xpath("//link[@rel='stylesheet' or @rel='icon']/@href | //script/@src")
        assert len(linked) == 2 + path.startswith(("verify", "search"))
        for link in linked:
            file = (site / path).parent / link
            name, digest, ending = file.name.split(".")
            assert styles.hashed(f"{name}.{ending}", file.read_bytes()) == file.name
            assert re.fullmatch(r"[0-9a-f]{16}", digest)
            assert headers.cache_control(f"assets/{file.name}", once=False) == headers.FOREVER


def test_those_of_a_former_release_are_on_every_site_byte_for_byte(built: tuple[Any, Path], tmp_path: Path):
    before = styles.hashed("blazon.css", b"body{}")
    (tmp_path / before).write_bytes(b"body{}")
    for style in styles.present().values():  # the release before had the same scripts
        (tmp_path / Path(style.path).name).write_bytes(style.content)
    found = dict(styles.files(tmp_path))
    assert found[f"assets/{before}"] == b"body{}"
    assert len(found) == len(styles.present()) + 1
    there = {f"assets/{path.name}": path.read_bytes() for path in (built[1] / "assets").iterdir()}
    assert there == dict(styles.files())
    shutil.rmtree(tmp_path)
    assert dict(styles.files(tmp_path)) == {style.path: style.content for style in styles.present().values()}


def test_a_former_file_keeps_its_bytes_and_a_release_keeps_the_present_ones():
    former = {path.name: path.read_bytes() for path in styles.FORMER.glob("*.*")}
    for name, content in former.items():
        stem, _, ending = name.split(".")
        assert styles.hashed(f"{stem}.{ending}", content) == name, "a file that was published never changes"
    if "## Unreleased" not in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"):
        missing = [style.path for style in styles.present().values() if Path(style.path).name not in former]
        assert missing == [], "say `python -m publish_site.styles` before a release"

"""The page about strategies says what the code and the strategies say."""

from pathlib import Path

from desk import docs
from similarity.catalogue import Catalogue, load_folder
from similarity.comparisons import FEATURES
from similarity.docs import strategies, tables


def test_the_page_is_not_stale():
    assert docs.page("strategies.md") == (docs.DOCS / "strategies.md").read_text(encoding="utf-8"), "say `make docs`"


def test_every_feature_and_every_strategy_stands_in_the_tables(catalogue: Catalogue):
    lines = strategies().splitlines()
    assert all(f"### {name}" in lines for name in FEATURES)
    assert all(any(line.startswith(f"### {one.label}: ") for line in lines) for one in catalogue.all())


def test_a_changed_strategy_changes_the_tables(shipped: Path, tmp_path: Path, catalogue: Catalogue):
    for path in shipped.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(text.replace("points: 95", "points: 94"), encoding="utf-8")
    assert tables(load_folder(tmp_path)) != tables(catalogue)

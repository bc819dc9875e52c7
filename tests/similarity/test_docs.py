"""The page about strategies says what the code and the strategies say."""

from pathlib import Path

import pytest

from similarity.catalogue import Catalogue
from similarity.comparisons import FEATURES
from similarity.docs import BEGIN, END, NoMarkers, main, page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "strategies.md"


def test_the_page_is_not_stale(shipped: Path):
    assert main([str(shipped), str(PAGE), "--check"]) == 0, "python -m similarity.docs STRATEGIES PAGE writes it anew"


def test_a_stale_page_is_found_and_renewed(shipped: Path, tmp_path: Path, catalogue: Catalogue):
    copy = tmp_path / "strategies.md"
    copy.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    assert main([str(shipped), str(copy), "--check"]) == 1
    assert main([str(shipped), str(copy)]) == 0
    assert main([str(shipped), str(copy), "--check"]) == 0
    text = copy.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text.splitlines()
    for name in (*FEATURES, *(one.label for one in catalogue.all())):
        assert f"### {name}" in text


def test_a_page_without_a_place_for_the_tables_is_an_error(catalogue: Catalogue):
    with pytest.raises(NoMarkers):
        page("no markers", catalogue)

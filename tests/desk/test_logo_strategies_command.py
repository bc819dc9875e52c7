"""`blazon strategies` on strategies for logos: listed, checked, two pictures explained, two versions side by side."""

import csv
import json
import shutil
from pathlib import Path
from random import Random
from typing import Any

import pytest

from desk import docs
from desk.settings import OFFICES
from offices.sample.drawing.logo import draw, plan
from similarity.logos.catalogue import load_folder
from similarity.logos.docs import tables
from similarity.logos.strategy import MEASURES
from tests.similarity.logos.redrawing import REDRAWN, opened, png

LOGOS = OFFICES / "demo" / "strategies" / "logos"
COUNT = 12


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the demo office, and the folder of its strategies for logos."""
    folder = tmp_path / "office"
    shutil.copytree(OFFICES / "demo", folder)
    monkeypatch.setenv("BLAZON_DESK_OFFICE", str(folder))
    return folder / "strategies" / "logos"


@pytest.fixture
def second(office: Path) -> Path:
    """A second version, which counts outlines alone and shows what is much alike."""
    text = (office / "logo.v1.yaml").read_text(encoding="utf-8")
    path = office / "logo.v2.yaml"
    text = text.replace("version: 1", "version: 2").replace("  details: 1\n", "  details: 0\n")
    path.write_text(text.replace("  least: 3\n", "  least: 30\n"), encoding="utf-8")
    return path


@pytest.fixture
def drawn(tmp_path: Path) -> list[Path]:
    files = []
    for number in range(COUNT):
        path = tmp_path / f"{number}.png"
        path.write_bytes(draw(plan(Random(number), "", "latin", ["fish", "bird", "sun"])).png)
        files.append(path)
    return files


def test_strategies_for_logos_are_listed_beside_those_for_words(blazon: Any):
    listed = json.loads(blazon("strategies", "list", "--json").stdout)
    assert [one["name"] for one in listed["logos"]] == ["logo"]
    assert "verbal" in {one["name"] for one in listed["strategies"]}
    assert "logo.v1 " in blazon("strategies", "list").stdout


def test_every_mistake_in_either_folder_is_named(blazon: Any, office: Path):
    before = int(blazon("strategies", "check").stdout.split()[0])
    text = (office / "logo.v1.yaml").read_text(encoding="utf-8")
    (office / "mine.v1.yaml").write_text(
        text.replace("name: logo", "name: mine").replace("measure: details", "measure: detials"), encoding="utf-8"
    )
    (office.parent / "other.v1.yaml").write_text("name: other\n", encoding="utf-8")
    for where in ((), (str(office.parent),)):
        said = blazon("strategies", "check", *where, status=1).stderr
        line = text.splitlines().index("    measure: details") + 1
        assert f"logos/mine.v1.yaml:{line}: no choice 'detials'; did you mean 'details'?" in said
        assert "other.v1.yaml:1: 'version' is missing" in said
    (office / "mine.v1.yaml").unlink()
    (office.parent / "other.v1.yaml").unlink()
    shutil.rmtree(office)
    assert int(blazon("strategies", "check", str(office.parent)).stdout.split()[0]) == before - 1


def test_two_pictures_are_explained_comparison_by_comparison(blazon: Any, drawn: list[Path], tmp_path: Path):
    other = tmp_path / "other.png"
    other.write_bytes(png(REDRAWN["inverted"](opened(drawn[0].read_bytes()))))
    found = json.loads(blazon("strategies", "explain", "logo.v1", str(drawn[0]), str(other), "--json").stdout)
    assert (found["strategy"], found["hit"]) == ("logo.v1", True)
    by_name = {one["comparison"]: one for one in found["comparisons"]}
    assert set(by_name) == {one.name for one in load_folder(LOGOS).get("logo").comparisons}
    outline = by_name["outline"]
    assert (outline["level"], outline["unit"], outline["value"] >= 75) == ("same-outline", "percent", True)
    assert "The same outline" in outline["sentence"]
    assert (by_name["codes"]["level"], by_name["codes"]["value"]) == (None, 0)
    lines = blazon("strategies", "explain", "logo", str(drawn[0]), str(drawn[1])).stdout.splitlines()
    assert "by outline and details (logo.v1)" in lines[0]
    assert len(lines) == 1 + len(by_name)
    assert "Figurative elements (vienna): 0 categories, -: No level is reached." in lines


def test_two_pictures_that_cannot_be_compared_are_told(blazon: Any, drawn: list[Path], tmp_path: Path):
    bad, white = tmp_path / "bad.png", tmp_path / "white.png"
    bad.write_bytes(b"no picture")
    white.write_bytes(png(opened(drawn[0].read_bytes()).point(lambda _: 255)))
    for name, other, said in [
        ("logo", tmp_path / "none.png", "CANDIDATE: "),
        ("logo", bad, "Send the logo as a PNG"),
        ("logo", white, "of one colour"),
        ("lego", drawn[1], "did you mean 'logo'"),
    ]:
        done = blazon("strategies", "explain", name, str(drawn[0]), str(other), status=1)
        assert said in done.stderr
        assert done.stdout == ""


@pytest.mark.thorough
def test_two_versions_for_logos_are_held_side_by_side(blazon: Any, drawn: list[Path], second: Path, tmp_path: Path):
    assert second.is_file()
    gallery, queries = tmp_path / "gallery.csv", tmp_path / "queries.csv"
    with gallery.open("w", newline="") as lines:
        csv.writer(lines).writerows(
            [("item", "brand", "file"), *((f"i{n}", f"b{n}", path.name) for n, path in enumerate(drawn))]
        )
    (tmp_path / "q.png").write_bytes(png(REDRAWN["padded"](opened(drawn[3].read_bytes()))))
    queries.write_text("query,file\nmine,q.png\n")
    asked = ("strategies", "diff", "logo", "v1", "v2", "--gallery", str(gallery))
    found = json.loads(blazon(*asked, "--queries", str(queries), "--json").stdout)
    assert (found["before"], found["after"], found["questions"]) == ("logo.v1", "logo.v2", 1)
    (change,) = found["changes"]
    assert change["asked"] == "mine"
    assert change["leaving"]
    assert "i3" not in {one["mark"] for one in change["leaving"]}
    told = blazon(*asked).stdout
    assert f"{COUNT} questions; " in told
    assert "i3: leaving" in told
    queries.write_text("query,file\n")
    assert "no picture in it" in blazon(*asked, "--queries", str(queries), status=1).stderr


def test_the_page_is_not_stale_and_says_every_measure_and_level():
    page = (docs.DOCS / "logos.md").read_text(encoding="utf-8")
    assert docs.page("logos.md") == page, "say `make docs`"
    strategy = load_folder(LOGOS).get("logo")
    assert all(f"| `{name}` | " in page for name in MEASURES)
    assert all(f"| {level.name} | {level.least} | " in page for one in strategy.comparisons for level in one.levels)


def test_a_changed_strategy_changes_the_tables(second: Path):
    assert tables(load_folder(second.parent)) != tables(load_folder(LOGOS))

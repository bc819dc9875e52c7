"""Strategies for logos: what ships is sound, every planted mistake is named with its line and what to do."""

from pathlib import Path

import pytest

from similarity.catalogue import BadStrategy, UnknownStrategy
from similarity.logos import catalogue
from similarity.logos.evidence import VIEWS
from similarity.logos.strategy import MEASURES
from similarity.logos.views import NAMES


@pytest.fixture
def text(shipped: Path) -> str:
    return (shipped / "logos" / "logo.v1.yaml").read_text(encoding="utf-8")


def test_the_shipped_strategies_say_all_that_is_measured(shipped: Path):
    strategies = catalogue.load_folder(shipped / "logos")
    logo = strategies.get("logo")
    assert {one.measure for one in logo.comparisons} == set(MEASURES)
    assert set(VIEWS) == set(NAMES)
    assert strategies.get("logo.v1").label == "logo.v1"
    with pytest.raises(UnknownStrategy, match="did you mean 'logo'"):
        strategies.get("loggo")


@pytest.mark.parametrize(
    ("there", "instead", "said"),
    [
        ("measure: colours", "measure: colour", "no choice 'colour'; did you mean 'colours'?"),
        ("outline: 1\n  details: 1", "outline: 0\n  details: 0", "outline and details both weigh nothing"),
        ("least: 45", "least: 80", "asks for no less than 'same-outline'"),
        ("{name: near-copy, least: 61}", "{name: near-copy, leest: 61}", "no key 'leest' here; did you mean 'least'?"),
        ("({value} %): {asked_view}", "({valeu} %): {asked_view}", "no {valeu} here"),
        ("version: 1", "version: 2", "call the file logo.v2.yaml"),
        ("size: 3000", "size: 5", "write at least 10"),
        ("name: codes", "name: colours", "two comparisons are called 'colours'"),
    ],
)
def test_a_planted_mistake_is_named_with_its_line_and_what_to_do(
    text: str, tmp_path: Path, there: str, instead: str, said: str
):
    assert there in text
    path = tmp_path / "logo.v1.yaml"
    path.write_text(text.replace(there, instead, 1), encoding="utf-8")
    with pytest.raises(BadStrategy) as raised:
        catalogue.load_folder(tmp_path)
    assert said in str(raised.value)
    assert str(path) in str(raised.value)


def test_an_empty_folder_is_no_catalogue(tmp_path: Path):
    with pytest.raises(BadStrategy, match=r"put a file such as logo\.v1\.yaml"):
        catalogue.load_folder(tmp_path)

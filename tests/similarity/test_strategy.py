"""A strategy is checked at the door: each mistake has file, line and a proposal."""

from pathlib import Path

import pytest

from similarity.catalogue import BadStrategy, Catalogue, UnknownStrategy, load, load_folder, parse

GOOD = """\
name: mine
version: 1
title: My strategy
description: What it is for.
candidates: {size: 100, evidence: none yet}
parameters:
  letters: {description: Letters for one edit, unit: letters, minimum: 4, maximum: 9, default: 5}
comparisons:
  - name: sound
    title: Sound
    aspect: aural
    levels:
      - name: same
        feature: same-sound
        with: {field: words.metaphone}
        points: 90
        weight: 100
  - name: spelling
    title: Spelling
    aspect: visual
    levels:
      - name: near
        feature: few-edits
        with: {letters_per_edit: $letters}
        points: 80
        weight: 100
        says: "{asked} is near {candidate} by {edits}"
"""


def test_the_shipped_strategies_load(catalogue: Catalogue):
    assert catalogue.names() == ["broad", "identical", "sounds-alike", "spelling", "verbal"]
    assert [one.name for one in catalogue.get("verbal").comparisons] == [
        "identity",
        "containment",
        "spelling",
        "sound",
        "meaning",
    ]


def test_a_level_may_refer_to_a_parameter():
    level = parse(GOOD, "mine").comparisons[1].levels[0]
    assert level.parameters.model_dump() == {"letters_per_edit": 5, "most": 3}


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("words.metaphone", "words.metafone", 15, "no field 'words.metafone'; did you mean 'words.metaphone'?"),
        ("feature: same-sound", "feature: same-sond", 14, "no feature 'same-sond'; did you mean 'same-sound'?"),
        ("$letters}", "$leters}", 24, "no parameter $leters; did you mean 'letters'?"),
        ("        points: 90", "        pionts: 90", 16, "no key 'pionts' here; did you mean 'points'?"),
        ("letters_per_edit", "letter_per_edit", 24, "no key 'letter_per_edit' here; did you mean 'letters_per_edit'?"),
        ("default: 5", "default: 3", 7, "the default 3 is not between 4 and 9"),
        ("$letters}", "2}", 24, "letters_per_edit: write at least 4, not 2"),
        ("aspect: aural", "aspect: aurall", 11, "no choice 'aurall'; did you mean 'aural'?"),
        ("{edits}", "{edit}", 22, "says: no {edit} here; there are asked, candidate, edits, letters"),
        ("title: Sound\n", "title: Sound\n    titel: x\n", 11, "no key 'titel' here; did you mean 'title'?"),
        ("size: 100,", "size: many,", 5, "size: write a whole number, not 'many'"),
        ("name: spelling", "name: sound", 1, "two comparisons are called 'sound'; give each its own name"),
        ("version: 1\n", "", 1, "'version' is missing"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_a_proposal(old: str, new: str, line: int, message: str):
    assert old in GOOD
    with pytest.raises(BadStrategy) as bad:
        parse(GOOD.replace(old, new, 1), "mine.v1.yaml")
    assert any(one.startswith(f"mine.v1.yaml:{line}: {message}") for one in bad.value.problems), bad.value.problems


def test_levels_go_from_best_to_least():
    worse = GOOD.replace(
        "        weight: 100\n  - name: spelling",
        """        weight: 100
      - {name: better, feature: same-words, points: 99, weight: 1}
  - name: spelling""",
    )
    with pytest.raises(BadStrategy, match="levels go from best to least"):
        parse(worse, "mine")


def test_all_mistakes_are_named_at_once():
    with pytest.raises(BadStrategy) as bad:
        parse(GOOD.replace("words.metaphone", "words.x").replace("points: 80", "points: 800"), "mine")
    assert len(bad.value.problems) == 2


@pytest.mark.parametrize("text", ["", "[]", "just words", "name: [", "a: 1\na: 2"])
def test_what_is_no_strategy_is_refused(text: str):
    with pytest.raises(BadStrategy, match="mine"):
        parse(text, "mine")


def test_versions_stand_side_by_side_and_the_latest_is_taken(tmp_path: Path):
    (tmp_path / "mine.v1.yaml").write_text(GOOD)
    (tmp_path / "mine.v2.yaml").write_text(GOOD.replace("version: 1", "version: 2").replace("points: 90", "points: 95"))
    catalogue = load_folder(tmp_path)
    assert catalogue.get("mine").version == 2
    assert catalogue.get("mine", 1).comparisons[0].best == 90
    assert catalogue.get("mine.v1").version == 1
    assert [one.label for one in catalogue.all()] == ["mine.v1", "mine.v2"]
    assert [one.label for one in catalogue.latest()] == ["mine.v2"]


def test_an_unknown_strategy_is_answered_with_a_proposal(catalogue: Catalogue):
    with pytest.raises(UnknownStrategy, match="did you mean 'verbal'"):
        catalogue.get("verbl")
    with pytest.raises(UnknownStrategy, match="has no version 9; there are: 1"):
        catalogue.get("verbal", 9)


def test_the_file_is_called_as_the_strategy_it_holds(tmp_path: Path):
    path = tmp_path / "mine.v2.yaml"
    path.write_text(GOOD)
    with pytest.raises(BadStrategy, match=r"call the file mine\.v1\.yaml"):
        load(path)


def test_an_empty_folder_is_an_error(tmp_path: Path):
    with pytest.raises(BadStrategy, match="no strategy here"):
        load_folder(tmp_path)

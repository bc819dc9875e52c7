"""`blazon strategies check` on planted mistakes: every kind is told with file, line and what to write."""

from pathlib import Path

import pytest

from similarity.catalogue import BadStrategy, load_folder, parse
from tests.similarity.test_strategy import GOOD

WHOLE = f"""{GOOD}order:
  measures:
    - {{measure: letters, weight: 1}}
    - {{measure: sound, weight: 2}}
  least: 30
  weak: [SHOP, FOOD]
  evidence: none yet
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("measure: letters", "measure: leters", 30, "no measure 'leters'; did you mean 'letters'?"),
        ("weight: 2}", "weight: 0}", 31, "weight: write at least 1, not 0"),
        ("weight: 2}", "weigth: 2}", 31, "no key 'weigth' here; did you mean 'weight'?"),
        ("measure: sound", "measure: letters", 28, "two measures are called 'letters'; give each its own name"),
        ("least: 30", "least: 130", 32, "least: write at most 100, not 130"),
        ("  least: 30\n", "", 28, "'least' is missing"),
        ("[SHOP, FOOD]", "SHOP", 33, "weak: write a list, one item a line with a hyphen before it, or [in, brackets]"),
        ("[SHOP, FOOD]", "[NO, on, 4]", 33, "item 3: write text, in quotes if it looks like a number, not 4"),
        ("[SHOP, FOOD]", "[shop]", 33, "weak: 'shop' would never be met: words are compared one by one; write SHOP"),
        ("[SHOP, FOOD]", "[NEW YORK]", 33, "weak: 'NEW YORK' would never be met: words are compared one by one; wri"),
        ("name: mine", "name: NO", 1, "name: write small letters, digits and hyphens, such as sounds-alike, not 'NO'"),
        ("version: 1", "version: one", 2, "version: write a whole number, not 'one'"),
        ("version: 1", "version: 1.5", 2, "version: write a whole number, not 1.5"),
        ("version: 1", "version: 1\nversion: 2", 3, '1: found duplicate key "version"'),
        ("title: My strategy", "title:", 3, "title: write text, in quotes if it looks like a number, not nothing"),
        ("What it is for.", "What: it is: for.", 4, "18: mapping values are not allowed in this context"),
        ("size: 100", "size: 5", 5, "size: write at least 10, not 5"),
        ("{size: 100, evidence: none yet}", "100", 5, "candidates: write a mapping, one `key: value` a line, not 100"),
        ("evidence: none yet}", "evidence: none, by: [{field: words.gram, weight: 1}]}", 5, "no field 'words.gram'; d"),
        ("unit: letters, ", "", 7, "'unit' is missing"),
        ("minimum: 4", "minimum: 40", 7, "the default 5 is not between 40 and 9"),
        ("default: 5", "default: five", 7, "default: write a whole number, not 'five'"),
        ("\n    title: Sound", "\n\ttitle: Sound", 10, "1: found a tab character that violates indentation"),
        ("  - name: sound\n", "  - name: sound\n    weight: 1000\n", 10, "weight: write at most 100, not 1000"),
        ("aspect: aural", "aspect: orral", 11, "no choice 'orral'; there are: aural, conceptual, visual"),
        ("        points: 90\n", "", 13, "'points' is missing"),
        ("        feature: same-sound\n", "", 13, "the level names no feature; write one, such as `feature: same-"),
        ("{field: words.metaphone}", "words.metaphone", 15, "with: write a mapping such as {share: 40}, not 'words."),
        ("points: 90", "points: high", 16, "points: write a whole number, not 'high'"),
        ("$letters}", "'five'}", 24, "letters_per_edit: write a whole number, not 'five'"),
        ("$letters}", "40}", 24, "letters_per_edit: write at most 20, not 40"),
        ('"{asked} is', '"{asked is', 22, "says: unexpected '{' in field name; write {{ and }} for braces that stand"),
        ('"{asked} is', '"{asked:>99999999} is', 22, "says: {asked} takes no ! and no : behind it; leave them out"),
        ('"{asked} is', '"{asked.__class__} is', 22, "says: no {asked.__class__} here; there are asked, candidate"),
        ("comparisons:", "comparison:", 8, "no key 'comparison' here; did you mean 'comparisons'?"),
    ],
)  # fmt: skip
def test_each_kind_of_mistake_is_told_with_line_and_remedy(old: str, new: str, line: int, told: str):
    assert old in WHOLE
    with pytest.raises(BadStrategy) as bad:
        parse(WHOLE.replace(old, new, 1), "mine.v1.yaml")
    assert any(one.startswith(f"mine.v1.yaml:{line}:") and told in one for one in bad.value.problems), str(bad.value)


def test_no_is_a_word_as_any_other():
    """Norway: plain YAML 1.1 reads NO as false."""
    order = parse(WHOLE.replace("[SHOP, FOOD]", "[NO, ON, YES]"), "mine").order
    assert order is not None
    assert order.weak == ("NO", "ON", "YES")


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"mine.v1.yaml": 1, "mine.v1 copy.yaml": 1}, "mine.v1 copy.yaml: holds mine.v1; call the file mine.v1.yaml"),
        ({"mine.v1.yaml": 1, "mine.v01.yaml": 1}, "mine.v01.yaml: holds mine.v1; call the file mine.v1.yaml"),
        ({"mine.v1.yaml": 1, "mine.v2.yml": 2}, "mine.v2.yml: is not read; call it mine.v2.yaml"),
        (
            {"mine.v1.yaml": 1, "mine.v3.yaml": 3},
            "mine.v3.yaml: version 2 is not there; old versions stay: put mine.v2",
        ),
        ({"mine.v2.yaml": 1}, "mine.v2.yaml: holds mine.v1; call the file mine.v1.yaml, one version a file"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
)
def test_files_that_contradict_one_another_are_told(tmp_path: Path, files: dict[str, int], told: str):
    for name, version in files.items():
        (tmp_path / name).write_text(WHOLE.replace("version: 1", f"version: {version}"), encoding="utf-8")
    with pytest.raises(BadStrategy) as bad:
        load_folder(tmp_path)
    assert told in str(bad.value)


def test_a_name_that_is_taken_is_not_proposed(tmp_path: Path):
    for name in ("mine.v1.yaml", "mine.v2.yaml"):
        (tmp_path / name).write_text(WHOLE, encoding="utf-8")
    with pytest.raises(BadStrategy, match=r"mine\.v1\.yaml, which is there: give this one a version of its own"):
        load_folder(tmp_path)


def test_mistakes_stand_in_the_order_of_the_lines_and_alone():
    wrong = WHOLE.replace("feature: same-sound", "feature: same-sond").replace("version: 1\n", "version: x\n")
    with pytest.raises(BadStrategy) as bad:
        parse(wrong.replace("weight: 2}", "weigt: 2}").replace("least: 30", "least: 130"), "mine")
    lines = [int(one.split(":")[1]) for one in bad.value.problems]
    assert lines == sorted(lines)
    assert len(lines) == 5
    assert "at least 1" not in str(bad.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name: caf\xe9\n", "1: the byte 0xE9 is no UTF-8; save the file as UTF-8"),
        (
            "a: b: c\n",
            "mapping values are not allowed in this context; put a text with a colon and a space into quotes",
        ),
        ("a:\n\tb: c\n", "; indent with spaces"),
        ("a: 1\na: 2\n", "; keep one of the two"),
        ("a: [1, 2\nb: 3\n", "; put a comma between items, and close the bracket"),
        ("a: @b\n", "put a text that begins with @, % or ` into quotes"),
        ('a: "b\n', "; close the quote"),
        ("- a\n", "1: no strategy; write one `key: value` a line"),
    ],
)
def test_what_cannot_be_read_is_told_with_a_proposal(tmp_path: Path, text: str, told: str):
    (tmp_path / "mine.v1.yaml").write_bytes(text.encode("latin-1"))
    with pytest.raises(BadStrategy) as bad:
        load_folder(tmp_path)
    assert told in str(bad.value)


def test_the_mistakes_of_all_files_are_told_at_once(tmp_path: Path):
    (tmp_path / "mine.v1.yaml").write_text(WHOLE.replace("points: 90", "points: 900"), encoding="utf-8")
    (tmp_path / "other.v1.yaml").write_text(WHOLE.replace("weight: 2}", "}"), encoding="utf-8")
    (tmp_path / "third.v1.yaml").write_bytes(b"name: \xff")
    with pytest.raises(BadStrategy) as bad:
        load_folder(tmp_path)
    assert [one.split(":")[0].rsplit("/", 1)[-1] for one in bad.value.problems] == [
        "mine.v1.yaml", "other.v1.yaml", "third.v1.yaml",
    ]  # fmt: skip

"""The tables of goods: what the shipped ones hold, and what is said of a mistake in an office's own."""

from pathlib import Path

import pytest

from similarity.goods import (
    DEGREES,
    NONE,
    BadGoods,
    load,
    reached,
    related_classes,
)

FOLDER = Path(__file__).resolve().parents[2] / "offices" / "demo" / "goods"
SHIPPED = load(FOLDER)
GOOD = {
    "classes.yaml": 'source: ours\nclasses:\n  25:\n    18: {degree: average, reason: "Both are fashion."}\n',
    "groups.csv": "term,class,group\nclothing,25,WEAR\n",
    "pairs.csv": "one,one_class,other,other_class,degree,reason\nshoes,25,clothing,25,average,Both are worn.\n",
}


def problems(folder: Path, **files: str | bytes) -> tuple[str, ...]:
    """What `load` says of the good tables with some replaced, without the folder."""
    for name, text in {**GOOD, **{name.replace("_", "."): text for name, text in files.items()}}.items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BadGoods) as bad:
        load(folder)
    return tuple(line.removeprefix(f"{folder}/") for line in bad.value.problems)


def test_the_shipped_tables_are_as_large_as_they_say():
    assert len({frozenset(pair) for pair in SHIPPED.classes}) == 277
    assert {number for pair in SHIPPED.classes for number in pair} == {str(number) for number in range(1, 46)}
    assert len(SHIPPED.groups) == 532
    assert len(frozenset[str]().union(*SHIPPED.groups.values())) == 122
    assert sum(map(len, SHIPPED.pairs.values())) == 2 * 66
    assert "recalled" in SHIPPED.source


def test_related_classes_are_those_to_search_besides():
    assert related_classes(["25"], SHIPPED) == ("18", "35")
    assert related_classes(["025", "18"], SHIPPED) == ("14", "35")
    assert related_classes(["9"], SHIPPED, least="high") == ("42",)
    assert {"3", "14", "28", "40"} <= set(related_classes(["25"], SHIPPED, least="low"))
    assert related_classes([], SHIPPED) == ()


def test_a_class_is_reached_from_the_nearest_of_those_asked_for():
    for least in ("average", "low"):
        for classes in (["25"], ["14", "25", "35"], ["025", " 9 "]):
            found = reached(classes, SHIPPED, least)
            assert tuple(one.number for one in found) == related_classes(classes, SHIPPED, least)
            for one in found:
                known = SHIPPED.classes[one.asked, one.number]
                assert (one.degree, one.reason) == (known.degree, known.reason)
                others = [SHIPPED.classes.get((number.strip().lstrip("0"), one.number)) for number in classes]
                assert DEGREES.index(one.degree) == min(DEGREES.index(each.degree) for each in others if each)
    assert reached([], SHIPPED) == reached(["25"], NONE) == reached(["A"], SHIPPED) == ()


def test_a_relation_of_classes_may_be_said_twice_if_it_is_the_same(tmp_path):
    both = GOOD["classes.yaml"] + '  18:\n    25: {degree: average, reason: "Both are carried."}\n'
    for name, text in {**GOOD, "classes.yaml": both}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    known = load(tmp_path).classes
    assert known["18", "25"] == known["25", "18"]
    assert known["18", "25"].reason == "Both are fashion."


def _class_line(text: str) -> str:
    return f"source: ours\nclasses:\n  25:\n    {text}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("classes: [", "classes.yaml:1:11: "),
        ("- 25", "classes.yaml:1: no table of classes; write a mapping of source and classes"),
        ("source: x\nclases: {}", "classes.yaml:2: no key 'clases' here; did you mean 'classes'?"),
        ("source:\nclasses: {25: {}}", "classes.yaml:1: no source; say in words where the table comes from"),
        ("source: x\nclasses:", "classes.yaml:2: no classes; below each number write `18: {degree: average, reason: "),
        ("source: x\nclasses:\n  46: {}", "classes.yaml:3: no Nice class 46; write a number from 1 to 45 without"),
        ("source: x\nclasses:\n  25: 18", "classes.yaml:3: no relations of class 25; below it write `18: {degree: "),
        (_class_line("0: {degree: low, reason: A b.}"), "classes.yaml:4: no Nice class 0; write a number from 1 to 45"),
        (_class_line("18: low"), "classes.yaml:4: no relation of classes 25 and 18; write `18: {degree: average"),
        (_class_line("18: {degree: low}"), "classes.yaml:4: 'reason' is missing; add it"),
        (_class_line("18: {degree: low, why: A., reason: A b.}"), "classes.yaml:4: no key 'why' here; there are: "),
        (_class_line("18: {degree: lo, reason: A b.}"), "classes.yaml:4: no degree 'lo'; did you mean 'low'?"),
        (
            _class_line("18: {degree: identical, reason: A b.}"),
            "classes.yaml:4: no degree 'identical'; there are: high, average, low",
        ),
        (_class_line("18: {degree: low, reason: fashion}"), "classes.yaml:4: the reason 'fashion' is no sentence; "),
        (
            GOOD["classes.yaml"] + "  18:\n    25: {degree: low, reason: A b.}\n",
            "classes.yaml:6: classes 18 and 25 are low here and average below 25; a relation holds both ways: keep one",
        ),
        (b"source: \xff", "classes.yaml:1: no UTF-8; save the file as UTF-8"),
    ],
)
def test_a_mistake_in_the_classes_is_told_with_line_and_remedy(tmp_path, text, expected):
    assert any(line.startswith(expected) for line in problems(tmp_path, classes_yaml=text)), expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("hats,25", "2 cells where there should be 3; quote a cell that holds a comma"),
        ("hats,0,HEAD", "no Nice class '0'; write a number from 1 to 45 without leading zero"),
        ("hats,25,head", "no group code 'head'; write up to 16 capital letters, digits and hyphens, such as BEER"),
        (
            '"hats, caps",25,HEAD',
            "the term 'hats, caps' holds ',', where goods are cut, and is never met; leave it out",
        ),
        ("...,25,HEAD", "the term '...' has no letters; write the goods"),
        ("Clothing,25,WEAR", "'Clothing' in class 25 has group WEAR from line 2; delete one"),
        ('"hats"x,25,HEAD', "no CSV: ',' expected after '\"'; double the quotes within a quoted cell"),
    ],
)
def test_a_mistake_in_the_groups_is_told_with_line_and_remedy(tmp_path, row, expected):
    told = problems(tmp_path, groups_csv=f"{GOOD['groups.csv']}\n{row}\n")
    assert told == (f"groups.csv:4: {expected}",)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("hats,25,caps,25,near,Both.", "no degree 'near'; there are: identical, high, average, low, dissimilar"),
        ("hats,25,caps,25,hihg,Both.", "no degree 'hihg'; did you mean 'high'?"),
        ("hats,25,caps,99,high,Both.", "no Nice class '99'; write a number from 1 to 45 without leading zero"),
        ("hats,25,caps,25,high,", "the reason '' is no sentence; write one, on one line, with a full stop"),
        ("hat,25,Hats,25,high,Both.", "'hat' and 'Hats' are one term of class 25, identical anyway; delete the row"),
        ("clothing,25,shoe,25,low,No.", "'clothing' and 'shoe' have a degree from line 2; delete one"),
        ("hats,25,caps,25,high,On the head, both.", "7 cells where there should be 6; quote a cell that holds a comma"),
    ],
)
def test_a_mistake_in_the_pairs_is_told_with_line_and_remedy(tmp_path, row, expected):
    assert problems(tmp_path, pairs_csv=f"{GOOD['pairs.csv']}{row}\n") == (f"pairs.csv:3: {expected}",)


def test_another_header_is_told_with_the_right_one(tmp_path):
    assert problems(tmp_path, groups_csv="term,class,grup\n", pairs_csv="") == (
        "groups.csv:1: the header is 'term,class,grup'; write 'term,class,group' (did you mean 'group'?)",
        "pairs.csv:1: the header is ''; write 'one,one_class,other,other_class,degree,reason' (in this order)",
    )


def test_all_mistakes_are_told_at_once(tmp_path):
    told = problems(
        tmp_path,
        classes_yaml=_class_line("18: {degree: lo, reason: x}"),
        groups_csv="term,class,group\nhats,99,head\n",
        pairs_csv="one,one_class,other,other_class,degree,reason\n,0,x,1,high,Both.\n",
    )
    assert [line.split(":")[:2] for line in told] == [
        ["classes.yaml", "4"],
        ["classes.yaml", "4"],
        ["groups.csv", "2"],
        ["groups.csv", "2"],
        ["pairs.csv", "2"],
        ["pairs.csv", "2"],
    ]


def test_a_missing_table_is_told(tmp_path):
    with pytest.raises(
        BadGoods, match=r"classes\.yaml:1: cannot be read \(No such file or directory\); put the office"
    ):
        load(tmp_path)

"""Goods applied for, as lines that a person types."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_api.applied import LONGEST_GOODS, from_lines
from search_api.errors import InvalidRequest


def read(text: str) -> list[tuple[str, str]]:
    return [(one.class_, one.text) for one in from_lines(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \r\n\n", []),
        ("25: shoes; boots", [("25", "shoes; boots")]),
        ("25", [("25", "")]),
        ("025 :", [("25", "")]),
        ("Class 9:  games\t new ;\r\n\r\nclass 35 : retail: hats", [("9", "games new ;"), ("35", "retail: hats")]),
        ("30\uff1a茶", [("30", "茶")]),
        ("25: shoes\n25: hats", [("25", "shoes"), ("25", "hats")]),
        ("25: أحذية", [("25", "أحذية")]),
    ],
    ids=repr,
)  # fmt: skip
def test_a_line_is_a_class_with_its_terms(text: str, expected: list[tuple[str, str]]):
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "said", "remedy"),
    [
        ("25: shoes\nboots", "line 2: 'boots' does not begin with a class", "Write a class, a colon and its terms"),
        ("shoes: 25", "line 1: 'shoes: 25' does not begin", "'25: shoes; boots'"),
        ("25, 18", "line 1: '25, 18' does not begin", "each class on its own line"),
        ("25 shoes", "line 1: '25 shoes' does not begin", "a colon"),
        ("\n46: x", "line 2: there is no class '46'", "Nice has the classes 1 to 45."),
        ("0: x", "line 1: there is no class '0'", "Nice has the classes 1 to 45."),
        ("25: ...", "line 1: no goods can be read from '...'", "give the class alone"),
        ("25: a\u0007b", "line 1: character 2 is the control character U+0007", "Remove control characters"),
        (f"25: {'x' * (LONGEST_GOODS + 1)}", "line 1: it is longer than", "Shorten it to at most 10000"),
        ("9" * 5_000, "line 1: it is longer than", "Shorten it to at most 40"),
        ("x" * 5_000, f"line 1: '{'x' * 39}…' does not begin", "Write a class"),
        ("25\n" * 46, "there are 46 lines", "Nice has 45 classes"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_a_line_that_cannot_be_used_is_named_with_its_remedy(text: str, said: str, remedy: str):
    with pytest.raises(InvalidRequest) as refused:
        from_lines(text, "--goods")
    assert said in refused.value.detail
    assert remedy in refused.value.remedy
    assert {error["parameter"] for error in refused.value.members["errors"]} == {"--goods"}


def test_every_bad_line_is_named():
    with pytest.raises(InvalidRequest) as refused:
        from_lines("99: x\n25: shoes\nhats")
    assert [error["detail"][:6] for error in refused.value.members["errors"]] == ["line 1", "line 3"]


@given(st.text())
def test_any_text_is_read_or_refused(text: str):
    try:
        found = from_lines(text)
    except InvalidRequest as refused:
        assert refused.remedy  # noqa: PT017 - most texts are read, and none need be refused
    else:
        assert len(found) <= len(text.splitlines())

"""What is compared of a text, and where it came from."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from similarity.folding import LETTERS, LIMIT, RULES, fold, fold_with_origin

ANY = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)
EXAMPLES = [
    (one.split(" → ")[0].encode().decode("unicode_escape") if "\\" in one else one.split(" → ")[0], one.split(" → ")[1])
    for _, _, examples in RULES
    for one in examples.split(", ")
    if " → " in one
]


@pytest.mark.parametrize(("text", "folded"), EXAMPLES)
def test_the_documented_examples_fold_as_documented(text: str, folded: str):
    assert fold(text) == folded


@given(ANY)
@example("\ud800A")
@example("\u1112\u1161\u11ab")
@example("e\u0301\u0323x")
@example("ﷺ" * LIMIT)
def test_every_text_folds_to_words_of_letters_and_digits(text: str):
    folded = fold(text)
    assert re.fullmatch(r"([A-Z0-9]+( [A-Z0-9]+)*)?", folded)
    assert len(folded) <= LETTERS


@given(ANY)
@example("ﷺ" * LIMIT)
@example("한글 e\u0301 ½")
def test_both_ways_to_fold_agree(text: str):
    folded = fold_with_origin(text)
    assert folded.normal == fold(text)
    assert len(folded.starts) == len(folded.ends) == len(folded.normal)
    assert list(folded.starts) == sorted(folded.starts)
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))


@given(ANY)
def test_folding_twice_changes_nothing(text: str):
    assert fold(fold(text)) == fold(text)


@given(ANY)
def test_capitals_and_surrounding_punctuation_do_not_matter(text: str):
    assert fold(f" «{text}» ") == fold(f"{text}")


@pytest.mark.parametrize("text", ["", " ", "!?", "\u202e\u200f", "\x00\x01", "😀🎉", "®™", "---"])
def test_a_text_without_letters_and_digits_folds_to_nothing(text: str):
    assert fold(text) == ""


def test_right_to_left_text_keeps_its_logical_order():
    assert fold("\u202bقهوة Kola\u202c").endswith(" KOLA")


def test_only_the_first_characters_are_read():
    assert fold("A" * (LIMIT + 10)) == "A" * LIMIT

"""The ways in which a text may be spelled: few, in Latin letters, the text itself among them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from similarity.folding import fold
from similarity.letterplay import respelled, rules
from similarity.spellings import MOST, spellings


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("Toys R Us", "TOYS ARE US"),
        ("C@FE", "CAFE"),
        ("LIFE @ WORK", "LIFE AT WORK"),
        ("SK8", "SKATE"),
        ("TAKE 10!", "TAKE TEN"),
        ("P!NK", "PINK"),
        ("CA$H", "CASH"),
        ("Mr. Clean", "MISTER CLEAN"),
        ("GIFTS 4U", "GIFTS FOR YOU"),
        ("4EVER", "FOREVER"),
        ("Пепси", "PEPSI"),
        ("ペプシ", "PEPSI"),
        ("B WEAR", "BE WEAR"),
    ],
)
def test_letter_play_and_other_scripts_are_read_out(text: str, spelling: str):
    assert spelling in spellings(text)
    assert fold(text) in spellings(text)


@pytest.mark.parametrize("text", ["COCA COLA", "UNCLE BEN'S", "21 CLUB", "7UP", "WOW!"])
def test_what_plays_with_nothing_has_one_spelling_or_its_number_in_words(text: str):
    assert spellings(text)[0] == fold(text)
    assert len(spellings(text)) == 1


@pytest.mark.parametrize("rule", [*rules().rules, *rules().signs], ids=lambda rule: rule.example)
def test_each_rule_of_letter_play_changes_its_example(rule):
    assert any(respelled(example.strip()) for example in rule.example.split(","))


@given(st.text(max_size=40))
def test_any_text_has_few_spellings_of_letters_and_digits(text: str):
    found = spellings(text)
    assert len(found) <= MOST
    assert len(set(found)) == len(found)
    assert all(set(one) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ") for one in found)
    assert all(one == " ".join(one.split()) for one in found)
    if fold(text):
        assert found


@pytest.mark.parametrize("text", ["", " ", "!!!", "😀", "\u202e", "\x00", "«»"])
def test_nothing_to_read_has_no_spelling(text: str):
    assert spellings(text) == ()

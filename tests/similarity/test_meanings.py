"""The office's table of words that mean the same."""

from pathlib import Path

import pytest

from similarity import meanings
from similarity.meanings import BadMeanings, Meanings


def test_words_of_one_line_mean_the_same_and_nothing_else_does():
    table = Meanings([["SUN", "SOL", "SOLEIL"], ["FLOOR", "SOL"], ["GOOD MORNING", "BUENOS DÍAS"]])
    assert table.of("SUN") == {"SOL", "SOLEIL"}
    assert table.of("SOL") == {"SUN", "SOLEIL", "FLOOR"}
    assert table.of("BUENOS DIAS") == {"GOOD MORNING"}
    assert table.of("MOON") == frozenset()


def test_words_too_short_to_mean_one_thing_are_left_out():
    assert Meanings([["OR", "GOLD"]]).of("GOLD") == frozenset()


def test_the_table_of_the_demo_office_reads(shipped: Path):
    table = meanings.load(shipped.parent / "meanings.csv")
    assert "WOLF" in table.of("LUPO")
    assert "GOOD MORNING" in table.of("BUENOS DIAS")
    assert meanings.load(None).of("LUPO") == frozenset()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("word,en\nsun,SUN\n", "m.csv:1: the first line names the columns"),
        ("meaning,en,es\nsun,SUN\n", "m.csv:2: 2 cells instead of 3"),
        ("", "m.csv:1:"),
        ("meaning,en\nsun,\xff\n", "cannot be read"),
    ],
)
def test_a_table_that_cannot_be_used_is_named_with_its_line(tmp_path: Path, text: str, told: str):
    path = tmp_path / "m.csv"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(BadMeanings, match=told):
        meanings.load(path)

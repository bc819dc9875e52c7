"""The tables and the rules from which the Latin spellings are made."""

import pytest

from similarity.romanisation.alphabets import FOLDER, spellings, with_vowels
from similarity.romanisation.rules import Rules, with_c
from similarity.romanisation.tables import tables


@pytest.mark.parametrize("script", ["arabic", "armenian", "cyrillic", "georgian", "greek", "hebrew"])
def test_the_tables_of_an_alphabet_know_its_letters(script: str):
    letters = {"arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي", "hebrew": "אבגדהוזחטיכלמנסעפצקרשתךםןףץ"}.get(script)
    ranges = {
        "armenian": (0x561, 0x587),
        "cyrillic": (0x430, 0x450),
        "georgian": (0x10D0, 0x10F1),
        "greek": (0x3B1, 0x3CA),
    }
    for letter in letters or map(chr, range(*ranges[script])):
        written = spellings(script, f"{letter}{letter}", letter)
        assert len(written) >= 2
        assert all(one.isascii() for one in written)


def test_every_file_of_tables_is_read():
    alphabets = {"arabic", "armenian", "cyrillic", "georgian", "greek", "hebrew"}
    assert {path.stem for path in FOLDER.glob("*.yaml")} == alphabets | {"han", "indic", "kana", "thai"}


def test_no_character_has_two_rows_of_readings():
    characters = "".join(tables("han")["readings"])
    assert sorted(characters) == sorted(set(characters))
    assert all(len(word) == len(latin.split()) for word, latin in tables("han")["words"].items())


def test_the_first_rule_that_fits_wins():
    rules = Rules({"аб": "X", "^а": "B", "а$": "C"}, {"а": "A", "б<v>": "D"}, sets={"v": "ео"})
    assert [rules(text) for text in ("аба", "ааа", "бе", "а а", "ж")] == ["XC", "BAC", "D", "B B", "ZH"]


def test_a_vowel_is_put_where_a_syllable_must_have_one():
    assert [with_vowels(one, "A") for one in ("BNK", "MHMD", "SHKR", "BAB", "", "KSTRO")] == [
        "BANK",
        "MAHMAD",
        "SHAKR",
        "BAB",
        "",
        "KASTRO",
    ]


def test_c_is_written_for_k_where_it_sounds_so():
    assert [with_c(one) for one in ("KOKA", "KREM", "KEBAB", "BOKS")] == ["COCA", "CREM", "KEBAB", "BOX"]

"""Reading aloud: the shipped languages on their own pairs, sounds nearer and farther, and rules of an office's own."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from similarity.heard import Ear, accented
from similarity.phonetics import pairs
from similarity.phonetics.phones import ALPHABET, PHONES, features
from similarity.phonetics.readers import SHIPPED, readers
from similarity.phonetics.rules import BadRules, load

LANGUAGES = ("ar", "de", "en", "es", "fr", "it", "pt", "ru", "sw", "tr")
WORDS = st.text(st.sampled_from("ABCDEGHIJKLNOPQSTUXYZÉÜŞÇÑ4"), min_size=1, max_size=16)
DUTCH = """
language: nl
title: Dutch
sources: {k: General knowledge of Dutch spelling}
rules:
  - {if: OE, then: u, example: BOEK, source: k}
  - {if: SCH, then: sx, followed_by: [vowel], example: SCHOEN, source: k}
  - {if: IJ, then: ei, example: IJS, source: k}
pairs:
  - {one: BOEK, other: BUK}
  - {one: IJSBOER, other: EYSBUR}
"""


def test_the_shipped_languages_are_these():
    assert sorted(path.stem for path in SHIPPED.glob("*.yaml")) == list(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_its_rules_with_their_sources_and_reads_its_own_pairs_as_they_are_heard(language: str):
    (reader,) = readers((language,))
    rules = reader.language.rules
    assert len(rules) >= 30
    assert all(reader.language.sources[rule.source] for rule in rules)
    assert all(rule.example is None or rule.letters in rule.example.upper() for rule in rules)
    found = pairs.heard(reader)
    assert len(found) >= 40
    assert {one.pair.heard for one in found} == {"same", "near", "apart"}
    assert [f"{one.pair.one} {one.one} {one.pair.other} {one.other}" for one in found if not one.holds] == []


@given(WORDS, st.sampled_from(LANGUAGES))
def test_any_word_is_read_in_sounds_of_the_alphabet_and_nothing_else(word: str, language: str):
    (reader,) = readers((language,))
    assert set(reader.word(word)) <= set(ALPHABET)


def test_near_sounds_are_nearer_than_far_ones():
    def apart(one: str, other: str) -> int:
        return Levenshtein.distance(features(one), features(other))

    assert apart("bat", "pat") < apart("bat", "kat") < apart("bat", "at") == 3
    assert apart("bat", "bet") <= apart("bat", "bit") < apart("bat", "bt") + 1
    assert apart("hat", "at") == 1
    assert len({features(sound) for sound in PHONES}) == len(PHONES)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "PHLEX", "FLEX"),
        ("en", "KNIGHT", "NITE"),
        ("fr", "CHATEAU", "CHATO"),
        ("de", "FOGEL", "VOGEL"),
        ("es", "BACA", "VACA"),
        ("ar", "PEPSI", "BEBSI"),
    ],
)
def test_what_a_speaker_hears_as_the_same_is_the_same(language: str, one: str, other: str):
    (reader,) = readers((language,))
    assert reader.word(one) == reader.word(other)


def test_accents_are_heard_where_a_language_has_a_rule_for_them():
    assert accented("Uncle Ben's Café") == ["UNCLE", "BENS", "CAFÉ"]
    (turkish,) = readers(("tr",))
    assert turkish.word("ŞEKER") == turkish.word("SHEKER")
    assert Ear().heard("Nestlé")[0].startswith("NESTLE/")
    assert Ear().heard("Straße")[0].startswith("STRASSE/")


def test_an_office_adds_a_language_with_a_file_alone(tmp_path: Path):
    (tmp_path / "nl.yaml").write_text(DUTCH, encoding="utf-8")
    heard = readers(("en", "nl"), tmp_path)
    assert [one.holds for one in pairs.heard(heard[1])] == [True, True]
    assert Ear(heard).heard("BOEK") != Ear(readers(("en",))).heard("BOEK")
    assert Ear(heard).signature != Ear(readers(("en", "fr"))).signature


@pytest.mark.parametrize(
    ("wrong", "right", "told"),
    [
        ("then: u", "then: ü", "6: then: no sound ü; there are"),
        ("if: OE", "if: oe", "6: if: write OE, letters are capitals"),
        ("if: OE", "if: O-E", "6: if: 'O-E' is no letters; write those that the rule reads"),
        ("source: k}", "source: q}", "no source 'q'"),
        ("followed_by", "folowed_by", "did you mean 'followed_by'?"),
        ("[vowel]", "[vowels]", "7: no neighbour 'vowels'; write letters in capitals, or one of vowel, consonant"),
        ("language: nl", "language: Dutch", "2: language: write the code of a language, such as fr, not 'Dutch'"),
        ("rules:", "rule:", "rules"),
        ("{k: General", "{k General", "nl.yaml:"),
    ],
)
def test_a_mistake_in_a_rule_file_is_named_with_its_line(tmp_path: Path, wrong: str, right: str, told: str):
    path = tmp_path / "nl.yaml"
    path.write_text(DUTCH.replace(wrong, right, 1), encoding="utf-8")
    with pytest.raises(BadRules) as problem:
        load(path)
    assert told in str(problem.value)
    assert "nl.yaml:" in str(problem.value)


def test_a_language_without_rules_is_named_with_a_proposal():
    with pytest.raises(BadRules, match="no rules for the language 'eng'; did you mean 'en'"):
        readers(("eng",))

"""Candidates in a total order, each with the evidence of each comparison."""

import gzip
import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from similarity.asking import NothingAsked, TooLong, ask
from similarity.catalogue import Catalogue
from similarity.reading import reading
from similarity.scoring import Candidate, compare, score
from similarity.strategy import Strategy

NAMES = ["Uncle Ben's", "UNKEL BENZ", "Uncle Sam", "BEN", "BENS", "Tante Berta", "Unkle", "Uncle Bens Rice", "☺", "7"]


def scored_ids(strategy: Strategy, words: str, candidates: list[Candidate], limit: int | None = None) -> list[str]:
    return [one.id for one in score(strategy, reading(words), candidates, limit)[0]]


def test_uncle_bens_comes_first_and_says_why(verbal: Strategy):
    candidates = [Candidate(f"XB.tm.{n}", (name,)) for n, name in enumerate(NAMES)]
    hits, accepted = score(verbal, reading("Unkle Bens"), candidates)
    assert hits[0].id == "XB.tm.0"
    assert [(one.comparison, one.level) for one in hits[0].evidence] == [
        ("containment", "lesser-word"),
        ("spelling", "one-edit"),
        ("sound", "same-metaphone"),
    ]
    assert hits[0].evidence[1].sentence == "UNKLE BENS and UNCLE BENS differ in one letter"
    assert "sound the same (Metaphone UNKLBNS)" in hits[0].evidence[2].sentence
    assert accepted == len(hits) < len(NAMES)


def test_uncle_bens_comes_first_of_the_real_marks(verbal: Strategy, shared_data: Path):
    with gzip.open(shared_data / "eutm" / "eutm_figurative_2020.jsonl.gz", "rt", encoding="utf-8") as lines:
        marks = [(mark["application_number"], mark["text"] or "") for mark in map(json.loads, lines)]
    hits, _ = score(verbal, reading("Unkle Bens"), [Candidate(number, (text,)) for number, text in marks], 1)
    assert hits[0].evidence[0].text == "Uncle Ben's"


@given(st.randoms(use_true_random=False), st.sampled_from(["Unkle Bens", "BEN", "7", "Uncle"]))
def test_the_order_is_total_and_does_not_depend_on_the_order_of_candidates(shuffle: random.Random, words: str):
    verbal = STRATEGIES[0]
    candidates = [Candidate(f"XB.tm.{n:03}", (name,)) for n, name in enumerate(NAMES * 2)]
    expected = scored_ids(verbal, words, candidates)
    shuffle.shuffle(candidates)
    assert scored_ids(verbal, words, candidates) == expected


def test_ties_are_broken_by_number(verbal: Strategy):
    candidates = [Candidate(f"XB.tm.{n}", ("Uncle Ben's",)) for n in (3, 1, 2)]
    assert scored_ids(verbal, "Unkle Bens", candidates) == ["XB.tm.1", "XB.tm.2", "XB.tm.3"]


def test_the_limit_cuts_the_hits_and_not_the_count(verbal: Strategy):
    candidates = [Candidate(f"{n}", ("KAT",)) for n in range(5)]
    hits, accepted = score(verbal, reading("CAT"), candidates, 2)
    assert ([hit.id for hit in hits], accepted) == (["0", "1"], 5)


@settings(deadline=None)
@given(st.sampled_from(["UNCLE BENS", "PERRYS", "A", "7UP", "HOUSE OF TEA"]), st.sampled_from(range(5)))
def test_an_identical_mark_is_never_below_another(words: str, which: int):
    strategy = STRATEGIES[which]
    others = [words + "S", words + " X", words[::-1], words[:-1], "THE " + words, words.replace("E", "A")]
    others = [other for other in others if other != words]
    candidates = [Candidate(f"{n}", (text,)) for n, text in enumerate([*others, words.lower()])]
    ids = scored_ids(strategy, words, candidates)
    if ids:  # sounds-alike finds nothing where there is no sound to remember
        assert ids[0] == str(len(others))


def test_of_several_texts_the_best_counts_and_is_named(verbal: Strategy):
    hits, _ = score(verbal, reading("KOLA"), [Candidate("1", ("什么", "ZZZZZZ", "КОЛА"))])
    assert {one.text for one in hits[0].evidence} == {"КОЛА"}
    assert hits[0].evidence[0].level == "same-words"


def test_what_no_level_accepts_is_no_hit(verbal: Strategy):
    assert score(verbal, reading("TORNADO"), [Candidate("1", ("CYCLONE",)), Candidate("2", ("",))]) == ([], 0)
    assert compare(verbal, reading("TORNADO"), "CYCLONE") == ()


def test_an_old_version_still_explains_itself(catalogue: Catalogue):
    evidence = compare(catalogue.get("sounds-alike", 1), reading("PHLEX"), "FLEX")
    assert [one.sentence for one in evidence] == ["PHLEX and FLEX sound the same (Metaphone FLKS)"]


@pytest.mark.parametrize("words", ["", "   ", "?!", "\u202e", "\x00", "😀", "®"])
def test_asking_for_nothing_is_an_error(words: str):
    with pytest.raises(NothingAsked, match="no letter and no digit"):
        ask(words)


def test_asking_for_too_much_is_an_error():
    with pytest.raises(TooLong, match="10,000 characters"):
        ask("A" * 10_000)
    assert ask("A" * 512).reading.joined == "A" * 512


def test_what_was_cleaned_is_said():
    asked = ask("COCA\tCO\u00adLA\u202e")
    assert asked.reading.normal == "COCA COLA"
    assert asked.notes == (
        "1 control character was read as spaces: U+0009",
        "2 invisible characters were left out: U+00AD, U+202E",
    )


@pytest.fixture(autouse=True, scope="module")
def _strategies(catalogue: Catalogue) -> None:
    STRATEGIES[:] = [catalogue.get("verbal"), *(one for one in catalogue.latest() if one.name != "verbal")]


STRATEGIES: list[Strategy] = []

"""The letters that lie opposite each other are marked in the texts as filed."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from similarity.alignment import same_letters, spans
from similarity.folding import fold
from similarity.reading import Reading, reading
from similarity.scoring import compare
from similarity.strategy import Strategy

TEXT = st.text(st.sampled_from("ABCabcé'-& \u00ad\u0301你яß"), max_size=20)


def cut(text: str, found: tuple[tuple[int, int], ...]) -> list[str]:
    return [text[start:end] for start, end in found]


@given(TEXT)
def test_the_span_of_all_letters_folds_to_all_letters(text: str):
    read = Reading(text)
    found = spans(text, [(0, len(read.joined))])
    assert "".join(fold(text[start:end]).replace(" ", "") for start, end in found) == read.joined


@given(TEXT, st.integers(0, 20), st.integers(0, 20))
def test_spans_are_sorted_and_apart_and_in_the_text(text: str, start: int, length: int):
    joined = Reading(text).joined
    found = spans(text, [(start, min(start + length, len(joined))), (0, min(1, len(joined)))])
    assert list(found) == sorted(found)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end < other.start for one, other in pairwise(found))


def test_an_apostrophe_within_a_run_belongs_to_it():
    parts = same_letters("UNKLEBENS", "UNCLEBENS")
    assert cut("Unkle Bens", spans("Unkle Bens", [(part[0], part[1]) for part in parts])) == ["Un", "le Bens"]
    assert cut("Uncle Ben's", spans("Uncle Ben's", [(part[2], part[3]) for part in parts])) == ["Un", "le Ben's"]


@pytest.mark.parametrize(
    ("text", "letters", "marked"),
    [
        ("cafe\u0301 noir", (0, 4), ["cafe\u0301"]),
        ("Straße", (4, 6), ["ß"]),
        ("你好", (0, 1), ["你"]),
        ("«КОЛА»", (0, 4), ["КОЛА"]),
        ("PEPSI®", (0, 5), ["PEPSI"]),
        ("\u202eabc", (0, 3), ["abc"]),
    ],
)
def test_marked_characters_are_whole(text: str, letters: tuple[int, int], marked: list[str]):
    assert cut(text, spans(text, [letters])) == marked


def test_evidence_marks_the_aligned_letters_of_both_texts(verbal: Strategy):
    evidence = {one.comparison: one for one in compare(verbal, reading("Miltron"), "MILLTRONICS®")}
    assert cut("Miltron", evidence["sound"].asked_spans) == ["Miltron"]
    assert cut("MILLTRONICS®", evidence["sound"].candidate_spans) == ["MIL", "TRON"]

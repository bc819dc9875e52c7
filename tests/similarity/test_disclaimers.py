"""Disclaimed words are read from the office's sentence, indexed, and named in the evidence."""

import pytest

from similarity import keys
from similarity.disclaimers import disclaimed
from similarity.reading import reading
from similarity.scoring import Candidate, score
from similarity.strategy import Strategy


@pytest.mark.parametrize(
    ("mark", "disclaimer", "words"),
    [
        ("STAR NIGHT", "Night", ("NIGHT",)),
        ("STAR NIGHT", '"NIGHT"', ("NIGHT",)),
        ("RIGHT NIGHT", 'No claim is made to the exclusive right to use "NIGHT" apart from the mark', ("NIGHT",)),
        ("RIGHT NIGHT", "No claim is made to the exclusive right to use NIGHT apart from the mark", ("NIGHT",)),
        ("STAR NIGHT CREAM", "NIGHT CREAM", ("CREAM", "NIGHT")),
        ("CAFÉ LUNE", "« Café »", ("CAFE",)),
        ("ALPENGLUT", "GLUT", ()),  # a part of a word is none
        ("STAR NIGHT", "?", ()),
    ],
)
def test_the_words_of_the_mark_that_are_named(mark: str, disclaimer: str, words: tuple[str, ...]):
    assert disclaimed(reading(mark).tokens, disclaimer) == words
    assert tuple(keys.fields(mark, disclaimer)["disclaimed"]) == words


def test_the_evidence_says_that_it_rests_on_a_disclaimed_word(measured: Strategy):
    mark = Candidate("1", ("NIGHT STAR",), disclaimed=frozenset({"NIGHT"}))
    (hit,), _ = score(measured, reading("NIGHT"), [mark])
    told = [one.sentence for one in hit.evidence]
    assert "NIGHT STAR contains all words of NIGHT; disclaimed in the mark found: NIGHT" in told
    (hit,), _ = score(measured, reading("STAR"), [mark])
    assert not any("disclaimed" in one.sentence for one in hit.evidence)

"""Disclaimed words are read from the office's sentence, indexed, named in the evidence, and weigh less in the order."""

import pytest

from similarity import keys
from similarity.disclaimers import disclaimed
from similarity.heard import spelled_out
from similarity.ordering import Marks, ranked
from similarity.rarity import Rarity
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


def test_a_disclaimed_word_weighs_less_in_the_order(measured: Strategy):
    assert measured.order is not None
    plain = keys.EAR.heard("NIGHT STAR")
    marked = tuple(map(spelled_out, keys.EAR.written("NIGHT STAR", {"NIGHT"})))
    marks = Marks.of([("marked", marked, 0.5), ("plain", plain, 0.5)])

    def ranks(asked: str) -> dict[str, int]:
        return {one.id: one.rank for one in ranked(measured.order, keys.EAR.heard(asked), marks, Rarity(1_000))[0]}

    by_night, by_star, by_both = map(ranks, ("NIGHT", "STAR", "NIGHT STAR"))
    assert by_night["marked"] < by_night["plain"] - 100_000
    assert by_star["marked"] > by_star["plain"]  # what is left of the mark says the more
    assert by_both["marked"] < by_both["plain"]


def test_a_disclaimed_word_is_compared_by_the_same_letters_and_sounds(measured: Strategy):
    plain, marked = keys.fields("NIGHT STAR"), keys.fields("NIGHT STAR", "NIGHT")
    assert {name for name in plain if plain[name] != marked[name]} == {"disclaimed", "heard"}

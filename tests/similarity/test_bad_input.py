"""Whatever is asked for is compared, always the same and within bounds, or refused in a sentence."""

import orjson
import pytest
from pydantic import TypeAdapter

from similarity import keys
from similarity.asking import NothingAsked, TooLong, ask
from similarity.catalogue import Catalogue
from similarity.clauses import counting, query
from similarity.folding import LETTERS, LIMIT
from similarity.groups import asked_for, share
from similarity.heard import MOST_WORDS
from similarity.ordering import Marks, ranked
from similarity.rarity import Rarity
from similarity.scoring import Candidate, Scored, score
from similarity.strategy import Strategy
from tests.bad_words import COMPARED, CONTROLS, REFUSED

BODY = 200_000  # bytes of a request to the engine
CLAUSES = 1_024  # of the engine's own bound for one query


@pytest.mark.parametrize("words", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_compared_is_refused_in_a_sentence(words: str):
    with pytest.raises((NothingAsked, TooLong), match=r"ask for|transliteration"):
        ask(words)


@pytest.mark.parametrize(("words", "normal"), (COMPARED | CONTROLS).values(), ids=COMPARED | CONTROLS)
def test_what_can_be_compared_is_found_first_by_itself_in_a_bounded_request(
    words: str, normal: str | None, catalogue: Catalogue, measured: Strategy
):
    asked = ask(words)
    if normal is not None:
        assert asked.reading.normal == normal
    assert len(asked.reading.normal) <= LETTERS
    assert all(len(spelling.split("/")[0].split(" ")) <= MOST_WORDS for spelling in asked.heard)
    for strategy in catalogue.all():
        groups = asked_for(strategy.candidates, asked.reading.text, Rarity())
        sent = counting(strategy, asked.reading, groups) if strategy.candidates.by else [query(strategy, asked.reading)]
        for body in map(orjson.dumps, sent):
            assert len(body) < BODY
            assert body.count(b'"term') + body.count(b'"prefix') + body.count(b'"range') < CLAUSES
    assert measured.order is not None
    marks = ["PEPSI MAX", words[:LIMIT], "UNCLE BENS"]
    compared = [
        (name, keys.EAR.heard(mark), share(measured.candidates, words, mark, Rarity()))
        for name, mark in zip("abc", marks, strict=True)
    ]
    (first, *_), _ = ranked(measured.order, asked.heard, Marks.of(compared), Rarity())
    assert (first.id, first.aspects["visual"], first.aspects["aural"]) == ("b", 100, 100)
    scored, _ = score(measured, asked.reading, [Candidate("b", (words[:LIMIT],))])
    assert scored[0].evidence[0].sentence.endswith("are the same words")
    if "\ud800" not in words:
        assert TypeAdapter(list[Scored]).dump_json(scored)


def test_what_was_left_out_is_said():
    assert ask("CO\u200bLA\x07").notes == (
        "1 control character was read as spaces: U+0007",
        "1 invisible character was left out: U+200B",
    )
    assert ask("A B " * 64).notes == ("only the first 32 of 128 count where words are measured one by one",)
    with pytest.raises(NothingAsked, match=r"the script is not read \(Cuneiform\); ask for its transliteration"):
        ask("\U00012000")
    with pytest.raises(TooLong, match="100,000 characters were asked for; at most 512 are compared"):
        ask("A" * 100_000)

"""Abbreviations, pictures, weak and disclaimed words in a search of the real engine."""

import datetime as dt

import pytest
from opensearchpy import OpenSearch

from mappings.document import AsOf
from mappings.indices import Layout, definition
from mappings.number import DossierKey
from mappings.record import Kind
from search_api.index import StaffIndex
from search_api.similar import SimilarAnswer, similar
from similarity import keys, lifting
from similarity.ordering import Ranked
from similarity.reading import reading
from similarity.scoring import Candidate
from similarity.strategy import Aspect, Strategy

AS_OF = AsOf(sequence=7, at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
APPLE = ["05", "05.07", "05.07.13"]
MARKS: dict[str, tuple[str, list[str], str]] = {  # number → words, Vienna codes, disclaimer
    "1": ("INTERNATIONAL BUSINESS MACHINES CORPORATION", [], ""),
    "2": ("IBM", [], ""),
    "3": ("", APPLE, ""),
    "4": ("POMUM", APPLE, ""),
    "5": ("APPLE HOTEL", [], "HOTEL"),
    "6": ("ZEBRA HOTEL", [], ""),
    "7": ("QUARTZ", ["17", "17.01"], ""),
}


@pytest.fixture
def index(engine_client: OpenSearch, office_code: str) -> StaffIndex:
    reader = StaffIndex(engine_client, office_code, 20)
    name = reader.names([Kind.TRADEMARK])[0]
    engine_client.indices.create(index=name, body=definition(Kind.TRADEMARK, "dossiers", Layout()))
    lines: list[dict[str, object]] = []
    for number, (text, vienna, disclaimer) in MARKS.items():
        key = DossierKey("XB", Kind.TRADEMARK, number)
        document = {"id": key.id, "tie": key.tie, "office": "XB", "kind": "tm", "number": number, "numbers": [number]}
        document |= {"vienna": vienna, "classes": ["43"], "deleted": False, "ignored_in_similarity": False}
        document["words"] = [keys.fields(text, disclaimer)] if text else []
        lines += [{"index": {"_index": name, "_id": document["id"]}}, document]
    assert not engine_client.bulk(body=lines, params={"refresh": "true"})["errors"]
    return reader


def found(answer: SimilarAnswer) -> list[str]:
    return [hit.number for hit in answer.hits]


def ask(index: StaffIndex, strategy: Strategy, words: str, **more: object) -> SimilarAnswer:
    return similar(index, strategy, words, as_of=AS_OF, **more)


def test_an_abbreviation_finds_its_words_and_the_words_their_abbreviation(index: StaffIndex, measured: Strategy):
    answer = ask(index, measured, "IBM")
    assert found(answer) == ["2", "1"]
    assert answer.hits[1].aspects[Aspect.CONCEPTUAL] == 100
    assert "IBM stands for the first letters" in answer.hits[1].evidence[-1].sentence
    assert set(found(ask(index, measured, "International Business Machines"))[:2]) == {"1", "2"}


def test_a_word_finds_the_marks_whose_picture_it_names(index: StaffIndex, measured: Strategy):
    answer = ask(index, measured, "Apple")
    assert set(found(answer)) == {"3", "4", "5"}
    picture = next(hit for hit in answer.hits if hit.number == "3")
    assert (
        picture.evidence[0].sentence == "APPLE says what the picture of the other mark shows: apples (Vienna 05.07.13)"
    )
    assert picture.title is None
    assert picture.rank == measured.order.meaning * 10_000
    assert "7" not in found(ask(index, measured, "CLOCKWORK TIME"))


def test_a_word_that_is_weak_in_the_class_asked_for_weighs_less(index: StaffIndex, measured: Strategy):
    everywhere = {hit.number: hit.rank for hit in ask(index, measured, "KODAK HOTEL").hits}
    of_hotels = {hit.number: hit.rank for hit in ask(index, measured, "KODAK HOTEL", classes=["43"]).hits}
    assert of_hotels.get("6", 0) < everywhere["6"]


def test_the_evidence_names_disclaimed_words(index: StaffIndex, measured: Strategy):
    hits = {hit.number: hit for hit in ask(index, measured, "KODAK HOTEL").hits}
    assert "disclaimed in the mark found: HOTEL" in hits["5"].evidence[0].sentence
    assert "disclaimed" not in hits["6"].evidence[0].sentence


def test_a_mark_that_claims_no_right_in_the_word_comes_behind_one_that_does(index: StaffIndex, measured: Strategy):
    ranks = {hit.number: hit.rank for hit in ask(index, measured, "HOTEL").hits}
    assert 0 < ranks["5"] < ranks["6"] - 50_000


def test_what_is_lifted_stands_in_the_total_order(measured: Strategy):
    order = measured.order
    assert order is not None
    ranked = [Ranked("b", 900_000, {Aspect.VISUAL: 90}, None, ()), Ranked("d", 400_000, {Aspect.VISUAL: 40}, None, ())]
    lifted = lifting.lifted(
        order, ranked, [Ranked("c", 10_000, {Aspect.AURAL: 1}, None, ())], {"a": 1, "c": 1, "d": 0.5, "e": 0.1}
    )
    height = order.meaning * 10_000
    assert [(one.id, one.rank) for one in lifted] == [("b", 900_000), ("a", height), ("c", height), ("d", height // 2)]
    assert lifted[2].aspects == {Aspect.AURAL: 1, Aspect.CONCEPTUAL: 100}
    assert lifted[3].aspects == {Aspect.VISUAL: 40, Aspect.CONCEPTUAL: 50}


def test_a_picture_that_half_of_the_words_name_lifts_half_as_high(measured: Strategy):
    picture = Candidate("1", (), frozenset(APPLE))
    assert lifting.shares(measured, reading("APPLE BANK"), [picture, Candidate("2", ("PEAR",))]) == {"1": 0.55}

"""The order by measures: the same whatever is compared beside, whole, and the same by the engine and the oracle."""

import random
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opensearchpy import OpenSearch

from desk.evaluation.sameness import same
from similarity import groups, keys, oracle
from similarity.clauses import counting
from similarity.columns import TRIGRAMS, trigrams
from similarity.measures import MEASURES, Beside
from similarity.ordering import Marks, Ranked, place, ranked
from similarity.rarity import Count, Rarity
from similarity.reading import reading
from similarity.scoring import compare
from similarity.strategy import Aspect, Strategy
from similarity.table import Table

NAMES = [
    "Uncle Ben's",
    "UNKLE BENZ",
    "Seiko",
    "Seycos",
    "Пепси",
    "Pepsi Cola",
    "TOYS R US",
    "Toys are us",
    "CAT",
    "KAT",
    "Q",
]
SYLLABLES = ["ba", "co", "da", "el", "fi", "ga", "ho", "in", "ka", "lu", "mi", "no", "pa", "ra", "si", "to", "va", "zu"]
TEXTS = st.text(st.sampled_from("ABCDEFGH IOUNS4'-КОЛ"), max_size=20)


def table_of(*texts: str) -> Table:
    return Table.of(list(map(keys.EAR.heard, texts)))


def among(strategy: Strategy, asked: str, named: Iterable[tuple[str, str]]) -> list[Ranked]:
    """The order of these marks, ids with their texts."""
    assert strategy.order is not None
    marks = [
        (mark, keys.EAR.heard(text), groups.share(strategy.candidates, asked, text, Rarity())) for mark, text in named
    ]
    return ranked(strategy.order, keys.EAR.heard(asked), Marks.of(marks), Rarity())[0]


@pytest.mark.thorough
@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=6))
def test_every_measure_is_from_nought_to_one_and_the_same_beside_any_others(asked, others):
    table = table_of(*others)
    if not keys.EAR.heard(asked) or not len(table):
        return
    questions = Table.of([keys.EAR.heard(asked)])
    for measure in MEASURES.values():
        together = measure.values(Beside(questions, 0, table, Rarity()))
        assert ((together >= 0) & (together <= 1)).all()
        for row in range(len(table)):
            alone = measure.values(Beside(questions, 0, Table.of([[_row(table, row)]]), Rarity()))
            assert alone[0] == pytest.approx(together[row], abs=1e-12)


def _row(table: Table, row: int) -> str:
    places = table.words_of(row)
    read = [" ".join(table.sounds(language)[place] for place in places) for language in range(table.languages)]
    return "/".join([table.normal[row], *read])


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_what_is_the_same_measures_one(name: str):
    heard = keys.EAR.heard("UNCLE BENS")
    table = Table.of([heard])
    assert MEASURES[name].values(Beside(table, 0, table, Rarity()))[0] == pytest.approx(1)


def test_trigrams_have_a_pad_on_each_side_and_one_for_each_letter():
    found = trigrams(["CAT", "A", ""])
    assert [int((row < TRIGRAMS).sum()) for row in found] == [3, 1, 0]
    assert found[0][0] == trigrams(["CAB"])[0][0]


def test_rare_words_weigh_more_than_frequent_ones():
    count = Count()
    for number in range(1_000):
        count.add(["GROUP", f"N{number % 400}"], [], [])
    rarity = count.rarity("")
    seldom, often, never = rarity.of_words(["N7", "GROUP", "ZYX"])
    assert often < seldom < never <= 1
    assert rarity.without_weight(["ZYX"]).of_word("ZYX") == pytest.approx(never * 0.2)


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("Unkle Bens", "UNKLE BENZ"),
        ("Pepsi", "Пепси"),
        ("пепси", "Пепси"),
        ("Toyz R Uz", "TOYS R US"),
        ("SAIKO", "Seiko"),
    ],
)
def test_the_nearest_stands_first(measured: Strategy, asked: str, first: str):
    found = among(measured, asked, zip(NAMES, NAMES, strict=True))
    assert found[0].id == first
    assert set(found[0].aspects) == set(Aspect)
    assert all(0 <= one.value <= 100 for one in found[0].measures)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [("El Sol", "SUN"), ("LUPO", "WOLF"), ("Buenos Dias", "GOOD MORNING"), ("TORNADO", "CYCLONE"), ("ВОЛК", "WOLF")],
)
def test_the_same_in_other_words_is_found_in_a_column_of_its_own(measured: Strategy, asked: str, meant: str):
    ids = [*NAMES, "SUN", "WOLF", "GOOD MORNING", "CYCLONE"]
    found = among(measured, asked, zip(ids, ids, strict=True))
    assert found[0].id == meant
    assert found[0].aspects[Aspect.CONCEPTUAL] >= 75
    assert found[0].aspects[Aspect.VISUAL] < 50
    assert compare(measured, reading(asked), meant)[-1].aspect is Aspect.CONCEPTUAL


def test_what_both_say_in_the_same_word_is_no_matter_of_meaning(measured: Strategy):
    found = among(measured, "SUN", [("a", "SUN")])
    assert found[0].aspects == {Aspect.VISUAL: 100, Aspect.AURAL: 100, Aspect.CONCEPTUAL: 0}


def test_equal_sums_stand_by_id_and_what_is_below_the_least_is_no_hit(measured: Strategy):
    found = among(measured, "CAT", [("b", "CAT"), ("a", "CAT"), ("c", "ZYGOTE")])
    assert [one.id for one in found] == ["a", "b"]


def names() -> list[str]:
    draw = random.Random(5)
    return [
        "".join(draw.choices(SYLLABLES, k=draw.randint(2, 4))).upper() + draw.choice(["", " CLUB", " 24"])
        for _ in range(400)
    ]


@pytest.mark.thorough
def test_the_oracle_places_every_mark_as_one_table_does(measured: Strategy, monkeypatch: pytest.MonkeyPatch):
    assert measured.order is not None
    marks = [(f"{number:04}", keys.EAR.written(name)) for number, name in enumerate(names())]
    asked = [oracle.question(measured, words, Rarity()) for words in ("BACODA", "NOPARA CLUB", "Q")]
    monkeypatch.setattr(oracle, "PART", 70)
    found = oracle.best(measured.order, asked, marks, Rarity(), 25)
    table = table_of(*names())
    for question, answer in zip(asked, found, strict=True):
        shared = groups.shares([question.groups], [written for _, written in marks])[:, 0]
        totals = place(measured.order, question.heard, table, Rarity(), shared).totals
        expected = sorted(((-totals[n], mark) for n, (mark, _) in enumerate(marks)))[:25]
        assert [(-one.total, one.id) for one in answer] == expected


@pytest.mark.thorough
def test_shards_merges_and_deleted_documents_change_no_answer(engine_client: OpenSearch, measured: Strategy):
    gallery = list(dict.fromkeys(names()))
    found = same(engine_client, gallery, measured, [*gallery[:20], "!?"], lambda *_: None)
    assert found["hits"] > 200
    assert [one["way"] for one in found["compared"]] == [
        "after a merge", "5 shards, not merged", "5 shards, merged", "built anew",
    ]  # fmt: skip
    assert {one["identical"] for one in found["compared"]} == {21}
    assert found["same"]


@given(TEXTS)
def test_the_terms_of_a_mark_as_written_are_those_that_the_engine_has_of_it(text: str):
    fields = keys.fields(text)
    found = groups.terms_of(keys.EAR.written(text))
    assert found == {f"words.{name}": set(fields[name]) for name in ("grams", "sounds", "tokens")}


@given(TEXTS, TEXTS)
def test_the_same_text_shares_all_groups_and_any_other_at_most_as_many(measured: Strategy, asked: str, other: str):
    if not keys.EAR.written(asked):
        return
    assert groups.share(measured.candidates, asked, asked, Rarity()) == pytest.approx(1)
    assert 0 <= groups.share(measured.candidates, asked, other, Rarity()) <= 1


@pytest.mark.parametrize(
    ("words", "size"), [("LUTEXAL", 100), ("Élan", 100), ("Лутексал", 700), ("ルテクサル", 700), ("LUTEXAL Лу", 700)]
)
def test_words_in_other_scripts_are_asked_for_more_widely(measured: Strategy, words: str, size: int):
    candidates = measured.candidates.model_copy(update={"size": 100, "other_scripts": 700})
    strategy = measured.model_copy(update={"candidates": candidates})
    asked = reading(words)
    assert counting(strategy, asked, groups.asked_for(candidates, words, Rarity())).counted["size"] == size
    alike = strategy.model_copy(update={"candidates": candidates.model_copy(update={"other_scripts": None})})
    assert counting(alike, asked, groups.asked_for(candidates, words, Rarity())).counted["size"] == 100


def test_what_says_the_same_in_other_words_is_asked_for_as_widely_as_the_strategy_says(measured: Strategy):
    candidates = measured.candidates.model_copy(update={"apart": 17})
    asked = reading("GOLDEN LION")
    body = counting(
        measured.model_copy(update={"candidates": candidates}),
        asked,
        groups.asked_for(candidates, "GOLDEN LION", Rarity()),
    )
    assert body.apart is not None
    assert body.apart["size"] == 17


def test_frequent_groups_are_not_asked_for_but_the_rarest_always(measured: Strategy):
    marks = 10_000
    grams = keys.read("LUTEXAL").grams
    rarity = Rarity(marks, grams=dict.fromkeys(grams, marks // 2) | {"LUT": 3})
    found = groups.asked_for(measured.candidates.model_copy(update={"always": 2}), "LUTEXAL", rarity)
    assert len(found.weights["words.grams"]) == 2
    assert found.weights["words.grams"]["LUT"] > 50

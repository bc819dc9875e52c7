"""The order by measures: the same whatever is compared beside, whole, and the same by the engine and the oracle."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opensearchpy import OpenSearch

from desk.evaluation.sameness import same
from similarity import keys, oracle
from similarity.measures import MEASURES, Beside
from similarity.ordering import place, ranked
from similarity.rarity import Count, Rarity
from similarity.reading import reading
from similarity.scoring import compare
from similarity.strategy import Aspect, Strategy
from similarity.table import TRIGRAMS, Table, trigrams

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
    rows = [(one, owner) for owner, text in enumerate(texts) for one in keys.EAR.heard(text)]
    return Table([one for one, _ in rows], [owner for _, owner in rows], len(keys.EAR.readers))


@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=6))
def test_every_measure_is_from_nought_to_one_and_the_same_beside_any_others(asked, others):
    table = table_of(*others)
    if not keys.EAR.heard(asked) or not len(table):
        return
    questions = Table(keys.EAR.heard(asked), range(len(keys.EAR.heard(asked))), len(keys.EAR.readers))
    for measure in MEASURES.values():
        together = measure.values(Beside(questions, 0, table, Rarity()))
        assert ((together >= 0) & (together <= 1)).all()
        for row, heard in enumerate(" ".join(_row(table, row)) for row in range(len(table))):
            alone = measure.values(Beside(questions, 0, Table([heard], [0], table.languages), Rarity()))
            assert alone[0] == pytest.approx(together[row], abs=1e-12)


def _row(table: Table, row: int) -> list[str]:
    return [
        "/".join([table.words[word], *[table.sounds(language)[word] for language in range(table.languages)]])
        for word in table.rows[row]
    ]


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_what_is_the_same_measures_one(name: str):
    heard = keys.EAR.heard("UNCLE BENS")
    table = Table(heard, [0], len(keys.EAR.readers))
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
    assert measured.order is not None
    heard = [keys.EAR.heard(name) for name in NAMES]
    found = ranked(measured.order, keys.EAR.heard(asked), NAMES, heard, Rarity())
    assert found[0].id == first
    assert set(found[0].aspects) == set(Aspect)
    assert all(0 <= one.value <= 100 for one in found[0].measures)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [("El Sol", "SUN"), ("LUPO", "WOLF"), ("Buenos Dias", "GOOD MORNING"), ("TORNADO", "CYCLONE"), ("ВОЛК", "WOLF")],
)
def test_the_same_in_other_words_is_found_in_a_column_of_its_own(measured: Strategy, asked: str, meant: str):
    assert measured.order is not None
    ids = [*NAMES, "SUN", "WOLF", "GOOD MORNING", "CYCLONE"]
    heard = [keys.EAR.heard(name) for name in ids]
    found = ranked(measured.order, keys.EAR.heard(asked), ids, heard, Rarity())
    assert found[0].id == meant
    assert found[0].aspects[Aspect.CONCEPTUAL] >= 75
    assert found[0].aspects[Aspect.VISUAL] < 50
    assert compare(measured, reading(asked), meant)[-1].aspect is Aspect.CONCEPTUAL


def test_what_both_say_in_the_same_word_is_no_matter_of_meaning(measured: Strategy):
    assert measured.order is not None
    found = ranked(measured.order, keys.EAR.heard("SUN"), ["a"], [keys.EAR.heard("SUN")], Rarity())
    assert found[0].aspects == {Aspect.VISUAL: 100, Aspect.AURAL: 100, Aspect.CONCEPTUAL: 0}


def test_equal_sums_stand_by_id_and_what_is_below_the_least_is_no_hit(measured: Strategy):
    assert measured.order is not None
    heard = [keys.EAR.heard(name) for name in ("CAT", "CAT", "ZYGOTE")]
    found = ranked(measured.order, keys.EAR.heard("CAT"), ["b", "a", "c"], heard, Rarity())
    assert [one.id for one in found] == ["a", "b"]


def names() -> list[str]:
    draw = random.Random(5)
    return [
        "".join(draw.choices(SYLLABLES, k=draw.randint(2, 4))).upper() + draw.choice(["", " CLUB", " 24"])
        for _ in range(400)
    ]


def test_the_oracle_places_every_mark_as_one_table_does(measured: Strategy, monkeypatch: pytest.MonkeyPatch):
    assert measured.order is not None
    marks = [(f"{number:04}", keys.EAR.heard(name)) for number, name in enumerate(names())]
    asked = [keys.EAR.heard(words) for words in ("BACODA", "NOPARA CLUB", "Q")]
    monkeypatch.setattr(oracle, "PART", 70)
    found = oracle.best(measured.order, asked, marks, Rarity(), 25)
    table = Table(
        [one for _, heard in marks for one in heard],
        [n for n, (_, heard) in enumerate(marks) for _ in heard],
        len(keys.EAR.readers),
    )
    for question, answer in zip(asked, found, strict=True):
        totals = place(measured.order, question, table, Rarity()).totals
        expected = sorted(((-totals[n], mark) for n, (mark, _) in enumerate(marks)))[:25]
        assert [(-one.total, one.id) for one in answer] == expected


def test_shards_merges_and_deleted_documents_change_no_answer(engine_client: OpenSearch, measured: Strategy):
    gallery = list(dict.fromkeys(names()))
    found = same(engine_client, gallery, measured, [*gallery[:20], "!?"], lambda *_: None)
    assert found["hits"] > 200
    assert [one["way"] for one in found["compared"]] == [
        "after a merge", "5 shards, not merged", "5 shards, merged", "built anew",
    ]  # fmt: skip
    assert {one["identical"] for one in found["compared"]} == {21}
    assert found["same"]

"""Two marks compared: every feature says whether it holds and why, and what is shown is what a search counts."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from similarity import alongside, scoring
from similarity.asking import ask
from similarity.catalogue import Catalogue
from similarity.comparisons import FEATURES
from similarity.lacking import LACKS, lacking
from similarity.measures import MEASURES
from similarity.pair import Checked, Compared, compare
from similarity.rarity import Rarity
from similarity.reading import reading
from similarity.says.texts import placeholders
from similarity.says.voices import voices
from similarity.strategy import Aspect, Strategy

ENGLISH = voices().get("en")
PAIRS = [
    ("UNKLE BENS", "Uncle Ben's"),
    ("XCEED", "X-SEED"),
    ("EL SOL", "SUN"),
    ("КОЛА", "COLA"),
    ("شركة النور", "Al Noor"),
    ("4U", "FOR YOU"),
    ("CAT", "KAT"),
    ("PEPSI", "OGRE"),
    ("A", "A"),
    ("LUTEX", "LUTEXAL"),
    ("HOUSE OF TEA", "TEA OF HOUSE"),
    ("FROMAGE", "FORMAGE"),
]


def compared(asked: str, candidate: str, strategy: Strategy | None, language: str = "en") -> Compared:
    return compare(ask(asked), ask(candidate), strategy, Rarity(), voices().get(language))


def features(found: Compared) -> list[Checked]:
    return [*(level for one in found.comparisons for level in one.levels), *found.others]


@pytest.mark.parametrize("pair", PAIRS, ids=" ~ ".join)
def test_every_feature_is_there_and_says_something(catalogue: Catalogue, pair: tuple[str, str]):
    for strategy in [*catalogue.all(), None]:
        found = compared(*pair, strategy)
        assert {one.feature for one in features(found)} == set(FEATURES)
        assert all(one.sentence and one.language == "en" and "{" not in one.sentence for one in features(found))
        assert found.measures
        assert [one.of for one in found.comparisons] == [
            one.levels[0].points for one in (strategy.comparisons if strategy else ())
        ]


@pytest.mark.parametrize("pair", PAIRS, ids=" ~ ".join)
def test_what_counts_is_the_evidence_of_a_search(catalogue: Catalogue, pair: tuple[str, str]):
    for strategy in catalogue.all():
        found = compared(*pair, strategy)
        evidence = scoring.compare(strategy, ask(pair[0]).reading, ask(pair[1]).reading.text)
        counted = [
            (one.name, level.level, level.points, level.sentence, level.asked_spans, level.candidate_spans)
            for one in found.comparisons
            for level in one.levels
            if level.counts
        ]
        assert counted == [
            (one.comparison, one.level, one.points, one.sentence, one.asked_spans, one.candidate_spans)
            for one in evidence
        ]


def test_the_overall_order_and_its_rule(measured: Strategy, verbal: Strategy):
    same = compared("COLA", "Cola", measured)
    assert (same.overall.value, same.overall.hit) == (100.0, True)
    assert "weighted sum of 6 measures" in same.overall.rule
    assert "85" in same.overall.rule
    apart = compared("PEPSI", "OGRE", measured)
    assert not apart.overall.hit
    assert apart.overall.value < 30
    assert {one.measure for one in apart.measures} == {one.measure for one in measured.order.measures}
    meant = compared("EL SOL", "SUN", measured)
    assert meant.aspects[Aspect.CONCEPTUAL] > meant.aspects[Aspect.VISUAL]
    points = compared("COLA", "Cola", verbal)
    assert "points of the best level" in points.overall.rule
    assert points.overall.hit
    assert not compared("PEPSI", "OGRE", verbal).overall.hit
    assert len(compared("COLA", "Cola", None).measures) == len(MEASURES)
    assert compared("COLA", "Cola", None).overall is None


def test_what_no_measure_sees_is_lifted_as_in_a_search(measured: Strategy):
    found = compared("IBM", "INTERNATIONAL BUSINESS MACHINES", measured)
    assert found.overall is not None
    assert measured.order is not None
    assert (found.overall.hit, found.overall.value) == (True, float(measured.order.meaning))
    assert found.aspects[Aspect.CONCEPTUAL] == 100


def test_rarity_weighs_the_words_as_in_a_search(measured: Strategy):
    often = replace(Rarity(), marks=1_000, words={"RESTAURANT": 900})

    def overall(rarity: Rarity) -> float:
        asked, candidate = ask("HIBOU RESTAURANT"), ask("LUPO RESTAURANT")
        return compare(asked, candidate, measured, rarity, ENGLISH).overall.value

    assert overall(often) < overall(Rarity())


def test_what_a_feature_lacks_has_its_figures():
    found = {one.feature: one for one in compared("BRAVO", "BRAVADO TILES", None).others}
    assert found["same-beginning"].sentence.startswith("letters of the common beginning: 4, 80 % of the shorter mark")
    assert found["same-sound"].facts["code"] == "Metaphone"
    assert not found["few-edits"].holds
    assert found["few-edits"].facts | {"asked": "", "candidate": ""} == {
        "edits": 7,
        "letters": 12,
        "most": 3,
        "asked": "",
        "candidate": "",
    }


@pytest.mark.parametrize(
    ("feature", "pair", "told"),
    [
        ("same-but-small-words", ("THE GAP", "GAP STORE"), "are not the same: GAP and GAP STORE"),
        ("looks-alike", ("CORNEX", "ZORBAX"), "differ in 3 of 6 letters; letters among them that look alike: none;"),
        ("looks-alike", ("CORN0XYZ", "BARNOABC"), "letters among them that look alike: 0 / O;"),
        ("abbreviation", ("IBN", "International Business Machines"), "first letters of INTERNATIONAL BUSINESS MAC"),
        ("same-picture", ("APPLE", "OWL"), "Vienna codes known: none"),
        ("same-vowels", ("MAGENTA", "MOLINTA"), "the vowels are AEA and OIA, and the letters 57 % alike;"),
        ("same-consonants", ("MAGENTA", "MOLINTA"), "the consonants are MGNT and MLNT; the same ones, 3 at least"),
        ("shared-word", ("KOLA", "COLA"), "words in common: none, 0 % of the shorter mark"),
        ("same-beginning", ("KOLA", "KIWI"), "letters of the common beginning: 1, 25 %"),
    ],
)  # fmt: skip
def test_each_feature_says_what_it_lacks_in_figures(feature: str, pair: tuple[str, str], told: str):
    found = {one.feature: one for one in compared(*pair, None).others}[feature]
    assert not found.holds
    assert told in found.sentence


def test_every_feature_has_figures_for_what_it_lacks():
    assert set(LACKS) == set(FEATURES)


def test_equal_codes_do_not_sound_nearly_the_same(verbal: Strategy):
    found = {one.level: one for group in compared("FLEX", "PHLEX", verbal).comparisons for one in group.levels}
    assert found["close-metaphone"].holds
    assert found["close-metaphone"].sentence == "FLEX and PHLEX sound the same (Metaphone FLKS)"
    french = voices().get("fr")
    told = compare(ask("FLEX"), ask("PHLEX"), verbal, Rarity(), french)
    assert (
        "presque"
        not in {one.level: one for group in told.comparisons for one in group.levels}["close-metaphone"].sentence
    )


@pytest.mark.parametrize("name", LACKS)
def test_what_a_feature_lacks_gives_every_value_of_its_sentence(name: str):
    one, other = reading("ONE TWO SIX"), reading("NINE ELEVENS")
    facts = lacking(name, one, other, FEATURES[name].parameters())
    assert facts is not None
    assert placeholders(LACKS[name].says) <= set(facts)
    assert LACKS[name].says.format(**facts)


def test_marks_lie_letter_by_letter():
    cells = alongside.cells("UNKLE BENS", "Uncle Ben's")
    assert "".join(one.asked for one in cells) == "UNKLE BENS"
    assert [one for one in cells if one.asked != one.candidate] == [("K", "C")]
    romanised = alongside.cells("КОЛА", "KOLA")
    assert all(one.asked == one.candidate for one in romanised)
    assert alongside.cells("CANA", "CAYNA")[2] == ("", "Y")


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet="ABCDE É'4-жنé", min_size=1, max_size=14), st.text(alphabet="ABCDE 1אя", min_size=1, max_size=14)
)
def test_cells_are_the_letters_of_a_spelling(asked: str, candidate: str):
    one, other = alongside.spelled(asked), alongside.spelled(candidate)
    if not one or not other:
        return
    cells = alongside.cells(asked, candidate)
    assert "".join(cell.asked for cell in cells) in {each.text for each in one}
    assert "".join(cell.candidate for cell in cells) in {each.text for each in other}
    assert all(cell.asked or cell.candidate for cell in cells)


def test_spellings_say_how_they_came_about():
    assert [(one.text, one.how) for one in alongside.spelled("4U")] == [("4U", "folded"), ("FOR YOU", "played")]
    assert alongside.spelled("КОЛА")[0].how in {"romanised", "folded"}
    assert {one.how for one in alongside.spelled("شركة النور")} >= {"romanised"}


def test_readings_are_those_of_each_language_and_codes_those_of_both():
    found = compared("XCEED", "X-SEED", None)
    assert [one.language for one in found.readings] == ["en", "fr", "es", "de"]
    assert all(one.asked and one.candidate and 0 <= one.alike <= 100 for one in found.readings)
    codes = {one.code: one for one in found.codes}
    assert codes["metaphone"].asked == codes["metaphone"].candidate
    assert len(codes) == 7


@pytest.mark.parametrize("words", ["A " * 256, "x" * 512, "я" * 512, "4U " * 170], ids=["words", "letters", "я", "4U"])
def test_the_longest_marks_are_compared(measured: Strategy, words: str):
    assert compared(words.strip(), words.strip()[::-1], measured).letters

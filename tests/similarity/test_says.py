"""The sentences in the office's languages: complete, with the placeholders of the English, checked when loaded."""

from pathlib import Path

import pytest

from similarity import catalogue as strategies
from similarity.asking import ask
from similarity.catalogue import Catalogue
from similarity.comparisons import FEATURES
from similarity.lacking import LACKS
from similarity.measures import MEASURES
from similarity.pair import compare
from similarity.phonetics.readers import SHIPPED as TONGUES
from similarity.phonetics.readers import readers
from similarity.rarity import Rarity
from similarity.reading import reading
from similarity.says.texts import REFERENCE, SHIPPED, BadTexts, load, placeholders
from similarity.says.voice import UnknownLanguage, Voice
from similarity.says.voices import voices
from similarity.scoring import compare as evidence
from similarity.strategy import Aspect

TRANSLATED = ["fr", "es", "ar"]
LANGUAGES = ["en", *TRANSLATED]


def voice(language: str) -> Voice:
    return voices().get(language)


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_left_in_english(language: str, catalogue: Catalogue):
    texts = load(SHIPPED / f"{language}.yaml")
    assert set(texts.features) == set(FEATURES)
    for name, one in texts.features.items():
        assert one.title
        assert one.says
        assert placeholders(one.says) == placeholders(FEATURES[name].says)
        assert bool(one.lacks) == (name in LACKS)
        if one.lacks:
            assert placeholders(one.lacks) == placeholders(LACKS[name].says)
    assert set(texts.measures) == set(MEASURES)
    assert set(texts.phrases) == set(REFERENCE.phrases)
    assert set(texts.aspects) == set(Aspect)
    titles = {comparison.title for one in catalogue.all() for comparison in one.comparisons}
    tongues = {one.language.title for one in readers(tuple(path.stem for path in TONGUES.glob("*.yaml")))}
    own = {one.title for one in catalogue.all()}
    assert titles | tongues | own <= set(texts.words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_is_said_in_every_language(language: str):
    for feature in FEATURES.values():
        asked, candidate = feature.shown()
        found = feature.accepts(asked, candidate, feature.parameters())
        assert found is not None
        facts = {**found.facts, "asked": found.asked, "candidate": found.candidate}
        said = voice(language).holds(feature, {}, facts)
        assert said.language == language
        assert "{" not in said.text
        assert all(str(facts[name]) in said.text for name in placeholders(feature.says) - {"language", "code"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_comparison_is_said_in_the_language(language: str, catalogue: Catalogue):
    for strategy in catalogue.latest():
        found = compare(ask("UNKLE BENS"), ask("ANKLE BENDS"), strategy, Rarity(), voice(language))
        checked = [*(level for one in found.comparisons for level in one.levels), *found.others]
        assert {one.language for one in checked} == {language}
        assert {one.title_language for one in [*checked, *found.comparisons]} == {language}
        assert found.overall.language == language


def test_names_within_a_sentence_are_said_in_its_language():
    said = compare(ask("UNKLE BENS"), ask("UNCLE BENS"), None, Rarity(), voice("fr")).others
    heard = next(one for one in said if one.feature == "heard-alike")
    assert heard.sentence.startswith("lu en anglais, UNKLE BENS sonne comme UNCLE BENS")


def test_latin_words_are_set_apart_where_lines_run_from_the_right():
    said = voice("ar").holds(FEATURES["begins-with"], {}, {"longer": "LUTEXAL", "shorter": "LUTEX"})
    assert "\u2068LUTEXAL\u2069" in said.text
    assert voice("ar").direction == "rtl"
    assert "\u2068" not in voice("fr").holds(FEATURES["begins-with"], {}, {"longer": "A", "shorter": "B"}).text


def own_sentence(says: str) -> strategies.Strategy:
    return strategies.parse(
        f"""
name: mine
version: 1
title: Mine
description: Only this.
candidates: {{size: 10, evidence: none yet}}
comparisons:
  - name: identity
    title: Identity
    aspect: visual
    levels:
      - name: same
        feature: same-words
        points: 100
        weight: 100
        says: {says}
""",
        "mine.v1.yaml",
    )


@pytest.mark.parametrize(
    ("says", "language", "sentence", "spoken"),
    [
        ("'{asked} it is'", "en", "COLA it is", "en"),
        ("'{asked} it is'", "fr", "COLA it is", "en"),  # a text alone is English, for all
        ("{en: '{asked} it is', fr: 'c’est {asked}'}", "fr", "c’est COLA", "fr"),
        ("{en: '{asked} it is', fr: 'c’est {asked}'}", "es", "COLA it is", "en"),
        ("{fr: 'c’est {asked}'}", "en", "COLA and COLA are the same words", "en"),
        ("{fr: 'c’est {asked}'}", "es", "COLA y COLA son las mismas palabras", "es"),
    ],
)
def test_a_strategy_says_it_in_its_own_words(says: str, language: str, sentence: str, spoken: str):
    strategy = own_sentence(says)
    found = compare(ask("cola"), ask("Cola"), strategy, Rarity(), voice(language)).comparisons[0].levels[0]
    assert (found.sentence, found.language) == (sentence, spoken)


def test_the_evidence_of_a_search_is_english_until_it_is_translated():
    assert evidence(own_sentence("{fr: 'c’est {asked}'}"), reading("cola"), "Cola")[0].language == "en"


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ("{fr: '{asket}'}", "says, fr: no {asket} here; there are asked, candidate"),
        ("{french: '{asked}'}", "mine.v1.yaml:16: says: 'french' is no language; write its code, such as fr"),
        ("{en: '{asked'}", "expected '}'"),
        ("[a]", "write a mapping"),
    ],
)
def test_a_strategy_whose_own_words_cannot_be_said_is_refused(says: str, told: str):
    with pytest.raises(strategies.BadStrategy, match=r"mine\.v1\.yaml:") as refused:
        own_sentence(says)
    assert told in str(refused.value)


GOOD = """language: nl
name: Nederlands
features:
  begins-with:
    title: De een begint met de ander
    says: "{longer} begint met {shorter}"
    lacks: "{longer} begint niet met {shorter} ({common} van {letters})"
measures: {letters: Lettergroepen}
phrases: {points: "{points} van {of} punten"}
"""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('says: "{longer} begint', 'says: "{langer} begint'), "nl.yaml:6: no {langer} here; did you mean 'longer'?"),
        (("begint met {shorter}", "begint"), "nl.yaml:6: {shorter} is missing; the English has it"),
        (('({common} van {letters})"', '{common!r}"'), "nl.yaml:7: {common} is no plain placeholder"),
        (('({common} van {letters})"', '({common"'), "nl.yaml:7: expected '}'"),
        (("begins-with:", "begin-with:"), "nl.yaml:4: no feature 'begin-with'; did you mean 'begins-with'?"),
        (("{letters: L", "{leters: L"), "nl.yaml:8: no measure 'leters'; did you mean 'letters'?"),
        (("{points: ", "{point: "), "nl.yaml:9: no phrase 'point'; did you mean 'points'?"),
        (("van {of} punten", "punten"), "nl.yaml:9: {of} is missing"),
        (("    lacks", "    lack"), "nl.yaml:7: no key 'lack' here; did you mean 'lacks'?"),
        (("language: nl", "language: fr"), "nl.yaml:1: the file holds 'fr'; call it fr.yaml"),
        (("name: Nederlands\n", "name: [\n"), "nl.yaml:"),
        (("name: Nederlands\n", "name: Nederlands\ndirection: up\n"), "nl.yaml:3: no choice 'up'; there are: ltr, rtl"),
    ],
    ids=str,
)
def test_a_mistake_in_a_file_is_named_with_its_line(tmp_path: Path, change: tuple[str, str], told: str):
    path = tmp_path / "nl.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert load(path).name == "Nederlands"
    assert change[0] in GOOD
    path.write_text(GOOD.replace(*change), encoding="utf-8")
    with pytest.raises(BadTexts) as refused:
        voices(("en", "nl"), tmp_path)
    assert told in str(refused.value)


def test_a_language_of_the_offices_own_says_what_it_can_and_the_rest_in_english(tmp_path: Path):
    (tmp_path / "nl.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "fr.yaml").write_text("language: fr\nname: Français\nmeasures: {letters: Groupes}\n", encoding="utf-8")
    found = voices(("nl", "fr", "pt", "fa"), tmp_path)
    dutch, french = found.get("nl"), found.get("fr")
    said = dutch.holds(FEATURES["begins-with"], {}, {"longer": "LUTEXAL", "shorter": "LUTEX"})
    assert said == ("LUTEXAL begint met LUTEX", "nl")
    assert dutch.holds(FEATURES["same-words"], {}, {"asked": "A", "candidate": "A"}).language == "en"
    assert dutch.phrase("heading") == ("Compare two marks", "en")
    assert dutch.lacks(FEATURES["same-words"], {"asked": "A", "candidate": "B"}, "A", "B").language == "en"
    assert french.measure("letters").text == "Groupes"
    assert french.measure("sound").text == "Son de l’ensemble"
    assert found.get("pt").phrase("heading").language == "en"
    assert found.get("fa").direction == "rtl"
    assert found.usual is dutch


def test_a_feature_without_figures_is_told_by_its_title():
    said = voice("fr").lacks(FEATURES["contains-letters"], None, "A", "B")
    assert said == ("Les lettres de l’une à la suite dans l’autre : cela ne vaut pas pour A et B", "fr")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("fr", "fr"),
        ("fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        ("de, es;q=0.4, ar;q=0.7", "ar"),
        ("FR;q=0, es", "es"),
        ("de, *;q=0.5", "en"),
        ("fr;q=nonsense, es;q=0.1", "es"),
        (";;;,=,q=1" + "," * 10_000, "en"),
    ],
    ids=lambda text: str(text)[:20],
)
def test_what_a_browser_accepts_is_understood(header: str | None, language: str):
    assert voices().accepted(header).language == language


def test_an_unknown_language_is_told_which_there_are():
    with pytest.raises(UnknownLanguage, match="'fr'"):
        voices().get("FR")
    with pytest.raises(UnknownLanguage, match="there are: en, fr, es, ar"):
        voices().get("klingon" * 1_000)

"""The office's small and weak words, and its table of words and pictures: read strictly, used as written."""

from pathlib import Path

import pytest

from similarity import lexicon, pictures
from similarity.lexicon import BadLexicon, Lexicon
from similarity.pictures import BadPictures, Pictures
from similarity.rarity import WEAK, Rarity

HEAD = "word,language,vienna,shows\n"


def test_small_words_are_set_aside_but_never_all():
    words = Lexicon(frozenset({"THE", "OF"}))
    assert words.core(["BANK", "OF", "THE", "WEST"]) == ("BANK", "WEST")
    assert words.core(["OF", "THE"]) == ("OF", "THE")


def test_a_word_is_weak_in_the_classes_of_its_list(shipped: Path):
    words = lexicon.load(shipped.parent / "words.yaml")
    assert {"RESTAURANT", "HOTEL"} <= words.weak_in(["43"])
    assert words.weak_in(["9", "33"]) == words.weak["9"] | words.weak["33"]
    assert words.weak_in([]) == frozenset()
    rarity = Rarity(marks=10)
    weak = rarity.without_weight(words.weak_in(["43"]))
    assert weak.of_word("RESTAURANT") == pytest.approx(WEAK * rarity.of_word("RESTAURANT"))
    assert "THE" in words.small
    assert "LTD" in words.small
    assert lexicon.load(None) == Lexicon()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("source: me\nsmal: {}\n", r"w.yaml:2: no key 'smal' here"),
        ("small: {}\n", "w.yaml:1: no source"),
        ("source: me\nsmall:\n  en: [THE, OF THE]\n", "w.yaml:3: 'OF THE' is not one word"),
        ("source: me\nsmall:\n  en: THE\n", "w.yaml:3: 'en' is no list"),
        ('source: me\nweak:\n  "46": [HOTEL]\n', "w.yaml:3: '46' is no list of weak words; write a Nice class"),
        ("source: me\nsmall: [THE]\n", "w.yaml:2: no lists"),
        ("- THE\n", "w.yaml:1: no table of words"),
        ("source: [\n", "w.yaml:1:10"),
        ("source: \xff\n", ":1: the byte 0xFF is no UTF-8; save the file as UTF-8"),
    ],
)
def test_a_list_that_cannot_be_used_is_named_with_its_line(tmp_path: Path, text: str, told: str):
    path = tmp_path / "w.yaml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(BadLexicon, match=told):
        lexicon.load(path)


def test_pictures_have_words_and_words_pictures():
    table = Pictures([("Étoile", "01.01", "stars"), ("STAR", "01.01", "stars"), ("STAR", "01.01.02", "one star")])
    assert table.codes("ETOILE") == {"01.01"}
    assert table.codes("STARS") == {"01.01", "01.01.02"}
    assert table.words({"01.01.02"}) == {"STAR", "STARS"}
    assert table.codes("MOON") == table.words({"05"}) == frozenset()
    assert pictures.load(None).codes("STAR") == frozenset()


def test_the_table_of_the_demo_office_reads(shipped: Path):
    table = pictures.load(shipped.parent / "vienna_words.csv")
    assert table.codes("LÖWE".replace("Ö", "O")) == {"03.01.01"}
    assert table.shown["03.01.01"] == "lions"
    assert len(table.shown) > 100


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "p.csv:1: the first line names the columns"),
        ("# a note\nword,vienna\n", "p.csv:2: the first line names the columns"),
        (HEAD + "LION,en,03.01.01\n", "p.csv:2: 3 cells instead of 4"),
        (HEAD + "# a note\n!!,en,03.01.01,lions\n", "p.csv:3: '!!' has no letters"),
        (HEAD + "LION,English,03.01.01,lions\n", "p.csv:2: no language 'English'"),
        (HEAD + "LION,en,3.1.1,lions\n", "p.csv:2: no Vienna code '3.1.1'"),
        (HEAD + "LION,en,03.01.01, \n", "p.csv:2: no word for what the code shows"),
        (HEAD + "LION,en,03.01.01,\xff\n", "cannot be read"),
    ],
)
def test_a_table_of_pictures_that_cannot_be_used_is_named_with_its_line(tmp_path: Path, text: str, told: str):
    path = tmp_path / "p.csv"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(BadPictures, match=told):
        pictures.load(path)

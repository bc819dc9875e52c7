"""The Latin spellings of whole texts: mixed scripts, several words, any characters, any length."""

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from similarity.folding import LETTERS, LIMIT
from similarity.romanisation import MOST, romanise


@pytest.mark.parametrize(
    "text", ["", " ", "PEPSI", "Nestlé & Co. №7", "Straße", "™®", "123 ٤", "!?", "\t\x00", "e\u0301"]
)
def test_a_text_without_a_letter_of_another_script_has_no_spelling(text: str):
    assert romanise(text) == ()


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("Café Москва 24", "CAFE MOSKVA 24"),
        ("CP全家", "CPQUANJIA"),
        ("Кока-Кола®", "KOKA KOLA"),
        ("コカ・コーラ", "KOKA KORA"),
        ("すたみな太郎", "SUTAMINATAILANG"),
        ("100満ボルト", "100MANBORUTO"),
        ("Санта & Ко", "SANTA AND KO"),
        ("Домино'с", "DOMINOS"),
        ("Дом\tСвет", "DOM SVET"),
        ("До\u00adм", "DOM"),
        ("مصر Egypt ٢٤", "MSR EGYPT 24"),
        ("\u202bשלום\u202c Tel", "SHLOM TEL"),
        ("Москва́", "MOSKVA"),
    ],
)
def test_latin_digits_and_word_ends_are_folded_as_everywhere(text: str, latin: str):
    assert romanise(text)[0] == latin


def test_the_spellings_of_two_words_go_together():
    assert romanise("كوكا كولا") == ("KUKA KULA", "KOKA KOLA", "COCA COLA")


def test_the_language_of_one_word_is_that_of_the_text():
    assert romanise("Вітебські продукти")[0] == "VITEBSKI PRODUKTY"
    assert romanise("Витебские продукти")[0] == "VITEBSKIE PRODUKTI"


ANY = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)


OTHERS = st.text(
    st.sampled_from([chr(code) for code in range(0x370, 0x1100)] + list("ーッンラァん々가힣ㄱ行大์")), max_size=40
)


@given(ANY | OTHERS)
@example("\ud800Ж")
@example("\u0301Ж\u0301")
@example("์ัะาเแ")
@example("्ािํา")
@example("ーっゃ゛")
@example("'׳״א'")
@example("々々")
@example("힣" * 600)
def test_every_text_is_spelled_in_capitals_and_never_fails(text: str):
    found = romanise(text)
    assert len(found) <= MOST
    assert len(set(found)) == len(found)
    for one in found:
        assert re.fullmatch(r"[A-Z0-9]+( [A-Z0-9]+)*", one)
        assert len(one) <= LETTERS
    romanise.cache_clear()
    assert romanise(text) == found


@pytest.mark.parametrize("letter", ["ж", "行", "ク", "강", "เ", "ก", "क", "ش", "ש", "ﷺ", "大ア가ก"])
def test_a_long_text_is_read_to_its_limit_in_little_time(letter: str):
    text = (letter * LIMIT)[: LIMIT - 12]
    romanise(letter)
    started = time.process_time()
    found = romanise(text)
    assert time.process_time() - started < 1
    assert 0 < len(found) <= MOST
    assert romanise(letter * LIMIT) == romanise(letter * LIMIT + "ж")

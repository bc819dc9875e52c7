"""What is indexed of a text."""

import orjson
from hypothesis import given
from hypothesis import strategies as st

from mappings.document import Words
from similarity import keys
from similarity.heard import unpacked
from similarity.reading import Reading
from similarity.spellings import spellings

WORDS = st.text(st.sampled_from("ABCEKSXZ aeé-'&7你я"), max_size=24)


def test_uncle_bens_has_these_keys():
    found = keys.read("Uncle Ben's")
    assert (found.normal, found.joined, found.tokens) == ("UNCLE BENS", "UNCLEBENS", ("UNCLE", "BENS"))
    assert found.metaphone == ("BNS", "UNKL", "UNKLBNS")
    assert {"_UN", "LE_", "_BE", "NS_", "EBE"} <= set(found.grams)
    assert found.length == 9


def test_a_text_without_words_has_no_keys():
    assert keys.read("?!") == Words(text="?!", normal="", joined="")


@given(WORDS)
def test_keys_are_a_valid_document_of_sorted_terms_without_blanks(text: str):
    found = keys.read(text)
    assert Words.model_validate(found.model_dump()) == found
    assert orjson.loads(orjson.dumps(found.model_dump()))["text"] == text
    for name in ("grams", "sounds", *keys.CODES):
        terms = getattr(found, name)
        assert list(terms) == sorted(set(terms))
        assert all(terms)
        assert not any(" " in term for term in terms)


@given(WORDS)
def test_what_is_compared_is_what_is_indexed(text: str):
    found, read = keys.read(text), Reading(text)
    assert (read.normal, read.joined) == (found.normal, found.joined)
    assert read.tokens == found.tokens[: len(read.tokens)]  # the words of other spellings stand behind
    assert read.grams <= set(found.grams)
    for name in keys.CODES:
        codes = {read.code(name), *read.word_codes(name)} - {""}
        assert codes <= set(getattr(found, name))


@given(WORDS)
def test_what_is_heard_names_the_words_of_each_spelling(text: str):
    found = keys.read(text)
    heard = unpacked((found.heard,) if found.heard else ())
    assert heard == keys.EAR.written(text)
    assert tuple(one.split("/")[0] for one in heard) == spellings(text)
    assert bool(found.heard) == bool(found.sounds) == bool(found.joined)
    assert {word for one in spellings(text) for word in one.split()} <= set(found.tokens)


@given(WORDS)
def test_a_word_has_as_many_padded_trigrams_as_letters(text: str):
    for word in keys.read(text).tokens:
        assert len(keys.grams(word)) == len(word)


def test_digits_sound_as_themselves():
    assert keys.code("metaphone", "21CLUB") == "21KLB"
    assert keys.code("match_rating", "4U") == "4U"
    assert keys.code("metaphone", "21CLUB") != keys.code("metaphone", "22CLUB")

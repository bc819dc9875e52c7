"""Skeletons, look-alike letters, small words, abbreviations, pictures: each accepts what it should and is found."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from similarity import keys
from similarity.comparisons import FEATURES
from similarity.looks import EDIT, apart, table
from similarity.matching import fields, weight
from similarity.reading import Reading, reading
from similarity.skeleton import consonants, initials, vowels

WORDS = [
    "THE",
    "OF",
    "LTD",
    "APPLE",
    "APPLES",
    "EAGLE",
    "ARCO IRIS",
    "INTER",
    "BUSY",
    "MOON",
    "CORNER",
    "COMER",
    "V",
    "W",
]
MARK = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
TWICE = {"A": "E", "O": "0", "M": "RN", "W": "VV", "E": "O", "L": "I"}
CODES = st.frozensets(st.sampled_from(["05.07.13", "03.07.01", "03.07", "01.07", "01.15.01", "27.05"]), max_size=3)
NAMES = ("same-consonants", "same-vowels", "looks-alike", "same-but-small-words", "abbreviation", "same-picture")


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Reading, Reading]:
    """Two marks, the second often the first with vowels changed, look-alikes set in, abbreviated or without words."""
    asked = draw(MARK)
    words = asked.split()
    match draw(st.sampled_from(["change", "abbreviate", "without", "other", "empty"])):
        case "change":
            other = "".join(draw(st.sampled_from([letter, TWICE.get(letter, letter)])) for letter in asked)
        case "abbreviate":
            other = "".join(word[0] for word in words if word not in ("THE", "OF", "LTD") or draw(st.booleans()))
        case "without":
            other = " ".join(word for word in words if word not in ("THE", "OF")) or "THE"
        case "empty":
            other = ""
        case _:
            other = draw(MARK)
    pair = Reading(asked, draw(CODES)), Reading(other, draw(CODES))
    return pair if draw(st.booleans()) else pair[::-1]


@pytest.mark.thorough
@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_whatever_it_accepts_its_clause_has_found(name: str, data: st.DataObject):
    feature = FEATURES[name]
    asked, candidate = data.draw(pairs())
    assume((asked.joined and candidate.joined) or feature.sees_pictures)
    chosen = feature.parameters()
    if feature.accepts(asked, candidate, chosen) is None:
        return
    clause = feature.clause(asked, chosen)
    assert clause is not None, "accepted, but the engine is not asked"
    texts = [keys.read(candidate.text)] if candidate.joined else []
    body = clause.weighed(1_000, "test")
    assert weight(body, fields(texts, candidate.pictures)) is not None
    assert weight(body, fields([keys.read("QUITE ANOTHER"), *texts], candidate.pictures)) is not None
    assert list(feature.sieve(asked, [Reading("QQ"), candidate], chosen))[-1] == 1


@pytest.mark.parametrize(
    ("name", "asked", "candidate", "said"),
    [
        ("same-consonants", "COLLEGIAN", "COLLEGIENNE", "the same consonants in the same order: CLGN"),
        ("same-consonants", "SEKO BLUE", "BLUE SIKKA", "in the same order: SK BL"),
        ("same-consonants", "MILTRON", "MILLTRONICS", None),
        ("same-consonants", "ODA", "ADO", None),  # one consonant is no skeleton
        ("same-vowels", "MAGENTA", "MALENTA", "the same vowels in the same order: AEA"),
        ("same-vowels", "MAGENTA", "KALE SPA", None),  # the same vowels, and few letters besides
        ("looks-alike", "G00GLE", "GOOGLE", "G00GLE looks like GOOGLE: 0 and O"),
        ("looks-alike", "CORNEX", "COMEX", "RN and M"),
        ("looks-alike", "PAYPAL", "PAYPAM", None),  # one letter differs, and does not look alike
        ("looks-alike", "GOOGLE", "GOOGLE", None),
        ("same-but-small-words", "THE GAP", "GAP LTD", "the same but for small words: GAP"),
        ("same-but-small-words", "THE", "OF THE", None),  # never all words
        ("abbreviation", "I.B.M.", "INTERNATIONAL BUSINESS MACHINES CORP", "first letters"),
        ("abbreviation", "HOUSE OF THE TALL TREES", "HTT", "HTT stands for the first letters"),
        ("abbreviation", "HOUSE OF THE TALL TREES", "HOTTT", "HOTTT stands for"),
        ("abbreviation", "IBM", "I B M", None),
        ("abbreviation", "HT", "HOUSE OF TREES", None),  # two letters stand for too much
    ],
)
def test_what_is_accepted_and_what_is_not(name: str, asked: str, candidate: str, said: str | None):
    feature = FEATURES[name]
    for one, other in ((asked, candidate), (candidate, asked)):
        found = feature.accepts(reading(one), reading(other), feature.parameters())
        assert bool(found) is (said is not None)
    if said is not None:
        found = feature.accepts(reading(asked), reading(candidate), feature.parameters())
        assert said in feature.says.format(asked=found.asked, candidate=found.candidate, **found.facts)


def test_a_picture_is_found_by_its_word_and_a_word_by_the_picture():
    feature = FEATURES["same-picture"]
    apple, pear = frozenset({"05", "05.07", "05.07.13"}), frozenset({"05", "05.07", "05.07.14"})
    for word in ("APPLE", "Apples", "The Apple Ltd", "POMME", "Manzana"):
        assert feature.accepts(reading(word), reading("", apple), feature.parameters()), word
        assert feature.accepts(reading("", apple), reading(word), feature.parameters()), word
    assert not feature.accepts(reading("APPLE"), reading("APPLE", pear), feature.parameters())
    assert not feature.accepts(reading("APPLE CONSULTING GROUP"), reading("", apple), feature.parameters())
    eagle = feature.accepts(
        reading("BIRD"), reading("ADLER", frozenset({"03", "03.07", "03.07.01"})), feature.parameters()
    )
    assert eagle.facts["shows"] == "birds"


def test_an_edit_at_the_beginning_costs_more():
    first, last = apart("CALOR", "GALOR", 3, 150, 1_000), apart("LORAC", "LORAG", 3, 150, 1_000)
    assert first
    assert last
    assert first.cost > last.cost
    assert apart("CAMERA", "CAMERA", 3, 150, 1_000) is None
    assert apart("VALOR", "BALOR", 3, 150, 1_000) is None
    assert apart("COAB", "GO", 0, 100, 1_000) == (30 + 2 * EDIT, (("C", "G"),))
    assert apart("COAB", "GO", 0, 100, 2 * EDIT) is None
    assert apart("LORM", "LORRN", 3, 150, 1_000) == (20, (("M", "RN"),))


@settings(max_examples=200, deadline=None)
@given(st.text("ABCL0RNMVW", max_size=8), st.text("ABCL0RNMVW", max_size=8))
def test_the_way_there_costs_as_much_as_the_way_back(one: str, other: str):
    there, back = apart(one, other, 3, 150, 1_000), apart(other, one, 3, 150, 1_000)
    assert (there and there.cost) == (back and back.cost)


def test_every_pair_of_letters_stands_once_with_its_reason():
    pairs = [frozenset((one.one, one.other)) for one in table().pairs]
    assert len(pairs) == len(set(pairs))
    assert all(len(pair) == 2 for pair in pairs)


def test_skeletons_and_initials():
    assert (consonants("COLLEGIENNE"), vowels("COCACOLA"), consonants("R2D2"), vowels("XYZ")) == (
        "CLGN",
        "OAOA",
        "R2D2",
        "Y",
    )
    assert initials(["BANK"], {"OF"}) == ()
    assert initials(["BANK", "OF", "BAHRAIN"], {"OF"}) == ("BB", "BOB")
    assert initials(["OF", "THE"], {"OF", "THE"}) == ("OT",)

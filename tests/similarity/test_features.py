"""Every feature says the same three times: to Python, to the engine, to a person."""

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from similarity import keys
from similarity.alignment import spans
from similarity.comparisons import FEATURES
from similarity.comparisons.feature import AnyFeature, Parameters
from similarity.matching import fields, weight
from similarity.reading import Reading

LETTERS = "ABCEKLOSTXZ7"
WORD = st.text(st.sampled_from(LETTERS), min_size=1, max_size=9)
MARK = st.lists(WORD, min_size=1, max_size=4).map(" ".join)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[str, str]:  # noqa: C901, PLR0912 - a case for each change
    """Two marks, the second often made of the first: letters changed, words moved, left out or put in."""
    asked = draw(MARK)
    words = asked.split()
    if draw(st.integers(0, 3)) == 0:  # a piece of it, often just half
        joined = "".join(words)
        start = draw(st.integers(0, len(joined) - 1))
        size = draw(st.sampled_from([max(1, len(joined) // 2), len(joined)]))
        words = [joined[start : start + size]]
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(words) - 1))
        word = words[place]
        at = draw(st.integers(0, len(word)))
        match draw(
            st.sampled_from(["put", "leave", "change", "swap", "move", "more", "less", "join", "split", "tail"])
        ):
            case "put":
                words[place] = word[:at] + draw(st.sampled_from(LETTERS)) + word[at:]
            case "leave" if len(word) > 1:
                words[place] = word[:at] + word[at + 1 :]
            case "change":
                words[place] = word[:at] + draw(st.sampled_from(LETTERS)) + word[at + 1 :]
            case "swap":
                words[place] = word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
            case "move":
                words.append(words.pop(place))
            case "more":
                words.insert(place, draw(WORD))
            case "less" if len(words) > 1:
                words.pop(place)
            case "join":
                words = ["".join(words)]
            case "split" if 0 < at < len(word):
                words[place : place + 1] = [word[:at], word[at:]]
            case "tail":
                words = [*words, *draw(MARK).split()]
            case _:
                pass
    pair = asked, " ".join(word for word in words if word)
    return pair if draw(st.booleans()) else pair[::-1]


def parameters(feature: AnyFeature) -> st.SearchStrategy[Parameters]:
    """Any parameters in their ranges, small ones more often."""
    given: dict[str, st.SearchStrategy[Any]] = {}
    for name, field in feature.parameters.model_fields.items():
        if field.annotation is int:
            low = next(bound.ge for bound in field.metadata if hasattr(bound, "ge"))
            high = next(bound.le for bound in field.metadata if hasattr(bound, "le"))
            given[name] = st.one_of(st.integers(low, min(high, low + 3)), st.integers(low, high))
        else:
            given[name] = st.sampled_from(field.annotation.__args__)
    return st.one_of(st.just(feature.parameters()), st.builds(feature.parameters, **given))


@pytest.mark.parametrize("feature", FEATURES.values(), ids=lambda feature: feature.name)
def test_accepts_its_documented_example_both_ways(feature: AnyFeature):
    one, other = feature.shown()
    assert feature.accepts(one, other, feature.parameters())
    assert feature.accepts(other, one, feature.parameters())


@pytest.mark.thorough
@pytest.mark.parametrize("feature", FEATURES.values(), ids=lambda feature: feature.name)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_whatever_a_level_accepts_its_clause_has_found(feature: AnyFeature, data: st.DataObject):
    asked, candidate = map(Reading, data.draw(pairs()))
    assume(asked.joined and candidate.joined)
    chosen = data.draw(parameters(feature))
    if feature.accepts(asked, candidate, chosen) is None:
        return
    clause = feature.clause(asked, chosen)
    assert clause is not None, "accepted, but the engine is not asked"
    body = clause.weighed(1_000, "test")
    assert weight(body, fields([keys.read(candidate.text)])) is not None
    # In the engine all texts of a mark lie in one bag of terms: another text beside it must not hide it.
    assert weight(body, fields([keys.read("QUITE ANOTHER"), keys.read(candidate.text)])) is not None


@pytest.mark.parametrize("feature", FEATURES.values(), ids=lambda feature: feature.name)
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_the_first_look_loses_nothing_and_parts_lie_within_both_texts(feature: AnyFeature, data: st.DataObject):
    asked, candidate = map(Reading, data.draw(pairs()))
    assume(asked.joined and candidate.joined)
    chosen = data.draw(parameters(feature))
    found = feature.accepts(asked, candidate, chosen)
    if found is None:
        return
    assert list(feature.sieve(asked, [Reading("QQ"), candidate], chosen))[-1] == 1
    assert feature.says.format(asked=found.asked, candidate=found.candidate, **found.facts)
    for part in feature.parts(asked, candidate, chosen):
        assert 0 <= part.asked_from < part.asked_to <= len(asked.joined)
        assert 0 <= part.candidate_from < part.candidate_to <= len(candidate.joined)
    assert spans(asked.text, ((part[0], part[1]) for part in feature.parts(asked, candidate, chosen))) is not None


@pytest.mark.parametrize("feature", FEATURES.values(), ids=lambda feature: feature.name)
def test_every_parameter_is_documented(feature: AnyFeature):
    assert feature.summary.endswith(".")
    for name, field in feature.parameters.model_fields.items():
        assert field.description, name
        assert field.json_schema_extra["unit"], name
        TypeAdapter(field.annotation).validate_python(field.default)


def test_the_tests_can_fail():
    """A clause that asks for too much is seen by the same evaluation."""
    body = {"constant_score": {"filter": {"term": {"words.joined": {"value": "CANA"}}}, "boost": 1}}
    assert weight(body, fields([keys.read("CAYNA")])) is None

"""The pure parts of the pages."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.web import evidence, forms, narrowing, words
from mappings.document import AsOf
from search_api.models import Facet, FacetValue

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
spans = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda pair: (min(pair), max(pair))))


@given(text=st.text(max_size=25), found=spans)
def test_marked_pieces_are_the_text_again_and_mark_what_the_spans_cover(text: str, found: list[tuple[int, int]]):
    pieces = evidence.marked(text, found)
    assert "".join(piece for piece, _ in pieces) == text
    covered = [any(start <= place < end for start, end in found) for place in range(len(text))]
    assert [matches for piece, matches in pieces for _ in piece] == covered


def test_a_form_is_read_without_blanks_and_repetitions():
    given_ = forms.given(
        [("words", " tide "), ("owner", "  "), ("class", "9, 25;9"), ("ipc", "G06F 15/16, G06"), ("class", "25")]
    )
    assert given_ == [("words", "tide"), ("class", "9"), ("class", "25"), ("ipc", "G06F 15/16"), ("ipc", "G06")]
    assert forms.criteria(given_) == {"words": "tide", "class": ["9", "25"], "ipc": ["G06F 15/16", "G06"]}
    assert forms.shown(given_) == {"words": "tide", "class": "9, 25", "ipc": "G06F 15/16, G06"}


def test_what_the_form_has_no_field_for_is_carried_along():
    assert forms.carried([("words", "x"), ("priority_from", "2020-01-01"), ("after", "abc")]) == [
        ("priority_from", "2020-01-01")
    ]


def test_a_facet_shows_eight_values_the_chosen_first_and_folds_the_rest():
    facet = Facet(name="class", values=tuple(FacetValue(value=str(n), count=1, chosen=n == 20) for n in range(1, 21)))
    view = narrowing.view([("words", "x"), ("class", "20"), ("after", "abc")], facet)
    assert [choice.text for choice in view.first] == ["20", *map(str, range(1, 8))]
    assert len(view.rest) == 12
    assert view.first[0].query == "words=x"
    assert view.first[1].query == "words=x&class=20&class=1"


def test_a_year_is_both_ends_of_the_filing_date():
    facet = Facet(name="year", values=(FacetValue(value="2021", count=3, chosen=False),))
    chosen = [("filed_from", "2021-01-01"), ("filed_to", "2021-12-31")]
    assert (
        narrowing.view([("filed_from", "2020-05-05")], facet).first[0].query
        == "filed_from=2021-01-01&filed_to=2021-12-31"
    )
    assert narrowing.view(chosen, facet).first[0].chosen
    assert narrowing.view(chosen, facet).first[0].query == ""


@pytest.mark.parametrize(
    ("age", "said"),
    [(0, None), (60, None), (70, "1 minute"), (600, "10 minutes"), (7_300, "2 hours"), (200_000, "2 days"), (-5, None)],
)
def test_the_age_of_the_index_is_said_in_one_unit(age: int, said: str | None):
    assert words.behind(AsOf(sequence=1, at=NOW - dt.timedelta(seconds=age)), NOW, 60) == said

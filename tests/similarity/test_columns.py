"""Columns say of each mark what its spellings say, in whatever parts they came."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from similarity import keys
from similarity.columns import TRIGRAMS, Column, Columns, OtherEar, trigrams
from similarity.heard import spelled_out
from similarity.table import Table

TEXTS = st.lists(st.text(st.sampled_from("ABCDEFGH IOUNS4'-КОЛ"), max_size=20), max_size=8)
MARKED = st.lists(
    st.tuples(st.text(st.sampled_from("ABC IO4"), max_size=12), st.sets(st.sampled_from("ABC"))), max_size=8
)


def said(table: Table) -> list[tuple[int, str, str, list[str], list[str], list[int]]]:
    """Of each row what the columns say: owner, letters, words with their sounds, sounds of the whole, trigrams."""
    grams, counts = table.trigrams
    ends = np.cumsum(counts)
    return [
        (
            int(table.owners[row]),
            table.normal[row],
            table.joined[row],
            [
                "/".join([table.words[place], *(table.sounds(language)[place] for language in range(table.languages))])
                for place in table.words_of(row)
            ],
            [table.sounding(language)[row] for language in range(table.languages)],
            grams[ends[row] - counts[row] : ends[row]].tolist(),
        )
        for row in range(len(table))
    ]


@given(TEXTS, TEXTS)
def test_a_mark_is_the_same_by_itself_and_beside_others_that_came_before_and_after(some, more):
    columns = Columns()
    columns.extend(list(map(keys.EAR.heard, some)))
    columns.extend(list(map(keys.EAR.heard, more)))
    texts = [*some, *more]
    assert len(columns) == len(texts)
    for mark, text in enumerate(texts):
        assert said(Table(columns, np.array([mark]))) == said(Table.of([keys.EAR.heard(text)]))
    chosen = np.arange(len(texts))[::-2]
    beside = said(Table(columns, chosen))
    alone = [said(Table(columns, np.array([mark]))) for mark in chosen]
    assert [row[1:] for row in beside] == [row[1:] for rows in alone for row in rows]
    assert [row[0] for row in beside] == [number for number, rows in enumerate(alone) for _ in rows]


@given(TEXTS)
def test_a_row_says_what_its_spelling_says(texts):
    heard = list(map(keys.EAR.heard, texts))
    table = Table.of(heard)
    rows = [row for mark in heard for row in mark]
    for row, (_, normal, joined, words, sounding, grams) in zip(rows, said(table), strict=True):
        spelled, first, *others = row.split("/")
        read = [first, *(one or first for one in others)]
        assert (normal, joined) == (spelled, spelled.replace(" ", ""))
        assert words == ["/".join(each) for each in zip(*(one.split(" ") for one in (spelled, *read)), strict=True)]
        assert sounding == [one.replace(" ", "") for one in read]
        wanted = trigrams([joined])[0]
        assert grams == wanted[wanted < TRIGRAMS].tolist()


@given(TEXTS)
def test_where_sounds_differ_from_the_first_language_is_told(texts):
    table = Table.of(list(map(keys.EAR.heard, texts)))
    for language in range(1, table.languages):
        for differs, first, other in zip(
            table.sounding_differs, table.sounding(0), table.sounding(language), strict=True
        ):
            assert bool(differs >> np.uint32(language) & 1) == (first != other)
        for differs, first, other in zip(table.sounds_differ, table.sounds(0), table.sounds(language), strict=True):
            assert bool(differs >> np.uint32(language) & 1) == (first != other)


def test_what_was_heard_in_another_number_of_languages_changes_nothing():
    columns = Columns()
    columns.extend([["CAT/kat/ket"]])
    for marks in ([["DOG/dog"]], [["DOG/dog/dog"], ["EMU/imu"]]):
        with pytest.raises(OtherEar):
            columns.extend(marks)
    assert len(columns) == 1
    columns.extend([["DOG/dog/dok"]])
    assert Table(columns, np.array([1])).normal == ["DOG"]


def test_what_a_column_gave_stays_as_it_was():
    column = Column(np.int32)
    column.extend([1, 2])
    before = column.all
    for number in range(100):
        column.extend([number, number])
    assert before.tolist() == [1, 2]
    assert len(column) == len(column.all) == 202


@given(MARKED)
def test_a_disclaimed_word_is_the_same_word_and_weighs_less(marks):
    marked = [tuple(map(spelled_out, keys.EAR.written(text, disclaimed))) for text, disclaimed in marks]
    columns = Columns()
    columns.extend(marked)
    table = Table(columns.chosen(np.arange(len(marks))[::-1]), np.arange(len(marks))[::-1])
    assert said(table) == said(Table.of([keys.EAR.heard(text) for text, _ in marks]))
    for row, owner in enumerate(table.owners):
        for place in table.words_of(row):
            assert (table.claimed[place] < 1) == (table.words[place] in marks[owner][1])

"""What changed between two snapshots: nothing is told wrongly, nothing is kept silent."""

import time
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.inid import lines
from publish_site import differences

TEXT = st.text(alphabet="ab ;.,é猫\n", max_size=24)
GOODS = st.fixed_dictionaries({"number": st.sampled_from(["1", "3", "9", "25"])}, optional={"goods": TEXT.filter(bool)})
PARTY = st.fixed_dictionaries(
    {"role": st.sampled_from(["applicant", "holder", "representative"]), "name": st.sampled_from(["A", "B b", "B c"])},
    optional={"address": st.fixed_dictionaries({"city": st.sampled_from(["Oslo", "Rome"])})},
)
EVENT = st.fixed_dictionaries({"date": st.sampled_from(["2026-01-01", "2026-02-01"]), "code": TEXT.filter(bool)})
RECORD = st.fixed_dictionaries(
    {"kind": st.just("tm"), "application_number": st.just("1")},
    optional={
        "registration_number": TEXT,
        "filing_date": st.sampled_from(["2026-01-01", "2026-01-02"]),
        "mark": st.fixed_dictionaries({}, optional={"verbal_element": TEXT, "disclaimer": TEXT}),
        "classes": st.lists(GOODS, max_size=4),
        "parties": st.lists(PARTY, max_size=4),
        "events": st.lists(EVENT, max_size=3),
    },
)


def read(record: dict[str, Any]) -> list[dict[str, Any]]:
    return differences.plain(lines(record))


@given(RECORD, RECORD)
def test_the_changes_make_the_newer_of_the_older_and_equal_snapshots_have_none(older: Any, newer: Any):
    before, after = read(older), read(newer)
    found = differences.changes(before, after)
    assert differences.apply(before, found) == after
    assert differences.changes(after, after) == []
    assert bool(found) == (before != after)
    assert all(
        value["change"] == "kept" or value.get("older") != value.get("newer")
        for line in found
        for value in line["values"]
    )


@given(TEXT, TEXT)
def test_runs_of_words_are_both_texts_letter_by_letter(older: str, newer: str):
    runs = differences.words(older, newer)
    assert "".join(text for change, text in runs if change != "added") == older
    assert "".join(text for change, text in runs if change != "removed") == newer
    assert all(text for _, text in runs)
    assert all(a[0] != b[0] for a, b in pairwise(runs))


def test_goods_are_compared_class_by_class_and_word_by_word():
    older = {"kind": "tm", "classes": [{"number": "9", "goods": "Software; telescopes"}, {"number": "25"}]}
    newer = {"kind": "tm", "classes": [{"number": "9", "goods": "Software; field glasses"}, {"number": "41"}]}
    (line,) = differences.changes(read(older), read(newer))
    assert (line["code"], line["change"]) == ("511", "changed")
    first, *rest = line["values"]
    assert first["words"] == [["kept", "Software; "], ["removed", "telescopes"], ["added", "field glasses"]]
    assert [(one["change"], one.get("older", one.get("newer"))["head"]) for one in rest] == [
        ("removed", "25"),
        ("added", "41"),
    ]


def test_another_owner_is_a_change_under_the_code_of_owners_and_a_new_registration_number_is_added():
    older = {"kind": "tm", "parties": [{"role": "applicant", "name": "Aurelia Trading S.A."}]}
    newer = {"kind": "tm", "registration_number": "R/1", "parties": [{"role": "applicant", "name": "Borealis Holding"}]}
    found = {line["code"]: line["change"] for line in differences.changes(read(older), read(newer))}
    assert found == {"111": "added", "731": "changed"}


@pytest.mark.parametrize("piece", ["a ", "word number {} of many; "])
def test_a_text_of_any_length_is_compared_in_bounded_time(piece: str):
    older = "".join(piece.format(n) for n in range(40_000))
    newer = "first " + older[: len(older) // 2] + "other " + older[len(older) // 2 :].replace("9", "8") + "last"
    began = time.process_time()
    runs = differences.words(older, newer)
    assert time.process_time() - began < 20
    assert "".join(text for change, text in runs if change != "added") == older


def test_of_many_snapshots_the_first_and_the_last_are_compared():
    assert differences.compared([1, 2, 3]) == [1, 2, 3]
    assert differences.compared(range(1, 8)) == [1, 2, 3, 4, 5, 6, 7]
    assert differences.compared(range(1, 9)) == [1, 8]
    assert differences.compared([]) == []

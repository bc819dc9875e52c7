"""What a search remembers of the marks is never what was there before, and changes no answer."""

import numpy as np
import pytest

from search_api.memory import Mark, Memory, Proposed
from similarity.columns import OtherEar
from similarity.table import Table

ONE = (Proposed("index-1", 7, 3), Mark("XB.tm.1", ("CAT/kat",)))
TWO = (Proposed("index-1", 8, 4), Mark("XB.tm.2", ("DOG/dog", "DOGG/dog")))
CHANGED = (Proposed("index-1", 7, 9), Mark("XB.tm.1", ("COW/kaw",)))


def known(memory: Memory, *proposed: Proposed) -> list[tuple[str, list[str]]] | None:
    """Id and spellings of these marks, as they would be placed; None when one is not remembered."""
    found = memory.of(*map(list, zip(*proposed, strict=True)))
    if found is None:
        return None
    marks = found.marks(np.arange(len(proposed)), np.zeros(len(proposed)))
    spelled = [
        [name for name, owner in zip(marks.table.normal, marks.table.owners, strict=True) if owner == number]
        for number in range(len(marks.ids))
    ]
    return list(zip(marks.ids, spelled, strict=True))


def test_a_mark_is_known_as_it_was_last_written_in_that_generation():
    memory = Memory()
    memory.keep([ONE, TWO])
    assert known(memory, TWO[0], ONE[0]) == [("XB.tm.2", ["DOG", "DOGG"]), ("XB.tm.1", ["CAT"])]
    for other in (Proposed("index-2", 7, 3), Proposed("index-1", 7, 5), Proposed("index-1", 9, 3)):
        assert known(memory, TWO[0], other) is None


def test_no_marks_are_all_known():
    found = Memory().of([], [], [])
    assert found is not None
    assert found.marks(found.places, found.places).ids == []


def test_what_is_given_is_what_can_be_placed_and_what_was_written_again_is_known_as_it_is_now():
    memory = Memory()
    before = memory.keep([ONE, TWO])
    memory.keep([CHANGED])
    assert len(memory) == 2
    assert known(memory, CHANGED[0], TWO[0]) == [("XB.tm.1", ["COW"]), ("XB.tm.2", ["DOG", "DOGG"])]
    assert known(memory, ONE[0]) is None
    assert before.marks(before.places, before.places * 0.0).table.normal == ["CAT", "DOG", "DOGG"]


def test_what_is_known_is_not_added_again():
    memory = Memory()
    memory.keep([ONE, TWO, ONE])
    again = memory.keep([TWO, ONE, CHANGED, TWO])
    assert again.places.tolist() == [1, 0, 2, 1]
    assert len(again.columns) == 3


def test_the_marks_kept_longest_make_room():
    memory = Memory(2)
    third = (Proposed("index-1", 5, 1), Mark("XB.tm.3", ("EMU/imu",)))
    memory.keep([ONE, TWO])
    memory.keep([CHANGED])
    memory.keep([third])
    assert known(memory, CHANGED[0], third[0]) == [("XB.tm.1", ["COW"]), ("XB.tm.3", ["EMU"])]
    assert known(memory, TWO[0]) is None


def test_changes_cost_the_other_marks_nothing_and_what_was_is_cleared_away(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("search_api.memory.LEFT_BEHIND", 10)
    memory = Memory(100)
    letters = [f"{one}{other}" for one in "ABCDEFGH" for other in "AEIOU"]
    marks = [
        (Proposed("index-1", n, n), Mark(f"XB.tm.{n}", (f"{word} CLUB/kat klab",))) for n, word in enumerate(letters)
    ]
    memory.keep(marks)
    for written in range(100, 500):
        place = written % len(marks)
        proposed = Proposed("index-1", place, written)
        marks[place] = (proposed, Mark(f"XB.tm.{place}", (f"{letters[place]}X/kat", "DOG CLUB/dog klab")))
        kept = memory.keep([marks[place]])
        assert len(kept.columns) <= 2 * len(marks) + 1
        assert known(memory, *[one for one, _ in marks]) == [
            (mark.id, [row.partition("/")[0] for row in mark.heard]) for _, mark in marks
        ]
    table = memory.keep(marks).marks(np.arange(len(marks)), np.zeros(len(marks))).table
    assert table.sounding(0)[:2] == ["kat", "dogklab"]
    assert table.words_of(1) == [table.words.index("DOG"), table.words.index("CLUB")]
    grams, counts = table.trigrams
    alone = Table.of([marks[0][1].heard]).trigrams
    assert grams[: counts[0]].tolist() == alone[0][: alone[1][0]].tolist()


def test_nothing_is_remembered_where_nothing_may_be():
    memory = Memory(0)
    kept = memory.keep([ONE])
    assert kept.ids.all.tolist() == ["XB.tm.1"]
    assert len(memory) == 0


def test_marks_heard_by_another_ear_are_never_beside_those_before():
    memory = Memory()
    memory.keep([ONE])
    other = (Proposed("index-2", 9, 1), Mark("XB.tm.3", ("EMU/imu/emu",)))
    memory.keep([other])
    assert known(memory, other[0]) == [("XB.tm.3", ["EMU"])]
    assert known(memory, ONE[0]) is None
    with pytest.raises(OtherEar, match="languages"):
        memory.keep([ONE, other])

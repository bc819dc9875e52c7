"""What a search remembers of the marks is never what was there before, and changes no answer."""

from search_api.memory import Mark, Memory, Proposed

ONE = (Proposed("index-1", 7, 3), Mark("XB.tm.1", ("CAT/kat",)))
TWO = (Proposed("index-1", 8, 4), Mark("XB.tm.2", ("DOG/dog",)))


def test_a_mark_is_known_as_it_was_last_written_in_that_generation():
    memory = Memory()
    memory.keep([ONE, TWO])
    assert memory.of([ONE[0], TWO[0]]) == [ONE[1], TWO[1]]
    assert memory.of([]) == []
    for other in (Proposed("index-2", 7, 3), Proposed("index-1", 7, 5), Proposed("index-1", 9, 3)):
        assert memory.of([TWO[0], other]) is None


def test_the_marks_kept_longest_make_room():
    memory = Memory(1)
    memory.keep([ONE, TWO])
    assert len(memory) == 1
    assert memory.of([TWO[0]]) == [TWO[1]]
    memory = Memory(0)
    memory.keep([ONE])
    assert memory.of([ONE[0]]) is None

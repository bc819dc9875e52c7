import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_stack import walk

MODES = st.integers(0, 0o777)
USERS = st.integers(1, 60_000)


@given(MODES, USERS)
def test_the_account_may_walk_and_nobody_else_gains_a_right(mode: int, user: int):
    before = walk.from_mode(mode)
    after = walk.with_walker(before, user)
    assert walk.Entry(walk.USER, walk.WALK, user) in after
    assert [each for each in after if each.tag not in (walk.USER, walk.MASK)] == before
    assert not any(each.rights & ~walk.WALK for each in after if each.tag == walk.USER)


@given(MODES, st.lists(USERS, max_size=4))
def test_the_kernels_form_is_read_back_and_adding_twice_changes_nothing(mode: int, users: list[int]):
    entries = walk.from_mode(mode)
    for user in users:
        entries = walk.with_walker(entries, user)
        assert walk.with_walker(entries, user) == entries
    assert walk.unpack(walk.pack(entries)) == entries


def test_an_unknown_form_is_refused():
    with pytest.raises(OSError, match="unknown form"):
        walk.unpack(b"\x09\x00\x00\x00")

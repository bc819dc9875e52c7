"""Canonical JSON: one form, whichever way it is written."""

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from mappings.digest import canonical

LARGEST = 2**53 - 1
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-LARGEST, LARGEST)
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False)
)
VALUES = st.recursive(LEAVES, lambda below: st.lists(below) | st.dictionaries(st.text(), below))


@given(VALUES)
def test_every_value_is_written_as_rfc_8785_says(value: object):
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("text", ["\x00\x07\x08\t\n\x0b\x0c\r\x1f", '"\\/', "\x7f\u2028\ufeff", "é🦉"])
def test_texts_are_escaped_alike(text: str):
    assert canonical({"a": [text]}) == rfc8785.dumps({"a": [text]})


@pytest.mark.parametrize("value", [LARGEST + 1, {"a": "\ud800"}, {"a": float("nan")}])
def test_what_it_cannot_carry_is_refused(value: object):
    with pytest.raises(ValueError, match=r"."):
        canonical(value)

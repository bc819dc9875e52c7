"""Whole numbers as files write them → integers that every part of the house can hold."""

from __future__ import annotations

DIGITS = 9  # what an integer of the index holds; a number of more is a slip of the file, and Python refuses 4,301


def whole(written: str | None) -> int | None:
    """The number of `12` or `00012`; None when it is no whole number, or one of more than nine digits."""
    if not written or not (written.isascii() and written.isdecimal()):
        return None
    digits = written.lstrip("0")
    return int(digits or "0") if len(digits) <= DIGITS else None

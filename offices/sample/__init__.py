"""A believable office of any size from a seed: `office(2000, seed=7)` gives the same filings, byte for byte, on
every machine.
"""

from __future__ import annotations

import datetime as dt
import heapq
from pathlib import Path
from typing import TYPE_CHECKING

from offices.office import load
from offices.sample.designs import design
from offices.sample.filing import Filing, Step
from offices.sample.marks import mark
from offices.sample.patents import patent

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["DEMO", "Filing", "Step", "office", "size"]

DEMO = Path(__file__).parent.parent / "demo"
TODAY = dt.date(2026, 11, 23)


def size(marks: int) -> int:
    """How many filings an office of so many marks has: a tenth as many patents and a tenth as many designs beside
    them.
    """
    return marks + 2 * (marks // 10)


def office(marks: int, seed: int, today: dt.date = TODAY) -> Iterator[Filing]:
    """The filings of an office of `marks` trademarks, in order of filing date, made one at a time.

    Nothing is filed or happens after `today`. ValueError when `marks` is negative or `today` lies before the office
    opened.
    """
    if marks < 0:
        raise ValueError(f"an office cannot have {marks} marks; ask for 0 or more")
    if today < dt.date(2016, 1, 1):
        raise ValueError(
            f"the demo office opened in January 2015, so {today} leaves it no history; ask for 2016 or later"
        )
    rules = load(DEMO)
    others = marks // 10
    return heapq.merge(
        (mark(position, marks, seed, rules, today) for position in range(marks)),
        (patent(position, others, marks, seed, rules, today) for position in range(others)),
        (design(position, others, marks, seed, rules, today) for position in range(others)),
        key=_filing_date,
    )


def _filing_date(filing: Filing) -> dt.date:
    assert filing.record.filing_date
    return filing.record.filing_date

"""Days of the demo office: its years, its filing days and its working days."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

OPENED = dt.date(2015, 1, 5)
# Filings grow over the years, and of a hundred 22 are made in the last one, so that a young gazette has something to
# print.
GROWTH = 0.6  # the share t of the earlier filings has come in at t ** GROWTH of the time
LAST_YEAR = 0.22


def filing_day(rng: Random, position: int, count: int, today: dt.date) -> dt.date:
    """The day on which filing `position` of `count` came in; never earlier than that of the position before it."""
    share: float = (position + rng.random()) / count
    turn = today - dt.timedelta(days=365)
    if share < 1 - LAST_YEAR:
        day = OPENED + (turn - OPENED) * float((share / (1 - LAST_YEAR)) ** GROWTH)
    else:
        day = turn + (today - turn) * ((share - 1 + LAST_YEAR) / LAST_YEAR)
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


def later(rng: Random, day: dt.date, least: int, most: int) -> dt.date:
    """A working day `least` to `most` days after `day`; Saturday and Sunday go on to Monday."""
    day += dt.timedelta(days=rng.randint(least, most))
    return day + dt.timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day `years` later; 29 February becomes the 28th where it must."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of the month `months` later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (dt.date(year + (month == 11), (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month + 1, min(day.day, last))

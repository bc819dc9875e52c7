"""When issues of the gazette come out, by the office's own rule: every so many days, on one weekday."""

from __future__ import annotations

import datetime as dt

from offices.rules import Gazette

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ANCHOR = dt.date(2015, 1, 1)  # rhythms longer than a week are counted from the first such weekday on or after this day


def issue_for(gazette: Gazette, day: dt.date) -> tuple[str, dt.date]:
    """The issue that comes out on `day` or next after it: its number, counted from 1 in its year, and its date."""
    first = ANCHOR + dt.timedelta(days=(WEEKDAYS.index(gazette.weekday) - ANCHOR.weekday()) % 7)
    every = gazette.every_days
    date = first + dt.timedelta(days=-((first - day).days // every) * every)
    january = dt.date(date.year, 1, 1)
    earlier = (date - january).days // every  # issues of the same year before it
    return gazette.number.format(year=date.year, sequence=earlier + 1), date

"""Dates as files write them → calendar dates. A zone is dropped: the day as written is the office's day."""

from __future__ import annotations

import datetime as dt
import re

# xs:date with its optional zone, or ST.2's eight digits; either may have a time behind it.
MONTHS = range(1, 13)
WRITTEN = re.compile(
    r"""^(?P<year>\d{4}) (?P<dash>-?) (?P<month>\d{2}) (?P=dash) (?P<day>\d{2})
        (?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)? (?:Z|[+-]\d{2}:\d{2})?$""",
    re.VERBOSE | re.ASCII,
)
YEAR_OR_MONTH = re.compile(r"^(?P<year>\d{4})(?:-?(?P<month>\d{2}))?$", re.ASCII)


def date(text: str) -> dt.date | None:
    """The calendar date of `2011-05-31-04:00`, `2013-01-29Z` or `20150106`; None when it is no whole, real date."""
    match = WRITTEN.match(text.strip())
    if not match:
        return None
    try:
        return dt.date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None


def partial(text: str) -> str | None:
    """The same as ISO text, or as much of it as is known: `20110500` → `2011-05`, `19960000` → `1996`; else None."""
    text = text.strip()
    whole = date(text)
    if whole:
        return whole.isoformat()
    match = WRITTEN.match(text) or YEAR_OR_MONTH.match(text)
    if not match or match["year"] == "0000":
        return None
    month = match["month"] or "00"
    day = match.groupdict().get("day") or "00"
    if month == "00":
        return match["year"] if day == "00" else None
    if int(month) not in MONTHS or day != "00":
        return None
    return f"{match['year']}-{month}"

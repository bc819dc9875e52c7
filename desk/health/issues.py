"""Whether the gazette comes out on its days."""

from __future__ import annotations

import datetime as dt

from desk.health import Found
from registry.database import Register
from registry.issues import list_issues

SOME = 3  # are named


def issues(register: Register, today: dt.date) -> Found:
    """Issues whose day is over and that are not out: what waits in them waits, and an open one takes nothing in."""
    late = [one for one in list_issues(register) if one.status != "published" and one.date < today]
    if not late:
        return Found("well", "each came out on its day")
    named = ", ".join(f"{one.id} of {one.date} is {one.status}" for one in late[:SOME])
    more = f", and {len(late) - SOME} more" if len(late) > SOME else ""
    return Found(
        "warning",
        f"{named}{more}, though the day is over",
        "`blazon publish close`, then `blazon publish build`, the oldest first; open one of a later day.",
    )

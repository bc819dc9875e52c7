"""Whether this service can answer, and how old its answers are."""

from __future__ import annotations

import datetime as dt

from search_api.errors import IndexNotReady
from search_api.index import Index
from search_api.models import Health, Lag


def health(index: Index, now: dt.datetime, *, late_after: float) -> Health:
    """Ready: the engine answers, every index and the checkpoint are there; else the error says which is not.

    The lag is the age of the checkpoint: the register itself cannot be seen from here, and a follower that has
    nothing to do renews it all the same. `late_after` in seconds.
    """
    if missing := index.missing():
        raise IndexNotReady(f"missing: {', '.join(missing)}")
    as_of = index.as_of()
    seconds = max(0.0, (now - as_of.at).total_seconds())
    lag = Lag(
        sequence=as_of.sequence,
        at=as_of.at,
        seconds=round(seconds, 3),
        late=seconds > late_after,
        gaps=len(as_of.gaps),
    )
    return Health(as_of=as_of, lag=lag)

"""Changes of owner, the same for every right."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from mappings.record import Party, Recordal, Role
from offices.sample.people import owner

if TYPE_CHECKING:
    from random import Random

    from mappings.record import Record


def holders(record: Record) -> tuple[Party, ...]:
    """The parties as they stand once the right is registered: applicants become holders."""
    return tuple(
        party.model_copy(update={"role": Role.HOLDER}) if party.role == Role.APPLICANT else party
        for party in record.parties
    )


def assigned(
    rng: Random, when: dt.date, parties: tuple[Party, ...], seed: int, series: str
) -> tuple[tuple[Party, ...], Recordal]:
    """The parties after the whole right has gone to somebody else on that day, and the entry that records it.

    `series` begins the entry's number. The first party must be a holder.
    """
    old = parties[0]
    new, _ = owner(rng.randrange(10_000), seed, Role.HOLDER)
    if new.name == old.name:
        new = new.model_copy(update={"name": f"{new.name} (Blazonia)"})
    former = old.model_copy(update={"role": Role.PREVIOUS_HOLDER})
    entry = Recordal(
        number=entry_number(rng, series, when),
        date=when,
        executed=when - dt.timedelta(days=rng.randrange(10, 200)),
        text="Assignment of the entire interest",
        conveyors=(old.name,),
        receivers=(new.name,),
    )
    return (new, *(party for party in parties[1:] if party.role != Role.HOLDER), former), entry


def entry_number(rng: Random, series: str, when: dt.date) -> str:
    return f"{series}/{when.year}/{rng.randrange(1, 9999):04}"

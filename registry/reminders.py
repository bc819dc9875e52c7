"""Reminders of deadlines: each is given once, so many days before the last day as the workflow says, by the outbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.number import DossierKey
from mappings.record import Kind, Record
from mappings.texts import Texts
from registry import deliveries, standings
from registry.acting import workflow_of
from registry.changing import hold
from registry.closing import day
from registry.database import Register
from registry.deliveries import Item, Recipient
from registry.errors import RegistryError
from registry.progress import Clocked

_FARTHEST = 730  # days before a deadline, as `mappings.workflow` lets an office say


@dataclass(frozen=True)
class Reminded:
    """What became of a reminder: the delivery, or why nobody could be told."""

    key: DossierKey
    deadline: str
    due: dt.date
    days: int  # before it, as the workflow says
    delivery: int | None = None
    against: str | None = None


# A record, a deadline and its name into subject, body and to whom; a text says why nobody can be told.
Say = Callable[[Record, Clocked, Texts], tuple[str, str, Recipient] | str]


def run(register: Register, say: Say, until: dt.date | None = None) -> Iterator[Reminded]:
    """Gives every reminder that is due on `until`, by default the office's day; running it again gives none twice.

    Where several are due at once, because it was not run, only the one nearest to the deadline is given. A deadline
    that was put off is reminded of anew; one that stands still, has passed or was met is not.
    """
    with register.session() as session:
        end = until or day(session, register)
        rows = session.execute(
            text("""
                select office, kind, number, ordinal from deadline join dossier on dossier.id = dossier_id
                where state = 'running' and frozen_on is null and deleted_at is null
                    and due >= :day and due <= :farthest
                order by due, dossier_id, ordinal
            """),
            {"day": end, "farthest": end + dt.timedelta(days=_FARTHEST)},
        ).all()
    for office, kind, number, ordinal in rows:
        key = DossierKey(office, Kind(kind), number)
        try:
            with register.session() as session:
                found = _remind(session, register, say, key, ordinal, end=end)
        except RegistryError as error:
            found = Reminded(key, "", end, 0, against=str(error))
        if found:
            yield found


def _remind(
    session: Session, register: Register, say: Say, key: DossierKey, ordinal: int, *, end: dt.date
) -> Reminded | None:
    held = hold(session, key, None)
    clock = next((one for one in standings.deadlines(session, held.id) if one.ordinal == ordinal), None)
    if clock is None or clock.state != "running" or clock.frozen_on is not None or clock.due < end:
        return None
    rule = workflow_of(register.procedure, held).deadlines.get(clock.name)
    reached = [days for days in (rule.reminders if rule else ()) if clock.due - dt.timedelta(days=days) <= end]
    if rule is None or not reached:
        return None
    days = min(reached)
    given = text("""
        select exists (select from reminder
            where dossier_id = :id and deadline = :deadline and due = :due and days <= :days)
    """)
    names = {"id": held.id, "deadline": ordinal, "due": clock.due, "days": days}
    if session.scalar(given, names):
        return None
    said = say(Record.model_validate(held.present), clock, rule.text)
    delivery = None
    if not isinstance(said, str):
        subject, body, recipient = said
        item = Item(f"reminder {key.id} {ordinal} {clock.due} {days}", subject, body)
        delivery = deliveries.queue(session, register, held.id, item, recipient)
    session.execute(
        text("""
            insert into reminder (dossier_id, deadline, due, days, delivery)
            values (:id, :deadline, :due, :days, :delivery)
        """),
        {**names, "delivery": delivery},
    )
    return Reminded(key, clock.name, clock.due, days, delivery, said if isinstance(said, str) else None)

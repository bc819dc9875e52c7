"""What goes out, to whom and which way, with the trace of each: queued, sent, available in the portal, posted.

How an e-mail leaves exactly once is `registry.mailing`; what people know of a delivery they write down with `move`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from mappings.letters import Way
from registry.closing import day
from registry.database import Register
from registry.letter_errors import DeliveryConflict, DeliveryRefused, NoSuchDelivery
from registry.letters import WRITER

# What a person may write down of a delivery, by its way and state. `queued`: an e-mail is to be sent again.
MOVES: dict[tuple[str, str], tuple[str, ...]] = {
    ("email", "uncertain"): ("sent", "queued"),
    ("email", "failed"): ("queued",),
    ("email", "sent"): ("returned",),
    ("post", "queued"): ("posted",),
    ("post", "posted"): ("delivered", "returned"),
    ("portal", "available"): ("delivered",),
}
FIRST: dict[str, str] = {"portal": "available", "email": "queued", "post": "queued"}
_COLUMNS = (
    "id, about, letter, way, recipient, address, subject, body, digest, state, tries, message_id, tracking, queued_at, "
    "due_at"
)


@dataclass(frozen=True)
class Item:
    """What is to be sent. `about` names it: it goes once to an address."""

    about: str  # a letter's number, or what a reminder is about
    subject: str
    body: str
    letter: str | None = None
    digest: str | None = None  # of the PDF that goes with it


@dataclass(frozen=True)
class Recipient:
    name: str
    way: Way
    address: str


@dataclass(frozen=True)
class Delivery:
    """A delivery as it stands."""

    id: int
    about: str
    letter: str | None
    way: Way
    recipient: str
    address: str
    subject: str
    body: str
    digest: str | None
    state: str
    tries: int
    message_id: str | None
    tracking: str | None
    queued_at: dt.datetime
    due_at: dt.datetime


@dataclass(frozen=True)
class DeliveryStep:
    state: str
    day: dt.date
    said: str | None
    actor: str
    recorded_at: dt.datetime


def queue(session: Session, register: Register, dossier_id: int, item: Item, to: Recipient) -> int | None:
    """Its number; None when the same goes to that address that way already. In the portal it is there at once."""
    row = session.execute(
        text("""
            insert into delivery (dossier_id, about, letter, way, recipient, address, subject, body, digest, state,
                tries, queued_at, due_at)
            values (:dossier, :about, :letter, :way, :recipient, :address, :subject, :body, :digest, :state, 0,
                clock_timestamp(), clock_timestamp())
            on conflict (about, way, address) do nothing returning id
        """),
        {
            "dossier": dossier_id,
            "about": item.about,
            "letter": item.letter,
            "way": to.way,
            "recipient": to.name,
            "address": to.address,
            "subject": item.subject,
            "body": item.body,
            "digest": item.digest,
            "state": FIRST[to.way],
        },
    ).one_or_none()
    if row is None:
        return None
    record_step(session.connection(), row[0], FIRST[to.way], day(session, register), WRITER)
    return int(row[0])


def move(
    register: Register,
    delivery: int,
    state: str,
    actor: str,
    *,
    date: dt.date | None = None,
    said: str | None = None,
    tracking: str | None = None,
    expected: int | None = None,
) -> Delivery:
    """Writes down what a person knows: posted with its tracking number, delivered, returned, or to be sent again.

    NoSuchDelivery, DeliveryRefused; also when another was first. `expected` is how many steps it had when it was read:
    DeliveryConflict when it has others, unless the last is what is asked, by the same person.
    """
    with register.session() as session:
        row = session.execute(
            text(f"select {_COLUMNS} from delivery where id = :id for update"),  # noqa: S608 - columns named above
            {"id": delivery},
        ).one_or_none()
        if row is None:
            raise NoSuchDelivery(delivery)
        found, now = Delivery(*row), day(session, register)
        if expected is not None and not _is_next(trace(session, delivery), expected, (state, actor), delivery):
            return found
        possible = MOVES.get((found.way, found.state), ())
        if state not in possible:
            can = " or ".join(possible) or "nothing by hand"
            raise DeliveryRefused(delivery, f"by {found.way} and {found.state} it becomes {can}, not {state}")
        if date and date > now:
            raise DeliveryRefused(delivery, f"{date} lies in the future; write it down on that day")
        session.execute(
            text("""
                update delivery set state = :state, tracking = coalesce(:tracking, tracking), due_at = clock_timestamp()
                where id = :id
            """),
            {"state": state, "tracking": tracking, "id": delivery},
        )
        record_step(session.connection(), delivery, state, date or now, actor, said=said)
        return read(session, delivery)


def _is_next(steps: list[DeliveryStep], expected: int, asked: tuple[str, str], delivery: int) -> bool:
    """False when it was done already. DeliveryConflict when somebody else did something since."""
    if len(steps) == expected:
        return True
    last = steps[-1]
    if len(steps) == expected + 1 and (last.state, last.actor) == asked:
        return False
    raise DeliveryConflict(delivery, last.state, last.actor)


def read(session: Session, delivery: int) -> Delivery:
    """NoSuchDelivery."""
    row = session.execute(
        text(f"select {_COLUMNS} from delivery where id = :id"),  # noqa: S608 - columns named above
        {"id": delivery},
    ).one_or_none()
    if row is None:
        raise NoSuchDelivery(delivery)
    return Delivery(*row)


def of(session: Session, dossier_id: int) -> list[Delivery]:
    """The deliveries of a file, oldest first."""
    rows = session.execute(
        text(f"select {_COLUMNS} from delivery where dossier_id = :id order by id"),  # noqa: S608 - columns named above
        {"id": dossier_id},
    )
    return [Delivery(*row) for row in rows]


def standing(session: Session, states: tuple[str, ...], limit: int = 1_000) -> list[Delivery]:
    """The deliveries of all files in one of these states, oldest first."""
    rows = session.execute(
        text(f"select {_COLUMNS} from delivery where state = any(:states) order by id limit :limit"),  # noqa: S608 - columns named above
        {"states": list(states), "limit": limit},
    )
    return [Delivery(*row) for row in rows]


def trace(session: Session, delivery: int) -> list[DeliveryStep]:
    """What became of it, oldest first."""
    rows = session.execute(
        text("""
            select state, day, said, actor, recorded_at from delivery_step where delivery = :id order by ordinal
        """),
        {"id": delivery},
    )
    return [DeliveryStep(*row) for row in rows]


def unsent(session: Session, limit: int = 1_000) -> list[str]:
    """The numbers of letters that were issued and go to nobody yet, the oldest first.

    Those that were issued before letters were sent from here are left to a person; so are those of an action that was
    undone since.
    """
    rows = session.scalars(
        text("""
            select letter.number from letter join dossier on dossier.id = letter.dossier_id
            join letter_step done on done.letter = letter.number and done.step = 'issued' and done.reason is null
            where deleted_at is null and not exists (select from delivery where delivery.letter = letter.number)
                and not exists (select from act undo where undo.dossier_id = letter.dossier_id
                    and undo.undoes = letter.act)
            order by done.recorded_at, letter.number limit :limit
        """),
        {"limit": limit},
    )
    return list(rows)


def record_step(
    connection: Connection, delivery: int, state: str, date: dt.date, actor: str, *, said: str | None = None
) -> None:
    """Writes the next step of a delivery down."""
    connection.execute(
        text("""
            insert into delivery_step (delivery, ordinal, state, day, said, actor)
            select :id, coalesce(max(ordinal), 0) + 1, :state, :day, :said, :actor from delivery_step
            where delivery = :id
        """),
        {"id": delivery, "state": state, "day": date, "said": said, "actor": actor},
    )

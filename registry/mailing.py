"""The outbox of e-mails: each is claimed by one sender, and leaves once as far as SMTP allows (ADR 16).

A sender holds the session lock of a delivery (`pg_advisory_lock`) for as long as it works on it, and writes `begun`
before the message goes over the wire. When it dies, the lock is free: what was only claimed is queued again, what was
begun is *uncertain*, for nobody knows whether the mail server has it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from registry import deliveries
from registry.closing import day
from registry.database import Register
from registry.deliveries import Delivery
from registry.emails import About, Email, record
from registry.letter_errors import DeliveryRefused

SENDER = "mail"
_LOCKS = 0x626C7A6E  # of ours among the advisory locks of the database
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(minutes=5), dt.timedelta(hours=6)
_CLAIM = text("""
    select id, dossier_id from delivery where state = 'queued' and way = 'email' and due_at <= clock_timestamp()
    order by due_at, id limit 1 for update skip locked
""")


@dataclass(frozen=True)
class Claim:
    """An e-mail that this sender, and nobody else, works on. Each of its methods is a transaction."""

    delivery: Delivery
    dossier_id: int
    _connection: Connection
    _register: Register

    def begin(self, email: Email) -> None:
        """To be said before the message goes over the wire; it is in the register of e-mails then.

        DeliveryRefused when the claim was lost: then nothing may be sent.
        """
        with self._connection.begin():
            taken = self._connection.execute(
                text("""
                    update delivery set state = 'begun', tries = tries + 1, message_id = :message
                    where id = :id and state = 'claimed' returning id
                """),
                {"id": self.delivery.id, "message": email.message_id},
            ).one_or_none()
            if taken is None:
                raise DeliveryRefused(self.delivery.id, "another sender has it")
            record(self._connection, "out", email, About(self.delivery.id, self.dossier_id, self.delivery.letter))
            self._step("begun", None)

    def sent(self, said: str) -> None:
        self._end("sent", said)

    def failed(self, said: str) -> None:
        """The mail server will never take it."""
        self._end("failed", said)

    def uncertain(self, said: str) -> None:
        """The connection broke while the message went: it may have arrived."""
        self._end("uncertain", said)

    def put_off(self, said: str, most: int) -> str:
        """Not now: tried again after a pause that grows, `failed` after so many tries. The state it has then."""
        tries = self.delivery.tries + 1
        if tries >= most:
            self._end("failed", f"after {tries} tries: {said}", tries)
            return "failed"
        self._end("queued", said, tries, min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (tries - 1)))
        return "queued"

    def release(self) -> None:
        """As if it had never been claimed: the mail server could not be asked."""
        self._end("queued", None)

    def _end(
        self, state: str, said: str | None, tries: int | None = None, pause: dt.timedelta = dt.timedelta()
    ) -> None:
        with self._connection.begin():
            self._connection.execute(
                text("""
                    update delivery set state = :state, tries = coalesce(:tries, tries),
                        due_at = clock_timestamp() + :pause
                    where id = :id
                """),
                {"id": self.delivery.id, "state": state, "tries": tries, "pause": pause},
            )
            self._step(state, said)

    def _step(self, state: str, said: str | None) -> None:
        with Session(self._connection) as session:
            today = day(session, self._register)
        deliveries.record_step(self._connection, self.delivery.id, state, today, SENDER, said=said)


@contextmanager
def claimed(register: Register) -> Iterator[Claim | None]:
    """The next e-mail that is due; None when none is. Any number of senders may ask at once."""
    with register.engine.connect() as connection:
        with connection.begin():
            row = connection.execute(_CLAIM).one_or_none()
            if row is not None:
                connection.execute(text("select pg_advisory_lock(:ours, :id)"), {"ours": _LOCKS, "id": row[0]})
                connection.execute(text("update delivery set state = 'claimed' where id = :id"), {"id": row[0]})
                with Session(connection) as session:
                    delivery = deliveries.read(session, row[0])
                    today = day(session, register)
                deliveries.record_step(connection, row[0], "claimed", today, SENDER)
        if row is None:
            yield None
            return
        try:
            yield Claim(delivery, row[1], connection, register)
        except BaseException:
            connection.invalidate()  # its locks go with it: what it left behind is found by `recover`
            raise
        connection.execute(text("select pg_advisory_unlock(:ours, :id)"), {"ours": _LOCKS, "id": row[0]})


def recover(register: Register) -> list[Delivery]:
    """What senders that are gone left behind: claimed, it is queued again; begun, it is uncertain.

    An office whose rule for that is `again` has it sent again, under the same Message-ID. The deliveries as they are
    now.
    """
    rules = register.procedure.correspondence
    with register.session() as session:
        left = session.execute(
            text("""
                select id, state, tries from delivery where way = 'email' and state in ('claimed', 'begun')
                order by id for update skip locked
            """)
        ).all()
        found = []
        for delivery, state, tries in left:
            free = text("select pg_try_advisory_xact_lock(:ours, :id)")
            if not session.scalar(free, {"ours": _LOCKS, "id": delivery}):
                continue
            again = rules.uncertain == "again" and tries < rules.tries
            now = "queued" if state == "claimed" or again else "uncertain"
            said = "its sender ended before it was sent" if state == "claimed" else "its sender ended while it went"
            session.execute(
                text("update delivery set state = :state, due_at = clock_timestamp() where id = :id"),
                {"state": now, "id": delivery},
            )
            deliveries.record_step(session.connection(), delivery, now, day(session, register), SENDER, said=said)
            found.append(deliveries.read(session, delivery))
        return found

"""What the office has put into the portal for one party, over all its files: unread first, and read once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from mappings.number import DossierKey
from mappings.record import Kind
from registry import deliveries
from registry.closing import day
from registry.database import Register
from registry.owned import OWN
from registry.queues import title

PAGE = 50  # notifications of a list
# Only of files in which the party stands today: who is no longer of a file reads nothing of it any more.
_OWN = f"""
    from delivery join dossier d on d.id = delivery.dossier_id
    where delivery.way = 'portal' and delivery.address = any(identifiers_of(:identifier)) and {OWN}
"""
_COLUMNS = """
    select delivery.id, d.office, d.kind, d.number, d.record, delivery.letter, delivery.subject, delivery.body,
        delivery.digest, delivery.state, delivery.queued_at,
        (select letter.kind from letter where letter.number = delivery.letter) as letter_kind
"""


@dataclass(frozen=True)
class Notice:
    """A letter, or a reminder where it has no `letter`."""

    id: int
    key: DossierKey
    title: str
    letter: str | None
    subject: str
    body: str
    digest: str | None
    unread: bool
    at: dt.datetime
    kind: str | None  # of the letter


@dataclass(frozen=True)
class Notices:
    total: int
    unread: int
    notices: tuple[Notice, ...]


def notices(register: Register, identifier: str, *, limit: int = PAGE, offset: int = 0) -> Notices:
    """The unread first, then the newest first."""
    given = _given(register, identifier)
    with register.session() as session:
        total, unread = session.execute(
            text(f"select count(*), count(*) filter (where state = 'available') {_OWN}"), given
        ).one()
        rows = session.execute(
            text(f"""
                {_COLUMNS} {_OWN}
                order by (state = 'available') desc, queued_at desc, delivery.id desc limit :limit offset :offset
            """),
            given | {"limit": limit, "offset": offset},
        )
        return Notices(total, unread, tuple(_notice(row) for row in rows))


def notice(register: Register, identifier: str, delivery: int) -> Notice | None:
    """One of the party's; None for what is not there, or somebody else's."""
    with register.session() as session:
        row = session.execute(
            text(f"{_COLUMNS} {_OWN} and delivery.id = :delivery"),
            _given(register, identifier) | {"delivery": delivery},
        ).one_or_none()
        return _notice(row) if row else None


def unread(register: Register, identifier: str) -> int:
    with register.session() as session:
        return int(
            session.scalar(
                text(f"select count(*) {_OWN} and delivery.state = 'available'"), _given(register, identifier)
            )
            or 0
        )


def opened(register: Register, identifier: str, letter: str | int, actor: str) -> bool:
    """Writes down that the party has opened a letter, by its number, or a notice by that of its delivery.

    A letter may have reached them more than once, as under two identifiers of theirs.

    False when it had been opened, or is not theirs: the first to open it has delivered it, whoever else comes.
    """
    with register.session() as session:
        found = session.scalars(
            text("""
                update delivery set state = 'delivered', due_at = clock_timestamp()
                where way = 'portal' and address = any(identifiers_of(:identifier)) and state = 'available'
                    and (letter = :letter or id = :id)
                returning id
            """),
            {
                "identifier": identifier,
                "letter": letter if isinstance(letter, str) else None,
                "id": letter if isinstance(letter, int) else None,
            },
        ).all()
        for delivery in sorted(found):
            deliveries.record_step(session.connection(), delivery, "delivered", day(session, register), actor)
        return bool(found)


def _given(register: Register, identifier: str) -> dict[str, Any]:
    return {
        "office": register.procedure.office,
        "identifier": identifier,
    }


def _notice(row: Any) -> Notice:
    key = DossierKey(row.office, Kind(row.kind), row.number)
    return Notice(
        row.id,
        key,
        title(row.record),
        row.letter,
        row.subject,
        row.body,
        row.digest,
        row.state == "available",
        row.queued_at,
        row.letter_kind,
    )

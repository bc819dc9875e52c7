"""What goes out, of all files: the deliveries that wait for somebody, and the e-mails, each with its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.number import DossierKey
from mappings.record import Kind
from registry import deliveries
from registry.changing import hold
from registry.database import Register
from registry.deliveries import Delivery, DeliveryStep
from registry.emails import Entry
from registry.letter_errors import NoSuchDelivery
from registry.queues import PAGE, SHOWN, Hidden, hiding, title

# What waits for somebody, by way and state, in the order in which a page shows it.
WAITING: dict[str, tuple[tuple[str, str], ...]] = {
    "to-post": (("post", "queued"),),
    "posted": (("post", "posted"),),
    "uncertain": (("email", "uncertain"),),
    "failed": (("email", "failed"),),
    "returned": (("post", "returned"), ("email", "returned")),
}


@dataclass(frozen=True)
class Piece:
    """A delivery on its way, with its file."""

    key: DossierKey
    title: str
    delivery: Delivery
    steps: tuple[DeliveryStep, ...]

    @property
    def moves(self) -> tuple[str, ...]:
        """What a person may write down of it now."""
        return deliveries.MOVES.get((self.delivery.way, self.delivery.state), ())


@dataclass(frozen=True)
class Pieces:
    total: int  # of all, not only of this page
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Mail:
    key: DossierKey | None
    entry: Entry


@dataclass(frozen=True)
class Mails:
    total: int
    mails: tuple[Mail, ...]


def counts(register: Register, hidden: Hidden = frozenset()) -> dict[str, int]:
    """How many deliveries wait, by the groups of WAITING."""
    with register.session() as session:
        return {name: _count(session, ways, hidden) for name, ways in WAITING.items()}


def waiting(
    register: Register, group: str, hidden: Hidden = frozenset(), *, limit: int = PAGE, offset: int = 0
) -> Pieces:
    """The deliveries of a group of WAITING, the oldest first."""
    ways = WAITING[group]
    with register.session() as session:
        rows = session.execute(
            text(f"""
                select delivery.id, d.office, d.kind, d.number, d.record
                from delivery join dossier d on d.id = delivery.dossier_id
                where {_OF} and {SHOWN} order by delivery.id limit :limit offset :offset
            """),  # noqa: S608 - text of ours
            _ways(ways, hidden) | {"limit": limit, "offset": offset},
        ).all()
        found = tuple(
            Piece(
                DossierKey(office, Kind(kind), number),
                title(record),
                deliveries.read(session, delivery),
                tuple(deliveries.trace(session, delivery)),
            )
            for delivery, office, kind, number, record in rows
        )
        return Pieces(_count(session, ways, hidden), found)


def file_of(register: Register, delivery: int) -> tuple[DossierKey, Delivery]:
    """Whose delivery it is. NoSuchDelivery."""
    with register.session() as session:
        row = session.execute(
            text("""
                select d.office, d.kind, d.number from delivery join dossier d on d.id = delivery.dossier_id
                where delivery.id = :id
            """),
            {"id": delivery},
        ).one_or_none()
        if row is None:
            raise NoSuchDelivery(delivery)
        return DossierKey(row.office, Kind(row.kind), row.number), deliveries.read(session, delivery)


def mails(
    register: Register,
    key: DossierKey | None = None,
    hidden: Hidden = frozenset(),
    *,
    limit: int = PAGE,
    offset: int = 0,
) -> Mails:
    """The e-mails, the newest first; of one file where it is named. NoSuchDossier."""
    with register.session() as session:
        asked = hiding(hidden) | {"dossier": hold(session, key, None).id if key else None}
        total = session.scalar(text(f"select count(*) {_MAILS}"), asked)
        rows = session.execute(
            text(f"{_MAIL} {_MAILS} order by email.id desc limit :limit offset :offset"),
            asked | {"limit": limit, "offset": offset},
        )
        return Mails(int(total or 0), tuple(_mail(row) for row in rows))


def mail(register: Register, number: int, hidden: Hidden = frozenset()) -> Mail | None:
    """One message; None where there is none, or its file is not shown."""
    with register.session() as session:
        asked = hiding(hidden) | {"dossier": None, "id": number}
        row = session.execute(text(f"{_MAIL} {_MAILS} and email.id = :id"), asked).one_or_none()
        return _mail(row) if row else None


_OF = """
    d.deleted_at is null and exists (
        select from unnest(cast(:ways as text[]), cast(:states as text[])) as wanted(way, state)
        where wanted.way = delivery.way and wanted.state = delivery.state)
"""
_MAIL = """
    select d.office, d.kind, d.number as file, email.id, direction, email.message_id, d.number, email.letter,
        email.delivery, delivery.state, sender, recipients, email.subject, headers, email.digest, size,
        email.recorded_at
"""
_MAILS = f"""
    from email left join dossier d on d.id = email.dossier_id
    left join delivery on delivery.id = email.delivery and direction = 'out'
    where (cast(:dossier as bigint) is null or email.dossier_id = :dossier) and (d.id is null or {SHOWN})
"""


def _count(session: Session, ways: Sequence[tuple[str, str]], hidden: Hidden) -> int:
    found = session.scalar(
        text(f"select count(*) from delivery join dossier d on d.id = delivery.dossier_id where {_OF} and {SHOWN}"),  # noqa: S608 - text of ours
        _ways(ways, hidden),
    )
    return int(found or 0)


def _ways(ways: Sequence[tuple[str, str]], hidden: Hidden) -> dict[str, Any]:
    return hiding(hidden) | {"ways": [way for way, _ in ways], "states": [state for _, state in ways]}


def _mail(row: Any) -> Mail:
    office, kind, file, *entry = row
    return Mail(DossierKey(office, Kind(kind), file) if file else None, Entry(*entry))

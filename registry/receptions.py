"""What came in: the applications filed and the documents received in a period, the newest first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import text

from mappings.number import DossierKey
from mappings.record import Kind
from registry.closing import day
from registry.database import Register
from registry.queues import PAGE, SHOWN, Hidden, hiding, title


@dataclass(frozen=True)
class Reception:
    """An application, or a document (`what` is then its kind) that was put on a file."""

    key: DossierKey
    title: str
    day: dt.date
    number: str
    what: str | None
    pages: int | None
    actor: str | None

    @property
    def sort(self) -> Literal["application", "document"]:
        return "document" if self.what else "application"


@dataclass(frozen=True)
class Receptions:
    first: dt.date
    last: dt.date
    total: int  # of all, not only of this page
    found: tuple[Reception, ...]


_CAME = f"""
    select d.office, d.kind, d.number, d.record, d.filing_date as day, d.number as came, null as what,
        null::int as pages, (select actor from act where act.dossier_id = d.id and act.ordinal = 1) as actor
    from dossier d where d.office = :office and d.filing_date between :first and :last and d.deleted_at is null
        and {SHOWN} and :sort in ('', 'application')
    union all
    select d.office, d.kind, d.number, d.record, i.received_on, i.number, i.kind, i.pages, i.actor
    from incoming i join dossier d on d.id = i.dossier_id
    where i.received_on between :first and :last and d.deleted_at is null
        and {SHOWN} and :sort in ('', 'document')
"""  # noqa: S608 - text of ours


def receptions(
    register: Register,
    first: dt.date | None = None,
    last: dt.date | None = None,
    *,
    sort: str = "",
    hidden: Hidden = frozenset(),
    limit: int = PAGE,
    offset: int = 0,
) -> Receptions:
    """Of the days from `first` to `last`, by default the office's today; `sort` narrows to one of the two."""
    with register.session() as session:
        today = day(session, register)
        since = first or last or today
        until = max(last or since, since)
        given = {
            "office": register.procedure.office,
            "first": since,
            "last": until,
            "sort": sort,
            **hiding(hidden),
        }
        total = session.scalar(text(f"select count(*) from ({_CAME}) as came"), given)  # noqa: S608 - text of ours
        rows = session.execute(
            text(f"select * from ({_CAME}) as came order by day desc, came desc limit :limit offset :offset"),  # noqa: S608 - text of ours
            given | {"limit": limit, "offset": offset},
        )
        found = tuple(
            Reception(DossierKey(office, Kind(kind), number), title(record), *rest)
            for office, kind, number, record, *rest in rows
        )
    return Receptions(since, until, int(total or 0), found)

"""What is read of stakeholders: found by name, number or e-mail, and the files, e-mails and trace of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.number import DossierKey
from mappings.record import Kind
from registry.database import Register
from registry.queues import SHOWN, Hidden, hiding, title
from registry.stakeholder_data import Stakeholder
from registry.stakeholders import COLUMNS, stakeholder

PAGE = 50
EMAILS = 100
Which = Literal["all", "agents"]
_BEARS = "jsonb_path_query_array(d.record, '$.parties[*].identifier') ?| :identifiers"


@dataclass(frozen=True)
class Found:
    total: int  # of all, not only of this page
    stakeholders: tuple[Stakeholder, ...]


@dataclass(frozen=True)
class Step:
    """What became of one."""

    ordinal: int
    what: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    reason: str | None
    actor: str
    recorded_at: dt.datetime


@dataclass(frozen=True)
class Borne:
    """A file in which one stands, in which roles and under which identifiers."""

    key: DossierKey
    title: str
    status: str | None
    roles: tuple[str, ...]
    identifiers: tuple[str, ...]
    filed: dt.date | None


@dataclass(frozen=True)
class Files:
    total: int
    by_role: Mapping[str, int]  # files, not parties
    files: tuple[Borne, ...]


@dataclass(frozen=True)
class Mail:
    """An e-mail to or from one's address."""

    direction: str
    sender: str
    recipients: str
    subject: str
    key: DossierKey | None
    recorded_at: dt.datetime


def listed(register: Register, asked: str = "", which: Which = "all", *, limit: int = PAGE, offset: int = 0) -> Found:
    """By name; `asked` is a number, an e-mail address, the beginning of a name, or whole words of it in any order.

    Who was merged is found by their number alone.
    """
    asked = asked.strip()
    folded = register.procedure.names.fold(asked)
    values = {
        "asked": asked,
        "email": asked.lower(),
        "prefix": folded.replace("_", r"\_").replace("%", r"\%") + "%",
        "words": folded.split(),
        "limit": limit,
        "offset": offset,
    }
    conditions = []
    if asked:
        ways = ["number = :asked", "identifiers @> array[:asked]", "lower(email) = :email"]
        if folded:
            ways += ["(state <> 'merged' and normal like :prefix)", "(state <> 'merged' and words @> :words)"]
        conditions.append(f"({' or '.join(ways)})")
    else:
        conditions.append("state <> 'merged'")
    if which == "agents":
        conditions.append("agent_number is not null")
    where = " and ".join(conditions)
    with register.session() as session:
        total = int(session.scalar(text(f"select count(*) from stakeholder where {where}"), values) or 0)  # noqa: S608 - conditions of ours
        rows = session.execute(
            text(f"""
                select {COLUMNS} from stakeholder where {where}
                order by normal, number limit :limit offset :offset
            """),  # noqa: S608 - columns and conditions of ours
            values,
        )
        return Found(total, tuple(map(stakeholder, rows)))


def steps(session: Session, number: str) -> list[Step]:
    """The newest first."""
    rows = session.execute(
        text("""
            select ordinal, what, before, after, reason, actor, recorded_at from stakeholder_step
            where stakeholder = :number order by ordinal desc
        """),
        {"number": number},
    )
    return [Step(*row) for row in rows]


def files(
    register: Register, identifiers: Sequence[str], hidden: Hidden = frozenset(), *, limit: int = PAGE, offset: int = 0
) -> Files:
    """The files that bear one of the identifiers, the latest first; those under a `hidden` status are in no count."""
    asked = {"identifiers": list(identifiers), "limit": limit, "offset": offset, **hiding(hidden)}
    where = f"d.deleted_at is null and {_BEARS} and {SHOWN}"
    with register.session() as session:
        total = int(session.scalar(text(f"select count(*) from dossier d where {where}"), asked) or 0)  # noqa: S608 - conditions of ours
        counts = session.execute(
            text(f"""
                select party->>'role', count(distinct d.id)
                from dossier d, jsonb_array_elements(d.record->'parties') party
                where {where} and party->>'identifier' = any(:identifiers) group by 1 order by 2 desc, 1
            """),  # noqa: S608 - conditions of ours
            asked,
        )
        by_role = {role: int(count) for role, count in counts}
        rows = session.execute(
            text(f"""
                select d.office, d.kind, d.number, d.record, d.filing_date from dossier d where {where}
                order by d.filing_date desc nulls last, d.number limit :limit offset :offset
            """),  # noqa: S608 - conditions of ours
            asked,
        )
        return Files(total, by_role, tuple(_borne(row, set(identifiers)) for row in rows))


def emails(session: Session, address: str, hidden: Hidden = frozenset(), *, limit: int = EMAILS) -> list[Mail]:
    """Of the register of e-mails: from or to this address, the newest first; none of a file under a `hidden` status."""
    rows = session.execute(
        text(f"""
            select direction, sender, recipients, subject, d.office, d.kind, d.number, email.recorded_at
            from email left join dossier d on d.id = email.dossier_id
            where (strpos(lower(sender), :address) > 0 or strpos(lower(recipients), :address) > 0)
                and (d.id is null or {SHOWN})
            order by email.id desc limit :limit
        """),  # noqa: S608 - text of ours
        {"address": address.lower(), "limit": limit, **hiding(hidden)},
    )
    return [
        Mail(row[0], row[1], row[2], row[3], DossierKey(row[4], Kind(row[5]), row[6]) if row[4] else None, row[7])
        for row in rows
        if address.lower() in _addresses(f"{row[1]},{row[2]}")
    ]


def _addresses(said: str) -> set[str]:
    """The bare addresses of a header."""
    return {one.rpartition("<")[2].strip(" <>\t").lower() for one in said.split(",")}


def _borne(row: Any, identifiers: set[str]) -> Borne:
    parties = [one for one in row[3].get("parties", ()) if one.get("identifier") in identifiers]
    return Borne(
        DossierKey(row[0], Kind(row[1]), row[2]),
        title(row[3]),
        row[3].get("status", {}).get("code"),
        tuple(dict.fromkeys(one["role"] for one in parties)),
        tuple(dict.fromkeys(one["identifier"] for one in parties)),
        row[4],
    )

"""Two stakeholders who may be the same: found by whoever compares, kept until an officer decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from registry import audit
from registry.database import Register
from registry.stakeholder_data import Stakeholder
from registry.stakeholder_errors import StakeholderRefused
from registry.stakeholders import COLUMNS, By, find, stakeholder, step

PAGE = 50
CHUNK = 5_000  # rows fetched at a time
SHARING = 500  # others of one that are looked at


@dataclass(frozen=True)
class Alike:
    """Why two may be the same: up to 100 points, and the reasons in words."""

    points: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    one: Stakeholder
    other: Stakeholder
    points: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Pairs:
    total: int
    pairs: tuple[Pair, ...]


_OPEN = """
    from stakeholder_pair p join stakeholder a on a.number = p.one join stakeholder b on b.number = p.other
    where p.state = 'open' and a.state = 'active' and b.state = 'active'
"""


def undecided(register: Register, number: str | None = None, *, limit: int = PAGE, offset: int = 0) -> Pairs:
    """Those that wait for a decision, the most alike first; of one stakeholder where it is named."""
    where = f"{_OPEN} and (cast(:number as text) is null or :number in (p.one, p.other))"
    given = {"number": number, "limit": limit, "offset": offset}
    with register.session() as session:
        total = int(session.scalar(text(f"select count(*) {where}"), given) or 0)
        rows = session.execute(
            text(f"""
                select p.one, p.other, p.points, p.reasons {where}
                order by p.points desc, 1, 2 limit :limit offset :offset
            """),
            given,
        ).all()
        return Pairs(total, tuple(Pair(find(session, a), find(session, b), n, tuple(why)) for a, b, n, why in rows))


def between(session: Session, one: str, other: str) -> tuple[str, Alike, str | None] | None:
    """The state of the pair, what was found and who decided; None when it was never found."""
    row = session.execute(
        text("select state, points, reasons, actor from stakeholder_pair where one = :one and other = :other"),
        dict(zip(("one", "other"), sorted((one, other)), strict=True)),
    ).one_or_none()
    return (row[0], Alike(row[1], tuple(row[2])), row[3]) if row else None


def keep(session: Session, one: str, other: str, alike: Alike, now: dt.datetime) -> None:
    """A pair that was decided stays as decided."""
    first, second = sorted((one, other))
    session.execute(
        text("""
            insert into stakeholder_pair (one, other, points, reasons, state, found_at)
            values (:one, :other, :points, :reasons, 'open', :now)
            on conflict (one, other) do update
                set points = excluded.points, reasons = excluded.reasons, found_at = excluded.found_at
                where stakeholder_pair.state = 'open'
        """),
        {"one": first, "other": second, "points": alike.points, "reasons": list(alike.reasons), "now": now},
    )


def forget(session: Session, before: dt.datetime, number: str | None = None) -> None:
    """Takes away what was found earlier and is not found any more; of one stakeholder where it is named."""
    session.execute(
        text("""
            delete from stakeholder_pair where state = 'open' and found_at < :before
                and (cast(:number as text) is null or :number in (one, other))
        """),
        {"before": before, "number": number},
    )


def distinct(register: Register, one: str, other: str, by: By) -> None:
    """They are not the same: kept, and not shown again. StakeholderRefused when they were merged."""
    first, second = sorted((one, other))
    with register.session() as session:
        pair = [find(session, first), find(session, second)]
        if pair[0].number == pair[1].number:
            raise StakeholderRefused(first, "is one stakeholder, not two")
        for each in pair:
            if each.state == "merged":
                raise StakeholderRefused(each.number, f"was merged into {each.merged_into}; part the two first")
        done = session.execute(
            text("""
                insert into stakeholder_pair (one, other, points, reasons, state, actor, reason, found_at, decided_at)
                values (:one, :other, 0, '{}', 'distinct', :actor, :reason, clock_timestamp(), clock_timestamp())
                on conflict (one, other) do update set state = 'distinct', actor = excluded.actor,
                    reason = excluded.reason, decided_at = excluded.decided_at
                    where stakeholder_pair.state = 'open'
                returning one
            """),
            {"one": pair[0].number, "other": pair[1].number, "actor": by.actor, "reason": by.reason},
        ).one_or_none()
        if done:
            for each, its in (pair, pair[::-1]):
                step(session, each.number, "not-the-same", by, after={"other": its.number})
            audit.note(session, by.actor, f"tell apart stakeholder {pair[0].number}", f"from {pair[1].number}")


def blocks(register: Register) -> Iterator[tuple[str, list[str]]]:
    """Number and blocks of every active one, by name."""
    with register.engine.connect() as connection:
        rows = connection.execution_options(yield_per=CHUNK).execute(
            text("select number, blocks from stakeholder where state = 'active' order by normal, number")
        )
        yield from ((number, found) for number, found in rows)


def these(session: Session, numbers: Iterable[str]) -> dict[str, Stakeholder]:
    rows = session.execute(
        text(f"select {COLUMNS} from stakeholder where number = any(:numbers)"),  # noqa: S608 - columns of ours
        {"numbers": list(numbers)},
    )
    return {one.number: one for one in map(stakeholder, rows)}


def sharing(session: Session, number: str, found: Sequence[str]) -> list[Stakeholder]:
    """Active others that share a block, those that share most first."""
    rows = session.execute(
        text(f"""
            select {COLUMNS} from stakeholder
            where blocks && :blocks and number <> :number and state = 'active'
            order by cardinality(array(
                select unnest(blocks) intersect select unnest(cast(:blocks as text[])))) desc, number
            limit :limit
        """),  # noqa: S608 - columns of ours
        {"blocks": list(found), "number": number, "limit": SHARING},
    )
    return list(map(stakeholder, rows))

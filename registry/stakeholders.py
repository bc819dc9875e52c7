"""Stakeholders: added, changed, ended, taken out. Each change is one transaction and a step that is never changed.

A command of the same id again does nothing more and gives the stakeholder as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from registry import audit, closing, numbers
from registry.database import Register
from registry.errors import CommandReused, DocumentMissing
from registry.numbers import NumberFormat
from registry.stakeholder_data import FIELDS, Details, Stakeholder, check, natural, plain, read
from registry.stakeholder_errors import NoSuchStakeholder, StakeholderConflict, StakeholderRefused, UnfitStakeholder

NEXT = "next"  # in place of an agent number: the next of the series
NOBODY = "(taken out)"
_LOCK = 0x626C617A73  # "blazs"
COLUMNS = f"number, version, state, merged_into, {', '.join(FIELDS)}, identifiers, redacted_at"


@dataclass(frozen=True)
class By:
    """Who says it, and why; `command_id` makes that it is done once."""

    actor: str
    reason: str | None = None
    command_id: UUID = field(default_factory=uuid4)


def add(register: Register, given: Mapping[str, Any], by: By, identifiers: Sequence[str] = ()) -> Stakeholder:
    """A new one under the next customer number; `identifiers` are others by which files know them. UnfitStakeholder."""
    with register.session() as session:
        alone(session)
        if done := repeated(session, by, "added"):
            return find(session, done)
        one = added(session, register, read(given), by, identifiers)
        audit.note(session, by.actor, f"add stakeholder {one.number}", "added")
        return one


def added(
    session: Session,
    register: Register,
    details: Details,
    by: By,
    identifiers: Sequence[str] = (),
    *,
    what: str = "added",
) -> Stakeholder:
    """As `add`, within a transaction."""
    details = _numbered(session, register, details)
    _check(session, register, details)
    number = _next(session, register, "customer")
    known = tuple(dict.fromkeys(each for each in (number, details.agent_number, *identifiers) if each))
    _check_free(session, known, number)
    session.execute(
        text("""
            insert into stakeholder (number, version, state, name, other_names, nature, gender, nationality, address,
                email, phone, language, agent_number, agent_from, agent_until, appointment, identifiers, normal,
                words, blocks)
            values (:number, 1, 'active', :name, :other_names, :nature, :gender, :nationality,
                cast(:address as jsonb), :email, :phone, :language, :agent_number, :agent_from, :agent_until,
                :appointment, :identifiers, :normal, :words, :blocks)
        """),
        {"number": number, "identifiers": list(known), **_values(register, details)},
    )
    step(session, number, what, by, after=plain(details))
    return find(session, number)


def change(register: Register, number: str, expected: int, changes: Mapping[str, Any], by: By) -> Stakeholder:
    """These fields, others stay; None takes one away. StakeholderConflict, StakeholderRefused, UnfitStakeholder."""
    with register.session() as session:
        if repeated(session, by, "changed"):
            return find(session, number)
        held = hold(session, number, expected)
        if held.state != "active":
            raise StakeholderRefused(number, _why_not(held))
        there = {name: getattr(held.details, name) for name in FIELDS}
        details = _numbered(session, register, read({**there, **changes}))
        before, after = plain(held.details), plain(details)
        if before == after:
            return held
        _check(session, register, details)
        known = dict.fromkeys([*held.identifiers, *filter(None, [details.agent_number])])
        _check_free(session, tuple(known), number)
        session.execute(
            text("""
                update stakeholder set version = version + 1, name = :name, other_names = :other_names,
                    nature = :nature, gender = :gender, nationality = :nationality, address = cast(:address as jsonb),
                    email = :email, phone = :phone, language = :language, agent_number = :agent_number,
                    agent_from = :agent_from, agent_until = :agent_until, appointment = :appointment,
                    identifiers = :identifiers, normal = :normal, words = :words, blocks = :blocks
                where number = :number
            """),
            {"number": number, "identifiers": list(known), **_values(register, details)},
        )
        was, became = _differences(before, after)
        step(session, number, "changed", by, before=was, after=became)
        audit.note(
            session, by.actor, f"change stakeholder {number}", ", ".join(became)
        )  # the names of the fields alone
        return find(session, number)


def end(register: Register, number: str, expected: int, by: By) -> Stakeholder:
    """Nobody is appointed under its number any more; files keep it."""
    with register.session() as session:
        if repeated(session, by, "ended"):
            return find(session, number)
        held = hold(session, number, expected)
        if held.state != "active":
            raise StakeholderRefused(number, _why_not(held))
        move(session, number, "ended")
        step(session, number, "ended", by)
        audit.note(session, by.actor, f"end stakeholder {number}", "ended")
        return find(session, number)


def redact(register: Register, number: str, expected: int, by: By) -> Stakeholder:
    """Takes the personal data of a natural person who has ended out of row and steps, also of who was merged into it.

    There is no way back.
    """
    with register.session() as session:
        if repeated(session, by, "redacted"):
            return find(session, number)
        held = hold(session, number, expected)
        if not (by.reason or "").strip():
            raise UnfitStakeholder("reason", "is missing: say why the data go; the trace keeps it")
        if held.state != "ended":
            raise StakeholderRefused(number, f"say `blazon stakeholders end {number}` first")
        if held.redacted_at:
            raise StakeholderRefused(number, f"was redacted on {held.redacted_at:%Y-%m-%d}")
        if not natural(register.procedure.stakeholders, held.details):
            raise StakeholderRefused(number, "is no natural person; there are no personal data to take out")
        family = _family(session, number)
        session.execute(
            text("""
                update stakeholder set version = version + 1, name = :nobody, other_names = '{}', gender = null,
                    nationality = null, address = null, email = null, phone = null, language = null, normal = '',
                    words = '{}', blocks = '{}', appointment = null, redacted_at = clock_timestamp()
                where number = any(:family)
            """),
            {"family": family, "nobody": NOBODY},
        )
        session.execute(
            text("update stakeholder_step set before = null, after = null where stakeholder = any(:family)"),
            {"family": family},
        )
        session.execute(
            text("delete from stakeholder_pair where one = any(:family) or other = any(:family)"), {"family": family}
        )
        for each in family:
            step(session, each, "redacted", by)
            audit.note(session, by.actor, f"redact stakeholder {each}", "personal data taken out")
        return find(session, number)


def find(session: Session, number: str) -> Stakeholder:
    """By the customer number, or another identifier. NoSuchStakeholder."""
    row = session.execute(
        text(f"""
            select {COLUMNS} from stakeholder where number = :number or identifiers @> array[:number]
            order by number = :number desc limit 1
        """),  # noqa: S608 - columns of ours
        {"number": number},
    ).one_or_none()
    if row is None:
        raise NoSuchStakeholder(number)
    return stakeholder(row)


def hold(session: Session, number: str, expected: int | None) -> Stakeholder:
    """Locked. NoSuchStakeholder, StakeholderConflict."""
    session.execute(text("select from stakeholder where number = :number for update"), {"number": number})
    held = find(session, number)
    if held.number != number:
        raise NoSuchStakeholder(number)
    if expected is not None and held.version != expected:
        raise StakeholderConflict(number, expected, held.version)
    return held


def stakeholder(row: Any) -> Stakeholder:
    """Of a row of COLUMNS."""
    number, version, state, into, *said, identifiers, redacted_at = row
    details = Details.model_validate(dict(zip(FIELDS, said, strict=True)))
    return Stakeholder(number, version, state, into, details, tuple(identifiers), redacted_at)


def move(session: Session, number: str, state: str, into: str | None = None) -> None:
    session.execute(
        text(
            "update stakeholder set version = version + 1, state = :state, merged_into = :into where number = :number"
        ),
        {"number": number, "state": state, "into": into},
    )


def step(session: Session, number: str, what: str, by: By, *, before: Any = None, after: Any = None) -> None:
    """Writes down what became of it; its row is locked, or new."""
    session.execute(
        text("""
            insert into stakeholder_step (stakeholder, ordinal, what, before, after, reason, actor, command_id)
            select :number, coalesce(max(ordinal), 0) + 1, :what, cast(:before as jsonb), cast(:after as jsonb),
                :reason, :actor, :command
            from stakeholder_step where stakeholder = :number
        """),
        {
            "number": number,
            "what": what,
            "before": _json(before),
            "after": _json(after),
            "reason": (by.reason or "").strip() or None,
            "actor": by.actor,
            "command": by.command_id,
        },
    )


def repeated(session: Session, by: By, *what: str) -> str | None:
    """The number of the stakeholder to which this command was done already. CommandReused when it was another one."""
    rows = session.execute(
        text("select stakeholder, what from stakeholder_step where command_id = :command order by ordinal"),
        {"command": by.command_id},
    ).all()
    if not rows:
        return None
    for number, done in rows:
        if done in what:
            return str(number)
    raise CommandReused(by.command_id)


def _check(session: Session, register: Register, details: Details) -> None:
    check(register.procedure.stakeholders, details)
    if details.appointment is None:
        return
    known = session.scalar(text("select exists (select from document where digest = :it)"), {"it": details.appointment})
    if not known or (register.documents and not register.documents.has(details.appointment)):
        raise DocumentMissing(details.appointment)


def _check_free(session: Session, identifiers: Sequence[str], number: str) -> None:
    """UnfitStakeholder when an identifier is another's."""
    alone(session)
    row = session.execute(
        text("""
            select number, each from stakeholder, unnest(identifiers) each
            where identifiers && :identifiers and number <> :number and each = any(:identifiers)
            limit 1
        """),
        {"identifiers": list(identifiers), "number": number},
    ).one_or_none()
    if row:
        raise UnfitStakeholder("agent_number", f"{row[1]} is an identifier of {row[0]}; give another, or merge the two")


def _numbered(session: Session, register: Register, details: Details) -> Details:
    if details.agent_number != NEXT:
        return details
    return details.model_copy(update={"agent_number": _next(session, register, "agent")})


def _next(session: Session, register: Register, purpose: numbers.Purpose) -> str:
    """The next number that nobody has: identifiers from before the series may look alike."""
    rules = register.procedure.stakeholders
    pattern = NumberFormat(rules.agents.number if purpose == "agent" else rules.number)
    office, year = register.procedure.office, closing.day(session, register).year
    while True:
        number = numbers.give(session, pattern, office=office, kind="st", purpose=purpose, year=year)
        taken = text("select exists (select from stakeholder where identifiers @> array[:number])")
        if not session.scalar(taken, {"number": number}):
            return number


def _values(register: Register, details: Details) -> dict[str, Any]:
    names = register.procedure.names.names(details)
    values = {name: getattr(details, name) for name in FIELDS}
    return values | {
        "other_names": list(details.other_names),
        "address": _json(details.address.model_dump(mode="json", exclude_none=True) if details.address else None),
        "normal": names.normal,
        "words": list(names.words),
        "blocks": list(names.blocks),
    }


def _differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    changed = [name for name in FIELDS if before.get(name) != after.get(name)]
    return {name: before.get(name) for name in changed}, {name: after.get(name) for name in changed}


def alone(session: Session) -> None:
    """Who gives identifiers waits for whoever else does, until that transaction ends."""
    session.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _family(session: Session, number: str) -> list[str]:
    """It and all that were merged into it, itself first."""
    rows = session.scalars(
        text("""
            with recursive family(number, depth) as (
                select :number, 0
                union all
                select s.number, depth + 1 from family join stakeholder s on s.merged_into = family.number
            )
            select number from family order by depth, number
        """),
        {"number": number},
    )
    return list(rows)


def _why_not(held: Stakeholder) -> str:
    return f"was merged into {held.merged_into}: change that" if held.merged_into else "has ended; add a new one"


def _json(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()

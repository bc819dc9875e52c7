"""Makes stakeholders of the parties that stand in files already. Again, it makes nothing new.

A party is known by its identifier; one without, by exactly the same name (as it is searched for) and address. The file
is left as it is, unless the customer number is to be written into parties that have no identifier: by the register's
own amendment, with a line of the journal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.number import DossierKey
from mappings.record import Audience, Event, Kind, Party, Role
from registry import audit, changing, closing, stakeholders
from registry.commands import Amend
from registry.database import Register
from registry.emails import EMAIL
from registry.errors import RegistryError
from registry.stakeholder_data import Details
from registry.stakeholder_errors import UnfitStakeholder
from registry.stakeholders import By

BATCH = 100  # files a transaction
ROLES = (Role.APPLICANT, Role.HOLDER, Role.REPRESENTATIVE, Role.OPPONENT, Role.LICENSEE)
NUMBERED = "stakeholder-numbered"  # the line of the journal, for the staff
Progress = Callable[[str, int, int], None]


@dataclass
class Gathered:
    files: int = 0
    made: int = 0
    known: int = 0  # parties that were one already
    numbered: int = 0  # parties that got their customer number
    refused: list[tuple[str, str]] = field(default_factory=list)  # file and reason


def gather(
    register: Register, *, number: bool, actor: str, progress: Progress = lambda _step, _done, _total: None
) -> Gathered:
    """Of all files of the office, BATCH in a transaction: broken off, it goes on where it was."""
    done, after, seen = Gathered(), 0, dict[tuple[str, str], str]()
    with register.session() as session:
        total = int(
            session.scalar(
                text("select count(*) from dossier where office = :office and deleted_at is null"),
                {"office": register.procedure.office},
            )
            or 0
        )
    while True:
        with register.session() as session:
            stakeholders.alone(session)
            rows = session.execute(
                text("""
                    select id, office, kind, number, record from dossier
                    where id > :after and office = :office and deleted_at is null order by id limit :limit
                """),
                {"after": after, "office": register.procedure.office, "limit": BATCH},
            ).all()
            made, numbered, last = done.made, done.numbered, len(rows) < BATCH
            for row in rows:
                key = DossierKey(row[1], Kind(row[2]), row[3])
                _file(session, register, done, seen, (key, row[4], number, actor))
            made, numbered = done.made - made, done.numbered - numbered
            if made or numbered or last:
                said = f"{made} made, {numbered} given their number, of {len(rows)} files"
                audit.note(session, actor, "gather stakeholders", said)
        done.files += len(rows)
        progress("Gathering stakeholders", done.files, total)
        if last:
            return done
        after = rows[-1][0]


def _file(
    session: Session,
    register: Register,
    done: Gathered,
    seen: dict[tuple[str, str], str],
    asked: tuple[DossierKey, dict[str, Any], bool, str],
) -> None:
    key, record, number, actor = asked
    changes = []
    for given in record.get("parties", ()):
        party = Party.model_validate(given)
        if party.role not in ROLES:
            continue
        place = _place(register, party)
        if place not in seen:
            try:
                with session.begin_nested():
                    seen[place], new = _one(session, register, party, key, actor)
            except UnfitStakeholder as error:
                done.refused.append((key.id, f"{party.role} {party.sequence}: {error}"))
                continue
            done.made, done.known = done.made + new, done.known + (not new)
        else:
            done.known += 1
        if number and party.identifier is None:
            changes.append({"role": str(party.role), "sequence": party.sequence, "identifier": seen[place]})
    if changes:
        said = ", ".join(dict.fromkeys(str(one["identifier"]) for one in changes))
        date = closing.day(session, register)
        journal = Event(date=date, code=NUMBERED, text=f"Customer number {said}", audience=Audience.STAFF)
        _number(session, register, done, Amend(key, {"parties": changes}, journal=journal, actor=actor))


def _one(session: Session, register: Register, party: Party, key: DossierKey, actor: str) -> tuple[str, bool]:
    """Its number, and whether it is new."""
    details = _details(register, party)
    known = _by_identifier(session, party.identifier) if party.identifier else _by_name(session, register, details)
    if known:
        return known, False
    by = By(actor, f"of {key.number}")
    others = (party.identifier,) if party.identifier else ()
    return stakeholders.added(session, register, details, by, others, what="gathered").number, True


def _number(session: Session, register: Register, done: Gathered, command: Amend) -> None:
    try:
        with session.begin_nested():
            closing.check(session, register, command, closing.closed(session))
            changing.amend(session, register, command)
    except RegistryError as error:
        done.refused.append((command.key.id, str(error)))
    else:
        done.numbered += len(command.changes["parties"])


def _by_identifier(session: Session, identifier: str | None) -> str | None:
    found: str | None = session.scalar(
        text("select number from stakeholder where identifiers @> array[:identifier]"), {"identifier": identifier}
    )
    return found


def _by_name(session: Session, register: Register, details: Details) -> str | None:
    """One who was merged is found too, and who they are now is taken."""
    names = register.procedure.names.names(details)
    rows = session.execute(
        text(f"select {stakeholders.COLUMNS} from stakeholder where normal = :normal order by number"),  # noqa: S608 - columns of ours
        {"normal": names.normal},
    )
    for found in map(stakeholders.stakeholder, rows):
        if found.details.address == details.address:
            while found.merged_into:
                found = stakeholders.find(session, found.merged_into)  # noqa: PLW2901 - who they are now
            return found.number
    return None


def _place(register: Register, party: Party) -> tuple[str, str]:
    if party.identifier:
        return "identifier", party.identifier
    details = _details(register, party)
    address = details.address.model_dump_json() if details.address else ""
    return register.procedure.names.names(details).normal, address


def _details(register: Register, party: Party) -> Details:
    """What the file says of it; an e-mail that is none is left out."""
    natures = register.procedure.stakeholders.natures
    nature = next((name for name, rule in natures.items() if rule.natural), None) if party.natural_person else None
    return Details(
        name=party.name,
        nature=nature,
        nationality=party.nationality,
        address=party.address,
        email=next((one for one in party.emails if EMAIL.fullmatch(one)), None),
        phone=next(iter(party.phones), None),
    )

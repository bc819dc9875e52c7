"""What somebody may ask for on a file of others, where the office's data lets them: an opposition, an observation.

Only of a file that is published and not confidential: to who stands outside, any other is as one that does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.number import DossierKey
from mappings.permissions import Grants, Person, Seen, seen
from mappings.record import Kind
from mappings.requests import RequestType
from registry import closing
from registry.changing import hold
from registry.database import Register
from registry.errors import DossierDeleted, NoSuchDossier
from registry.offered import Against, Offer
from registry.steps import Held

MOST = 20  # files of one number
TOLD = frozenset({"idle", "over", "early"})  # reasons that the gazette tells too; others are of the office


@dataclass(frozen=True)
class Asker:
    """Who asks for a request of this type; of any, without a name."""

    person: Person
    grants: Grants
    name: str = ""


def may_ask(session: Session, register: Register, held: Held, asker: Asker) -> bool:
    """Whether the file is not theirs to act on, and they may make the request all the same."""
    person, name = asker.person, asker.name
    ways = register.procedure
    if held.key.office != ways.office or ways.workflow(held.present) is None:
        return False
    file = _seen(session, register, held, asker.grants)
    if not file.published or file.confidential or person.may_edit(file) or not person.may("dossier.edit.own"):
        return False
    types = ways.requests.types
    asked = [types[name]] if name in types else [] if name else list(types.values())
    return any(_lets(one, person, held.key.kind) for one in asked)


def is_public(register: Register, key: DossierKey, grants: Grants) -> DossierKey | None:
    """The file, where everybody may read it."""
    with register.session() as session:
        held = hold(session, key, None)
        file = _seen(session, register, held, grants)
    return held.key if file.published and not file.confidential else None


def file_to_ask(register: Register, key: DossierKey, asker: Asker) -> DossierKey | None:
    """The file, where they may ask for this on it as one who stands outside."""
    try:
        with register.session() as session:
            held = hold(session, key, None)
            return held.key if may_ask(session, register, held, asker) else None
    except (NoSuchDossier, DossierDeleted):
        return None


def numbered(register: Register, number: str) -> tuple[DossierKey, ...]:
    """The office's files that bear this number, of application or registration."""
    if not number:
        return ()
    with register.session() as session:
        rows = session.execute(
            text("""
                select office, kind, number from dossier
                where office = :office and deleted_at is null and (number = :number or registration_number = :number)
                order by kind, number limit :limit
            """),
            {"office": register.procedure.office, "number": number, "limit": MOST},
        )
        return tuple(DossierKey(office, Kind(kind), given) for office, kind, given in rows)


def offered(found: tuple[Offer, ...]) -> tuple[Offer, ...]:
    """Of what a role may ask for, what it may ask for on files of others; why not is told as far as it is public."""
    return tuple(
        one if one.against is None or one.against.reason in TOLD else replace(one, against=Against("standing", ""))
        for one in found
        if one.rule.others
    )


def _seen(session: Session, register: Register, held: Held, grants: Grants) -> Seen:
    on = held.published_on
    return seen(held.present, published=on is not None and on <= closing.day(session, register), grants=grants)


def _lets(rule: RequestType, person: Person, kind: Kind) -> bool:
    return rule.others and rule.for_right(kind) and person.role_for(rule.who) is not None

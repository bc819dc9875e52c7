"""From a number in a person's hand to the dossiers that carry it."""

from __future__ import annotations

from sqlalchemy import text

from mappings.number import DossierKey
from mappings.record import Kind
from registry.database import Register


def keys(register: Register, number: str) -> list[DossierKey]:
    """The dossiers with this document id, application number or registration number, in the order of their keys.

    An id names one; a number may be shared by several offices and rights. Empty when the register holds none.
    """
    try:
        named: DossierKey | None = DossierKey.from_id(number)
    except ValueError:
        named = None
    with register.session() as session:
        rows = session.execute(
            text("""
                select office, kind, number from dossier
                where (office, kind, number) = (:office, :kind, :named) or number = :number
                    or registration_number = :number
                order by office, kind, number
            """),
            {
                "office": named.office if named else "",
                "kind": str(named.kind) if named else "",
                "named": named.number if named else "",
                "number": number,
            },
        )
        return [DossierKey(row[0], Kind(row[1]), row[2]) for row in rows]

"""Whether a representative may be newly appointed: an agent's number holds for a time. Who is appointed stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.record import Party, Role
from registry import stakeholders
from registry.closing import day
from registry.database import Register
from registry.stakeholder_errors import MayNotRepresent, no_longer


def check(session: Session, register: Register, before: Mapping[str, Any], parties: Iterable[Any]) -> None:
    """MayNotRepresent for a representative among `parties` who is not in the plain record `before`, and may not.

    A representative without an identifier, or with one that is no stakeholder's, is not asked.
    """
    named = {party.identifier for party in parties if isinstance(party, Party) and party.role == Role.REPRESENTATIVE}
    there = {one.get("identifier") for one in before.get("parties", ()) if one.get("role") == Role.REPRESENTATIVE}
    wanted = sorted(identifier for identifier in named - there if identifier)
    if not wanted:
        return
    today = day(session, register)
    rows = session.execute(
        text(f"select {stakeholders.COLUMNS} from stakeholder where identifiers && :wanted"),  # noqa: S608 - columns of ours
        {"wanted": wanted},
    )
    for found in map(stakeholders.stakeholder, rows):
        identifier = next(one for one in wanted if one in found.identifiers)
        said, until = found.details, found.details.agent_until
        reason = None
        if found.state == "merged":
            reason = f"it was merged into {found.merged_into}; name that one"
        elif found.state == "ended":
            reason = "it has ended; name another"
        elif said.agent_number and until and until < today:
            reason = no_longer(until)
        elif said.agent_number and said.agent_from and said.agent_from > today:
            reason = f"the agent number holds from {said.agent_from}; name another agent until then"
        if reason:
            raise MayNotRepresent(identifier, said.name, reason)

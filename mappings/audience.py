"""Who may read which field of a record: the default of every field, and the record as one audience sees it.

An item that carries its own `audience` (events, documents) is judged by that; a field named here by the one given;
all else is public once the dossier is published. What an office's rules say of its events and documents is applied
once, when the register records them (`AudienceRules`); whoever reads needs `visible` alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mappings.record import Address, Audience, Kind, Party, Record, Role

ORDER = list(Audience)

# Fields of a party that the public never reads, whoever it is: how to reach it is for the office and the parties.
PARTY_FIELDS: dict[str, Audience] = {
    "emails": Audience.STAFF,
    "phones": Audience.STAFF,
    "faxes": Audience.STAFF,
    "reference": Audience.PARTIES,
    "identifier": Audience.PARTIES,
}
# A natural person's address is published as country and town alone.
STREET_OF_A_PERSON = Audience.PARTIES
NATURAL_BY_ROLE = {Role.INVENTOR, Role.CREATOR}


@dataclass(frozen=True)
class AudienceRules:
    """For whom the events and documents of an office's own files are at least meant. They narrow, and never widen.

    `unnamed` holds for a role and a code that the rules do not name: what nobody has thought of is not for everybody.
    Without an office the rules concern no file.
    """

    office: str = ""  # ST.3
    documents: Mapping[str, Audience] = field(default_factory=dict)  # by role
    events: Mapping[tuple[Kind, str], Audience] = field(default_factory=dict)  # by right and the office's own code
    unnamed: Audience = Audience.PARTIES

    def narrowed(self, kind: Kind, name: str, item: Mapping[str, Any]) -> dict[str, Any]:
        """An item of the list field `name`, as JSON, kept to the narrower of its own audience and the rule's."""
        if name == "documents":
            least = self.documents.get(item["role"], self.unnamed)
        elif name == "events":
            least = self.events.get((kind, item["code"]), self.unnamed)
        else:
            return dict(item)
        return {**item, "audience": str(max(Audience(item.get("audience", Audience.PUBLIC)), least, key=ORDER.index))}


def may_read(reader: Audience, audience: Audience) -> bool:
    """True when what is meant for `audience` may be read by `reader`."""
    return ORDER.index(audience) <= ORDER.index(reader)


def visible(record: Record, reader: Audience) -> Record:
    """The record without what `reader` may not read. Pure; the same record comes back for SECRET."""
    return record.model_copy(
        update={
            "parties": tuple(_party(party, reader) for party in record.parties),
            "events": tuple(event for event in record.events if may_read(reader, event.audience)),
            "documents": tuple(document for document in record.documents if may_read(reader, document.audience)),
        }
    )


def _party(party: Party, reader: Audience) -> Party:
    hidden: dict[str, object] = {
        name: Party.model_fields[name].get_default()
        for name, audience in PARTY_FIELDS.items()
        if not may_read(reader, audience)
    }
    natural = party.natural_person if party.natural_person is not None else party.role in NATURAL_BY_ROLE
    if natural and party.address and not may_read(reader, STREET_OF_A_PERSON):
        hidden["address"] = Address(city=party.address.city, country=party.address.country)
    return party.model_copy(update=hidden) if hidden else party

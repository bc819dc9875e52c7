"""Who may read which field of a record: the default of every field, and the record as one audience sees it.

An item that carries its own `audience` (events, documents, the fields of an entry) is judged by that; a field named
here by the one given; all else is public once the dossier is published. An office's own rules (`AudienceRules`) narrow
that: what they say of its events, documents and entries is applied once, when the register records them; what they say
of fields, by `visible`, whenever a record is read for somebody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from mappings import paths
from mappings.addresses import EVERYBODY, FIELDS, AddressRule, Shown, Table, table
from mappings.record import Address, Audience, Kind, Party, Record

ORDER = list(Audience)
CARRYING = ("events", "documents", "entry")  # lists whose items carry their own audience

# Fields of a party that the public never reads, whoever it is: how to reach it is for the office and the parties.
PARTY_FIELDS: dict[str, Audience] = {
    "emails": Audience.STAFF,
    "phones": Audience.STAFF,
    "faxes": Audience.STAFF,
    "reference": Audience.PARTIES,
    "identifier": Audience.PARTIES,
}
# Who reads what of an address is not for the public: of a natural person's never more than country and town.
STREET_OF_A_PERSON = Audience.PARTIES


@dataclass(frozen=True)
class AudienceRules:
    """For whom the events, documents and fields of an office's own files are at least meant. They narrow, never widen.

    `unnamed` holds for a role and a code that the rules do not name: what nobody has thought of is not for everybody.
    Without an office the rules concern no file. ValueError for a field that the record has not or cannot do without.
    """

    office: str = ""  # ST.3
    documents: Mapping[str, Audience] = field(default_factory=dict)  # by role
    events: Mapping[tuple[Kind, str], Audience] = field(default_factory=dict)  # by right and the office's own code
    unnamed: Audience = Audience.PARTIES
    fields: Mapping[str, Audience] = field(default_factory=dict)  # by dotted path in the record: `mark.description`
    addresses: tuple[AddressRule, ...] = ()  # how much of a party's address the public reads
    entries: Mapping[tuple[Kind, str], Audience] = field(default_factory=dict)  # by right and field of its register

    def __post_init__(self) -> None:
        for path in self.fields:
            against = paths.known().get(path, "the record has no such field")
            if against:
                raise ValueError(f"{path}: {against}")

    def narrowed(self, kind: Kind, name: str, item: Mapping[str, Any]) -> dict[str, Any]:
        """An item of the list field `name`, as JSON, kept to the narrower of its own audience and the rule's."""
        if name == "documents":
            least = self.documents.get(item["role"], self.unnamed)
        elif name == "events":
            least = self.events.get((kind, item["code"]), self.unnamed)
        elif name == "entry":
            least = self.entries.get((kind, item["field"]), self.unnamed)
        else:
            return dict(item)
        return {**item, "audience": str(max(Audience(item.get("audience", Audience.PUBLIC)), least, key=ORDER.index))}

    def kept_back(self, office: str, reader: Audience) -> paths.Tree:
        """The fields of that office's files that `reader` may not read, beyond what nobody's rules let it read."""
        return self._kept_back[reader] if self.fields and office == self.office else NOTHING

    def least(self, office: str, name: str, value: object) -> Audience:
        """The narrowest audience that the rules give to anything within a value, as JSON, of the field `name`."""
        if office != self.office:
            return Audience.PUBLIC
        found = [audience for below, audience in self._by_field.get(name, ()) if paths.holds(value, below)]
        if name == "parties" and isinstance(value, dict) and value.get("address") and self._hides_of(value):
            found.append(STREET_OF_A_PERSON)
        return max(found, key=ORDER.index, default=Audience.PUBLIC)

    def shown(self, office: str) -> Table:
        """How much the public reads of the addresses in that office's files."""
        return self._shown if self.addresses and office == self.office else EVERYBODY

    def _hides_of(self, party: Mapping[str, Any]) -> bool:
        """Whether something of such a party's address is hidden in a file of any right."""
        role, natural = str(party.get("role")), party.get("natural_person")
        return any(self._shown[kind, role, natural] is not Shown.FULL for kind in self._kinds)

    @cached_property
    def _kinds(self) -> tuple[Kind, ...]:
        return (*Kind, *{rule.kind for rule in self.addresses if rule.kind and rule.kind.declared})

    @cached_property
    def _shown(self) -> Table:
        return table(self.addresses)

    @cached_property
    def _kept_back(self) -> dict[Audience, paths.Tree]:
        return {
            reader: paths.tree(
                path
                for path, audience in self.fields.items()
                if not may_read(reader, audience) and may_read(reader, _of_party(path))
            )
            for reader in Audience
        }

    @cached_property
    def _by_field(self) -> dict[str, list[tuple[tuple[str, ...], Audience]]]:
        found: dict[str, list[tuple[tuple[str, ...], Audience]]] = {}
        for path, audience in self.fields.items():
            name, *below = path.split(".")
            found.setdefault(name, []).append((tuple(below), audience))
        return found


NOTHING: paths.Tree = {}
NO_RULES = AudienceRules()


def _of_party(path: str) -> Audience:
    """What `PARTY_FIELDS` says of a path."""
    name, _, below = path.partition(".")
    return PARTY_FIELDS.get(below, Audience.PUBLIC) if name == "parties" else Audience.PUBLIC


def may_read(reader: Audience, audience: Audience) -> bool:
    """True when what is meant for `audience` may be read by `reader`."""
    return ORDER.index(audience) <= ORDER.index(reader)


def visible(record: Record, reader: Audience, rules: AudienceRules = NO_RULES) -> Record:
    """The record without what `reader` may not read. Pure; the same record comes back for SECRET."""
    shown = None if may_read(reader, STREET_OF_A_PERSON) else rules.shown(record.office)
    seen = record.model_copy(
        update={
            "parties": tuple(
                _party(party, reader, shown[record.kind, party.role, party.natural_person] if shown else Shown.FULL)
                for party in record.parties
            ),
            "events": tuple(event for event in record.events if may_read(reader, event.audience)),
            "documents": tuple(document for document in record.documents if may_read(reader, document.audience)),
            "entry": tuple(one for one in record.entry if may_read(reader, one.audience)),
        }
    )
    kept_back = rules.kept_back(record.office, reader)
    return paths.without(seen, kept_back) if kept_back else seen


def _party(party: Party, reader: Audience, shown: Shown) -> Party:
    hidden: dict[str, object] = {
        name: Party.model_fields[name].get_default()
        for name, audience in PARTY_FIELDS.items()
        if not may_read(reader, audience)
    }
    if party.address and shown is not Shown.FULL:
        told = {name: getattr(party.address, name) for name in FIELDS[shown]}
        hidden["address"] = Address(**told) if told else None
    return party.model_copy(update=hidden) if hidden else party

"""How much of a party's address the public reads, by what kind of person it is, its role and the right. Pure.

Of a human being no more than country and town, whatever an office says; of anybody else all, unless the office's rules
say less. Rules narrow, never widen: of all that fit the one that shows least counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from mappings.record import Kind, Role


class Shown(StrEnum):
    """From least to most."""

    NOTHING = "nothing"
    COUNTRY = "country"
    TOWN = "town"  # and country
    FULL = "full"


class Person(StrEnum):
    """What kind of person a party is."""

    NATURAL = "natural"  # a human being: as the record says, or by its role
    LEGAL = "legal"
    UNKNOWN = "unknown"  # the record does not say


FIELDS: Mapping[Shown, tuple[str, ...]] = {
    Shown.NOTHING: (),
    Shown.COUNTRY: ("country",),
    Shown.TOWN: ("city", "country"),
}
NATURAL_BY_ROLE = {Role.INVENTOR, Role.CREATOR}

# The right, the role, and whether the record says that it is a natural person → how much is shown.
Table = Mapping[tuple[str, str, bool | None], Shown]


@dataclass(frozen=True)
class AddressRule:
    """At most `show` of the address of such a person, in such a role, in files of such a right; None is any."""

    show: Shown
    person: Person | None = None
    role: Role | None = None
    kind: Kind | None = None

    def fits(self, kind: Kind, role: Role, person: Person) -> bool:
        return self.person in {None, person} and self.role in {None, role} and self.kind in {None, kind}


def person(role: str, natural: bool | None) -> Person:
    """What kind of person a party is, by its role and what the record says of it."""
    if natural is None:
        return Person.NATURAL if role in NATURAL_BY_ROLE else Person.UNKNOWN
    return Person.NATURAL if natural else Person.LEGAL


class _Table(dict[tuple[str, str, bool | None], Shown]):
    """That of the rights that Blazon knows, and of others as they are asked for: those of declared registers."""

    def __init__(self, rules: Iterable[AddressRule]) -> None:
        super().__init__()
        self._rules = tuple(rules)
        for kind in Kind:
            for role in Role:
                for natural in (True, False, None):
                    self[str(kind), str(role), natural] = self._most(kind, role, natural)

    def __missing__(self, asked: tuple[str, str, bool | None]) -> Shown:
        kind, role, natural = asked
        return self._most(Kind(kind), Role(role), natural)

    def _most(self, kind: Kind, role: Role, natural: bool | None) -> Shown:
        who = person(role, natural)
        most = Shown.TOWN if who is Person.NATURAL else Shown.FULL
        fitting = [rule.show for rule in self._rules if rule.fits(kind, role, who)]
        return min([most, *fitting], key=_ORDER.index)


_ORDER = list(Shown)


def table(rules: Iterable[AddressRule]) -> Table:
    """How much is shown of every party's address, with these rules."""
    return _Table(rules)


EVERYBODY = table(())

"""Numbers of the office: their format as data, and the next one of a series without gaps."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple

from sqlalchemy.orm import Session

from mappings.number import DossierKey
from mappings.record import Kind
from registry.errors import InvalidNumberFormat
from registry.pipeline import pipelined

Purpose = Literal["application", "registration", "request", "letter", "incoming", "customer", "agent"]


class FormatKey(NamedTuple):
    kind: Kind
    purpose: Purpose


@dataclass(frozen=True)
class NumberFormat:
    """How a number is written, in the words of Python's format: `TM/{year}/{sequence:06}`.

    Without `{year}` the series runs through the years. InvalidNumberFormat when the pattern lacks `{sequence}` or
    names anything else.
    """

    pattern: str

    def __post_init__(self) -> None:
        try:
            names = [name for _, name, _, _ in string.Formatter().parse(self.pattern) if name is not None]
            self.write(2026, 1)
        except (ValueError, KeyError, IndexError, AttributeError) as error:
            raise InvalidNumberFormat(self.pattern, f"cannot be used: {error}") from error
        if names.count("sequence") != 1 or set(names) - {"year", "sequence"}:
            raise InvalidNumberFormat(self.pattern, "must name {sequence} once, and nothing but {year} beside it")

    @property
    def yearly(self) -> bool:
        return "{year" in self.pattern

    def write(self, year: int, sequence: int) -> str:
        return self.pattern.format(year=year, sequence=sequence)


DEFAULT_FORMATS = MappingProxyType(
    {
        FormatKey(Kind.TRADEMARK, "application"): NumberFormat("TM/{year}/{sequence:06}"),
        FormatKey(Kind.PATENT, "application"): NumberFormat("PT/{year}/{sequence:06}"),
        FormatKey(Kind.DESIGN, "application"): NumberFormat("DS/{year}/{sequence:06}"),
        FormatKey(Kind.TRADEMARK, "registration"): NumberFormat("TM/R/{sequence:06}"),
        FormatKey(Kind.PATENT, "registration"): NumberFormat("PT/R/{sequence:06}"),
        FormatKey(Kind.DESIGN, "registration"): NumberFormat("DS/R/{sequence:06}"),
    }
)

# Those who want a number of one series get it in the order in which they came. The row alone keeps no order: who
# waits for it, finds it changed and tries again, may be last again and again.
_IN_TURN = "select pg_advisory_xact_lock(hashtextextended(%(series)s::text, 0))"
_NEXT = """
    insert into series (office, kind, purpose, year, last)
    values (%(office)s, %(kind)s, %(purpose)s, %(year)s, 1)
    on conflict (office, kind, purpose, year) do update set last = series.last + 1
    returning last
"""


def given(
    session: Session, formats: Mapping[FormatKey, NumberFormat], key: DossierKey, purpose: Purpose, year: int
) -> str:
    """The next number for a file, as its office writes it."""
    number_format = formats[FormatKey(key.kind, purpose)]
    return give(session, number_format, office=key.office, kind=key.kind, purpose=purpose, year=year)


def give(session: Session, number_format: NumberFormat, *, office: str, kind: str, purpose: Purpose, year: int) -> str:
    """The next number of the series. Others wait for this transaction; if it fails, the number is given again."""
    asked = {"office": office, "kind": str(kind), "purpose": purpose, "year": year if number_format.yearly else 0}
    turn = {"series": "/".join(map(str, asked.values()))}
    _, ((last,),) = pipelined(session.connection(), [(_IN_TURN, turn), (_NEXT, asked)])
    return number_format.write(year, last)

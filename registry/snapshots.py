"""Frozen publications: what the public may read, field by field under salted digests, and the root over them. Pure."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mappings import digest
from mappings.audience import visible
from mappings.number import DossierKey
from mappings.record import Audience, Record
from registry.facts import Json, plain

Salt = Callable[[], bytes]


@dataclass(frozen=True)
class Frozen:
    """Field → value, salt (hex) and digest (hex), and the root over the header and all digests."""

    fields: Json
    salts: dict[str, str]
    digests: dict[str, str]
    root: str


def header(
    key: DossierKey, *, ordinal: int, version: int, stage: str, date: dt.date, issue: str | None, part: str | None
) -> dict[str, str | int]:
    """What the root says besides the fields: whose snapshot it is, which one, where and when it was published."""
    said = {
        "dossier": key.id,
        "snapshot": ordinal,
        "version": version,
        "stage": stage,
        "issue": issue,
        "part": part,
        "date": date.isoformat(),
    }
    return digest.header(said)


def public_fields(record: Record) -> Json:
    """The record as the public may read it, as JSON field by field; its key among them."""
    return plain(visible(record, Audience.PUBLIC))


def freeze(
    head: Mapping[str, str | int], fields: Json, salt: Salt = lambda: secrets.token_bytes(digest.SALT_BYTES)
) -> Frozen:
    """Salts and digests of each field, and the root."""
    salts = {field: salt() for field in sorted(fields)}
    digests = {field: digest.field_digest(salts[field], field, fields[field]) for field in salts}
    return Frozen(fields, {field: value.hex() for field, value in salts.items()}, digests, root(head, digests))


def root(head: Mapping[str, str | int], digests: Mapping[str, str]) -> str:
    return digest.root(head, digests)


def redacted(frozen: Frozen, field: str) -> Frozen:
    """The same without the value and salt of one field: the rest still verifies."""
    return Frozen(_without(frozen.fields, field), _without(frozen.salts, field), frozen.digests, frozen.root)


def verify(head: Mapping[str, str | int], frozen: Frozen) -> list[str]:
    """What does not verify: names of fields, and `root`; empty when all does. A redacted field is no fault."""
    wrong = digest.differing(frozen.salts, frozen.digests, frozen.fields)
    return wrong + (["root"] if root(head, frozen.digests) != frozen.root else [])


def _without(values: Mapping[str, Any], field: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != field}

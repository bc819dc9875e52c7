"""Frozen publications: what the public may read, field by field under salted digests, and the root over them. Pure."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mappings import digest
from mappings.audience import NO_RULES, AudienceRules, visible
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
    key: DossierKey,
    *,
    ordinal: int,
    version: int,
    stage: str,
    date: dt.date,
    issue: str | None,
    part: str | None,
    corrects: int | None = None,
) -> dict[str, str | int]:
    """What the root says besides the fields: whose snapshot it is, which one, where and when it was published, and the
    number of the one it corrects.
    """
    said = {
        "dossier": key.id,
        "snapshot": ordinal,
        "version": version,
        "stage": stage,
        "issue": issue,
        "part": part,
        "date": date.isoformat(),
        "corrects": corrects,
    }
    return digest.header(said)


def public_fields(record: Record, rules: AudienceRules = NO_RULES) -> Json:
    """The record as the public may read it, as JSON field by field; its key among them."""
    return plain(visible(record, Audience.PUBLIC, rules))


def freeze(
    head: Mapping[str, str | int], fields: Json, salt: Salt = lambda: secrets.token_bytes(digest.SALT_BYTES)
) -> Frozen:
    """Salts and digests of each field, and the root."""
    salts = {field: salt() for field in sorted(fields)}
    digests = {field: digest.field_digest(salts[field], field, fields[field]) for field in salts}
    return Frozen(fields, {field: value.hex() for field, value in salts.items()}, digests, digest.root(head, digests))

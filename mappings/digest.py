"""Hashes of a publication: what is published can be checked, and one field can be redacted while the rest still proves.

Each field has a random salt; its digest is SHA-256(salt ‖ canonical JSON of [field, value]). The root is the SHA-256
of the canonical JSON of the header and of all digests. Whoever leaves out a field's value and salt but keeps its
digest still verifies every other field. Canonical JSON is RFC 8785 (JCS). Pure: the register freezes with it, the
gazette verifies with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
import rfc8785

SALT_BYTES = 32
HEADER = ("dossier", "snapshot", "version", "stage", "issue", "part", "date", "corrects")


def canonical(value: Any) -> bytes:
    """The RFC 8785 form of a JSON value, UTF-8. ValueError for what it cannot carry exactly: an integer over 2^53.

    What a record is made of, texts and whole numbers below names in ASCII, orjson writes in the same form and thirty
    times as fast; all else goes the way of the library for it.
    """
    if _plain(value):
        try:
            return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER)
        except TypeError:  # says why in the other's words
            return rfc8785.dumps(value)
    return rfc8785.dumps(value)


_WHOLE = frozenset({str, bool, int, type(None)})


def _plain(value: Any) -> bool:
    """Whether both write it alike: no fraction, no name beyond ASCII, whose order and form may differ."""
    kind = type(value)
    if kind in _WHOLE:
        return True
    if kind is dict:
        for name, each in value.items():
            if type(name) is not str or not name.isascii() or not (type(each) in _WHOLE or _plain(each)):
                return False
        return True
    if kind is list or kind is tuple:
        return all(type(each) in _WHOLE or _plain(each) for each in value)
    return False


def field_digest(salt: bytes, field: str, value: Any) -> str:
    """SHA-256(salt ‖ canonical JSON of [field, value]) in lower-case hex. The salt holds `SALT_BYTES` random bytes."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"the salt of {field} has {len(salt)} bytes; it must have {SALT_BYTES}")
    return hashlib.sha256(salt + canonical([field, value])).hexdigest()


def header(published: Mapping[str, Any]) -> dict[str, str | int]:
    """What the root covers besides the fields, from the plain form of a `mappings.document.PublicationDocument`.

    `dossier` is the dossier id, `snapshot` its number within the dossier, `date` ISO 8601; what is not given is
    left out.
    """
    return {name: published[name] for name in HEADER if published.get(name) is not None}


def root(header: Mapping[str, str | int], digests: Mapping[str, str]) -> str:
    """The root hash: SHA-256 of the canonical JSON of {"header", "digests"} in lower-case hex."""
    return hashlib.sha256(canonical({"digests": dict(digests), "header": dict(header)})).hexdigest()


def differing(salts: Mapping[str, str], digests: Mapping[str, str], fields: Mapping[str, Any]) -> list[str]:
    """The fields whose value or salt does not give their digest, sorted.

    A digest without value and salt is a redacted field and no difference. A value without digest is one, and so is a
    value without salt. Salts and digests are hex.
    """
    found = {field for field in {*fields, *salts} if field not in digests or field not in fields or field not in salts}
    for field in set(fields) - found:
        try:
            same = field_digest(bytes.fromhex(salts[field]), field, fields[field]) == digests[field]
        except ValueError:
            same = False
        if not same:
            found.add(field)
    return sorted(found)

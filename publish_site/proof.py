"""A snapshot as anyone may check it: its data with salts and digests, its header and its root. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mappings import digest
from mappings.document import PublicationDocument

# What data.json says besides the header; of these the digests and, by them, the fields are proved.
SAID = ("type", "office", "kind", "number", "title", "root", "salts", "digests", "fields")


def data(document: PublicationDocument) -> dict[str, Any]:
    """The content of `data.json`."""
    plain = document.model_dump(mode="json", include={*digest.HEADER, *SAID})
    return {name: value for name, value in plain.items() if value is not None}


def faults(published: Mapping[str, Any]) -> list[str]:
    """Why the data does not prove itself; empty when it does. A field kept as a digest alone was redacted by order."""
    fields, salts, digests = (published.get(name, {}) for name in ("fields", "salts", "digests"))
    found = [
        f"{name}: value and salt do not give the published digest" for name in digest.differing(salts, digests, fields)
    ]
    if digest.root(digest.header(published), digests) != published.get("root"):
        found.append("root: header and digests do not give it")
    return found

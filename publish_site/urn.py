"""What a feed or a calendar calls something: the same for ever, wherever the gazette is served (RFC 4287, 4.2.6)."""

from __future__ import annotations

from uuid import UUID, uuid5

BLAZON = UUID("56d9c5ad-f3f5-4069-8604-845bbe99caa4")  # the space of these names (RFC 9562, 5.5); never another


def urn(office: str, path: str = "") -> str:
    """Of the office and the path at which something lies for ever, and of nothing else: `urn:uuid:…`."""
    return uuid5(BLAZON, f"{office}/gazette/{path}".rstrip("/")).urn

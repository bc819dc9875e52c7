"""Pictures in ST.96: a file that is named by the SHA-256 of its bytes is a document of the record."""

from __future__ import annotations

import re
from collections.abc import Mapping

from exchange.branch import Branch
from exchange.building import part
from mappings.record import Document

ENDINGS: Mapping[str, str] = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/tiff": "tif",
    "image/webp": "webp",
    "image/svg+xml": "svg",
}
MEDIA_TYPES: Mapping[str, str] = {ending: media_type for media_type, ending in ENDINGS.items()}
UNKNOWN = "application/octet-stream"
NAMED = re.compile(r"^([0-9a-f]{64})(?:\.([a-z]+))?$")


def file_name(document: Document) -> str:
    """`<SHA-256>.png`: the name that `documents` knows again."""
    ending = ENDINGS.get(document.media_type)
    return f"{document.digest}.{ending}" if ending else document.digest


def digest(name: str | None) -> str | None:
    match = NAMED.match(name or "")
    return match[1] if match else None


def documents(branch: Branch, path: str, role: str) -> list[Document]:
    """The pictures of those elements that name their bytes; of others the name stays, and becomes a note."""
    found = []
    for image in branch.each(path):
        match = NAMED.match((image.element.findtext("FileName") or "").strip())
        if match:
            made = part(
                Document,
                image,
                digest=match[1],
                media_type=MEDIA_TYPES.get(match[2] or "", UNKNOWN),
                name=image.text("FileName"),
                role=role,
                width=image.number("WidthMeasure"),
                height=image.number("HeightMeasure"),
            )
            if made:
                found.append(made)
    return found

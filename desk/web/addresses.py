"""Where the pages and documents of a file lie, below the prefix of a face."""

from __future__ import annotations

from urllib.parse import urlencode

from mappings.document import DossierDocument
from mappings.number import DossierKey
from mappings.record import Kind
from search_api.models import Hit
from search_api.similar import FileFound


def page(office: str, kind: Kind, number: str) -> str:
    """`/files/XB/tm/TM/2026/000123`."""
    return f"/files/{DossierKey(office, kind, number).path}"


def document(office: str, kind: Kind, number: str, digest: str) -> str:
    """One document of a file."""
    return f"{page(office, kind, number)}/documents/{digest}"


def picture(hit: Hit | FileFound | DossierDocument) -> str | None:
    """Its logo or first picture; None without one."""
    first = hit.logo or next(iter(getattr(hit, "pictures", ())), None)
    return document(hit.office, hit.kind, hit.number, first.digest) if first else None


def asked_picture(digest: str) -> str:
    """A picture that somebody searches by."""
    return f"/similar/pictures/{digest}"


def by_picture(file: Hit | FileFound | DossierDocument, view: int = 1) -> str:
    """The search for pictures alike one of this file's."""
    asked = {"kind": file.kind, "file": page(file.office, file.kind, file.number).removeprefix("/files/")}
    return "/similar?" + urlencode(asked | ({"view": view} if view > 1 else {}), safe="/")

"""The lists of the gazette that go on changing: all dossiers of an owner, a representative, a class or a code. Pure.

A dossier is listed under what its newest snapshot says. A list is kept in the order in which its dossiers first came
out, in blocks of BLOCK: what comes later changes the last block alone, and the page of the list with the newest. What
was there once stays, empty if it must (`listings`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from anyascii import anyascii

from mappings import filed
from mappings.record import Kind
from publish_site import paths
from publish_site.views import Publication

BLOCK = 100  # dossiers a page, about 40 kB
SLUG = 48  # characters of a name in an address; the hash behind it tells names apart


@dataclass(frozen=True)
class Scheme:
    """One kind of list: the folder of its pages, its name, what one of its values is called."""

    name: str
    folder: str
    title: str
    each: str
    letters: int | None = None  # of a code, by which it is listed


SCHEMES = (
    Scheme("owner", "owners", "Applicants and holders", "Applicant or holder"),
    Scheme("representative", "representatives", "Representatives", "Representative"),
    Scheme("nice", "classes/nice", "Nice classes", "Nice class"),
    Scheme("vienna", "classes/vienna", "Vienna codes", "Vienna code"),
    Scheme("locarno", "classes/locarno", "Locarno classes", "Locarno class"),
    Scheme("ipc", "classes/ipc", "IPC subclasses", "IPC subclass", 4),
)
BY_NAME = {scheme.name: scheme for scheme in SCHEMES}


def folder(scheme: str, value: str) -> str:
    """`owners/acme-ltd-1f2e3d4c`, `classes/nice/25`, `classes/vienna/26.01.01`."""
    found = BY_NAME[scheme]
    if scheme in {"owner", "representative"}:
        return f"{found.folder}/{slug(value)}"
    return f"{found.folder}/{paths.segment(value.upper().replace(' ', '-'))}"


def has_page(prefixes: Iterable[str], path: str) -> bool:
    """Whether a page is one of the lists; `prefixes` are the folders of the languages."""
    return path.startswith(tuple(f"{prefix}{scheme.folder}/" for prefix in prefixes for scheme in SCHEMES))


def slug(name: str) -> str:
    """A name as a piece of an address: Latin letters for any script, and eight digits of its hash."""
    letters = re.sub(r"[^a-z0-9]+", "-", anyascii(name).lower())[:SLUG].strip("-")
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{letters}-{digest}" if letters else digest


def initial(value: str) -> str:
    """The first letter or digit of a name, by which it is looked up."""
    return slug(value)[0]


def terms(newest: Publication) -> list[tuple[str, str]]:
    """Under what a dossier is listed, as (scheme, value)."""
    record = newest.record
    found = [("owner", " ".join(name.split())) for name in newest.owners]
    parties = record.get("parties") or ()
    found += [("representative", " ".join(p["name"].split())) for p in parties if p["role"] == "representative"]
    found += [("nice", number) for number in newest.classes]
    for one in record.get("classifications") or ():
        if one["scheme"] in BY_NAME:
            letters = BY_NAME[one["scheme"]].letters
            found.append((one["scheme"], one["code"][:letters] if letters else one["code"]))
    return [(scheme, value) for scheme, value in dict.fromkeys(found) if value]


def card(newest: Publication) -> dict[str, Any]:
    """What a list shows of a dossier."""
    status = newest.record.get("status") or {}
    plate = newest.plate
    return {
        "path": paths.dossier(newest.document.kind, newest.number),
        "kind": str(newest.document.kind),
        "number": newest.number,
        "registration": newest.record.get("registration_number") or "",
        "title": newest.title,
        "language": filed.of_title(newest.record),
        "transliteration": (newest.record.get("mark") or {}).get("transliteration") or "",
        "group": status.get("group") or "unknown",
        "status": status.get("text") or "",
        "owners": newest.owners,
        "classes": [value for scheme, value in terms(newest) if scheme == "nice"],
        "filed": newest.record.get("filing_date") or "",
        "date": newest.issue.date.isoformat(),
        "issue": newest.issue.id,
        "word": newest.document.kind is Kind.TRADEMARK,
        "alt": newest.title,
        "picture": plate.picture.thumbnail if plate.picture else "",
        "width": plate.picture.width if plate.picture else 0,
        "height": plate.picture.height if plate.picture else 0,
    }

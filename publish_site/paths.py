"""Where each page of the site lies. Pure, and one to one: no two numbers share a page, whatever the file system.

Addresses are for ever: a change here breaks every link to a published page.
"""

from __future__ import annotations

import posixpath
import string
from functools import lru_cache

from mappings.record import Kind

PLAIN = set(string.ascii_uppercase + string.digits + "-")
UNNUMBERED = "-"  # stands where a number does not begin with its kind


def segment(text: str) -> str:
    """One piece of a number as a folder: capitals small; what is no digit or hyphen as ~ and two hex digits."""
    if text == UNNUMBERED:
        return "~2d"
    return "".join(c.lower() if c in PLAIN else "".join(f"~{b:02x}" for b in c.encode()) for c in text) or "~"


@lru_cache(maxsize=4096)
def dossier(kind: Kind, number: str) -> str:
    """`TM/2026/000123` → `tm/2026/000123`."""
    first, *rest = number.split("/")
    own = bool(rest) and first == kind.value.upper()
    return "/".join([kind.value, *([] if own else [UNNUMBERED]), *map(segment, rest if own else [first, *rest])])


def dossier_page(kind: Kind, number: str) -> str:
    return f"{dossier(kind, number)}/index.html"


def snapshot(kind: Kind, number: str, ordinal: int) -> str:
    """`tm/2026/000123/1`: the folder of its first snapshot."""
    return f"{dossier(kind, number)}/{ordinal}"


def issue(identifier: str) -> str:
    """`2026/03` → `issues/2026/03`."""
    return "/".join(["issues", *(segment(piece.upper()) for piece in identifier.split("/"))])


def part(identifier: str, part_id: str, page: int = 1) -> str:
    """The page of a part of an issue; long parts go on at `…/2/`."""
    folder = f"{issue(identifier)}/{segment(part_id.upper())}"
    return f"{folder}/index.html" if page == 1 else f"{folder}/{page}/index.html"


def anchor(kind: Kind, number: str, ordinal: int) -> str:
    """The id of an entry on the page of its part."""
    return f"{dossier(kind, number).replace('/', '-')}-{ordinal}"


@lru_cache(maxsize=65_536)
def relative(page: str, target: str) -> str:
    """The link from one file of the site to another; works from any web address and from a disk."""
    path, mark, fragment = target.partition("#")
    return posixpath.relpath(path, posixpath.dirname(page) or ".") + mark + fragment

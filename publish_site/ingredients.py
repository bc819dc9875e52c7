"""What every page of a site is made of besides its own data: where it is another, all pages are made anew."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import exchange
import mappings
from mappings.digest import canonical
from publish_site import pictures
from publish_site.issue import House, Redacted
from similarity import folding

# What writes pages, addresses and documents besides the sources: another version may write other bytes.
LIBRARIES = ("anyascii", "babel", "markupsafe", "minijinja", "orjson", "rfc8785", "typst")


def made_of(house: House, redactions: Sequence[Redacted], *, documents: bool, fonts: Path | None = None) -> str:
    """The SHA-256 of the house, of all that makes pages, the redactions, what is left out, and by what
    pictures are converted.
    """
    given = [house.model_dump(mode="json"), redactions, documents, pictures.MADE, [version(one) for one in LIBRARIES]]
    hashed = hashlib.sha256(canonical(given))
    for source in [*sources(), *(sorted(fonts.rglob("*")) if fonts else ())]:
        if source.is_file():
            hashed.update(hashlib.sha256(source.read_bytes()).digest())
    return hashed.hexdigest()


def sources() -> list[Path]:
    """Our files that pages are made by; of `mappings` and `exchange` all, since what is needed of them changes."""
    folders = [Path(__file__).parent, Path(mappings.__file__).parent, Path(exchange.__file__).parent]
    found = (file for folder in folders for file in sorted(folder.rglob("*")) if "__pycache__" not in file.parts)
    return [*found, Path(folding.__file__)]

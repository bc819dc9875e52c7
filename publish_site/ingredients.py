"""What every page of a site is made of besides its own data: where it is another, all pages are made anew."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from mappings import inid
from mappings.digest import canonical
from publish_site import pictures
from publish_site.issue import House, Redacted


def made_of(house: House, redactions: Sequence[Redacted], *, documents: bool, fonts: Path | None = None) -> str:
    """The SHA-256 of the house, of all that makes pages, the redactions, what is left out, and by what
    pictures are converted.
    """
    folder = Path(__file__).parent
    sources = sorted(file for file in folder.rglob("*") if file.suffix != ".pyc")
    sources += [Path(inid.__file__), Path(inid.__file__).with_suffix(".yaml")]
    sources += sorted(fonts.rglob("*")) if fonts else []
    hashed = hashlib.sha256(canonical([house.model_dump(mode="json"), redactions, documents, pictures.MADE]))
    for source in sources:
        if source.is_file():
            hashed.update(hashlib.sha256(source.read_bytes()).digest())
    return hashed.hexdigest()

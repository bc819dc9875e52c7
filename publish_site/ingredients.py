"""What every page of a site is made of besides its own data: where it is another, all pages are made anew."""

from __future__ import annotations

import hashlib
from pathlib import Path

from mappings.digest import canonical
from publish_site import design
from publish_site.issue import House


def made_of(house: House, redactions: int, *, documents: bool) -> str:
    """The SHA-256 of the house, templates, catalogues and design; of the number of redactions, and what is left out."""
    folder = Path(__file__).parent
    folders = (folder / "templates", folder / "words", design.FOLDER)
    sources = [source for each in folders for source in sorted(each.iterdir())]
    sources += sorted((folder / "assets").rglob("*"))
    hashed = hashlib.sha256(canonical([house.model_dump(mode="json"), redactions, documents]))
    for source in sources:
        if source.is_file():
            hashed.update(hashlib.sha256(source.read_bytes()).digest())
    return hashed.hexdigest()

"""The style sheet, the scripts and the emblem of the pages, each named by its hash, so that caches keep it for ever.

A page says which it was made with, and a copy of it (in a cache, an archive, a mirror) says so after the design has
become another: so those of each release stay in `assets/former/`, and every site has them, byte for byte.
`python -m publish_site.styles` puts the present ones there; say it before a release.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from publish_site import design

FOLDER = "assets"
SOURCES = Path(__file__).with_name("assets")
FORMER = SOURCES / "former"
SVG = "http://www.w3.org/2000/svg"
AZURE = "#143f8f"


class Style(NamedTuple):
    path: str
    content: bytes


@cache
def present() -> dict[str, Style]:
    """Those of this Blazon by their plain names."""
    emblem = design.EMBLEM.read_text(encoding="utf-8").replace("<svg ", f'<svg xmlns="{SVG}" ')
    plain = {
        "blazon.css": design.STYLESHEET.read_bytes(),
        "emblem.svg": emblem.replace("currentColor", AZURE).encode(),
        **{name: (SOURCES / name).read_bytes() for name in ("search.js", "verify.js")},
    }
    return {name: Style(f"{FOLDER}/{hashed(name, content)}", content) for name, content in plain.items()}


def hashed(name: str, content: bytes) -> str:
    """`blazon.css` → `blazon.1f2e3d4c5b6a7980.css`."""
    stem, _, ending = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:16]}.{ending}"


def files(former: Path = FORMER) -> Iterator[Style]:
    """All that a site has: the present ones, and those of every release before."""
    yield from present().values()
    now = {style.path for style in present().values()}
    for file in sorted(former.glob("*.*")):
        if (path := f"{FOLDER}/{file.name}") not in now:
            yield Style(path, file.read_bytes())


if __name__ == "__main__":
    FORMER.mkdir(exist_ok=True)
    for style in present().values():
        (FORMER / Path(style.path).name).write_bytes(style.content)

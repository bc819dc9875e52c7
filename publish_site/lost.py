"""The page that a web server shows where nothing was published. It may stand at any address: it needs no other file.

Its links begin at the address of the site; where the office does not say that, at the root of the server.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publish_site.derived import Given

PATH = "404.html"
STYLE = (
    ":root{color-scheme:light dark;--argent:#fff;--ink:#12161d}"
    "@media(prefers-color-scheme:dark){:root{--argent:#10141a;--ink:#e8ebf0}}"
    "body{margin:0;background:var(--argent);color:var(--ink);"
    "font:1.0625rem/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif;overflow-wrap:break-word}"
    "main{max-inline-size:36rem;margin:auto;padding:3.5rem 1rem}"
    "a{color:inherit}"
    "h1{font:600 clamp(1.6rem,1.3rem + 1.3vw,2.1rem)/1.15 'Palatino Linotype',Palatino,P052,Georgia,serif}"
)
ALLOWED = f"'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"  # in a policy


def below(page: bytes, folder: str) -> bytes:
    """The page for a server that shows the site in a folder, such as `/gazette`."""
    return page.replace(b'href="/', f'href="{folder}/'.encode())


def not_found(given: Given) -> Iterator[tuple[str, bytes]]:
    """404.html, which object stores and web servers show when they are told to."""
    yield PATH, given.editions[0].text("lost.html", "", allowed=ALLOWED, style=STYLE).encode()

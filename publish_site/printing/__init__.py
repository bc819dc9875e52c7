"""An issue as a document: one tagged PDF/A, set by Typst. Pure: publications and pictures in, bytes out.

The template is `issue.typ`. It is handed the issue as JSON (`contents.py`) beside the pictures, in a root that holds
nothing else: no text of a record is ever read as source, and no file or package can be reached. The same input gives
the same bytes: the only day in the file is the issue's, and the fonts are the compiler's own and those of a folder that
an office may name, never those a machine happens to have.
"""

from __future__ import annotations

from base64 import b64encode
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

from publish_site.errors import NotBuilt
from publish_site.issue import House, Issue
from publish_site.printing import contents, glyphs
from publish_site.printing.setting import Refused, compiled, forget
from publish_site.printing.words import words
from publish_site.styles import SVG, present
from publish_site.views import Publication

LARGEST = 1_500  # entries a volume, or pictures: 0.4 MB of memory each, so below 1 GB (docs/gazette.md)
LOST = "no font has"
REMEDY = (
    f"the PDFs print {contents.MISSING} for what no font has; name a folder of fonts that has it in BLAZON_DESK_FONTS"
)
TRIES = 4  # a character that only its neighbours make unprintable is found when the whole is set


def remedied(warnings: Sequence[str]) -> tuple[str, ...]:
    """The warnings of a build, and once what is to be done where fonts lack characters."""
    return (*warnings, REMEDY) if any(LOST in one for one in warnings) else tuple(warnings)


def _files(made: dict[str, Any], picture: Callable[[str], bytes]) -> dict[str, bytes]:
    """The emblem and each picture once, by their paths.

    A picture goes in as an SVG around it: the compiler then keeps the file and not its pixels, a third of all memory.
    """
    entries = (e for part in made["parts"] for group in part["classes"] for e in group["entries"])
    sizes = {plate["path"]: plate["size"] for e in entries for plate in e["plates"]}
    files = {"emblem.svg": present()["emblem.svg"].content}
    for path, (width, height) in sorted(sizes.items()):
        size = f'width="{width}" height="{height}"'
        data = b64encode(picture(path)).decode()
        image = f'<image {size} href="data:image/{path.rsplit(".", maxsplit=1)[-1]};base64,{data}"/>'
        files[path] = f'<svg xmlns="{SVG}" viewBox="0 0 {width} {height}" {size}>{image}</svg>'.encode()
    return files


def volumes(entries: Sequence[Publication], largest: int = LARGEST) -> list[list[Publication]]:
    """The entries in volumes of at most `largest`, cut where a class begins if one begins in the second half. An entry
    with several pictures counts as many.
    """
    left, made = contents.in_order(entries), []
    while (most := _most(left, largest)) < len(left):
        starts = [n for n in range(most // 2, most + 1) if n and contents.group(left[n - 1]) != contents.group(left[n])]
        cut = starts[-1] if starts else most
        made.append(left[:cut])
        left = left[cut:]
    return [*made, left]


def _most(entries: Sequence[Publication], largest: int) -> int:
    """How many of the first entries a volume holds, at least one."""
    return max(1, bisect_right(list(accumulate(len(p.printed) for p in entries)), largest))


class NotPrinted(NotBuilt):
    def __init__(self, issue: str, reason: str) -> None:
        super().__init__(f"issue {issue} cannot be set as a PDF: {reason}")


def _silent(warning: str) -> None:
    """Tells nobody."""


def pdf(
    issue: Issue,
    house: House,
    entries: Sequence[Publication],
    picture: Callable[[str], bytes],
    language: str = "en",
    *,
    volume: tuple[int, int] = (1, 1),
    fonts: Path | None = None,
    warn: Callable[[str], None] = _silent,
) -> bytes:
    """The issue, or one volume of several (`volumes`), as PDF/A-2a and PDF/UA-1.

    `picture` gives the bytes of a published picture by its path within the site (`Picture.thumbnail`). `fonts` is a
    folder of TrueType or OpenType files for scripts that the compiler's own fonts lack. Of a character that no font has
    the sign ▯ is printed; the entry says so, and `warn` is told once with the numbers of all such entries. NotPrinted
    when the compiler refuses.
    """
    said = words(language)
    made = contents.of_issue(issue, house, entries, said, volume)
    try:
        lost = glyphs.lost(contents.pieces(made), fonts)
        for _ in range(TRIES):
            printed, warnings = contents.printable(made, lost, said)
            try:
                content = compiled("issue.typ", printed, _files(made, picture), issue.date, fonts)
            except Refused as refused:
                more = refused.named - lost
                if not more:
                    raise
                lost |= glyphs.holding(more, contents.pieces(made)) | more
                continue
            if warnings:
                warn(f"issue {issue.id}: {LOST} {', '.join(warnings)}")
            return content
    except Refused as refused:
        raise NotPrinted(issue.id, str(refused)) from refused
    finally:
        forget()
    raise NotPrinted(issue.id, "characters without a glyph keep turning up; name a folder of fonts that has them")

"""The compiler: a template and data in, PDF out. It sees what it is given and nothing else."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import typst

STANDARDS: list[Any] = ["a-2a", "ua-1"]  # archived, tagged, for every reader; PDF/A-4 cannot be had with PDF/UA-1
FOLDER = Path(__file__).parent
FIRST = "Libertinus Serif"
KEPT = (
    12  # 10 is what the compiler's memory of earlier documents goes back; measured: with 12 a process stays as it was
)
# How the compiler names a text it has no glyph for, or that PDF/A forbids: as Rust writes a string.
NAMED = re.compile(r'(?<!font )`"((?:[^"\\]|\\.)*)"`')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")


class Refused(Exception):
    """The compiler makes no PDF of it. `named` are the texts it has no glyphs for."""

    def __init__(self, error: typst.TypstError) -> None:
        super().__init__(error.message)
        self.named = {ESCAPED.sub(_character, found) for found in NAMED.findall(error.diagnostic)}


def _character(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    return {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}.get(match[2], match[2])


@lru_cache(maxsize=4)
def _fonts(folder: Path | None) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[folder] if folder else [])


def families(folder: Path | None) -> list[str]:
    """Those that text is set in: the first, then the office's own by name. The compiler falls back on its others."""
    own = sorted({font.family for font in _fonts(folder).fonts() if font.path})
    return [FIRST, *(family for family in own if family != FIRST)]


def compiled(
    template: str | Path, data: Mapping[str, Any], files: Mapping[str, bytes], date: dt.date, fonts: Path | None
) -> bytes:
    """The PDF of a template, by its path or its name in this folder, which reads `data.json`.

    `files` are texts (SVG). Nothing touches the disk.

    Refused says what is wrong.
    """
    given = json.dumps({**data, "fonts": families(fonts)}, ensure_ascii=False).encode()
    texts = {**files, "main.typ": (FOLDER / template).read_bytes(), "data.json": given}
    try:
        made = _compiler(texts, fonts).compile(
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=dt.datetime(date.year, date.month, date.day, tzinfo=dt.UTC),
        )
    except typst.TypstError as error:
        raise Refused(error) from error
    return cast("bytes", made)


def forget() -> None:
    """Lets go of what the compiler keeps of the last document: it is dropped after as many others, here empty ones."""
    for _ in range(KEPT):
        _compiler({"main.typ": b" "}, None).compile(format="svg")


def _compiler(texts: Mapping[str, bytes], fonts: Path | None) -> typst.Compiler:
    """One that sees these texts and, should a template ask for more, this folder: no other file, no package."""
    return typst.Compiler(
        cast("bytes", texts),  # the stub does not know that several may be given
        root=FOLDER,
        font_paths=_fonts(fonts),
        ignore_system_fonts=True,
        package_path=FOLDER / "packages",
        package_cache_path=FOLDER / "packages",
    )
